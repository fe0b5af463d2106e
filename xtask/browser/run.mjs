// Runs the tests of the page in Chromium.
//
//     node run.mjs SITE KEPT FIXTURES SHOTS [FILE…]
//
// SITE is a site built with FIXTURES/bundle.cbor, KEPT the same as one file, FIXTURES what fixtures.mjs makes, SHOTS where pictures of the page go; FILEs are
// tests, all by default. CHROMIUM names another browser than Debian's.

import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const [site, kept, fixtures, shots, ...chosen] = process.argv.slice(2);
if (shots === undefined) {
  console.error("usage: node run.mjs SITE KEPT FIXTURES SHOTS [FILE…]");
  process.exit(2);
}
const tests = join(dirname(fileURLToPath(import.meta.url)), "tests");
const files = chosen.length > 0 ? chosen : readdirSync(tests).filter((name) => name.endsWith(".test.mjs")).map((name) => join(tests, name));
const places = { LABEL_SITE: resolve(site), LABEL_KEPT: resolve(kept), LABEL_FIXTURES: resolve(fixtures), LABEL_SHOTS: resolve(shots) };
// One file after the other: times are measured, and browsers are large.
const results = files.map((file) => spawnSync(process.execPath, ["--test", file], { stdio: "inherit", env: { ...process.env, ...places } }).status);
process.exit(results.every((status) => status === 0) ? 0 : 1);
