// The states of the issuing page that every browser is brought into, and how they come about.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { json } from "../modules.mjs";
import { read } from "../zip.mjs";
import {
  bring,
  CHECKED_AT,
  certify,
  fails,
  fixture,
  imported,
  isQuiet,
  keyOfTheBrowser,
  opened,
  PASSPHRASE,
  prepare,
  sameAsTheCommand,
  saved,
  savedLabels,
  setUp,
  sign,
  signed,
  size,
  type,
  way,
} from "./issuing.mjs";

const { LABEL_ISSUER_KEPT, LABEL_WHOLE } = process.env;
/** Files of the good table's three labels, with issued.csv. */
const FILES_OF_GOOD = 13;
/** Labels of the table that is stopped on the way. */
const SOME = 60;
/** The time that they may take, in milliseconds: the machine may be busy. */
const LONG = 300_000;

/** The states that engines of the test run are brought into: what differs between engines, and each refusal. */
const EVERYWHERE = [
  "setup-ja",
  "form-faults",
  "typed-ja",
  "table",
  "browser",
  "browser-ed25519",
  "faults-ja",
  "passphrase",
  "other-key",
  "expired",
  "cancelled",
  "kept-again",
  "unsupported",
  "offline",
  "kept",
];

/** Signs with a key of the browser. */
async function signInBrowser(visit, algorithm) {
  const certificate = await keyOfTheBrowser(visit, algorithm);
  await certify(visit, certificate);
  await visit.fill("#page", CHECKED_AT);
  await visit.click("form[data-action=setup] [type=submit]");
  await type(visit);
  await sign(visit);
  await signed(visit);
  await savedLabels(visit, certificate);
}

/** A state on the way, at whose end nothing was asked for. */
function quietly(options, reach) {
  return {
    ...options,
    reach: async (visit, site) => {
      await opened(visit, site);
      await reach(visit, site);
      isQuiet(site);
    },
  };
}

async function unsupported(visit) {
  await visit.evaluate(() => {
    const refuse = () => Promise.reject(new DOMException("not there", "NotSupportedError"));
    SubtleCrypto.prototype.generateKey = refuse;
  });
  await visit.click("#key-kind-browser");
  await visit.shows("#key-algorithm");
  await visit.click("[data-action=make-key]");
  await fails(visit, "webcrypto_unsupported");
  assert.equal(await visit.text("#public-key"), null);
}

/** Begins with a longer table, and comes to its middle. */
async function begun(visit) {
  await setUp(visit);
  await bring(visit, "table", fixture("some.csv"));
  await sign(visit);
  await visit.shows("body[data-state=signing]");
  const isUnderWay = () => (document.getElementById("progress")?.value ?? 0) > 3;
  for (let turn = 0; turn < 300 && !(await visit.evaluate(isUnderWay)); turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function cancelled(visit) {
  await begun(visit);
  await visit.click("[data-action=cancel]");
  await fails(visit, "signature_cancelled");
  await visit.shows("body[data-state=review]");
  // Nothing is half-made, and what was signed can be saved.
  const { size } = await savedLabels(visit);
  assert.ok(size > 4 && size < 4 * SOME, `${size} files`);
}

/** The device refuses to keep the last label; a second time it does, and nothing is signed twice. */
async function keptAgain(visit, site) {
  await setUp(visit);
  await visit.evaluate(() => {
    const { put } = IDBObjectStore.prototype;
    let puts = 0;
    IDBObjectStore.prototype.put = function (...values) {
      puts += this.name === "issued" ? 1 : 0;
      if (this.name === "issued" && puts === 2) {
        throw new DOMException("full", "QuotaExceededError");
      }
      return put.apply(this, values);
    };
  });
  await bring(visit, "table", fixture("good.csv"));
  await sign(visit);
  await fails(visit, "not_kept");
  const first = await savedLabels(visit);
  assert.equal(first.size, FILES_OF_GOOD);
  await visit.click("[data-action=sign]");
  await signed(visit);
  await visit.reload();
  await visit.shows("body[data-state=found]");
  await visit.shows(".offline-ready");
  site.loaded = site.requests.length;
  await visit.click("[data-action=go-on]");
  await signed(visit);
  assert.deepEqual([...(await savedLabels(visit))], [...first]);
}

/** Goes on after a reload: what was signed is signed, and the key is asked for anew. */
async function reloaded(visit, site) {
  await begun(visit);
  await visit.reload();
  await visit.shows("body[data-state=found]");
  await visit.shows(".offline-ready");
  site.loaded = site.requests.length;
  // Whoever has lost the key loses no label that was signed with it.
  assert.ok((await savedLabels(visit)).size > 4);
  await visit.click("[data-action=go-on]");
  await visit.shows(".signer");
  await visit.choose("#key-file", fixture("signer.key"));
  await visit.fill("#passphrase", PASSPHRASE);
  await visit.click("form[data-action=setup] [type=submit]");
  await visit.shows("body[data-state=review]");
  const said = await visit.text(".card .lead");
  const already = Number(/\d+/.exec(said)[0]);
  assert.ok(already > 2 && already < SOME, said);
  await visit.click("[data-action=sign]");
  await signed(visit, LONG);
  const times = await visit.evaluate(() => performance.getEntriesByName("label-issue").length);
  assert.equal(times + already, SOME);
  const files = read(await saved(visit, "save-zip"));
  assert.equal(files.size, 4 * SOME + 1);
}

/** Each state: how it is reached, its language and colours. `alone` ones need no server. */
export const STATES = {
  setup: quietly({}, async () => {}),
  "setup-ja": quietly({ language: "ja" }, async (visit) => {
    await certify(visit);
    await visit.shows(".specimen");
  }),
  "setup-dark": quietly({ dark: true }, async (visit) => certify(visit, fixture("p256.pem"))),
  form: quietly({}, async (visit) => {
    await setUp(visit);
    await visit.shows("#registration");
    // Nobody finds the passphrase in the page.
    assert.equal(await visit.evaluate(() => document.getElementById("passphrase")), null);
  }),
  "form-ja": quietly({ language: "ja" }, async (visit) => {
    await setUp(visit);
    await visit.shows("#registration");
  }),
  "form-faults": quietly({}, (visit) => mistyped(visit)),
  mended: quietly({}, async (visit) => {
    await mistyped(visit);
    // What was typed is still there.
    await visit.fill("#gtins", "4912345000002");
    await visit.fill("#support_end", "2031-12");
    await prepare(visit);
    await visit.shows("body[data-state=review]");
  }),
  "typed-ja": quietly({ language: "ja" }, async (visit) => {
    await setUp(visit);
    await type(visit);
    await sign(visit);
    await signed(visit);
    const files = await savedLabels(visit);
    assert.equal(files.size, 5);
  }),
  review: quietly({}, async (visit) => {
    await setUp(visit);
    await bring(visit, "table", fixture("good.csv"));
    await visit.shows("body[data-state=review] .labels li:nth-child(3) .unsigned .symbol");
  }),
  "review-ja": quietly({ language: "ja", dark: true }, async (visit) => {
    await setUp(visit);
    await bring(visit, "table", fixture("good.csv"));
    await visit.shows("body[data-state=review] .labels li:nth-child(3) .unsigned .symbol");
  }),
  table: quietly({}, async (visit) => {
    await setUp(visit);
    await bring(visit, "table", fixture("good.csv"));
    await sign(visit);
    await signed(visit);
    sameAsTheCommand(await savedLabels(visit), "expected");
  }),
  plan: quietly({}, async (visit) => {
    await setUp(visit);
    await bring(visit, "plan", fixture("rows.jsonl"));
    await sign(visit);
    await signed(visit);
    imported((await savedLabels(visit)).get("issued.csv"));
  }),
  "bare-plan": quietly({ language: "ja" }, async (visit) => {
    await setUp(visit);
    await bring(visit, "plan", fixture("plan.jsonl"));
    await fails(visit, "plan_not_reserved");
  }),
  p256: quietly({}, async (visit) => {
    await setUp(visit, { certificate: "p256.pem", key: "p256.key", passphrase: "" });
    assert.equal(await visit.text(".specimen"), null);
    await type(visit);
    await sign(visit);
    await signed(visit);
    await savedLabels(visit, fixture("p256.pem"));
  }),
  browser: quietly({}, (visit) => signInBrowser(visit, "ESP256")),
  "browser-ed25519": quietly({}, (visit) => signInBrowser(visit, "Ed25519")),
  "browser-key-ja": quietly({ language: "ja" }, async (visit) => {
    await certify(visit, await keyOfTheBrowser(visit, "ESP256"));
  }),
  faults: quietly({}, (visit) => faults(visit)),
  "faults-ja": quietly({ language: "ja" }, async (visit) => {
    await faults(visit);
    await inJapanese(visit);
  }),
  sized: quietly({}, async (visit) => {
    await setUp(visit);
    await way(visit, "table", "#table");
    await size(visit, { ecc: "H", module_mm: "0.5", dpi: "300" });
    await visit.choose("#table", fixture("good.csv"));
    await prepare(visit);
    await sign(visit);
    await signed(visit);
    sameAsTheCommand(await savedLabels(visit), "sized");
  }),
  "small-ja": quietly({ language: "ja" }, async (visit) => {
    await setUp(visit);
    await way(visit, "form", "#registration");
    await size(visit, { module_mm: "0.2" });
    await type(visit);
    await fails(visit, "module_small");
    // What was typed is still there, and mended.
    await visit.fill("#module_mm", "two");
    await prepare(visit);
    await fails(visit, "options_malformed");
    await visit.click("#any-module");
    await visit.fill("#module_mm", "0.2");
    await prepare(visit);
    await visit.shows("body[data-state=review] .unsigned .symbol");
  }),
  spreadsheet: quietly({}, async (visit) => {
    await setUp(visit);
    const directory = mkdtempSync(join(tmpdir(), "label-xlsx-"));
    const file = join(directory, "labels.csv");
    writeFileSync(file, Buffer.from("504b0304140000000800", "hex"));
    await bring(visit, "table", file);
    await fails(visit, "spreadsheet");
    rmSync(directory, { recursive: true });
  }),
  "other-plan": quietly({}, async (visit) => {
    await setUp(visit, { certificate: "p256.pem", key: "p256.key", passphrase: "" });
    await bring(visit, "plan", fixture("rows.jsonl"));
    await fails(visit, "plan_other_signer");
  }),
  passphrase: quietly({}, async (visit) => {
    await setUp(visit, { passphrase: "another passphrase" });
    await fails(visit, "passphrase_wrong");
    assert.equal(await visit.evaluate(() => document.getElementById("passphrase").value), "");
  }),
  "passphrase-ja": quietly({ language: "ja" }, async (visit) => {
    await setUp(visit, { passphrase: "" });
    await fails(visit, "passphrase_missing");
  }),
  "other-key": quietly({}, async (visit) => {
    await setUp(visit, { key: "other.key", passphrase: "" });
    await fails(visit, "key_other");
  }),
  expired: quietly({}, async (visit) => {
    await certify(visit, fixture("expired.pem"));
    await fails(visit, "cert_expired");
    assert.equal(await visit.text(".signer"), null);
  }),
  purpose: quietly({}, async (visit) => {
    await certify(visit, fixture("lists.pem"));
    await fails(visit, "cert_extended_key_usage");
  }),
  address: quietly({}, async (visit) => {
    await certify(visit);
    await visit.fill("#page", "label.example.jp");
    await visit.click("form[data-action=setup] [type=submit]");
    await fails(visit, "prefix_invalid");
  }),
  cancelled: quietly({}, cancelled),
  "kept-again": quietly({}, keptAgain),
  unsupported: quietly({}, unsupported),
  reloaded: quietly({}, reloaded),
  found: quietly({ language: "ja" }, async (visit, site) => {
    await setUp(visit);
    await bring(visit, "table", fixture("good.csv"));
    await visit.shows("body[data-state=review] .unsigned .symbol");
    await visit.reload();
    await visit.shows("body[data-state=found]");
    await visit.shows(".specimen");
    await visit.shows(".offline-ready");
    site.loaded = site.requests.length;
  }),
  offline: quietly({}, async (visit, site) => {
    await site.cut();
    await visit.reload();
    await visit.shows("body[data-state=setup]");
    await setUp(visit);
    await type(visit);
    await sign(visit);
    await signed(visit);
    await savedLabels(visit);
  }),
  kept: {
    alone: true,
    reach: async (visit) => {
      await visit.open(pathToFileURL(LABEL_ISSUER_KEPT).href);
      await visit.shows("body[data-state=setup]");
      await setUp(visit);
      // Its clock is that of the machine.
      await type(visit, { issued: "2026-04-02" });
      await sign(visit);
      await signed(visit);
      await savedLabels(visit);
    },
  },
};

/** The states of engines beside Chromium: all of them where `cargo xtask soak engines` sets `LABEL_WHOLE`. */
export const ENGINE_STATES = LABEL_WHOLE ? STATES : Object.fromEntries(EVERYWHERE.map((name) => [name, STATES[name]]));

/** Types a label with two faults: each is listed, and its field marked. */
async function mistyped(visit) {
  await setUp(visit);
  await type(visit, { gtins: "4912345000003", support_end: "Mar-31" });
  await fails(visit, "labels");
  const marked = () => [...document.querySelectorAll("[aria-invalid]")].map(({ id }) => id);
  assert.deepEqual(await visit.evaluate(marked), ["gtins", "support_end"]);
}

/** The faults that the command finds in the same table, at the same places and in the same words. */
async function faults(visit) {
  await setUp(visit);
  await bring(visit, "table", fixture("faults.csv"));
  await fails(visit, "labels");
  const expected = JSON.parse(readFileSync(fixture("faults.json"), "utf8"));
  const shown = await visit.evaluate(() =>
    [...document.querySelectorAll(".trouble tbody tr")].map((row) =>
      [...row.cells].map((cell) => cell.textContent.trim()),
    ),
  );
  assert.deepEqual(
    shown.map((cells) => cells.slice(0, 2)),
    expected.map(({ row, field }) => [String(row ?? ""), field ?? ""]),
  );
  for (const [index, { message, code }] of expected.entries()) {
    assert.ok(shown[index][2].endsWith(`${message} ${code}`), shown[index][2]);
  }
}

/** Each of the same faults is told in Japanese first, in the words of the command. */
async function inJapanese(visit) {
  const { faults: words, columns } = json("label-cli/intake/words.json");
  const told = await visit.evaluate(() =>
    [...document.querySelectorAll(".trouble tbody tr")].map((row) => row.cells[2].textContent),
  );
  const expected = JSON.parse(readFileSync(fixture("faults.json"), "utf8"));
  for (const [index, { code }] of expected.entries()) {
    assert.ok(words[code] && told[index].startsWith(words[code]), `${code}: ${told[index]}`);
  }
  const support = expected.findIndex(({ field }) => field === "support_end");
  assert.ok(told[support].includes(columns.support_end.ja.values), told[support]);
}
