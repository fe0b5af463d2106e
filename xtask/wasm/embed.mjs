// Runs the programs in docs/EMBED.md as they stand there: `node embed.mjs PACKAGE-DIRECTORY`.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

import { withPage } from "./chromium.mjs";
import { demoBundle, demoLabels, installed } from "./files.mjs";
import { serve } from "./serve.mjs";

const PLACEHOLDER = "ROOT_SET_IN_HEX";
const LINES = 10;

const pkg = resolve(process.argv[2]);
const { Verifier } = createRequire(import.meta.url)(join(pkg, "node/label_wasm.js"));
const now = Date.now() / 1000;
const verifier = new Verifier(demoBundle(), now);
const rootSet = verifier.trust().root_set;
const verdicts = demoLabels().map(({ text }) => ({ text, ...verifier.verifyText(text, now) }));
const accepted = verdicts.find(({ outcome }) => outcome === "accepted");
const rejected = verdicts.find(({ outcome }) => outcome === "rejected");

/** The one block of a language, with the root set of the demonstration in it. */
function program(language) {
  const doc = readFileSync("docs/EMBED.md", "utf8");
  const blocks = [...doc.matchAll(/^```(\w+)\n(.*?)^```$/gms)].filter(([, found]) => found === language);
  assert.equal(blocks.length, 1);
  const [[, , code]] = blocks;
  const lines = code.split("\n").filter((line) => line.trim() !== "");
  assert.ok(lines.length <= LINES, `${language}: ${lines.length} lines`);
  assert.ok(code.includes(PLACEHOLDER));
  return code.replace(PLACEHOLDER, rootSet);
}

function node() {
  const directory = installed(pkg, "embed");
  writeFileSync(join(directory, "program.mjs"), program("js"));
  writeFileSync(join(directory, "bundle.cbor"), demoBundle());
  const run = (text) => {
    const { status, stdout, stderr } = spawnSync("node", ["program.mjs", "bundle.cbor", text], {
      cwd: directory,
      encoding: "utf8",
    });
    return [status, stdout.trim(), stderr];
  };
  assert.deepEqual(run(accepted.text), [0, `accepted ok ${accepted.label.product}`, ""]);
  assert.deepEqual(run(rejected.text), [1, `rejected ${rejected.code}`, ""]);
  assert.deepEqual(run("https://example.com/"), [1, "rejected text_no_credential", ""]);
  console.log("docs/EMBED.md: the Node program answers");
}

async function page() {
  const html = program("html");
  const { origin, close } = await serve((path) => {
    if (path === "/bundle.cbor") return demoBundle();
    if (!path.startsWith("/label-wasm/")) return html;
    const file = join(pkg, path.slice("/label-wasm/".length));
    return existsSync(file) ? readFileSync(file) : undefined;
  });
  const answer = (text) =>
    withPage(origin, async (page) => {
      await page.goto(text.replace(/^https:\/\/[^/]+/, origin));
      await page.waitForFunction(() => document.querySelector("output").textContent !== "");
      return page.textContent("output");
    });
  try {
    assert.equal(await answer(accepted.text), "accepted ok");
    assert.equal(await answer(rejected.text), `rejected ${rejected.code}`);
  } finally {
    close();
  }
  console.log("docs/EMBED.md: the page answers");
}

node();
await page();
