// The small things that every view is made of.

import { h, bdi } from "./node.js";
import { plainText, sentence } from "./words.js";

/** @import { Attributes, Build, Child, LanguageId, Row, Words } from "../page.d.ts" */

/**
 * Drawings: an outline that is filled or missing, and the strokes on it. Outcomes differ in shape, not only in colour.
 * @type {Record<string, [shape: string | null, sign: string]>}
 */
const SHAPES = {
  accepted: ["M24 3a21 21 0 1 0 0 42 21 21 0 0 0 0-42Z", "m14 25 7 7 14-15"],
  rejected: ["M15.5 3h17L45 15.5v17L32.5 45h-17L3 32.5v-17Z", "m16 16 16 16m0-16L16 32"],
  cannot_decide: [
    "M24 3 46 42.5H2Z",
    "M19.5 20.5c.3-2.700 2.200-4.300 4.700-4.300 2.800 0 4.700 1.600 4.700 4 0 3.300-4.700 3.600-4.700 7.300m0 5v.6",
  ],
  passed: [null, "m5 12 5 5 9-10"],
  failed: [null, "m6 6 12 12M18 6 6 18"],
  open: [null, "M6 12h12"],
  warning: ["M12 2.500 22.500 21h-21Z", "M12 9v6m0 2.500v.5"],
  camera: [null, "M3 8h4l2-3h6l2 3h4v11H3Zm9 2.500a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7Z"],
  picture: [null, "M3 5h18v14H3Zm0 11 5-5 4 4 3-3 6 5M16 8.500v.5"],
};

/**
 * The outcome: shape, word, and what belongs to it.
 * @param {string} outcome
 * @param {string} title
 * @param {Child} children
 */
export function panel(outcome, title, children) {
  return h(
    "section",
    { class: `outcome ${outcome}`, "aria-labelledby": "title" },
    icon(outcome, "sign"),
    h("div", null, h("h1", { id: "title", tabindex: "-1" }, sentence(title)), children),
  );
}

/**
 * The head of a page: specimen, name and languages.
 * @param {object} head
 * @param {{ specimen: string, specimen_note: string, language: string }} head.words
 * @param {Child} head.name
 * @param {{ id: LanguageId, lang: string, name: string }[]} head.offered
 * @param {LanguageId} head.language the one that is chosen
 * @param {boolean} head.specimen
 */
export function headOf({ words, name, offered, language, specimen }) {
  /** @param {typeof offered[number]} language */
  const one = ({ id, lang, name }) =>
    h(
      "button",
      {
        type: "button",
        "data-action": "language",
        value: id,
        lang,
        "aria-pressed": id === language ? "true" : "false",
      },
      name,
    );
  return [
    specimen
      ? h(
          "p",
          { class: "specimen" },
          h("strong", null, sentence(words.specimen)),
          " ",
          h("span", null, sentence(words.specimen_note)),
        )
      : null,
    h(
      "div",
      { class: "bar" },
      h("p", { class: "name" }, name),
      h("div", { class: "languages", role: "group", "aria-label": plainText(words.language) }, offered.map(one)),
    ),
  ].filter((view) => view !== null);
}

/**
 * A code, for support.
 * @param {string} code
 */
export function codeLine(code) {
  return h("p", { class: "code" }, h("code", null, code));
}

/**
 * Rows of a name and a value; those without a value are left out.
 * @param {Row[]} named
 */
export function list(named) {
  return h("dl", null, rows(named));
}

/**
 * The same without the list around them.
 * @param {Row[]} named
 */
export function rows(named) {
  return named
    .filter(([, value]) => value !== null && value !== undefined && value !== "")
    .map(([name, value, kind]) => item(name, value, kind));
}

/**
 * One row; `kind` is a class for it.
 * @param {Child} name
 * @param {Child} value
 * @param {string} [kind]
 */
export function item(name, value, kind) {
  return h("div", { class: kind ?? null }, h("dt", null, name), h("dd", null, value));
}

/**
 * A button that does what app.js knows by this name.
 * @param {string} action
 * @param {string} text
 * @param {Attributes} attributes
 * @param {Child} sign
 */
export function button(action, text, attributes = {}, sign = null) {
  return h("button", { type: "button", "data-action": action, ...attributes }, sign, h("span", null, sentence(text)));
}

/**
 * The button of a form.
 * @param {string} text
 */
export function submitButton(text) {
  return h("button", { type: "submit" }, h("span", null, sentence(text)));
}

/**
 * A drawing that says nothing which the text beside it does not.
 * @param {string} name
 * @param {string} kind
 */
export function icon(name, kind = "icon") {
  const [shape, sign] = SHAPES[name];
  const box = shape && kind === "sign" ? "0 0 48 48" : "0 0 24 24";
  return h(
    "svg",
    { class: `${kind} ${kind}-${name}`, viewBox: box, "aria-hidden": "true", focusable: "false" },
    shape ? h("path", { class: "shape", d: shape }) : null,
    h("path", { class: "stroke", d: sign }),
  );
}

/**
 * @param {Words} words
 * @param {Child} advice
 * @param {Child[]} buttons
 */
export function adviceView(words, advice, buttons) {
  return h(
    "section",
    { class: "card next", "aria-labelledby": "next" },
    h("h2", { id: "next" }, sentence(words.next)),
    advice ? h("p", { class: "advice" }, advice) : null,
    buttons.length > 0 ? h("div", { class: "actions" }, buttons) : null,
  );
}

/**
 * Which build answers.
 * @param {Words} words
 * @param {Build} build
 */
export function buildView(words, build) {
  const unknown = sentence(words.build.unknown);
  return list([
    [sentence(words.build.version), bdi(build.version ?? "") ?? unknown],
    [sentence(words.build.wasm), build.wasm ? bdi(build.wasm) : sentence(words.build.no_hash), "hash"],
    [sentence(words.build.sources), build.sources ? bdi(build.sources) : unknown, "hash"],
    [sentence(words.build.site), build.site ? bdi(build.site) : unknown, "hash"],
  ]);
}
