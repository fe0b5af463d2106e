// What the page shows of a verdict: the outcome first, then why, what to do, the label, and every check.

import { h, bdi } from "./node.js";
import { sentence, minuteText, lastMinuteText } from "./words.js";
import { judge, lineNamed } from "./judge.js";
import { panel, codeLine, list, button, icon, adviceView } from "./parts.js";
import { reasonNodes, codeOf, adviceNodes, adviceOf, isSpecimen, lineNodes, schemeOf } from "./answer.js";
import { productView, meaningView, grantView, assessmentNodes, untilNodes, seconds } from "./label-view.js";
import { supportView, secondView, expertsView } from "./support-view.js";

/** @import { Freshness } from "label-wasm" */
/** @import { Context, Line, Result, Row, VerdictContext, VerdictState, Words } from "../page.d.ts" */

const DAY = 86400;

/** @type {Record<Result, string>} */
const RESULT_ICONS = { passed: "passed", failed: "failed", not_checked: "open" };

/**
 * @param {VerdictState} state
 * @param {Context} context
 */
export function verdictView(state, context) {
  const verdict = judge(state.report, context.checks);
  const all = { ...context, verdict, report: state.report, state, scheme: schemeOf(verdict.label, context) };
  const said = verdict.outcome === "accepted" ? [productView, meaningView, grantView] : [grantView, meaningView];
  const { label } = verdict;
  const content = label ? said.map((view) => view({ ...all, verdict: { ...verdict, label } })) : nothingView(all);
  return [
    outcomeView(all),
    warningsView(all),
    nextView(all),
    h(
      "div",
      { class: "columns" },
      h("div", null, content, readingView(all)),
      h("div", null, freshnessView(all), checksView(all), supportView(all), secondView(all), expertsView(all)),
    ),
  ].filter((view) => view !== null);
}

/**
 * Why nothing of a label is shown; where a picture held no code there is nothing to say about one.
 * @param {VerdictContext} context
 */
function nothingView({ words, verdict }) {
  const text = verdict.outcome === "rejected" ? words.not_believed : words.not_known;
  return verdict.decisive?.name === "picture" ? null : h("p", { class: "card nothing" }, sentence(text));
}

/**
 * The outcome: icon, shape and word, then why.
 * @param {VerdictContext} all
 */
function outcomeView(all) {
  const { words, verdict, report } = all;
  const lead = h("p", { class: "lead" }, reasonNodes(verdict, all));
  const open = verdict.isStatusOpen
    ? h("p", { class: "open" }, icon("warning"), h("strong", null, sentence(words.status_open)))
    : null;
  const passed =
    verdict.outcome === "accepted" && !verdict.isStatusOpen
      ? h("p", null, sentence(words.messages.words.all_passed))
      : null;
  const specimen = isSpecimen(all.state, all)
    ? h("p", { class: "stamp" }, h("strong", null, sentence(words.specimen)), " ", sentence(words.specimen_note))
    : null;
  return panel(verdict.outcome, words.outcome[verdict.outcome], [
    lead,
    open,
    factsView(all),
    passed,
    specimen,
    codeLine(codeOf(verdict, report)),
  ]);
}

/**
 * Of an accepted label, what nobody should have to look for: who assessed the product, and until when the label holds.
 * @param {VerdictContext} context
 */
function factsView({ words, verdict }) {
  const { label, outcome } = verdict;
  if (outcome !== "accepted" || label === null) {
    return null;
  }
  return h(
    "ul",
    { class: "facts" },
    h("li", null, assessmentNodes(label, words)),
    h("li", null, untilNodes(label, words)),
  );
}

/** @param {VerdictContext} context */
function nextView({ words, verdict, state }) {
  const again = verdict.outcome === "cannot_decide" && state.again;
  return adviceView(words, adviceNodes(verdict, words, state), [
    again ? button("again", words.again, { class: "primary" }) : null,
    button("another", words.another, { class: again || verdict.outcome === "accepted" ? null : "primary" }),
  ]);
}

/**
 * What speaks against the label without deciding.
 * @param {VerdictContext} context
 */
function warningsView({ words, verdict, ...rest }) {
  const against = verdict.lines.filter(
    (line) => !line.required && line.code !== verdict.decisive?.code && words.messages.codes[line.code],
  );
  const told = against.filter((line, index) => against.findIndex(({ code }) => code === line.code) === index);
  if (told.length === 0) {
    return null;
  }
  /** @param {Line} line */
  const one = (line) =>
    h(
      "li",
      null,
      icon("warning"),
      h(
        "div",
        null,
        h("p", null, lineNodes(line, { words, verdict, ...rest }), " ", h("code", null, line.code)),
        h("p", { class: "hint" }, sentence(adviceOf(line, words))),
      ),
    );
  return h(
    "section",
    { class: "card warnings", "aria-labelledby": "warnings" },
    h("h2", { id: "warnings" }, sentence(words.warnings)),
    h("ul", null, told.map(one)),
  );
}

/** @param {VerdictContext} context */
function freshnessView({ words, verdict, report, trust, state }) {
  const { fresh } = words;
  const lang = words.lang;
  const at = seconds(report.at);
  /** @type {Partial<Freshness>} */
  const times = report.freshness ?? {};
  /** @param {number} made */
  const age = (made) => plainAge(words, Math.floor((at - made) / DAY));
  /**
   * @param {number | null | undefined} made
   * @param {number | null | undefined} until
   */
  const dated = (made, until) =>
    made === null || made === undefined
      ? sentence(fresh.none)
      : [
          h("span", null, sentence(fresh.made, { made: minuteText(made, lang) })),
          " ",
          at >= made ? h("strong", { class: "age" }, age(made)) : null,
          until
            ? h("span", { class: "until" }, " ", sentence(fresh.until, { until: lastMinuteText(until, lang) }))
            : null,
        ];
  const old = ["trust", "status", "freshness"].map((name) => lineNamed(verdict.lines, name));
  const stale = old.some((line) => ["trust_expired", "status_stale", "lists_stale"].includes(line.code));
  /** @type {Row[]} */
  const dates = [
    [
      sentence(fresh.checked_at),
      report.at ? [minuteText(at, lang), h("span", { class: "hint" }, " ", sentence(fresh.clock))] : null,
    ],
    [sentence(fresh.trust), dated(times.trust_issued ?? trust?.issued, times.trust_expires ?? trust?.expires)],
    [
      sentence(fresh.status),
      verdict.label && verdict.label.status_index !== null ? dated(times.status_issued, times.status_expires) : null,
    ],
    [sentence(fresh.version), times.list_version ?? trust?.version ?? null],
  ];
  return h(
    "section",
    { class: stale || state.noLists ? "card fresh stale" : "card fresh", "aria-labelledby": "fresh" },
    h("h2", { id: "fresh" }, sentence(words.fresh_title)),
    stale || state.noLists
      ? h(
          "p",
          { class: "problem" },
          icon("warning"),
          h("span", null, sentence(state.noLists ? words.no_lists : fresh.old)),
        )
      : null,
    list(dates),
  );
}

/**
 * @param {Words} words
 * @param {number} days
 */
function plainAge({ fresh }, days) {
  return sentence(fresh.age[Math.min(Math.max(days, 0), 2)], { days });
}

/** @param {VerdictContext} context */
function readingView({ words, report }) {
  const repairs = (Array.isArray(report.repairs) ? report.repairs : []).filter(
    (repair) => words.messages.repairs[repair],
  );
  if (repairs.length === 0) {
    return null;
  }
  return h(
    "section",
    { class: "card", "aria-labelledby": "reading" },
    h("h2", { id: "reading" }, sentence(words.messages.words.reading)),
    h(
      "ul",
      null,
      repairs.map((repair) => h("li", null, sentence(words.messages.repairs[repair]), " ", h("code", null, repair))),
    ),
  );
}

/**
 * Every check as a line of its own: folded where nothing is to be seen in them, and those that nobody asked for always.
 * @param {VerdictContext} all
 */
function checksView(all) {
  const { words, verdict } = all;
  /** @param {Result} result */
  const count = (result) => verdict.lines.filter((line) => line.result === result).length;
  const counts = { passed: count("passed"), failed: count("failed"), open: count("not_checked") };
  /** @param {string} code */
  const skipped = (code) => verdict.lines.filter((line) => line.code === code && line.result === "not_checked");
  const [unasked, unreached] = [skipped("not_asked"), skipped("not_reached")];
  const made = verdict.lines.filter((line) => !unasked.includes(line) && !unreached.includes(line));
  /** @param {Line[]} some */
  const lines = (some) =>
    h(
      "ul",
      { class: "checks" },
      some.map((line) => checkView(line, all)),
    );
  /**
   * @param {string} title
   * @param {Line[]} some
   */
  const folded = (title, some) =>
    some.length === 0
      ? null
      : h("details", null, h("summary", null, sentence(title, { count: some.length })), lines(some));
  return h(
    "section",
    { class: "card", "aria-labelledby": "checks" },
    h("h2", { id: "checks" }, sentence(words.checks_title)),
    h(
      "details",
      { open: verdict.outcome !== "accepted" || counts.failed > 0 },
      h("summary", null, sentence(words.checks_count, counts)),
      lines(made),
      folded(words.checks_unreached, unreached),
      folded(words.checks_unasked, unasked),
    ),
  );
}

/**
 * @param {Line} line
 * @param {VerdictContext} all
 */
function checkView(line, all) {
  const { words } = all;
  const name = words.messages.checks[line.name]?.name;
  return h(
    "li",
    { class: line.result, "data-check": line.name },
    icon(RESULT_ICONS[line.result]),
    h(
      "div",
      null,
      h(
        "p",
        null,
        h("strong", { class: "result" }, sentence(words.messages.words[line.result])),
        " ",
        h("span", { class: "name" }, name ? sentence(name) : bdi(line.name)),
      ),
      h("p", { class: "hint" }, lineNodes(line, all), " ", h("code", null, bdi(line.code))),
    ),
  );
}
