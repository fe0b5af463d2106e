// A code opens the page: what it says about each kind of label.

import assert from "node:assert/strict";
import { test } from "node:test";

import { NOW } from "../browser.mjs";
import { code, digits, PAGE, paste, shot, stage } from "../setup.mjs";
import { HOST, STRANGER } from "../server.mjs";

const { visit } = stage();
const DAY = 86_400_000;
const OPEN = "Not known whether it was withdrawn.";

const LANGUAGES = {
  en: [
    "Valid label",
    "IPA granted 株式会社見本 the label JC-STAR ★1 for this product.",
    "Declared by the vendor itself",
  ],
  ja: [
    "有効なラベルです",
    "IPAが、この製品について株式会社見本に「JC-STAR ★1」のラベルを交付しました。",
    "ベンダーの自己宣言",
  ],
  easy: [
    "有効な ラベルです",
    "IPAが、この 製品の ために、株式会社見本に 「JC-STAR ★1」の ラベルを 出しました。",
    "作った 会社が 自分で 言って います",
  ],
};

for (const [language, [heading, reason, declared]] of Object.entries(LANGUAGES)) {
  test(
    `opened by its address, in ${language}`,
    visit({ remembered: language }, async (visit) => {
      await visit.open(code("good"));
      const verdict = await visit.verdict("accepted");
      assert.equal(verdict.heading, heading);
      assert.equal(verdict.reason, reason);
      assert.equal(verdict.code, "ok");
      assert.ok(verdict.title.includes(heading.replaceAll(" ", " ")));
      assert.ok(verdict.spoken.includes(reason));
      assert.equal(await visit.text(".badge .declared"), declared);
      assert.deepEqual(await visit.page.locator(".facts li").count(), 2);
      assert.equal(await visit.text(".facts li"), declared);
      assert.ok(verdict.spoken.endsWith(declared));
      assert.equal(await visit.page.getAttribute("html", "lang"), language === "en" ? "en" : "ja");
      assert.equal(visit.page.url(), `https://${HOST}/01/04901234567894`);
      for (const text of ["SR-1W", "4901234567894", "JC-26-000001", "JST-CR-01-01-2024R1"]) {
        assert.ok(verdict.all.includes(text), text);
      }
      await shot(visit, `accepted-${language}`);
    }),
  );
}

test(
  "the browser's language is taken where none was chosen",
  visit({ language: "ja-JP" }, async (visit) => {
    await visit.open(code("good"));
    assert.equal((await visit.verdict("accepted")).heading, "有効なラベルです");
  }),
);

test(
  "a level that was reviewed, and one that was certified",
  visit({}, async (visit) => {
    await visit.open(code("english"));
    await visit.verdict("accepted");
    assert.equal(await visit.text(".badge"), "★2JC-STAR Declared by the vendor itself");
    await visit.open("about:blank");
    await visit.open(code("certified"));
    const verdict = await visit.verdict("accepted");
    assert.equal(await visit.text(".badge"), "★3JC-STAR certified");
    assert.ok(verdict.all.includes("見本評価機関"));
    await shot(visit, "certified-en");
  }),
);

test(
  "a label of many models shows some and folds the others",
  visit({}, async (visit) => {
    await visit.open(code("many"));
    await visit.verdict("accepted");
    assert.equal(await visit.text(".product summary"), "6 more models");
  }),
);

/** Rejected and undecided: the outcome, its code, what is said and what to do. */
const CASES = {
  expired: [
    "rejected",
    "expired",
    "expired",
    /could be relied|expired|until 1 Feb 2026|31 Jan 2026/i,
    /Do not treat the item as labelled/,
  ],
  revoked: ["rejected", "revoked", "revoked", /revoked/i, /Do not treat the item as labelled/],
  forged: ["rejected", "forged", "signature", /The signature is wrong/, /may be forged/],
  stranger: ["rejected", "stranger", "signer_unknown", /does not know who signed/, /it may be forged/],
  stolen: ["rejected", "stolen", "not_issued", /record of issued labels/, /may be forged/],
  "other-product": ["rejected", "other-product", "gtin_path_mismatch", /address/, /may be forged/],
};

for (const [name, [outcome, file, expected, reason, advice]] of Object.entries(CASES)) {
  test(
    `${name}: ${outcome}, ${expected}`,
    visit({}, async (visit) => {
      await visit.open(code(file));
      const verdict = await visit.verdict(outcome);
      assert.equal(verdict.heading, "Label rejected");
      assert.equal(verdict.code, expected);
      assert.match(verdict.reason, reason);
      assert.match(verdict.advice, advice);
      assert.ok(verdict.spoken.includes("Label rejected"));
      assert.equal(await visit.page.locator(".product").count(), 0);
      await shot(visit, `${name}-en`);
    }),
  );
}

test(
  "a signer that newer lists may name is not decided",
  visit({}, async (visit) => {
    await visit.open(code("newcomer"));
    const verdict = await visit.verdict("cannot_decide");
    assert.equal(verdict.code, "signer_unknown");
    assert.match(verdict.advice, /Connect to the network/);
    await shot(visit, "newcomer-en");
  }),
);

test(
  "a forged label says nothing that was in it",
  visit({ remembered: "ja" }, async (visit) => {
    await visit.open(code("forged"));
    const verdict = await visit.verdict("rejected");
    assert.ok(!verdict.all.includes("見本ルータ") && !verdict.all.includes("JC-26-000001"));
    assert.ok(verdict.all.includes("このコードの内容は何も信用できないため、表示しません。"));
    await shot(visit, "forged-ja");
  }),
);

test(
  "a genuine label behind a stranger's address is warned of",
  visit({ host: STRANGER }, async (visit) => {
    await visit.open(code("elsewhere"));
    const verdict = await visit.verdict("accepted");
    assert.equal(await visit.text(".warnings code"), "host_unknown");
    assert.match(
      await visit.text(".warnings"),
      /not one of the scheme owner's.*Do not trust the page behind this address/s,
    );
    assert.equal(await visit.text(".host"), STRANGER);
    assert.ok(verdict.all.includes("Please note"));
    assert.match(
      await visit.text("[data-notice=elsewhere]"),
      /made for label\.example\.jp, but this page is at label\.example\.net/,
    );
    await shot(visit, "wrong-host-en");
  }),
);

for (const [name, text] of Object.entries({
  "no label": `${PAGE}#hello`,
  cut: null,
  "an anchor": `${PAGE}01/04901234567894#main`,
})) {
  test(
    `garbage, ${name}: a loud failure`,
    visit({}, async (visit) => {
      await visit.open(text ?? code("cut"));
      const verdict = await visit.verdict("rejected");
      assert.equal(verdict.heading, "Label rejected");
      assert.equal(verdict.code, text === null ? "cbor_truncated" : "text_no_credential");
      assert.match(verdict.advice, /Scan the whole QR code again/);
      await shot(visit, `garbage-${text === null ? "cut" : "text"}-en`);
    }),
  );
}

test(
  "lists that are old are said to be old",
  visit({ at: NOW + 15 * DAY }, async (visit) => {
    await visit.open(code("good"));
    const verdict = await visit.verdict("accepted");
    // Said wherever the outcome is, as nobody looks further.
    assert.equal(await visit.text(".outcome .open"), OPEN);
    assert.ok(verdict.title.includes(OPEN) && verdict.spoken.includes(OPEN));
    assert.ok(!verdict.all.includes("Every required check passed"));
    const warnings = await visit.text(".warnings");
    assert.match(warnings, /status_stale/);
    assert.match(await visit.text(".fresh .problem"), /The lists are old/);
    assert.match(await visit.text(".fresh"), /15 days ago/);
    await shot(visit, "stale-en");
  }),
);

test(
  "lists that ended long ago decide nothing",
  visit({ at: NOW + 29 * DAY }, async (visit) => {
    await visit.open(code("good"));
    const verdict = await visit.verdict("cannot_decide");
    assert.equal(verdict.code, "status_stale");
    assert.match(verdict.advice, /Connect to the network/);
    await shot(visit, "status-too-old-en");
  }),
);

test(
  "without a list of withdrawn labels nothing is decided",
  visit({}, async (visit, site) => {
    const { fixture } = await import("../setup.mjs");
    site.changed.set("bundle.cbor", fixture("bare.cbor"));
    await visit.open(code("good"));
    const verdict = await visit.verdict("cannot_decide");
    assert.equal(verdict.code, "status_missing");
    assert.ok(verdict.title.startsWith("[SPECIMEN] – Cannot decide"));
    await shot(visit, "no-status-en");
  }),
);

test(
  "a text that is no label is not kept in the tab's history",
  visit({}, async (visit) => {
    await visit.open(PAGE);
    await visit.state("home");
    await paste(visit, code("garbage"));
    await visit.verdict("rejected");
    assert.deepEqual(await visit.page.evaluate(() => history.state), { label: null });
    await visit.page.evaluate(() => history.back());
    await visit.state("home");
    await visit.open(`${PAGE}01/04901234567894#hello`);
    await visit.verdict("rejected");
    assert.deepEqual(await visit.page.evaluate(() => history.state), { label: null });
    assert.equal(visit.page.url(), `${PAGE}01/04901234567894`);
  }),
);

test(
  "lists that ended decide nothing",
  visit({ at: NOW + 500 * DAY }, async (visit) => {
    await visit.open(code("good"));
    const verdict = await visit.verdict("cannot_decide");
    assert.equal(verdict.heading, "Cannot decide");
    assert.equal(verdict.code, "trust_expired");
    assert.match(verdict.advice, /Connect to the network/);
    await shot(visit, "trust-expired-en");
  }),
);

test(
  "without lists nothing is decided",
  visit({}, async (visit, site) => {
    visit.expected.push(/404/);
    site.changed.set("bundle.cbor", null);
    await visit.open(code("good"));
    const verdict = await visit.verdict("cannot_decide");
    assert.equal(verdict.code, "trust_list_missing");
    assert.match(verdict.advice, /Connect to the network and check again/);
    assert.ok(!verdict.all.includes("見本ルータ"));
    assert.match(verdict.all, /not known whether anything in this code is true/);
    await shot(visit, "no-bundle-en");
    site.changed.delete("bundle.cbor");
    await visit.page.click("[data-action=again]");
    assert.equal((await visit.verdict("accepted")).code, "ok");
  }),
);

test(
  "lists of another root set are refused",
  visit({}, async (visit, site) => {
    const config = JSON.parse(site.file("config.json"));
    site.changed.set("config.json", JSON.stringify({ ...config, root_set: "00".repeat(32) }));
    visit.expected.push(/is not of build|Failed to register|ServiceWorker/);
    await visit.open(code("good"));
    const verdict = await visit.verdict("cannot_decide");
    assert.equal(verdict.code, "trust_list_missing");
    assert.equal(await visit.text("[data-notice=refused] code"), "root_pin");
  }),
);

test(
  "a wrong date of the device is said",
  visit({ at: NOW - 60 * DAY }, async (visit, site) => {
    site.now = NOW;
    await visit.open(code("good"));
    const verdict = await visit.verdict("cannot_decide");
    assert.equal(verdict.code, "clock_before_trust");
    assert.match(verdict.advice, /Set the date and time of this device/);
    assert.match(
      await visit.text("[data-notice=clock]"),
      /The date of this device may be wrong: it shows 4 Feb 2026.*the server 5 Apr 2026/,
    );
    await shot(visit, "clock-en");
  }),
);

test(
  "a verifier that does not start says that nothing was checked",
  visit({}, async (visit, site) => {
    site.changed.set("label_wasm_bg.wasm", Buffer.from("not wasm"));
    visit.expected.push(/is not of build|ServiceWorker|magic word/);
    await visit.open(code("good"));
    await visit.state("broken");
    assert.equal(await visit.text("h1"), "The checker does not work");
    assert.match(await visit.page.innerText("body"), /Nothing was checked/);
    await shot(visit, "broken-en");
  }),
);

test(
  "a verifier that fails leaves no verdict on the page",
  visit({}, async (visit, site) => {
    const config = JSON.parse(site.file("config.json"));
    site.changed.set("config.json", JSON.stringify({ ...config, policy: { unheard_of: true } }));
    visit.expected.push(/is not of build|ServiceWorker/);
    await visit.open(code("good"));
    await visit.state("broken");
    assert.equal(await visit.text(".outcome .code"), "policy_malformed");
    assert.equal(await visit.page.locator(".product").count(), 0);
  }),
);

test(
  "text of a label is never markup",
  visit({}, async (visit) => {
    await visit.open(code("markup"));
    const verdict = await visit.verdict("accepted");
    assert.ok(verdict.all.includes("<img src=x onerror=alert(1)><b>"));
    assert.equal(await visit.page.locator("main img, main script").count(), 0);
  }),
);

test(
  "another code in the same tab is checked at once",
  visit({}, async (visit) => {
    await visit.open(code("good"));
    await visit.verdict("accepted");
    await visit.page.evaluate((fragment) => {
      globalThis.location.hash = fragment;
    }, digits("forged"));
    assert.equal((await visit.verdict("rejected")).code, "signature");
    assert.ok(!visit.page.url().includes("#"));
  }),
);

test(
  "back and forward lead from verdict to verdict, and no address has a label in it",
  visit({}, async (visit) => {
    const address = () => visit.page.evaluate(() => [globalThis.location.href, history.length]);
    await visit.open(code("good"));
    await visit.verdict("accepted");
    const [first, before] = await address();
    await visit.page.evaluate((fragment) => {
      globalThis.location.hash = fragment;
    }, digits("revoked"));
    await visit.verdict("rejected");
    await visit.page.click("[data-action=another]");
    await visit.state("home");
    assert.deepEqual(await address(), [PAGE, before + 2]);
    await visit.page.evaluate(() => history.back());
    assert.equal((await visit.verdict("rejected")).code, "revoked");
    await visit.page.evaluate(() => history.back());
    assert.equal((await visit.verdict("accepted")).code, "ok");
    assert.deepEqual(await address(), [first, before + 2]);
    await visit.page.evaluate(() => history.go(2));
    await visit.state("home");
    assert.equal((await address())[0], PAGE);
  }),
);

test(
  "the way back from a label that was pasted leads to the start",
  visit({}, async (visit) => {
    await visit.open(PAGE);
    await visit.state("home");
    for (const [name, outcome] of [
      ["good", "accepted"],
      ["revoked", "rejected"],
    ]) {
      await paste(visit, code(name));
      await visit.verdict(outcome);
      assert.equal(visit.page.url(), PAGE);
    }
    await visit.page.evaluate(() => history.back());
    await visit.state("home");
    await visit.page.evaluate(() => history.forward());
    assert.equal((await visit.verdict("rejected")).code, "revoked");
  }),
);

test(
  "a label stays shown when the page is loaded again, and is forgotten when another is asked for",
  visit({}, async (visit) => {
    await visit.open(code("good"));
    await visit.verdict("accepted");
    await visit.page.reload();
    await visit.verdict("accepted");
    await visit.page.click("[data-action=another]");
    await visit.state("home");
    await visit.page.reload();
    await visit.state("home");
    await shot(visit, "home-en");
  }),
);

test(
  "real labels do not say that they are specimens",
  visit({}, async (visit, site) => {
    const { fixture } = await import("../setup.mjs");
    const config = JSON.parse(site.file("config.json"));
    const { root_set } = JSON.parse(fixture("real-bundle.json"));
    site.changed.set(
      "config.json",
      JSON.stringify({ ...config, root_set, specimen: false, title: { ja: "ラベルの確認", en: "Label check" } }),
    );
    site.changed.set("bundle.cbor", fixture("real-bundle.cbor"));
    visit.expected.push(/is not of build|ServiceWorker/);
    await visit.open(code("good"));
    const verdict = await visit.verdict("accepted");
    assert.ok(
      !/specimen|見本(?!ルータ)/i.test(verdict.all.replaceAll("株式会社見本", "").replaceAll("CN=Specimen", "")),
      verdict.all,
    );
    await shot(visit, "real-en");
  }),
);
