// Checks the Node doors of label-wasm: `node check.mjs PACKAGE-DIRECTORY`.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

import { answer, difference } from "./vectors.mjs";

const load = (door) => createRequire(import.meta.url)(resolve(process.argv[2], "node", door));
const label = load("label_wasm.js");
const VECTORS = "test-vectors";

function versionIsThatOfTheWorkspace() {
  const [, expected] = readFileSync("Cargo.toml", "utf8").match(/^version = "(.+)"$/m);
  assert.equal(label.version(), expected);
  assert.match(label.build(), /^[0-9a-f]{64}$/);
}

function vectors() {
  const names = readdirSync(join(VECTORS, "vectors"), { recursive: true });
  const files = names.filter((name) => name.endsWith(".json")).sort();
  return files.map((name) => JSON.parse(readFileSync(join(VECTORS, "vectors", name), "utf8")));
}

function everyVectorGetsItsAnswer() {
  const all = vectors();
  assert.ok(all.length >= 100, `only ${all.length} vectors`);
  const trust = (name) => readFileSync(join(VECTORS, "trust", `${name}.cbor`));
  const differences = all.map((vector) => difference(vector, answer(label, vector, trust(vector.trust))));
  const failed = differences.filter((line) => line !== null);
  failed.forEach((line) => console.error(line));
  console.log(`vectors under Node: ${all.length - failed.length} passed, ${failed.length} failed`);
  assert.equal(failed.length, 0);
}

versionIsThatOfTheWorkspace();
console.log(`label-wasm ${label.version()} answers under Node ${process.versions.node}`);
everyVectorGetsItsAnswer();
