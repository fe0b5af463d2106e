// Views of the issuing page in each state: pure functions from state and words to descriptions.

import { h } from "../node.js";
import { button, codeLine, headOf } from "../parts.js";
import { LANGUAGES, minuteText, plainText, sentence } from "../words.js";
import { labelsView } from "./labels-view.js";
import { askView, doneView, reviewView, saveButtons, signingView } from "./review-view.js";
import { setupView } from "./setup-view.js";

/** @import { LanguageId, VNode } from "../../page.d.ts" */
/** @import { BrokenState, Context, FoundState, State } from "../../issuing-page.d.ts" */

/**
 * The content of the page below its head.
 * @param {State} state
 * @param {Context} context
 * @returns {VNode[]}
 */
export function viewOf(state, context) {
  const view = contentOf(state, context);
  return [view, context.isKept || state.kind === "broken" ? null : notKeptView(context)].filter((one) => one !== null);
}

/**
 * @param {State} state
 * @param {Context} context
 * @returns {VNode}
 */
function contentOf(state, context) {
  switch (state.kind) {
    case "setup":
      return setupView(state, context);
    case "labels":
      return labelsView(state, context);
    case "review":
      return reviewView(state, context);
    case "signing":
      return signingView(context);
    case "done":
      return doneView(state, context);
    case "found":
      return foundView(state, context);
    case "broken":
      return brokenView(state, context);
    case "busy":
      return h("section", { class: "busy", "aria-busy": "true" }, h("h1", { id: "title" }, context.words.busy));
  }
}

/**
 * The title of the page.
 * @param {State} state
 * @param {Context} context
 */
export function titleOf(state, { words, signer }) {
  const title = titlesOf(state, { words });
  return [signer?.specimen ? `[${words.specimen}]` : null, title, words.title].filter(Boolean).join(" – ");
}

/**
 * @param {State} state
 * @param {Pick<Context, "words">} context
 */
function titlesOf(state, { words }) {
  const named = { ...words, busy: { title: null } };
  return named[state.kind].title;
}

/**
 * The head of the page: specimen, name and languages.
 * @param {Context} context
 * @param {LanguageId} language
 */
export function headView({ words, signer }, language) {
  const offered = LANGUAGES.filter(({ id }) => id !== "easy");
  return headOf({ words, name: sentence(words.title), offered, language, specimen: signer?.specimen ?? false });
}

/**
 * The foot of the page.
 * @param {Context} context
 */
export function footView({ words, isOffline }) {
  return [
    h("p", null, sentence(words.privacy)),
    isOffline ? h("p", { class: "offline-ready" }, sentence(words.offline_ready)) : null,
  ].filter((view) => view !== null);
}

/** @param {Context} context */
function notKeptView({ words }) {
  return h("p", { class: "notice" }, sentence(words.not_kept));
}

/**
 * @param {FoundState} state
 * @param {Context} context
 */
function foundView(state, { words, work, labels, issued }) {
  const { found } = words;
  const made = minuteText(work?.made ?? 0, words.lang);
  return h(
    "section",
    { class: "card", "aria-labelledby": "title" },
    h("h1", { id: "title", tabindex: "-1" }, sentence(found.title)),
    h("p", { class: "lead" }, sentence(found.note, { count: labels.length, signed: issued.size, made })),
    h(
      "div",
      { class: "actions" },
      button("go-on", found.go_on, { class: "primary" }),
      saveButtons(issued.size, words),
      state.isAsked ? null : button("discard", found.clear),
    ),
    state.isAsked ? askView(words) : null,
  );
}

/**
 * @param {BrokenState} state
 * @param {Context} context
 */
function brokenView({ code }, { words: { broken, problems } }) {
  return h(
    "section",
    { class: "card warnings", "aria-labelledby": "title" },
    h("h1", { id: "title", tabindex: "-1" }, sentence(broken.title)),
    h("p", { class: "lead" }, sentence(problems[code] ?? problems.unexpected)),
    codeLine(code),
    h("p", null, plainText(broken.advice)),
  );
}
