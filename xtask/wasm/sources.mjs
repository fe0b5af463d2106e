// Checks the project's JavaScript as it is written: its types, its style, and the length of its lines.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const TOOLS = "xtask/wasm/node_modules";
const DIRECTORIES = [
  "label-wasm/web",
  "label-wasm/web/issuer",
  "xtask/browser",
  "xtask/browser/engines",
  "xtask/browser/tests",
  "xtask/wasm",
];
/** Characters of a line: the formatter leaves comments and long words as they are. */
const WIDTH = 120;

function run(program, ...args) {
  const { status, stdout, stderr } = spawnSync("node", [join(TOOLS, program), ...args], { encoding: "utf8" });
  assert.equal(status, 0, stdout + stderr);
}

function tooLong(file) {
  const lines = readFileSync(file, "utf8").split("\n");
  const long = lines.map((line, index) => [`${file}:${index + 1}`, [...line].length]);
  return long.filter(([, length]) => length > WIDTH).map(([place, length]) => `${place}: ${length} characters`);
}

for (const project of ["label-wasm", "label-wasm/tsconfig.workers.json"]) {
  run("typescript/bin/tsc", "-p", project);
}
run("@biomejs/biome/bin/biome", "ci", "--error-on-warnings", "--colors=off");
const files = DIRECTORIES.flatMap((directory) => readdirSync(directory).map((name) => join(directory, name)));
const sources = files.filter((name) => /\.m?js$/.test(name));
assert.deepEqual(sources.flatMap(tooLong), []);
console.log(`${sources.length} sources in JavaScript: types, style and lines hold`);
