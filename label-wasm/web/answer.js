// A verdict in sentences: why, what to do, and each check.

import { h, bdi } from "./node.js";
import { sentence, minuteText, lastMinuteText, expiryText } from "./words.js";

/** @import { CodeWords, Context, Line, Messages, SchemeTable, SentenceValues, ShownReport } from "../page.d.ts" */
/** @import { State, VNode, Verdict, VerdictState, Words } from "../page.d.ts" */
/** @import { Label } from "label-wasm" */

/**
 * Why it came out like that; of an accepted label, who granted what to whom.
 * @param {Verdict} verdict
 * @param {Context & { report: ShownReport, state: VerdictState }} context
 */
export function reasonNodes(verdict, context) {
  const { words, report, state } = context;
  if (verdict.outcome === "accepted") {
    return leadNodes(verdict.label, context);
  }
  if (state.noLists) {
    return sentence(words.no_lists);
  }
  if (verdict.decisive !== null) {
    return lineNodes(verdict.decisive, { ...context, verdict });
  }
  return sentence(report?.outcome === "accepted" ? words.incomplete : words.check_unknown);
}

/**
 * @param {Label | null} label
 * @param {Context} context
 */
function leadNodes(label, context) {
  const { words } = context;
  if (label === null) {
    return sentence(words.messages.words.all_passed);
  }
  const scheme = schemeOf(label, context);
  const owner = scheme ? h("span", null, bdi(scheme.short_owner[words.lang])) : bdi(label.scheme);
  const title = scheme ? scheme.short_title[words.lang] : label.scheme;
  const values = {
    owner,
    label: h("bdi", { class: "whole" }, label.level_mark ? `${title} ${label.level_mark}` : title),
    holder: label.holder,
  };
  return sentence(label.holder ? words.lead : words.lead_no_holder, values);
}

/**
 * The code that decided, for support.
 * @param {Verdict} verdict
 * @param {ShownReport} report
 */
export function codeOf(verdict, report) {
  if (verdict.outcome === "accepted") {
    return "ok";
  }
  return verdict.decisive?.code ?? (report?.outcome === "accepted" ? "incomplete" : "unknown");
}

/**
 * What to do next.
 * @param {Verdict} verdict
 * @param {Words} words
 * @param {VerdictState} state
 */
export function adviceNodes(verdict, words, state) {
  if (verdict.outcome === "accepted") {
    return sentence(words.accepted_advice);
  }
  if (verdict.decisive === null) {
    return sentence(words.advice.update);
  }
  if (state.noLists) {
    return sentence(words.no_lists_advice);
  }
  return sentence(adviceOf(verdict.decisive, words));
}

/** Advice on a faulty label. Where a check is open, a code with such advice is a fault of the trust set. */
const OF_FAULTS = ["ask_item", "forged", "malformed", "out_of_force", "scan"];

/**
 * The words for what speaks against a label, where its code has any.
 * @param {Line} line
 * @param {Words} words
 * @returns {CodeWords | undefined}
 */
function codeWords({ code, result }, { messages: { codes } }) {
  const own = Object.hasOwn(codes, code) ? codes[code] : undefined;
  const misleads = own !== undefined && result === "not_checked" && OF_FAULTS.includes(own.advice);
  return misleads ? codes.trust_malformed : own;
}

/**
 * What to do about a check that speaks against a label.
 * @param {Line} line
 * @param {Words} words
 */
export function adviceOf(line, words) {
  const own = codeWords(line, words);
  const key = line.result === "failed" ? (own?.failed ?? own?.advice) : own?.advice;
  return words.advice[key ?? "ask_trust"] ?? "";
}

/**
 * A check in a sentence.
 * @param {Line} line
 * @param {Context & { verdict: Verdict }} context
 */
export function lineNodes(line, context) {
  const { words } = context;
  const { checks, words: common } = words.messages;
  /** @type {Record<string, string>} */
  const own = {
    missing: words.check_missing,
    unknown: words.check_unknown,
    not_asked: common.not_asked,
    not_reached: common.not_reached,
  };
  const check = checks[line.name] ?? {};
  if (line.result === "passed") {
    const byFilter = line.values.record === "filter" ? check.filter : undefined;
    return sentence(byFilter ?? check.passed ?? common.passed);
  }
  if (line.code === "not_stated") {
    return sentence(check.not_stated ?? common.not_stated);
  }
  if (own[line.code]) {
    return sentence(own[line.code]);
  }
  const told = codeWords(line, words);
  const why = told ? sentence(told.why, valueTexts(line, context)) : null;
  const nodes = why ?? [bdi(line.message ?? line.code)];
  // The line that decided is no warning, whatever else a report says of it.
  const decides = line.required || line === context.verdict.decisive;
  return decides ? nodes : [...nodes, " ", ...(sentence(common.only_warning) ?? [])];
}

/**
 * @param {Line} line
 * @param {Context & { verdict: Verdict }} context
 * @returns {SentenceValues}
 */
function valueTexts(line, context) {
  const { words, verdict } = context;
  const { label } = verdict;
  const scheme = schemeOf(label, context);
  const lang = words.lang;
  /** @param {number} number */
  const mark = (number) => scheme?.levels.find((level) => level.number === number)?.mark ?? number;
  /** @param {number} number */
  const rank = (number) =>
    line.code === "assessment_below"
      ? h("span", null, sentence(words.messages.assessments[number] ?? String(number)))
      : mark(number);
  /** @type {Record<string, (value: any) => VNode | number>} */
  const forms = {
    // A list may end as well; its end belongs to no scheme.
    expires: (value) =>
      line.code === "expired" && label?.expires
        ? expiryText({ ...label, expires: label.expires }, lang)
        : lastMinuteText(value, lang),
    claim: (value) =>
      h(
        "span",
        null,
        sentence(words.messages.claims[/** @type {keyof Messages["claims"]} */ (value)] ?? String(value)),
      ),
    asked: rank,
    stated: rank,
  };
  for (const name of ["at", "issued", "since", "not_before", "not_after"]) {
    forms[name] = (value) => minuteText(value, lang);
  }
  const entries = Object.entries(line.values).map(([name, value]) => [name, forms[name] ? forms[name](value) : value]);
  return Object.fromEntries(entries);
}

/**
 * The table of a label's scheme, where there is one.
 * @param {Label | null} label
 * @param {Pick<Context, "schemes">} context
 * @returns {SchemeTable | null}
 */
export function schemeOf(label, { schemes }) {
  return label && Object.hasOwn(schemes, label.scheme) ? schemes[label.scheme] : null;
}

/**
 * Whether anything that is shown rests on demonstration or test trust.
 * @param {State} state
 * @param {Pick<Context, "trust" | "config">} context
 */
export function isSpecimen(state, context) {
  const report = state.kind === "verdict" ? state.report : null;
  return Boolean(report?.specimen || context.trust?.specimen || context.config.specimen);
}
