// Checks the Node door of label-wasm: `node check.mjs PACKAGE-DIRECTORY`.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const label = createRequire(import.meta.url)(resolve(process.argv[2], "node/label_wasm.js"));

function versionIsThatOfTheWorkspace() {
  const [, expected] = readFileSync("Cargo.toml", "utf8").match(/^version = "(.+)"$/m);
  assert.equal(label.version(), expected);
}

versionIsThatOfTheWorkspace();
console.log(`label-wasm ${label.version()} answers under Node ${process.versions.node}`);
