// The second step: one label by hand, a table, or a plan.

import { h } from "../node.js";
import { button } from "../parts.js";
import { sentence } from "../words.js";
import { field, fileField, radios, stepView, textField, tick, troubleView } from "./pieces.js";
import { goOn, signerView } from "./setup-view.js";

/** @import { Scheme } from "label-wasm/issuer" */
/** @import { Attributes } from "../../page.d.ts" */
/** @import { Context, FieldName, LabelsState, Words } from "../../issuing-page.d.ts" */

/** @typedef {{ words: Words, scheme: Scheme }} Asked */

/** Fields that few labels need. */
const FURTHER = /** @type {const} */ (["evaluator", "issued", "expires"]);
/** Fields of a line that a label mostly has, in order; those with choices stand elsewhere. */
const PLAIN = /** @type {const} */ (["holder", "holder_id", "product"]);
/** Error correction levels of QR codes, beside the usual one. */
const ECC = ["L", "Q", "H"];
/** Words of the module for what the messages have by number. */
const ASSESSMENTS = ["self", "reviewed", "evaluated", "certified"];
const SUPPLY_CHAIN = ["not-performed", "cleared", "conditions", "declared", "none"];

/**
 * @param {LabelsState} state
 * @param {Context} context
 */
export function labelsView(state, context) {
  const { words, signer } = context;
  const { labels } = words;
  /** @type {[string, string][]} */
  const ways = [
    ["form", labels.form],
    ["table", labels.table],
    ["plan", labels.plan],
  ];
  return stepView(
    2,
    labels.title,
    context,
    troubleView(state.trouble, words, state.name),
    h(
      "form",
      { class: "card", "data-action": "prepare", novalidate: true },
      radios("way", labels.way, ways, state.way),
      wayView(state, context),
      symbolView(words),
      h("div", { class: "actions" }, goOn(labels.prepare), button("setup", labels.back)),
    ),
    signer ? h("div", { class: "card" }, signerView(signer, words)) : null,
  );
}

/**
 * @param {LabelsState} state
 * @param {Context} context
 */
function wayView(state, { words, schemes }) {
  const { labels } = words;
  switch (state.way) {
    case "form":
      return formView(state, words, schemes);
    case "table":
      return h(
        "div",
        { class: "group" },
        fileField("table", labels.file_table, labels.file_table_hint, ".csv,text/csv"),
        tick("per-registration", labels.per_registration),
        h("p", { class: "hint" }, sentence(labels.index_note)),
      );
    case "plan":
      return h(
        "div",
        { class: "group" },
        fileField("plan", labels.file_plan, labels.file_plan_hint, ".plan,.jsonl,.json,application/jsonl"),
      );
  }
}

/**
 * The size of the symbols, which few change.
 * @param {Words} words
 */
function symbolView({ symbol }) {
  /** @type {[value: string, text: string][]} */
  const levels = [["", symbol.ecc_usual], ...ECC.map((level) => /** @type {[string, string]} */ ([level, level]))];
  return h(
    "details",
    null,
    h("summary", null, sentence(symbol.title)),
    field("ecc", symbol.ecc, null, (described) => h("select", described, options(levels, ""))),
    textField("module_mm", symbol.module, symbol.module_hint, { inputmode: "decimal" }),
    textField("dpi", symbol.dpi, symbol.dpi_hint, { inputmode: "numeric" }),
    tick("any-module", symbol.any, symbol.any_hint),
  );
}

/**
 * @param {LabelsState} state
 * @param {Words} words
 * @param {Scheme[]} schemes
 */
function formView(state, words, schemes) {
  const scheme = schemes.find(({ name }) => name === state.scheme) ?? schemes[0];
  const { levels, categories, criteria } = scheme;
  const asked = { words, scheme };
  const level = levels.find(({ number }) => String(number) === state.level);
  const assessments = level?.assessments ?? scheme.assessments;
  const { lang, messages } = words;
  return h(
    "div",
    { class: "group" },
    selectField(asked, "scheme", textsOf(schemes, lang), scheme.name),
    choice(
      asked,
      "level",
      levels.map(({ number, mark }) => [String(number), mark]),
      state.level,
    ),
    choice(
      asked,
      "assessment",
      assessments.map((name) => [name, messages.assessments[ASSESSMENTS.indexOf(name)]]),
    ),
    line(asked, "registration"),
    suggested(asked, "criteria", criteria),
    PLAIN.map((name) => line(asked, name)),
    manyField(asked, "models"),
    manyField(asked, "gtins"),
    suggested(
      asked,
      "category",
      categories.map((one) => one[lang]),
    ),
    supplyChain(asked),
    line(asked, "support_end"),
    line(asked, "status_index", { inputmode: "numeric" }),
    h("p", { class: "hint" }, sentence(words.labels.index_note)),
    h(
      "details",
      null,
      h("summary", null, sentence(words.labels.more_fields)),
      FURTHER.map((name) => line(asked, name)),
    ),
  );
}

/**
 * The schemes by their names for people.
 * @param {Scheme[]} schemes
 * @param {Words["lang"]} lang
 * @returns {[string, string][]}
 */
function textsOf(schemes, lang) {
  return schemes.map(({ name, title }) => [name, `${name} – ${title[lang]}`]);
}

/**
 * The name of a field, marked where the scheme requires it, and what to write; null where the scheme forbids it.
 * @param {Asked} asked
 * @param {FieldName} name
 * @returns {[name: string, hint: string | null] | null}
 */
function namesOf({ words, scheme }, name) {
  const { name: text, hint } = words.fields[name];
  const required = scheme.required.includes(name) ? ` (${words.labels.required})` : "";
  return scheme.forbidden.includes(name) ? null : [`${text}${required}`, hint ?? null];
}

/**
 * @param {Asked} asked
 * @param {FieldName} name
 * @param {Attributes} more
 */
function line(asked, name, more = {}) {
  const names = namesOf(asked, name);
  return names && textField(name, ...names, more);
}

/**
 * A choice that may be left open.
 * @param {Asked} asked
 * @param {FieldName} name
 * @param {[string, string][]} choices
 * @param {string | null} chosen
 */
function choice(asked, name, choices, chosen = null) {
  return choices.length === 0 ? null : selectField(asked, name, [["", asked.words.labels.choose], ...choices], chosen);
}

/**
 * @param {Asked} asked
 * @param {FieldName} name
 * @param {[value: string, text: string][]} choices
 * @param {string | null} chosen
 */
function selectField(asked, name, choices, chosen) {
  const names = namesOf(asked, name);
  return names && field(name, ...names, (described) => h("select", described, options(choices, chosen)));
}

/**
 * @param {[value: string, text: string][]} choices
 * @param {string | null} chosen
 */
function options(choices, chosen) {
  return choices.map(([value, text]) => h("option", { value, selected: value === chosen }, text));
}

/**
 * A line of text that may be one of those known.
 * @param {Asked} asked
 * @param {FieldName} name
 * @param {string[]} known
 */
function suggested(asked, name, known) {
  const names = namesOf(asked, name);
  const id = `${name}-known`;
  return (
    names &&
    field(name, ...names, (described) => [
      h("input", { type: "text", autocomplete: "off", list: id, ...described }),
      h(
        "datalist",
        { id },
        known.map((value) => h("option", { value })),
      ),
    ])
  );
}

/**
 * @param {Asked} asked
 * @param {FieldName} name
 */
function manyField(asked, name) {
  const names = namesOf(asked, name);
  return (
    names &&
    field(name, ...names, (described) =>
      h("textarea", { rows: 3, autocomplete: "off", spellcheck: "false", ...described }),
    )
  );
}

/** @param {Asked} asked */
function supplyChain(asked) {
  const { words, scheme } = asked;
  const { name, hint } = words.fields.supply_chain_day;
  return scheme.forbidden.includes("supply_chain")
    ? null
    : [
        choice(
          asked,
          "supply_chain",
          SUPPLY_CHAIN.map((name, index) => [name, words.messages.supply_chain[index]]),
        ),
        textField("supply_chain_day", name, hint ?? null, { inputmode: "numeric" }),
      ];
}
