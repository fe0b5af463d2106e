// Content of the document: the state that the page is in, in the words of one language.

import { loadJson } from "../assets.js";
import { show } from "../dom.js";
import { footView, headView, titleOf, viewOf } from "./view.js";

/** @import { Messages } from "../../page.d.ts" */
/** @import { Context, Intake, PageWords, State, Words } from "../../issuing-page.d.ts" */

/** Languages that the page has. */
const LANGUAGES = /** @type {const} */ (["ja", "en"]);
/** @typedef {typeof LANGUAGES[number]} Language */

/** The document of one visit. */
export class Screen {
  /** @type {State} */
  #state = { kind: "busy" };
  /** @type {Record<Language, Words> | null} */
  #words = null;
  /** @type {Language} */
  #language = "en";
  #facts;

  /** @param {() => Omit<Context, "words">} facts gives what is known beside the state */
  constructor(facts) {
    this.#facts = facts;
  }

  get state() {
    return this.#state;
  }

  get words() {
    return this.#words?.[this.#language] ?? null;
  }

  /** Loads the words of every language: nothing is asked for later. */
  async load() {
    /** @type {Promise<Intake>} */
    const intake = loadJson("intake/words.json");
    const words = LANGUAGES.map(async (language) => {
      /** @type {[PageWords, Messages]} */
      const [page, messages] = await Promise.all([
        loadJson(`words/${language}.json`),
        loadJson(`messages/${language}.json`),
      ]);
      return [language, { ...page, messages, intake: await intake }];
    });
    this.#words = Object.fromEntries(await Promise.all(words));
  }

  /**
   * Goes over to a language.
   * @param {string} language
   */
  speak(language) {
    this.#language = language === "ja" ? "ja" : "en";
    this.render();
  }

  /**
   * Shows a new state and puts the reader of the screen at its start, or at what went wrong.
   * @param {State} state
   */
  show(state) {
    const isFirst = this.#state.kind === "busy";
    const isSame = this.#state.kind === state.kind;
    this.update(state);
    const wrong = document.getElementById("trouble");
    if (wrong !== null) {
      wrong.focus();
    } else if (!isFirst && !isSame) {
      globalThis.scrollTo(0, 0);
      document.getElementById("title")?.focus({ preventScroll: true });
    }
  }

  /**
   * Changes what is shown, and moves nobody; what is broken stays so.
   * @param {State} state
   */
  update(state) {
    if (this.#state.kind === "broken") {
      return;
    }
    this.#state = state;
    this.render();
  }

  /**
   * Says something to those who hear the page.
   * @param {string} text
   */
  say(text) {
    const announcement = document.getElementById("announcement");
    if (announcement !== null) {
      announcement.textContent = text;
    }
  }

  /** Shows the state anew, with what is known now. */
  render() {
    const { words } = this;
    if (words === null) {
      return;
    }
    const context = { ...this.#facts(), words };
    document.documentElement.lang = words.lang;
    document.title = titleOf(this.#state, context);
    document.body.dataset.state = this.#state.kind;
    document.body.dataset.language = this.#language;
    show(element("head"), headView(context, this.#language));
    show(element("main"), viewOf(this.#state, context));
    show(element("foot"), footView(context));
  }
}

/**
 * An element that index.html has.
 * @param {string} id
 */
function element(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}
