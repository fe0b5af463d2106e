// Steps of the tests on the issuing page in any browser, and readings of it.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { HOST } from "../server.mjs";
import { read } from "../zip.mjs";

const { LABEL_ISSUER_FIXTURES, LABEL_COMMAND } = process.env;
const ADDRESS = `https://${HOST}/`;
export const CHECKED_AT = "https://label.example.jp";
export const PASSPHRASE = "specimen passphrase of nobody";
/** The time at which the command verifies labels: later than any of them is issued. */
const VERIFIED = "2026-04-05T12:00:00Z";

export function fixture(name) {
  return join(LABEL_ISSUER_FIXTURES, name);
}

/** Opens the page and waits until it is there and kept; from then on the server hears nothing. */
export async function opened(visit, site, state = "setup") {
  await visit.open(ADDRESS);
  await visit.shows(`body[data-state=${state}]`);
  await visit.shows(".offline-ready");
  site.loaded = site.requests.length;
}

/** The requests of pages and workers since then; browsers themselves ask whether there is a newer worker. */
export function askedSince(site, then) {
  const asked = site.requests.slice(then).map(({ url }) => url);
  return asked.filter((url) => url !== "/sw.js");
}

/** Nothing was asked for since the page was there. */
export function isQuiet(site) {
  assert.deepEqual(askedSince(site, site.loaded), []);
}

/** Chooses the signer's certificate, and waits until the page shows it. */
export async function certify(visit, file = fixture("signer.pem")) {
  await visit.choose("#certificates", file);
  await visit.shows(".signer, .trouble");
}

/** The first step, with a key from a file. */
export async function setUp(visit, { certificate = "signer.pem", key = "signer.key", passphrase = PASSPHRASE } = {}) {
  await certify(visit, fixture(certificate));
  await visit.choose("#key-file", fixture(key));
  await visit.fill("#passphrase", passphrase);
  await visit.fill("#page", CHECKED_AT);
  await visit.click("form[data-action=setup] [type=submit]");
}

/** Chooses where labels come from. */
export async function way(visit, name, field) {
  await visit.shows("body[data-state=labels]");
  await visit.click(`#way-${name}`);
  await visit.shows(field);
}

/** Chooses what a list offers, as a person does. */
async function pick(visit, selector, value) {
  await visit.evaluate(
    (selector, value) => {
      const list = document.querySelector(selector);
      list.value = value;
      list.dispatchEvent(new Event("change", { bubbles: true }));
    },
    selector,
    value,
  );
}

/** Types one label. */
export async function type(visit, changed = {}) {
  await way(visit, "form", "#registration");
  await pick(visit, "#level", "1");
  await pick(visit, "#assessment", "self");
  await pick(visit, "#supply_chain", "cleared");
  for (const [name, text] of Object.entries({
    registration: "SPEC-26-0009",
    criteria: "JST-CR-01-01-2024R1",
    holder: "株式会社見本",
    product: "見本ルータ",
    models: "SR-1",
    gtins: "4912345000002",
    support_end: "2031-12",
    status_index: "9",
    supply_chain_day: "2026-03-01",
    ...changed,
  })) {
    await visit.fill(`#${name}`, text);
  }
  await prepare(visit);
}

/** Says how large symbols shall be. */
export async function size(visit, { ecc = "", module_mm = "", dpi = "" }) {
  await visit.evaluate(() => {
    document.getElementById("ecc").closest("details").open = true;
  });
  await pick(visit, "#ecc", ecc);
  await visit.fill("#module_mm", module_mm);
  await visit.fill("#dpi", dpi);
}

/** Hands a table or a plan over. */
export async function bring(visit, name, file) {
  await way(visit, name, `#${name}`);
  await visit.choose(`#${name}`, file);
  await prepare(visit);
}

export async function prepare(visit) {
  await visit.click("form[data-action=prepare] [type=submit]");
}

/** Waits for prepared labels with their previews, and signs them. */
export async function sign(visit) {
  await visit.shows("body[data-state=review] .unsigned .symbol");
  await visit.click("[data-action=sign]");
}

export async function signed(visit, patience) {
  await visit.shows("body[data-state=done]", patience);
}

/** The fault that is shown, by its code. */
export async function fails(visit, code) {
  await visit.shows(`.trouble[data-code=${code}]`);
}

/** The bytes of a file that the page saves. */
export async function saved(visit, action) {
  await visit.evaluate(() => {
    globalThis.savedBlobs = [];
    URL.createObjectURL = (blob) => {
      globalThis.savedBlobs.push(blob);
      return "#";
    };
    HTMLAnchorElement.prototype.click = () => {};
  });
  await visit.click(`[data-action=${action}]`);
  const text = await visit.evaluate(async () => {
    const bytes = new Uint8Array(await globalThis.savedBlobs[0].arrayBuffer());
    let text = "";
    for (const byte of bytes) {
      text += String.fromCharCode(byte);
    }
    return btoa(text);
  });
  return Buffer.from(text, "base64");
}

/** Saves everything; gives the files, of which the command verified each label under the signer's certificate. */
export async function savedLabels(visit, certificate = fixture("signer.pem")) {
  const files = read(await saved(visit, "save-zip"));
  const table = files.get("issued.csv");
  assert.deepEqual(await saved(visit, "save-csv"), table);
  const directory = mkdtempSync(join(tmpdir(), "label-issued-"));
  try {
    for (const [name, bytes] of files) {
      writeFileSync(join(directory, name), bytes);
    }
    const labels = [...files.keys()].filter((name) => /\.(cbor|png|txt)$/.test(name));
    assert.equal(labels.length % 3, 0);
    const trust = join(directory, "trust.pem");
    writeFileSync(trust, readFileSync(fixture("root.pem"), "utf8") + readFileSync(certificate, "utf8"));
    for (const name of labels) {
      const asked = ["--trust", trust, "--at", VERIFIED, "--status", "warn"];
      execFileSync(LABEL_COMMAND, ["--quiet", "verify", join(directory, name), ...asked]);
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
  return files;
}

/** The register that the rows are of takes them back; what another browser brought before is the same. */
export function imported(table) {
  const directory = mkdtempSync(join(tmpdir(), "label-import-"));
  try {
    writeFileSync(join(directory, "issued.csv"), table);
    const asked = ["register", "import-issued", join(directory, "issued.csv"), "--by", "desk", "--why", "page"];
    execFileSync(LABEL_COMMAND, ["--quiet", ...asked], { cwd: LABEL_ISSUER_FIXTURES });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** The files of a directory of the fixtures are those that were saved. */
export function sameAsTheCommand(files, directory) {
  for (const [name, bytes] of files) {
    if (name !== "issued.csv") {
      assert.ok(bytes.equals(readFileSync(join(fixture(directory), name))), name);
    }
  }
}

/** Makes a key in the browser, and has the command certify it; gives the file of the certificate. */
export async function keyOfTheBrowser(visit, algorithm) {
  await visit.click("#key-kind-browser");
  await visit.shows("#key-algorithm");
  await pick(visit, "#key-algorithm", algorithm);
  await visit.click("[data-action=make-key]");
  await visit.shows("#public-key, .trouble");
  const pem = await visit.evaluate(() =>
    [...document.querySelectorAll(".pem code")].map((line) => `${line.textContent}\n`).join(""),
  );
  const directory = mkdtempSync(join(LABEL_ISSUER_FIXTURES, "key-"));
  writeFileSync(join(directory, "signer.pub"), pem);
  const names = ["--purpose", "label", "--name", "Specimen Browser Signer", "--from", "2024-01-01", "--years", "9"];
  const authority = ["--ca-key", fixture("root.key"), "--ca", fixture("root.pem")];
  const out = join(directory, "signer.pem");
  const made = ["--key", join(directory, "signer.pub"), ...names, "--out", out];
  execFileSync(LABEL_COMMAND, ["--quiet", "ca", "signer", ...authority, ...made]);
  return out;
}
