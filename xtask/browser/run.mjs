// Runs the tests of the page: all of them in Chromium, its states in Firefox and WebKit too.
//
//     node run.mjs SITE KEPT FIXTURES SHOTS ISSUER [FILE…]
//
// SITE is a site built with FIXTURES/bundle.cbor, KEPT the same as one file, FIXTURES what fixtures.mjs makes, SHOTS
// where pictures of the page go, ISSUER a directory with the issuing page (site/, kept.html) and what
// issuer-fixtures.mjs makes for it (fixtures/); FILEs are tests, all by default. LABEL_COMMAND names the command;
// CHROMIUM another browser than Debian's.

import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const [site, kept, fixtures, shots, issuer, ...chosen] = process.argv.slice(2);
if (issuer === undefined) {
  console.error("usage: node run.mjs SITE KEPT FIXTURES SHOTS ISSUER [FILE…]");
  process.exit(2);
}
const tests = join(dirname(fileURLToPath(import.meta.url)), "tests");
/** Tests that take longest come first, so that both queues end together. */
const LONGEST = [
  "issuer-chromium",
  "issuer-webkit",
  "issuer-firefox",
  "axe",
  "webkit",
  "keep",
  "open",
  "firefox",
  "people",
  "bring",
];
const rank = (name) => (LONGEST.indexOf(name) + LONGEST.length + 1) % (LONGEST.length + 1);
const names = readdirSync(tests).flatMap((file) => (file.endsWith(".test.mjs") ? [file.slice(0, -9)] : []));
const ordered = names.sort((one, other) => rank(one) - rank(other));
const files = chosen.length > 0 ? chosen : ordered.map((name) => join(tests, `${name}.test.mjs`));
const places = {
  LABEL_SITE: resolve(site),
  LABEL_KEPT: resolve(kept),
  LABEL_FIXTURES: resolve(fixtures),
  LABEL_SHOTS: resolve(shots),
  LABEL_ISSUER: resolve(issuer, "site"),
  LABEL_ISSUER_KEPT: resolve(issuer, "kept.html"),
  LABEL_ISSUER_FIXTURES: resolve(issuer, "fixtures"),
};
/** Tests that measure times run alone, the others two at a time. */
const TIMED = /(camera|speed|issuer-many)\.test\.mjs$/;
const [timed, others] = [files.filter((file) => TIMED.test(file)), files.filter((file) => !TIMED.test(file))];
const passed = [...(await Promise.all([queue(others), queue(others)])), await queue(timed)];
process.exit(passed.every(Boolean) ? 0 : 1);

/** Takes files until none is left; whether all of them passed. */
async function queue(waiting) {
  let all = true;
  while (waiting.length > 0) {
    all = (await run(waiting.shift())) && all;
  }
  return all;
}

/** Runs one file, whose output stays together. */
function run(file) {
  const child = spawn(process.execPath, ["--test", "--test-reporter=spec", file], {
    env: { ...process.env, ...places },
  });
  const said = [];
  child.stdout.on("data", (part) => said.push(part));
  child.stderr.on("data", (part) => said.push(part));
  return new Promise((resolve) => {
    child.on("close", (status) => {
      process.stdout.write(Buffer.concat(said));
      resolve(status === 0);
    });
  });
}
