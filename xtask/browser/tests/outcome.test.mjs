// No text contradicts the outcome that it stands under: in every state that the test vectors know, in every language.

import assert from "node:assert/strict";
import { test } from "node:test";

import { acceptedReport, expectations, json, load, schemes, VALUES } from "../modules.mjs";

const { viewOf, announcement, titleOf, textOf, findNode, joinWords, plainText, LANGUAGES } = await load(
  "view.js",
  "node.js",
  "words.js",
);

const CHECKS = json("test-vectors/checks.json");
const TABLES = schemes();
const WORDS = Object.fromEntries(LANGUAGES.map(({ id }) => [id, wordsOf(id)]));
/** How a check stands that decided on an outcome. */
const RESULTS = { rejected: "failed", cannot_decide: "not_checked" };
/** The advice that suits an outcome. */
const ADVICE = {
  rejected: [
    "ask_item",
    "ask_other",
    "ask_owner",
    "ask_trust",
    "forged",
    "later",
    "malformed",
    "out_of_force",
    "scan",
    "scan_one",
    "support",
    "visit",
  ],
  cannot_decide: [
    "ask_other",
    "ask_owner",
    "ask_trust",
    "clock",
    "later",
    "renew_trust",
    "scan_label",
    "unknown_signer",
    "update",
  ],
};

function wordsOf(id) {
  const page = json(`label-wasm/web/words/${id}.json`);
  return joinWords(page, json(`label-cli/messages/${page.base}.json`));
}

/** What must not be said under each outcome. */
function contradictions(words) {
  const { messages } = words;
  const doubtful = [words.grant_undecided, words.grant_undecided_note, words.not_known, words.incomplete];
  const refused = [words.grant_rejected, words.grant_rejected_note, words.not_believed];
  const good = [messages.words.all_passed, words.accepted_advice, words.product, words.product_note];
  return {
    accepted: [...doubtful, ...refused],
    rejected: [words.status_open, ...doubtful, ...good],
    cannot_decide: [words.status_open, ...refused, ...good],
  };
}

/** The report of a verdict that one check decided, or that one check did not decide. */
function reportOf({ outcome, check, code }, signed) {
  const good = acceptedReport(CHECKS);
  const line = { check, result: RESULTS[outcome] ?? "failed", code, required: true, message: "m", values: VALUES };
  const after = CHECKS.slice(CHECKS.indexOf(check) + 1);
  const checks = good.checks.map((entry) => {
    if (entry.check === check) {
      return line;
    }
    const isReached = signed || !after.includes(entry.check);
    return isReached ? entry : { ...entry, result: "not_checked", code: "not_reached", required: true };
  });
  return { ...good, outcome, check, code, checks, label: signed ? good.label : null };
}

const warned = (check, result, code) => {
  const good = acceptedReport(CHECKS);
  const line = { check, result, code, required: false, message: "m", values: VALUES };
  return { ...good, checks: good.checks.map((entry) => (entry.check === check ? line : entry)) };
};

/** What stands where: in the whole page but its list of checks, in the outcome itself, and as advice. */
function said(report, id) {
  const state = { kind: "verdict", again: true, report };
  const context = {
    words: WORDS[id],
    checks: CHECKS,
    schemes: TABLES,
    config: { policy: {}, specimen: false },
    trust: null,
    build: {},
    notices: [],
    host: "label.example.jp",
  };
  const view = viewOf(state, context);
  const named = (name) => findNode(view, ({ attributes }) => (attributes.class ?? "").split(" ").includes(name));
  const outcome = [textOf(named("outcome")), announcement(state, context), titleOf(state, context)];
  const heading = textOf(findNode(view, ({ tag }) => tag === "h1"));
  const all = [textOf(view), ...outcome].join("\n");
  return { all, heading, outcome: outcome.join("\n"), advice: textOf(named("advice")) };
}

const decided = expectations().filter(({ outcome }) => outcome !== "accepted");
const unique = [...new Map(decided.map((one) => [`${one.outcome} ${one.check} ${one.code}`, one])).values()];

for (const { id } of LANGUAGES) {
  const words = WORDS[id];
  const never = contradictions(words);

  test(`a verdict and its reason agree, in ${id}`, () => {
    assert.ok(unique.length > 90, `${unique.length} verdicts`);
    for (const one of unique) {
      const isSigned = CHECKS.indexOf(one.check) > CHECKS.indexOf("signature");
      const { all, heading, outcome, advice } = said(reportOf(one, isSigned), id);
      const place = `${one.outcome} ${one.check} ${one.code}`;
      for (const text of never[one.outcome]) {
        assert.ok(!all.includes(plainText(text)), `${place}: ${text}`);
      }
      assert.equal(heading, plainText(words.outcome[one.outcome]), place);
      // What decides is no warning that decides nothing.
      assert.ok(!outcome.includes(plainText(words.messages.words.only_warning)), place);
      const fitting = ADVICE[one.outcome].map((name) => plainText(words.advice[name]));
      assert.ok(fitting.includes(advice), `${place}: ${advice}`);
    }
  });

  test(`an accepted label and its warnings agree, in ${id}`, () => {
    const codes = Object.keys(words.messages.codes);
    for (const [check, result] of ["status", "host", "support", "trust"].flatMap((name) =>
      Object.values(RESULTS).map((result) => [name, result]),
    )) {
      for (const code of codes) {
        const { all, heading } = said(warned(check, result, code), id);
        assert.equal(heading, plainText(words.outcome.accepted));
        for (const text of never.accepted) {
          assert.ok(!all.includes(plainText(text)), `${check} ${result} ${code}: ${text}`);
        }
        const only = plainText(words.messages.words.only_warning);
        assert.ok(all.includes(only), `${check} ${result} ${code}`);
      }
    }
  });
}
