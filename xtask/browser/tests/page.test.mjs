// What the page makes of reports, in every language, without a browser.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { acceptedReport, json, load, schemes, VALUES, WEB } from "../modules.mjs";

const {
  judge,
  reportWithoutTrust,
  reportOnPicture,
  viewOf,
  announcement,
  titleOf,
  shortGtin,
  textOf,
  findNode,
  joinWords,
  sentence,
  plainText,
  chooseLanguage,
  LANGUAGES,
  dayText,
  expiryText,
  minuteText,
} = await load("judge.js", "view.js", "label-view.js", "node.js", "words.js");

const MESSAGES = { ja: json("label-cli/messages/ja.json"), en: json("label-cli/messages/en.json") };
const PAGES = Object.fromEntries(LANGUAGES.map(({ id }) => [id, json(`label-wasm/web/words/${id}.json`)]));
const WORDS = Object.fromEntries(Object.entries(PAGES).map(([id, page]) => [id, joinWords(page, MESSAGES[page.base])]));
/** Every check of the verifier, as it names them itself. */
const CHECKS = json("test-vectors/checks.json");
const TABLES = schemes();
/** What index.html says: its texts, and those of its attributes. */
const INDEX_TEXT = readFileSync(join(WEB, "index.html"), "utf8")
  .replace(/<meta http-equiv[^>]*>/, "")
  .replace(/<[^>]*?(?:content="([^"]*)")?[^>"]*>/g, " $1 ");
/** What must not be said about any label, whatever its scheme. */
const NEVER = [
  "safe",
  "secure",
  "no vulnerabilit",
  "guarantee",
  "endorse",
  "unhackable",
  "approved",
  "安全",
  "安心",
  "セキュア",
  "脆弱性",
  "保証",
  "お墨付",
  "お墨つき",
  "公認",
  "あんぜん",
  "あんしん",
  "おすみつき",
  "こうにん",
];

const accepted = () => acceptedReport(CHECKS);
const context = (id, more = {}) => ({
  words: WORDS[id],
  checks: CHECKS,
  schemes: TABLES,
  config: { policy: {}, specimen: false, help: "https://label.example.jp/help" },
  trust: null,
  build: { version: "0.1.0", wasm: "ef".repeat(32) },
  notices: [],
  host: "label.example.jp",
  ...more,
});
const shown = (report, id = "en", state = {}) => textOf(viewOf({ kind: "verdict", report, ...state }, context(id)));
const lineOf = (report, name) =>
  findNode(viewOf({ kind: "verdict", report }, context("en")), (node) => node.attributes["data-check"] === name);
const outcomeOf = (report) =>
  findNode(viewOf({ kind: "verdict", report }, context("en")), (node) =>
    (node.attributes.class ?? "").startsWith("outcome "),
  ).attributes.class;
const failing = (code, check = "status") => {
  const report = accepted();
  const checks = report.checks.map((entry) =>
    entry.check === check ? { ...entry, result: "failed", code, values: VALUES, message: "message" } : entry,
  );
  return { ...report, outcome: "rejected", check, code, checks };
};

test("an accepted label is shown as one", () => {
  assert.equal(outcomeOf(accepted()), "outcome accepted");
  for (const text of [
    "Valid label",
    "IPA granted 株式会社見本 the label JC-STAR ★1",
    "SR-1W",
    "4901234567894",
    "December 2031",
    "SPECIMEN",
  ]) {
    assert.ok(shown(accepted()).includes(text), text);
  }
});

test("a check without a result is not checked, and the label not accepted", () => {
  for (const name of CHECKS) {
    const report = accepted();
    report.checks = report.checks.filter((entry) => entry.check !== name);
    assert.equal(outcomeOf(report), "outcome cannot_decide", name);
    assert.equal(lineOf(report, name).attributes.class, "not_checked", name);
    assert.match(textOf(lineOf(report, name)), /^not checked .*The checker gave no result\. missing$/, name);
  }
});

test("a result that is not understood is not checked, and the label not accepted", () => {
  const spoilt = [
    { result: "pass", code: "ok" },
    { result: true, code: "ok" },
    { result: undefined, code: "ok" },
    { result: "passed", code: "expired" },
    { result: "passed", code: undefined },
    { result: "failed", code: "ok" },
    { result: "not_checked", code: "ok" },
  ];
  for (const name of CHECKS) {
    for (const change of spoilt) {
      const report = accepted();
      report.checks = report.checks.map((entry) => (entry.check === name ? { ...entry, ...change } : entry));
      assert.equal(outcomeOf(report), "outcome cannot_decide", `${name} ${JSON.stringify(change)}`);
      assert.equal(lineOf(report, name).attributes.class, "not_checked", name);
    }
    const twice = accepted();
    twice.checks.push({ check: name, result: "passed", code: "ok", required: true, message: null });
    assert.equal(outcomeOf(twice), "outcome cannot_decide", name);
  }
});

test("a required check that did not pass is never accepted", () => {
  for (const name of CHECKS) {
    for (const change of [
      { result: "failed", code: "expired" },
      { result: "not_checked", code: "not_reached" },
    ]) {
      const report = accepted();
      report.checks = report.checks.map((entry) =>
        entry.check === name ? { ...entry, ...change, required: true } : entry,
      );
      assert.equal(outcomeOf(report), "outcome cannot_decide", name);
    }
  }
});

test("of an accepted label it is said wherever the outcome is that nobody knows if it was withdrawn", () => {
  const open = (code) => {
    const report = accepted();
    const checks = report.checks.map((entry) =>
      entry.check === "status" ? { ...entry, result: "not_checked", code, required: false } : entry,
    );
    return { ...report, checks };
  };
  const judged = (report) => [judge(report, CHECKS).outcome, judge(report, CHECKS).isStatusOpen];
  assert.deepEqual(judged(accepted()), ["accepted", false]);
  assert.deepEqual(judged(open("not_stated")), ["accepted", false]);
  for (const code of ["status_stale", "status_missing", "status_later"]) {
    assert.deepEqual(judged(open(code)), ["accepted", true]);
  }
  for (const { id } of LANGUAGES) {
    const state = { kind: "verdict", report: open("status_stale") };
    const said = plainText(WORDS[id].status_open);
    const panel = findNode(viewOf(state, context(id)), (node) => (node.attributes.class ?? "").startsWith("outcome "));
    for (const text of [textOf(panel), titleOf(state, context(id)), announcement(state, context(id))]) {
      assert.ok(text.includes(said), `${id}: ${text}`);
    }
  }
});

test("no report at all is no pass", () => {
  for (const report of [
    {},
    { outcome: "accepted" },
    { outcome: "ACCEPTED", checks: [] },
    { ...accepted(), outcome: undefined },
    { ...accepted(), checks: null },
  ]) {
    const full = { at: "2026-04-05T00:00:00Z", ...report };
    assert.equal(outcomeOf(full), "outcome cannot_decide");
    assert.equal(judge(full, CHECKS).outcome, "cannot_decide");
    assert.equal(judge(full, []).outcome, "cannot_decide");
  }
});

test("nothing of a label without a right signature is shown", () => {
  const report = { ...failing("signature", "signature") };
  for (const { id } of LANGUAGES) {
    const text = shown(report, id);
    for (const secret of [
      report.label.product,
      report.label.holder,
      "SR-1",
      "4901234567894",
      report.label.registration,
    ]) {
      assert.ok(!text.includes(secret), `${id}: ${secret}`);
    }
    assert.ok(text.includes(plainText(WORDS[id].not_believed)));
  }
});

test("a rejected label with a right signature is shown as what the code says", () => {
  const text = shown(failing("revoked"));
  assert.ok(text.includes("What the code says – do not rely on it"));
  assert.ok(!text.includes("Compare this with the box"));
  assert.ok(text.includes("見本ルータ"));
});

test("specimens say so in every state", () => {
  const specimen = context("en", { trust: { specimen: true, version: 1 } });
  const state = { kind: "verdict", report: { ...accepted(), specimen: false } };
  assert.ok(titleOf(state, specimen).startsWith("[SPECIMEN]"));
  assert.ok(announcement(state, specimen).startsWith("SPECIMEN"));
  assert.ok(titleOf({ kind: "home" }, specimen).startsWith("[SPECIMEN]"));
  assert.ok(!titleOf({ kind: "home" }, context("en")).includes("SPECIMEN"));
});

test("every code has a whole sentence, advice and an outcome in every language", () => {
  for (const { id } of LANGUAGES) {
    for (const code of Object.keys(MESSAGES.ja.codes)) {
      const text = shown(failing(code), id);
      assert.ok(!/[{}｜《》]|undefined|null|NaN|\[object/.test(text.replace("{}", "")), `${id} ${code}: ${text}`);
      assert.ok(text.includes(code));
      assert.ok(!text.includes("message"), `${id} ${code} is not in its own words`);
      assert.ok(WORDS[id].advice[MESSAGES.ja.codes[code].advice], `${id} ${code}`);
    }
  }
});

test("the checks are those that the messages know", () => {
  for (const messages of Object.values(MESSAGES)) {
    assert.deepEqual([...CHECKS, "picture"].sort(), Object.keys(messages.checks).sort());
  }
});

test("without lists and without a code in the picture nothing is decided", () => {
  for (const [report, code] of [
    [reportWithoutTrust(CHECKS), "trust_list_missing"],
    [reportOnPicture("picture_no_symbol", CHECKS), "picture_no_symbol"],
  ]) {
    const full = { ...report, at: "2026-04-05T00:00:00Z" };
    assert.equal(outcomeOf(full), "outcome cannot_decide");
    assert.equal(judge(full, CHECKS).decisive.code, code);
    assert.ok(judge(full, CHECKS).lines.every((line) => line.result === "not_checked"));
  }
});

test("what the scheme owner demands is said", () => {
  for (const { id, lang } of LANGUAGES) {
    for (const level of [1, 2]) {
      const report = accepted();
      report.label = { ...report.label, level, level_mark: `★${level}` };
      const said = TABLES["jc-star"].must_say.filter((must) => must.levels.includes(level));
      assert.ok(said.length > 0);
      for (const must of said) {
        assert.ok(shown(report, id).includes(must.text[lang]), `${id} ★${level}: ${must.text[lang]}`);
      }
      assert.ok(shown(report, id).includes(plainText(WORDS[id].self_declared)));
    }
  }
});

test("forbidden words are in no language, state or sentence", () => {
  for (const { id } of LANGUAGES) {
    const texts = [
      ...strings(PAGES[id]),
      ...everyState(id),
      ...strings(json("label-wasm/web/manifest.webmanifest")),
      INDEX_TEXT,
    ];
    assert.ok(texts.length > 300);
    for (const text of texts) {
      const bare = withoutNames(plainText(text)).toLowerCase();
      // Words of plain Japanese stand apart, and their readings are words too.
      const forms = [
        bare,
        bare.replaceAll(/\s/g, ""),
        withoutNames(readings(text)).toLowerCase().replaceAll(/\s/g, ""),
      ];
      for (const word of NEVER) {
        assert.ok(!forms.some((form) => form.includes(word)), `${id}: ${word} in ${text}`);
      }
      for (const { name, must_not_say: words } of Object.values(TABLES)) {
        for (const word of words) {
          assert.ok(!says(bare, word.toLowerCase()), `${id}, ${name}: ${word} in ${text}`);
        }
      }
    }
  }
});

test("the test of forbidden words finds them", () => {
  assert.equal(readings("｜安全《あんぜん》 です"), "あんぜん です");
  assert.ok(INDEX_TEXT.includes("確認の準備をしています") && INDEX_TEXT.includes("Checks the QR code"));
  assert.ok(says("this is safe.", "safe") && !says("unsafely", "safe") && says("とても安全です", "安全"));
});

test("the languages have the same words and values", () => {
  const skeleton = (page) =>
    strings(page).map((text) =>
      [...text.matchAll(/\{(\w+)\}/g)]
        .map(([, name]) => name)
        .sort()
        .join(),
    );
  const keys = (value, path = "") =>
    value !== null && typeof value === "object"
      ? Object.entries(value).flatMap(([name, one]) => keys(one, `${path}/${name}`))
      : [path];
  const common = (id) => ({ ...PAGES[id], messages: undefined, second: undefined });
  for (const id of ["ja", "easy"]) {
    assert.deepEqual(
      keys(common(id)).filter((key) => !/messages|second/.test(key)),
      keys(common("en")).filter((key) => !/messages|second/.test(key)),
      id,
    );
  }
  assert.deepEqual(skeleton(common("ja")), skeleton(common("en")));
  assert.deepEqual(skeleton(common("easy")), skeleton(common("en")));
});

test("plain Japanese replaces sentences that exist, with the same values", () => {
  const own = PAGES.easy.messages;
  for (const part of ["words", "claims", "codes"]) {
    for (const key of Object.keys(own[part])) {
      assert.ok(key in MESSAGES.ja[part], `${part}/${key}`);
    }
  }
  assert.deepEqual(Object.keys(own.advice_why).sort(), Object.keys(MESSAGES.ja.advice).sort());
  assert.deepEqual(Object.keys(PAGES.easy.advice).sort(), Object.keys(MESSAGES.ja.advice).sort());
  for (const text of strings(PAGES.easy)) {
    assert.equal((text.match(/｜/g) ?? []).length, (text.match(/《[ぁ-ゖー]+》/g) ?? []).length, text);
  }
});

test("a sentence sets values apart, and lacks none", () => {
  const [before, ruby, value] = sentence("a ｜有効《ゆうこう》{x}", { x: "<b>‮" });
  assert.equal(before, "a ");
  assert.equal(ruby.tag, "ruby");
  assert.deepEqual([value.tag, value.children], ["bdi", ["<b>‮"]]);
  assert.equal(textOf(ruby), "有効");
  assert.equal(sentence("a {x}", {}), null);
  assert.equal(plainText("｜有効《ゆうこう》 {x}", { x: 1 }), "有効 1");
});

test("the first language is the remembered one, or the reader's", () => {
  assert.equal(chooseLanguage("easy", ["en-US"]), "easy");
  assert.equal(chooseLanguage(null, ["fr-FR", "ja-JP", "en"]), "ja");
  assert.equal(chooseLanguage("xx", ["fr"]), "en");
});

test("numbers and days stand as on the box", () => {
  assert.equal(shortGtin("04901234567894"), "4901234567894");
  assert.equal(shortGtin("00000049012347"), "49012347");
  assert.equal(shortGtin("14901234567891"), "14901234567891");
  assert.equal(dayText("2031-12", "en"), "December 2031");
  assert.equal(dayText("2031-12-01", "ja"), "2031年12月1日");
  assert.equal(dayText("unsupported", "en"), "unsupported");
});

test("a label ends with the day of its scheme, whatever the zone of the reader", () => {
  const before = process.env.TZ;
  const label = (expires, day, zone = "+09:00") => ({ expires, expires_day: day, zone });
  for (const zone of ["Asia/Tokyo", "America/Los_Angeles", "UTC"]) {
    process.env.TZ = zone;
    const day = label("2028-04-25T15:00:00Z", "2028-04-25");
    assert.equal(expiryText(day, "ja"), "2028年4月25日");
    assert.equal(expiryText(day, "en"), "25 April 2028");
    assert.equal(expiryText(label("2028-04-25T14:59:59Z", "2028-04-25"), "ja"), "2028年4月25日");
    assert.equal(expiryText(label("2028-04-25T23:59:59Z", "2028-04-26"), "ja"), "2028年4月26日 08:59 +09:00");
    assert.equal(expiryText(label("2028-04-26T05:00:00Z", "2028-04-25", "-05:00"), "ja"), "2028年4月25日");
    assert.equal(minuteText(1_840_287_599, "ja", "+09:00"), "2028年4月25日 23:59 +09:00");
  }
  process.env.TZ = before ?? "";
  if (before === undefined) {
    delete process.env.TZ;
  }
});

/** A text as it is read aloud: each word with its reading in place of it. */
function readings(text) {
  return text.replace(/｜[^《]+《([^》]+)》/gu, "$1");
}

function strings(value) {
  return typeof value === "string" ? [value] : Object.values(value ?? {}).flatMap(strings);
}

/** All texts of every state in a language: each paragraph by itself. */
function everyState(id) {
  const reports = [
    accepted(),
    reportWithoutTrust(CHECKS),
    reportOnPicture("picture_no_symbol", CHECKS),
    ...Object.keys(MESSAGES.ja.codes).map((code) => failing(code)),
  ];
  const warned = Object.keys(MESSAGES.ja.codes).map((code) => {
    const report = accepted();
    return {
      ...report,
      checks: report.checks.map((entry) =>
        entry.check === "host" ? { ...entry, result: "failed", code, required: false, values: VALUES } : entry,
      ),
    };
  });
  const levels = Object.values(TABLES).flatMap(({ name, levels }) =>
    (levels.length ? levels : [{ number: null, mark: null, assessments: [3] }]).map(({ number, mark, assessments }) => {
      const report = accepted();
      return {
        ...report,
        repairs: Object.keys(MESSAGES.ja.repairs),
        label: { ...report.label, scheme: name, level: number, level_mark: mark, assessment: assessments[0] },
      };
    }),
  );
  const states = [
    ...[...reports, ...warned, ...levels].map((report) => ({
      kind: "verdict",
      again: true,
      noLists: true,
      jan: { text: "1", result: "other" },
      report: { ...report, at: "2026-04-05T00:00:00Z", freshness: undefined },
    })),
    { kind: "home", problem: "denied" },
    { kind: "camera", cameras: [{ id: "1" }, { id: "2" }], camera: "1", torch: false, running: true },
    { kind: "busy" },
    { kind: "broken", code: "x" },
    { kind: "stopped" },
  ];
  const notices = Object.keys(PAGES[id].notices)
    .filter((name) => name !== "reload")
    .map((name) => ({ name, values: { device: 1, server: 2, made: 3 } }));
  return states.map((state) => textOf(viewOf(state, context(id, { notices }))));
}

/** Words inside the names of schemes and their owners do not count. */
function withoutNames(text) {
  const names = Object.values(TABLES).flatMap((table) =>
    ["title", "short_title", "owner", "short_owner"].flatMap((field) => Object.values(table[field])),
  );
  return names.sort((one, other) => other.length - one.length).reduce((rest, name) => rest.replaceAll(name, " "), text);
}

/** Words of Latin letters count as whole words, others anywhere. */
function says(text, word) {
  return /^[\x20-\x7e]+$/.test(word)
    ? new RegExp(`(?<![a-z0-9])${word.replace(/[-]/g, "\\-")}(?![a-z0-9])`).test(text)
    : text.includes(word);
}
