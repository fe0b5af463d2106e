// Checks the Node doors of label-wasm: `node check.mjs PACKAGE-DIRECTORY`.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

import { PNG } from "pngjs";

import { demoBundle, demoLabels, trust, vectors } from "./files.mjs";
import { measure, report } from "./time.mjs";
import { differences } from "./vectors.mjs";

const load = (door) => createRequire(import.meta.url)(resolve(process.argv[2], "node", door));
const label = load("label_wasm.js");
const reader = load("label_reader.js");
const now = Date.now() / 1000;

function versionIsThatOfTheWorkspace() {
  const [, expected] = readFileSync("Cargo.toml", "utf8").match(/^version = "(.+)"$/m);
  assert.equal(label.version(), expected);
  assert.match(label.build(), /^[0-9a-f]{64}$/);
}

async function everyVectorGetsItsAnswer() {
  const all = vectors();
  const differing = await differences(label, all, trust);
  for (const line of differing) console.error(line);
  console.log(`vectors under Node: ${all.length - differing.length} passed, ${differing.length} failed, none left out`);
  assert.equal(differing.length, 0);
}

function everyErrorHasItsCode() {
  const bundle = demoBundle();
  const verifier = new label.Verifier(bundle, now);
  const text = demoLabels()[0].text;
  const throws = (code, run) =>
    assert.throws(run, (error) => error instanceof Error && error.code === code && error.message !== "");
  throws("trust_malformed", () => new label.Verifier(Uint8Array.of(0xa1, 1, 1), now));
  throws("root_pin", () => new label.Verifier(bundle, now, "0".repeat(64)));
  throws("root_pin", () => new label.Verifier(bundle, now, "not hexadecimal"));
  throws("root_pin", () => new label.Verifier(verifier.store(), now, verifier.trust().root_set));
  throws("time_invalid", () => verifier.verifyText(text, NaN));
  throws("time_invalid", () => verifier.verifyText(text, -1));
  throws("policy_malformed", () => verifier.verifyText(text, now, { min_levels: [] }));
  throws("policy_malformed", () => verifier.verifyText(text, now, { gtin: "4901234567895" }));
  throws("policy_malformed", () => verifier.verifyText(text, now, "shop"));
  throws("policy_malformed", () => verifier.verifyText(text, now, { stale_after: 0.5 }));
  throws("text_no_credential", () => label.inspect("https://label.example.jp/"));
  throws("cbor_truncated", () => verifier.update(new Uint8Array(0), now));
  throws("picture_malformed", () => reader.readLuma(new Uint8Array(5), 2, 3));
  throws("picture_too_large", () => reader.readLuma(new Uint8Array(0), 0x10000, 0x10000));
  verifier.free();
}

function aBundleIsKeptAndUpdated() {
  const bundle = demoBundle();
  const first = new label.Verifier(bundle, now);
  const { kind, specimen, root_set: rootSet, epoch, version, faults } = first.trust();
  assert.deepEqual({ kind, specimen, epoch, faults }, { kind: "bundle", specimen: true, epoch: 1, faults: [] });
  assert.equal(new label.Verifier(bundle, now, rootSet).trust().version, version);
  const kept = new label.Verifier(first.store(), now);
  assert.equal(kept.trust().kind, "store");
  kept.update(bundle, now);
  assert.deepEqual(kept.store(), first.store());
  const late = new label.Verifier(bundle, kept.trust().expires);
  assert.equal(late.store(), undefined);
  assert.equal(late.verifyText(demoLabels()[0].text, kept.trust().expires).outcome, "cannot_decide");
  assert.equal(new label.Verifier(trust("main"), now).store(), undefined);
}

function aFilterIsTakenWhereThePageSaysSo() {
  const { trust: store, update } = vectors().find(({ id }) => id === "exact_update_page");
  const at = Date.parse(update.time) / 1000;
  const [part, verifier] = [trust(update.part), new label.Verifier(trust(store), at)];
  const held = verifier.store();
  const refused = (code, ...choice) => assert.throws(() => verifier.update(part, at, ...choice), { code });
  refused("record_weaker");
  refused("record_weaker", {});
  refused("record_weaker", { filters: "refuse" });
  refused("filters_unknown", { filters: "all" });
  refused("filters_unknown", { filters: true });
  assert.throws(() => verifier.update(part, 0, { filters: "accept" }), { code: "clock_before_trust" });
  refused("record_weaker");
  assert.deepEqual(verifier.store(), held);
  verifier.update(part, at, { filters: "accept" });
  assert.notDeepEqual(verifier.store(), held);
  verifier.free();
}

function aReportIsTyped() {
  const verifier = new label.Verifier(demoBundle(), now);
  const [{ text }] = demoLabels();
  const report = verifier.verifyText(text, now);
  assert.equal(report.outcome, "accepted");
  assert.equal(report.freshness.trust_issued, verifier.trust().issued);
  assert.equal(report.freshness.list_version, verifier.trust().version);
  assert.ok(report.freshness.status_issued <= now && now < report.freshness.status_expires);
  const values = report.checks.filter((check) => check.values !== undefined);
  assert.deepEqual(
    values.map(({ check, values }) => ({ check, values })),
    [{ check: "issued", values: { record: "exact" } }],
  );
  assert.deepEqual(
    label.checks(),
    report.checks.map(({ check }) => check),
  );
  assert.deepEqual(label.checks(), JSON.parse(readFileSync("test-vectors/checks.json", "utf8")));
  const later = verifier.verifyText(text, now + 40 * 365 * 86400);
  const validity = later.checks.find(({ check }) => check === "validity");
  assert.deepEqual(validity.values, { expires: Date.parse(report.label.expires) / 1000 });
  const { min_level, ...shop } = label.presets().shop;
  assert.equal(shop.host, "reject");
  assert.equal(verifier.verifyText(text.replace("label.example.jp", "example.com"), now, shop).code, "host_unknown");
  const { claims, verified, identity } = label.inspect(text);
  const { identity: same, algorithm, signer, ...signed } = report.label;
  assert.deepEqual({ claims, verified, identity }, { claims: signed, verified: false, identity: same });
}

function everyPictureGivesItsText() {
  const labels = demoLabels();
  for (const { name, text, png } of labels) {
    const { data, width, height } = PNG.sync.read(png);
    assert.deepEqual(reader.readRgba(data, width, height), [text], name);
    const luma = data.filter((_, index) => index % 4 === 0);
    assert.deepEqual(reader.readLuma(luma, width, height), [text], name);
  }
  assert.deepEqual(reader.readLuma(new Uint8Array(64 * 64), 64, 64), []);
  console.log(`pictures under Node: ${labels.length} read`);
}

versionIsThatOfTheWorkspace();
console.log(`label-wasm ${label.version()} answers under Node ${process.versions.node}`);
await everyVectorGetsItsAnswer();
everyErrorHasItsCode();
aBundleIsKeptAndUpdated();
aFilterIsTakenWhereThePageSaysSo();
aReportIsTyped();
everyPictureGivesItsText();
report("Node", await measureDemo(), 5);

async function measureDemo() {
  const verifier = new label.Verifier(demoBundle(), now);
  const texts = Object.fromEntries(demoLabels().map(({ text }) => [label.inspect(text).algorithm, text]));
  return measure(verifier, texts, now);
}
