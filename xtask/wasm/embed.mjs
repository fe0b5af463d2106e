// Runs the programs in docs/EMBED.md as they stand there: `node embed.mjs PACKAGE-DIRECTORY`.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

import { withPage } from "./chromium.mjs";
import { DEMO_KEYS, material } from "./desk.mjs";
import { demoBundle, demoLabels, installed } from "./files.mjs";
import { FIELDS, PAGE } from "./issuing.mjs";
import { serve } from "./serve.mjs";

const PLACEHOLDER = "ROOT_SET_IN_HEX";
const LINES = 10;

const pkg = resolve(process.argv[2]);
const load = createRequire(import.meta.url);
const { Verifier } = load(join(pkg, "node/label_wasm.js"));
const { Issued } = load(join(pkg, "node/label_issuer.js"));
const now = Date.now() / 1000;
const verifier = new Verifier(demoBundle(), now);
const rootSet = verifier.trust().root_set;
const verdicts = demoLabels().map(({ text }) => ({ text, ...verifier.verifyText(text, now) }));
const accepted = verdicts.find(({ outcome }) => outcome === "accepted");
const rejected = verdicts.find(({ outcome }) => outcome === "rejected");

/** The one block that begins so, short as it is promised. */
function block(info) {
  const doc = readFileSync("docs/EMBED.md", "utf8");
  const blocks = [...doc.matchAll(/^```([\w ]+)\n(.*?)^```$/gms)].filter(([, found]) => found === info);
  assert.equal(blocks.length, 1);
  const [[, , code]] = blocks;
  const lines = code.split("\n").filter((line) => line.trim() !== "");
  assert.ok(lines.length <= LINES, `${info}: ${lines.length} lines`);
  return code;
}

/** The block of a language that verifies, with the root set of the demonstration in it. */
function program(language) {
  const code = block(language);
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

/** The files of a server: a page, the bundle and the package. */
function found(html) {
  return (path) => {
    if (path === "/bundle.cbor") return demoBundle();
    if (!path.startsWith("/label-wasm/")) return html;
    const file = join(pkg, path.slice("/label-wasm/".length));
    return existsSync(file) ? readFileSync(file) : undefined;
  };
}

async function page() {
  const { origin, close } = await serve(found(program("html")));
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

/** An HSM for the Node program: it has the key of the demonstration's first signer. */
const HSM = `import { readFileSync } from "node:fs";
import { openKey } from "label-wasm/issuer";
const key = openKey(readFileSync("signer.key"));
export const sign = async (bytes) => key.sign(bytes);
`;

/** The label that must have been issued: the fields that were given, by a signature that is right. */
function isIssued(full, svg) {
  const issued = Issued.decode(full, "label");
  assert.deepEqual([issued.claims.registration, issued.claims.models], [FIELDS.registration, FIELDS.models]);
  assert.equal(svg, issued.draw(PAGE).svg());
}

function issuingNode() {
  const directory = installed(pkg, "embed-issuing");
  const { key, signer } = DEMO_KEYS.p256;
  const put = (name, content) => writeFileSync(join(directory, name), content);
  put("program.mjs", block("js issuing"));
  put("sign.mjs", HSM);
  put("signer.key", readFileSync(key));
  put("signer.pem", readFileSync(signer));
  put("label.json", JSON.stringify(FIELDS));
  const { status, stderr } = spawnSync("node", ["program.mjs"], { cwd: directory, encoding: "utf8" });
  assert.deepEqual([status, stderr], [0, ""]);
  const made = (name) => readFileSync(join(directory, name));
  isIssued(made("label.cbor"), made("label.svg").toString());
  console.log("docs/EMBED.md: the Node program issues");
}

async function issuingPage() {
  const directory = join("target", "wasm-users", "embed-page");
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  const { ed25519, passphrase } = material(directory, now);
  const { origin, close } = await serve(found(block("html issuing")));
  const file = (name, content) => ({ name, mimeType: "text/plain", buffer: Buffer.from(content) });
  // In the order in which people get them from a dialog.
  const files = { "label.json": JSON.stringify(FIELDS), "signer.key": ed25519.key, "signer.pem": ed25519.certificates };
  try {
    await withPage(origin, async (page) => {
      page.on("dialog", (dialog) => dialog.accept(passphrase));
      await page.goto(origin);
      await page.setInputFiles(
        "input",
        Object.entries(files).map(([name, content]) => file(name, content)),
      );
      await page.waitForSelector("output svg");
      assert.match(await page.textContent("output title"), new RegExp(FIELDS.registration));
    });
  } finally {
    close();
  }
  console.log("docs/EMBED.md: the page issues");
}

node();
await page();
issuingNode();
await issuingPage();
