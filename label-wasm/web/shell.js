// What the document shows and says: the state that the page is in, in the words of one language.

import { opened } from "./opened.js";
import { loadJson } from "./assets.js";
import { joinWords } from "./words.js";
import { viewOf, headView, footView, announcement, titleOf } from "./view.js";
import { isSpecimen } from "./answer.js";
import { show } from "./dom.js";

/** @import { Context, Facts, LanguageId, Messages, PageWords, State, Words } from "../page.d.ts" */

/** The document of one visit. */
export class Shell {
  /** @type {State} */
  #state = { kind: "busy" };
  /** @type {Words | null} */
  #words = null;
  /** @type {Record<string, Messages>} */
  #messages = {};
  /** @type {LanguageId} */
  #language = "en";
  #facts;

  /** @param {() => Facts} facts gives what is known beside the state */
  constructor(facts) {
    this.#facts = facts;
  }

  get state() {
    return this.#state;
  }

  get words() {
    return this.#words;
  }

  /**
   * Loads the words of a language, which are used from then on.
   * @param {LanguageId} language
   */
  async speak(language) {
    /** @type {PageWords} */
    const page = await loadJson(`words/${language}.json`);
    this.#messages[page.base] ??= /** @type {Messages} */ (await loadJson(`messages/${page.base}.json`));
    this.#words = joinWords(page, this.#messages[page.base]);
    this.#language = language;
  }

  /**
   * Shows a new state, says its outcome and puts the reader of the screen at its start. A stop is the last one.
   * @param {State} state
   */
  show(state) {
    const before = this.#state;
    if (before.kind === "stopped" && state.kind !== "stopped") {
      return;
    }
    this.update(state);
    if (this.#words === null) {
      return;
    }
    this.say(this.announcementOf(state));
    // The first screen is read from its start, and within the camera's nobody is moved.
    const isFirst = state.kind === "home" && before.kind === "busy" && opened === null;
    const stays = isFirst || (state.kind === "camera" && before.kind === "camera");
    if (state.kind !== "busy" && !stays) {
      globalThis.scrollTo(0, 0);
      document.getElementById("title")?.focus({ preventScroll: true });
    }
  }

  /**
   * Changes what is shown, and moves and says nothing.
   * @param {State} state
   */
  update(state) {
    this.#state = state;
    this.render();
  }

  /**
   * The sentence in which a state is said; empty before there are words.
   * @param {State} state
   */
  announcementOf(state) {
    return this.#words === null ? "" : announcement(state, this.#context(this.#words));
  }

  /**
   * Says something to those who hear the page.
   * @param {string} text
   */
  say(text) {
    element("announcement").textContent = text;
  }

  /** Shows the state anew, with what is known now. */
  render() {
    const words = this.#words;
    if (words === null) {
      return;
    }
    const context = this.#context(words);
    document.documentElement.lang = words.lang;
    document.title = titleOf(this.#state, context);
    document.body.dataset.state = this.#state.kind;
    document.body.dataset.language = this.#language;
    show(element("head"), headView(context, this.#language, isSpecimen(this.#state, context)));
    show(element("main"), viewOf(this.#state, context));
    show(element("foot"), footView(this.#state, context));
  }

  /**
   * @param {Words} words
   * @returns {Context}
   */
  #context(words) {
    const host = globalThis.location.host || globalThis.location.href;
    return { ...this.#facts(), words, host };
  }
}

/**
 * An element that index.html has.
 * @param {string} id
 */
function element(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}
