// What a label says, in the sections of the page that show it.

import { h, bdi } from "./node.js";
import { sentence, plainText, minuteText, expiryText, dayText } from "./words.js";
import { lineNamed } from "./judge.js";
import { rows, item, submitButton, icon } from "./parts.js";

/** @import { Child, JanResult, LabelContext, Lang, Row, SchemeTable } from "../page.d.ts" */
/** @import { Verdict, VerdictState, Words } from "../page.d.ts" */
/** @import { Label, Outcome } from "label-wasm" */

const MODELS_SHOWN = 6;

/**
 * What is on the box, large, to be compared with it.
 * @param {LabelContext} context
 */
export function productView({ words, verdict, state }) {
  const { label } = verdict;
  return h(
    "section",
    { class: "card product", "aria-labelledby": "product" },
    h("h2", { id: "product" }, sentence(words.product)),
    h("p", { class: "hint" }, sentence(words.product_note)),
    h("dl", { class: "large" }, productRows(label, words)),
    label.gtins.length ? janView(words, state.jan) : null,
  );
}

/**
 * @param {Label} label
 * @param {Words} words
 */
function productRows(label, words) {
  const { claims } = words.messages;
  /** @param {string[]} some */
  const models = (some) =>
    h(
      "ul",
      { class: "values" },
      some.map((model) => h("li", null, bdi(model))),
    );
  const [first, more] = [label.models.slice(0, MODELS_SHOWN), label.models.slice(MODELS_SHOWN)];
  const folded = more.length
    ? h("details", null, h("summary", null, sentence(words.more_models, { count: more.length })), models(more))
    : null;
  const digits = h(
    "ul",
    { class: "values digits" },
    label.gtins.map((gtin) => h("li", null, bdi(shortGtin(gtin)))),
  );
  return [
    item(sentence(claims.product), bdi(label.product)),
    first.length ? item(sentence(claims.models), [models(first), folded]) : null,
    label.gtins.length ? item(sentence(claims.gtins), digits) : null,
  ];
}

/** @type {Record<JanResult, ["jan_same" | "jan_other" | "jan_open" | "jan_bad", string]>} */
const JAN_ANSWERS = {
  same: ["jan_same", "passed"],
  other: ["jan_other", "failed"],
  open: ["jan_open", "warning"],
  bad: ["jan_bad", "warning"],
};

/**
 * What came out when a JAN code was compared, for those who hear the page.
 * @param {JanResult} result
 * @param {Words} words
 */
export function janAnswer(result, words) {
  return plainText(words[JAN_ANSWERS[result][0]]);
}

/**
 * @param {Words} words
 * @param {VerdictState["jan"]} jan
 */
function janView(words, jan) {
  const [answer, sign] = jan ? JAN_ANSWERS[jan.result] : [null, ""];
  return h(
    "form",
    { class: "jan", "data-action": "jan", novalidate: true },
    h("label", { for: "jan" }, sentence(words.jan_field)),
    h("p", { class: "hint", id: "jan-hint" }, sentence(words.jan_hint)),
    h(
      "div",
      { class: "field" },
      h("input", {
        id: "jan",
        type: "text",
        inputmode: "numeric",
        autocomplete: "off",
        "aria-describedby": "jan-hint",
      }),
      submitButton(words.jan_check),
    ),
    answer ? h("p", { class: `answer ${sign}` }, icon(sign), h("span", null, sentence(words[answer]))) : null,
  );
}

/** @param {LabelContext} context */
export function meaningView({ words, verdict, scheme }) {
  const { label } = verdict;
  const level = scheme?.levels.find((level) => level.number === label.level);
  const meaning = level?.meaning[words.lang] ?? scheme?.meaning[words.lang] ?? null;
  const said = (scheme?.must_say ?? [])
    .filter((must) => !must.levels || (label.level !== null && must.levels.includes(label.level)))
    .map((must) => must.text[words.lang]);
  const unsaid = said.filter((text) => !(meaning ?? "").includes(text));
  const declared = isDeclared(label);
  const mark = label.level_mark ?? label.level;
  return h(
    "section",
    { class: "card meaning", "aria-labelledby": "meaning" },
    h("h2", { id: "meaning" }, sentence(words.level_title)),
    h(
      "p",
      { class: "badge" },
      mark === null ? null : h("strong", { class: "mark" }, bdi(mark)),
      h(
        "span",
        null,
        h("strong", null, bdi(scheme?.short_title[words.lang] ?? label.scheme)),
        " ",
        h("span", { class: declared ? "declared" : "assessed" }, assessmentNodes(label, words)),
      ),
    ),
    declared ? h("p", null, sentence(words.self_declared_note)) : null,
    meaning ? h("p", null, meaning) : null,
    unsaid.map((text) => h("p", null, text)),
  );
}

/**
 * Whether the vendor itself says that the product meets the criteria, or somebody who tested it.
 * @param {Label} label
 * @param {Words} words
 */
export function assessmentNodes(label, words) {
  return sentence(isDeclared(label) ? words.self_declared : (words.messages.assessments[label.assessment] ?? ""));
}

/** @param {Label} label */
function isDeclared({ assessment }) {
  return assessment === 0 || assessment === 1;
}

/**
 * The end of a label.
 * @param {Label} label
 * @param {Words} words
 */
export function untilNodes(label, words) {
  const { expires } = label;
  return expires === null
    ? sentence(words.messages.words.no_expiry)
    : sentence(words.valid_until, {
        until: h("span", { class: "whole" }, expiryText({ ...label, expires }, words.lang)),
      });
}

/**
 * Who granted what to whom, until when; of a label that is not accepted, under a heading that says what that is worth.
 * @param {LabelContext} context
 */
export function grantView({ words, verdict, scheme }) {
  const { label, outcome } = verdict;
  /** @type {Record<Outcome, [heading: string, note: string | null]>} */
  const headings = {
    accepted: [words.grant_title, null],
    rejected: [words.grant_rejected, words.grant_rejected_note],
    cannot_decide: [words.grant_undecided, words.grant_undecided_note],
  };
  const [heading, note] = headings[outcome];
  return h(
    "section",
    { class: outcome === "accepted" ? "card grant" : "card grant doubtful", "aria-labelledby": "grant" },
    h("h2", { id: "grant" }, sentence(heading)),
    note ? h("p", { class: "hint" }, sentence(note)) : null,
    h(
      "dl",
      null,
      outcome === "accepted" ? null : productRows(label, words),
      rows(grantRows(label, { words, verdict, scheme })),
    ),
  );
}

/**
 * @param {Label} label
 * @param {Pick<LabelContext, "words" | "verdict" | "scheme">} context
 * @returns {Row[]}
 */
function grantRows(label, { words, verdict, scheme }) {
  const { claims, words: common, assessments } = words.messages;
  const { lang } = words;
  const { expires } = label;
  const support =
    label.support_end === "unsupported"
      ? sentence(common.unsupported)
      : label.support_end && dayText(label.support_end, lang);
  const level = scheme?.levels.find((level) => level.number === label.level)?.name[lang] ?? label.level;
  return [
    [
      sentence(claims.expires),
      expires === null ? sentence(common.no_expiry) : expiryText({ ...label, expires }, lang),
      "strong",
    ],
    [sentence(claims.support_end), support, "strong"],
    [sentence(common.status), statusNodes(verdict, words, scheme)],
    [sentence(claims.supply_chain), supplyNodes(label.supply_chain, words)],
    [sentence(common.granted_by), ownerNodes(scheme, words)],
    [sentence(claims.holder), label.holder && bdi(label.holder)],
    [sentence(claims.holder_id), label.holder_id && bdi(label.holder_id)],
    [sentence(claims.scheme), bdi(scheme?.title[lang] ?? label.scheme)],
    [sentence(claims.level), level === null ? null : bdi(level)],
    [sentence(claims.assessment), sentence(assessments[label.assessment] ?? String(label.assessment))],
    [sentence(claims.registration), bdi(label.registration)],
    [sentence(claims.category), label.category && bdi(categoryText(label.category, scheme, lang))],
    [sentence(claims.criteria), label.criteria && bdi(label.criteria)],
    [sentence(claims.evaluator), label.evaluator && bdi(label.evaluator)],
    [sentence(claims.issued), minuteText(seconds(label.issued), lang, label.zone)],
  ];
}

/**
 * @param {SchemeTable | null} scheme
 * @param {Words} words
 */
function ownerNodes(scheme, words) {
  if (scheme === null) {
    return null;
  }
  const [owner, short] = [scheme.owner[words.lang], scheme.short_owner[words.lang]];
  return owner === short ? bdi(owner) : sentence(words.owner_short, { owner, short });
}

/**
 * The status in the scheme's own word, as far as a list says it.
 * @param {Verdict} verdict
 * @param {Words} words
 * @param {SchemeTable | null} scheme
 */
function statusNodes(verdict, words, scheme) {
  const line = lineNamed(verdict.lines, "status");
  const known = line.result === "passed" ? "valid" : line.code;
  const told = line.result === "not_checked" ? null : scheme?.statuses[known];
  return told ? bdi(told[words.lang]) : sentence(words.messages.words.status_unknown);
}

/**
 * @param {Label["supply_chain"]} check
 * @param {Words} words
 * @returns {Child}
 */
function supplyNodes(check, words) {
  if (check === null || check === undefined) {
    return null;
  }
  const result = sentence(words.messages.supply_chain[check.status] ?? String(check.status));
  return check.day === null
    ? result
    : [result, words.lang === "ja" ? "（" : " (", dayText(check.day, words.lang), words.lang === "ja" ? "）" : ")"];
}

/**
 * The report names a category in English; the scheme's table has the other language.
 * @param {string} category
 * @param {SchemeTable | null} scheme
 * @param {Lang} lang
 */
function categoryText(category, scheme, lang) {
  const known = scheme?.categories.find(({ name }) => name.en === category);
  return known?.name[lang] ?? category;
}

/**
 * A GTIN with the digits that stand on the box.
 * @param {string} gtin
 */
export function shortGtin(gtin) {
  const digits = String(gtin).replace(/^0+/, "");
  const length = [8, 12, 13, 14].find((length) => digits.length <= length) ?? digits.length;
  return digits.padStart(length, "0");
}

/**
 * RFC 3339 in UTC as seconds since 1970.
 * @param {string} time
 */
export function seconds(time) {
  return Math.floor(Date.parse(time) / 1000);
}
