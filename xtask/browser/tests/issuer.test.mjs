// Rules of the issuing page's files as they stand, and of the parts of it that need no browser.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";

import { json, schemes, WEB } from "../modules.mjs";
import { read } from "../zip.mjs";

const ISSUER = join(WEB, "issuer");
const directory = mkdtempSync(join(tmpdir(), "label-issuer-"));
after(() => rmSync(directory, { recursive: true }));
writeFileSync(join(directory, "package.json"), '{"type":"module"}');
cpSync(ISSUER, join(directory, "issuer"), { recursive: true });
for (const name of readdirSync(WEB).filter((name) => name.endsWith(".js"))) {
  copyFileSync(join(WEB, name), join(directory, name));
}
const load = (name) => import(pathToFileURL(join(directory, "issuer", name)).href);
const [{ zip, crc32 }, { issuedTable, base64url }, { publicPem }, { symbolView }] = await Promise.all(
  ["zip.js", "issued-table.js", "setup-view.js", "pieces.js"].map(load),
);
const source = (directory, name) => [name, readFileSync(join(directory, name), "utf8")];
/** The page's own scripts, and the one of what it has in common with the other page. */
const SOURCES = [
  ...readdirSync(ISSUER)
    .filter((name) => name.endsWith(".js"))
    .map((name) => source(ISSUER, name)),
  source(WEB, "parts.js"),
];
const WORDS = Object.fromEntries(
  ["ja", "en"].map((language) => [language, json(`label-wasm/web/issuer/words/${language}.json`)]),
);
const bytes = (text) => new TextEncoder().encode(text);

/** Every text of a file of words, by its path. */
function texts(value, path = "") {
  return typeof value === "string"
    ? [[path, value]]
    : Object.entries(value).flatMap(([name, one]) => texts(one, `${path}.${name}`));
}

test("the CRC-32 is the one of RFC 1952", () => {
  assert.equal(crc32(bytes("123456789")), 0xcbf43926);
  assert.equal(crc32(new Uint8Array(0)), 0);
});

test("other programs open the ZIP file", () => {
  const files = [
    { name: "SPEC-1.txt", bytes: bytes("https://label.example.jp/#1\n") },
    { name: "ラベル.cbor", bytes: Uint8Array.from({ length: 70_000 }, (_, index) => (index * 7) & 0xff) },
    { name: "empty", bytes: new Uint8Array(0) },
  ];
  const whole = Buffer.concat(zip(files, new Date(2026, 3, 5, 15, 30, 8)));
  assert.deepEqual(
    [...read(whole)].map(([name, content]) => [name, content.equals(files.find((file) => file.name === name).bytes)]),
    files.map(({ name }) => [name, true]),
  );
  const file = join(directory, "labels.zip");
  writeFileSync(file, whole);
  const program =
    "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None;" +
    "print([(i.filename, i.date_time, i.compress_type, len(z.read(i))) for i in z.infolist()])";
  const when = "(2026, 4, 5, 15, 30, 8)";
  assert.equal(
    execFileSync("python3", ["-c", program, file], {
      encoding: "utf8",
      env: { ...process.env, PYTHONUTF8: "1" },
    }).trim(),
    `[('SPEC-1.txt', ${when}, 0, 28), ('ラベル.cbor', ${when}, 0, 70000), ('empty', ${when}, 0, 0)]`,
  );
});

test("a ZIP file that needs the 64-bit form is refused", () => {
  const files = Array.from({ length: 0x10000 }, (_, index) => ({ name: String(index), bytes: new Uint8Array(0) }));
  assert.throws(() => zip(files, new Date()), { code: "zip_too_large" });
});

test("the table of what was issued is CSV", () => {
  const row = {
    id: "R-1-001",
    registration: "=R-1",
    model: 'A "1",B',
    gtin: "04912345000002",
    status_index: "",
    issued: "2026-04-02T00:00:00Z",
    identity: "ab",
    credential: base64url(Uint8Array.of(0xfb, 0xff, 0xfe, 0x01)),
    text: "line\nbreak",
  };
  assert.equal(
    new TextDecoder().decode(issuedTable([row])),
    "id,registration,model,gtin,status_index,issued,identity,credential,text\r\n" +
      `R-1-001,'=R-1,"A ""1"",B",04912345000002,,2026-04-02T00:00:00Z,ab,'-__-AQ,"line\nbreak"\r\n`,
  );
});

test("a public key is written as other programs write it", () => {
  const pem = execFileSync("openssl", ["genpkey", "-algorithm", "ed25519"]);
  const spki = execFileSync("openssl", ["pkey", "-pubout"], { input: pem, encoding: "utf8" });
  const der = execFileSync("openssl", ["pkey", "-pubout", "-outform", "DER"], { input: pem });
  assert.equal(publicPem(new Uint8Array(der)), spki);
});

test("only a drawing of the known form is shown", () => {
  const svg = '<svg viewBox="0 0 4 4"><title>x</title><path d="M4 4h7v1h-7z" fill="#000"/></svg>';
  assert.deepEqual(symbolView(svg, "x").children[0].attributes, { d: "M4 4h7v1h-7z" });
  assert.equal(symbolView(svg.replace("h7", "<script>"), "x"), null);
  assert.equal(symbolView("", "x"), null);
});

test("both languages say the same things, and every word is said", () => {
  const [ja, en] = [WORDS.ja, WORDS.en].map((words) => texts(words).map(([path]) => path));
  assert.deepEqual(ja, en);
  const names = (text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
  for (const [index, [path, text]] of texts(WORDS.en).entries()) {
    assert.deepEqual(names(texts(WORDS.ja)[index][1]), names(text), path);
  }
  const all = SOURCES.map(([, source]) => source).join("\n");
  const keys = (value) =>
    Object.entries(value).flatMap(([name, one]) => [
      name,
      ...(typeof one === "object" && !Array.isArray(one) ? keys(one) : []),
    ]);
  // Codes of problems are those of the module.
  const { problems, ...page } = WORDS.en;
  for (const key of keys(page)) {
    assert.match(all, new RegExp(`\\b${key}\\b`), key);
  }
});

test("whatever the page and its signers throw is said in both languages", () => {
  const [, signing] = source(WEB, "signing.js");
  const thrown = [...SOURCES.map(([, text]) => text), signing].flatMap((text) =>
    [...text.matchAll(/coded\(\s*"(\w+)"/g)].map(([, code]) => code),
  );
  assert.ok(thrown.length > 15);
  for (const code of new Set(thrown)) {
    for (const [language, { problems }] of Object.entries(WORDS)) {
      assert.ok(problems[code], `${language}: ${code}`);
    }
  }
});

test("no word is one that a scheme forbids", () => {
  for (const [language, words] of Object.entries(WORDS)) {
    for (const [path, text] of texts(words)) {
      for (const { must_not_say: forbidden } of Object.values(schemes())) {
        for (const word of forbidden) {
          const found = /^[a-z]/i.test(word) ? new RegExp(`\\b${word}\\b`, "i").test(text) : text.includes(word);
          assert.ok(!found, `${language}${path}: ${word}`);
        }
      }
    }
  }
});

test("no script makes markup or code of text, or leaves the origin", () => {
  for (const [name, source] of SOURCES) {
    for (const word of ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"]) {
      assert.ok(!source.includes(word), `${name}: ${word}`);
    }
    for (const word of ["fetch(", "importScripts", "sendBeacon", "XMLHttpRequest", "WebSocket", "document.cookie"]) {
      assert.ok(!source.includes(word), `${name}: ${word}`);
    }
    // What may be kept goes through one place, and no key file or passphrase does.
    assert.ok(name === "kept.js" || !/indexedDB|localStorage|sessionStorage/.test(source), name);
    assert.ok(!/https?:/.test(source), name);
  }
});
