// The small things that the issuing page's views are made of.

import { bdi, h } from "../node.js";
import { icon, list } from "../parts.js";
import { sentence } from "../words.js";

/** @import { Attributes, Child, VNode } from "../../page.d.ts" */
/** @import { Problem } from "label-wasm/issuer" */
/** @import { Context, Trouble, Words } from "../../issuing-page.d.ts" */

/**
 * A step of the work, under its number and name.
 * @param {number} step
 * @param {string} title
 * @param {Context} context
 * @param {Child[]} children
 */
export function stepView(step, title, { words }, ...children) {
  const values = { number: step, count: words.steps.length, name: words.steps[step - 1] };
  return h(
    "section",
    { class: "step", "aria-labelledby": "title" },
    h("p", { class: "hint" }, sentence(words.step, values)),
    h("h1", { id: "title", tabindex: "-1" }, sentence(title)),
    children,
  );
}

/**
 * A field with its name and, below it, what to write.
 * @param {string} id
 * @param {string} name
 * @param {string | null} hint
 * @param {(described: Attributes) => Child} input
 */
export function field(id, name, hint, input) {
  const described = { id, name: id, "aria-describedby": hint ? `${id}-hint` : null };
  return h(
    "div",
    { class: "entry" },
    h("label", { for: id }, sentence(name)),
    hint ? h("p", { class: "hint", id: `${id}-hint` }, sentence(hint)) : null,
    input(described),
  );
}

/**
 * A field for one line of text.
 * @param {string} id
 * @param {string} name
 * @param {string | null} hint
 * @param {Attributes} more
 */
export function textField(id, name, hint, more = {}) {
  return field(id, name, hint, (described) =>
    h("input", { type: "text", autocomplete: "off", spellcheck: "false", ...described, ...more }),
  );
}

/**
 * A field for a file.
 * @param {string} id
 * @param {string} name
 * @param {string | null} hint
 * @param {string} accept
 */
export function fileField(id, name, hint, accept) {
  return field(id, name, hint, (described) => h("input", { type: "file", accept, ...described }));
}

/**
 * A choice among few, all of them in view.
 * @param {string} name
 * @param {string} legend
 * @param {[value: string, text: string][]} choices
 * @param {string} chosen
 */
export function radios(name, legend, choices, chosen) {
  return h(
    "fieldset",
    null,
    h("legend", null, sentence(legend)),
    choices.map(([value, text]) =>
      h(
        "label",
        { class: "choice", for: `${name}-${value}` },
        h("input", { type: "radio", id: `${name}-${value}`, name, value, checked: value === chosen }),
        h("span", null, sentence(text)),
      ),
    ),
  );
}

/**
 * A box to tick.
 * @param {string} id
 * @param {string} text
 * @param {string | null} hint
 * @param {boolean} isTicked
 */
export function tick(id, text, hint = null, isTicked = false) {
  const described = { "aria-describedby": hint ? `${id}-hint` : null };
  return h(
    "div",
    { class: "entry" },
    h(
      "label",
      { class: "choice", for: id },
      h("input", { type: "checkbox", id, name: id, checked: isTicked, ...described }),
      h("span", null, sentence(text)),
    ),
    hint ? h("p", { class: "hint", id: `${id}-hint` }, sentence(hint)) : null,
  );
}

/**
 * A fault: in words, with its code, and with every fault of what people wrote.
 * @param {Trouble | null} trouble
 * @param {Words} words
 * @param {string | null} name the file that it is about
 */
export function troubleView(trouble, words, name = null) {
  if (trouble === null) {
    return null;
  }
  const known = words.problems[trouble.code] ?? sayingOf(trouble.code, words);
  // The module says it in English alone.
  const said = known ? sentence(known) : h("span", { lang: "en" }, trouble.message || words.problems.unexpected);
  return h(
    "section",
    { class: "card warnings trouble", "aria-labelledby": "trouble", "data-code": trouble.code },
    h("h2", { id: "trouble", tabindex: "-1" }, icon("warning"), sentence(words.trouble)),
    h("p", null, said, " ", h("code", null, trouble.code)),
    trouble.problems.length > 0 ? faultsView(trouble, words, name) : null,
  );
}

/**
 * The command's sentence of a code, where it says all without values.
 * @param {string} code
 * @param {Words} words
 */
function sayingOf(code, { messages }) {
  const why = messages.codes[code]?.why;
  return why?.includes("{") ? undefined : why;
}

/**
 * @param {Trouble} trouble
 * @param {Words} words
 * @param {string | null} name
 */
function faultsView({ problems, more }, words, name) {
  const count = problems.length + more;
  const hasRows = problems.some(({ row }) => row !== null);
  const caption = name === null ? sentence(words.faults_here, { count }) : sentence(words.faults, { count, name });
  return h(
    "div",
    { class: "scrolled", tabindex: "0", role: "region", "aria-labelledby": "faults" },
    h(
      "table",
      null,
      h("caption", { id: "faults" }, caption),
      h("thead", null, h("tr", null, headCells(words, hasRows))),
      h(
        "tbody",
        null,
        problems.map((problem) =>
          h(
            "tr",
            null,
            hasRows ? h("td", null, problem.row ?? "") : null,
            h("td", null, bdi(problem.field ?? "")),
            h("td", null, faultText(problem, words), " ", h("code", null, problem.code)),
          ),
        ),
      ),
    ),
    more > 0 ? h("p", null, sentence(words.more_faults, { count: more })) : null,
  );
}

/**
 * A fault in the language of the page; the module says it in English, where the value stands.
 * @param {Problem} problem
 * @param {Words} words
 */
function faultText({ code, message, field }, words) {
  const { lang, intake } = words;
  const told = lang === "en" ? undefined : intake.faults[code];
  const english = h(told === undefined ? "span" : "div", { lang: "en" }, bdi(message));
  if (told === undefined) {
    return english;
  }
  const column = intake.of_values.includes(code) ? intake.columns[field ?? ""] : undefined;
  return [h("strong", null, told), column ? sentence(words.values, { values: column[lang].values }) : null, english];
}

/**
 * @param {Words} words
 * @param {boolean} hasRows
 */
function headCells(words, hasRows) {
  const names = [...(hasRows ? [words.place] : []), words.field, words.fault];
  return names.map((name) => h("th", { scope: "col" }, sentence(name)));
}

/**
 * A symbol as it was drawn, in a white frame; null where the drawing is not of the form that is known.
 * @param {string} svg
 * @param {string} label what it is, for those who hear the page
 * @returns {VNode | null}
 */
export function symbolView(svg, label) {
  const box = /viewBox="([0-9. ]+)"/.exec(svg)?.[1];
  const path = /<path d="([MmHhVvZz0-9 -]+)"/.exec(svg)?.[1];
  return box && path
    ? h("svg", { class: "symbol", viewBox: box, role: "img", "aria-label": label }, h("path", { d: path }))
    : null;
}

export { list };
