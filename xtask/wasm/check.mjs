// Checks the Node door of label-wasm: `node check.mjs PACKAGE-DIRECTORY`.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const label = createRequire(import.meta.url)(resolve(process.argv[2], "node/label_wasm.js"));
const VECTORS = "test-vectors";

function versionIsThatOfTheWorkspace() {
  const [, expected] = readFileSync("Cargo.toml", "utf8").match(/^version = "(.+)"$/m);
  assert.equal(label.version(), expected);
}

function vectors() {
  const names = readdirSync(join(VECTORS, "vectors"), { recursive: true });
  const files = names.filter((name) => name.endsWith(".json")).sort();
  return files.map((name) => JSON.parse(readFileSync(join(VECTORS, "vectors", name), "utf8")));
}

/** Whether the vector's trust is a trust file; a bundle or a store begins with key 0. */
function isOfTrustFile({ trust }) {
  return readFileSync(join(VECTORS, "trust", `${trust}.cbor`))[1] !== 0;
}

/** The report of the module, or what stands for it where no trust can be loaded. */
function verify({ input, trust, time, policy = {} }) {
  const at = BigInt(Date.parse(time) / 1000);
  let verifier;
  try {
    verifier = new label.Verifier(readFileSync(join(VECTORS, "trust", `${trust}.cbor`)));
  } catch (error) {
    const [code] = error.message.split(":");
    return { outcome: "cannot_decide", check: "trust", code, repairs: [], checks: [] };
  }
  const report =
    input.text === undefined
      ? verifier.verifyCredential(Buffer.from(input.credential_hex, "hex"), at, JSON.stringify(policy))
      : verifier.verifyText(input.text, at, JSON.stringify(policy));
  verifier.free();
  return JSON.parse(report);
}

function everyVectorGetsItsAnswer() {
  const all = vectors().filter(isOfTrustFile);
  assert.ok(all.length >= 1000, `only ${all.length} vectors`);
  const failed = all.filter((vector) => {
    const { outcome, check, code, repairs, checks } = verify(vector);
    const { lines = {}, ...expected } = vector.expect;
    const found = Object.fromEntries(checks.map((line) => [line.check, line.code]));
    const linesHold = Object.entries(lines).every(([name, expectedCode]) => found[name] === expectedCode);
    const same = linesHold && JSON.stringify({ outcome, check, code, repairs }) === JSON.stringify(expected);
    if (!same) console.error(`${vector.id}: expected ${JSON.stringify(vector.expect)}, found ${check} ${code}`);
    return !same;
  });
  console.log(`vectors under Node: ${all.length - failed.length} passed, ${failed.length} failed`);
  assert.equal(failed.length, 0);
}

versionIsThatOfTheWorkspace();
console.log(`label-wasm ${label.version()} answers under Node ${process.versions.node}`);
everyVectorGetsItsAnswer();
