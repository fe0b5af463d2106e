// Checks the issuer's door in Node against the command: `node issuer.mjs PACKAGE-DIRECTORY`.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

import { authority, DEMO_KEYS, LABEL, material, productTable } from "./desk.mjs";
import { demoBundle, vectors } from "./files.mjs";
import { codeOf, FIELDS, issueOne, PAGE, refusals } from "./issuing.mjs";

const load = (door) => createRequire(import.meta.url)(resolve(process.argv[2], "node", door));
const doors = { issuer: load("label_issuer.js"), reader: load("label_reader.js"), signing: load("signing.js") };
const { Issuer, Issued, openKey, Prepared } = doors.issuer;
const { signing } = doors;
const label = load("label_wasm.js");
const now = Date.now() / 1000;
const DIRECTORY = "target/wasm-users/issuer";
/** The fewest labels and vectors that must have been compared. */
const [LABELS, VECTORS] = [500, 120];

function everyRefusalHasItsCode(found) {
  for (const [about, expected, code] of found) console.error(`${about}: expected ${expected}, found ${code}`);
  assert.equal(found.length, 0);
}

/** Labels by keys of WebCrypto that were made here, by key files, and by a callback. */
async function labelsAreIssued(desk) {
  for (const [algorithm, name] of [
    ["Ed25519", "ed25519"],
    ["ESP256", "p256"],
  ]) {
    const { certificates, key: pem } = desk[name];
    const key = openKey(pem, desk.passphrase);
    const hsm = signing.callbackSigner(async (bytes) => key.sign(bytes), algorithm, key.publicKey);
    const pair = await signing.generateKey(algorithm);
    const spki = new Uint8Array(await crypto.subtle.exportKey("spki", pair.publicKey));
    const certified = authority(DIRECTORY).signer(`webcrypto-${name}`, spki);
    const [byFile, byHsm, byWebCrypto] = [
      await issueOne(doors, certificates, signing.fileSigner(key), now),
      await issueOne(doors, certificates, hsm, now),
      await issueOne(doors, certified, await signing.webCryptoSigner(pair.privateKey, pair.publicKey), now),
    ];
    assert.equal(byFile.identity, byHsm.identity);
    assert.notEqual(byFile.identity, byWebCrypto.identity);
    key.free();
  }
  console.log("labels in Node: issued by key files, callbacks and WebCrypto, Ed25519 and P-256");
}

/** Claims that verifiers must refuse are not issued, for the same reason. */
async function vectorsAreNotIssued(desk) {
  const kept = JSON.parse(
    new TextDecoder().decode(new Issuer(desk.ed25519.certificates, now).claims(FIELDS, now).encode()),
  );
  const refused = vectors().filter(
    ({ input, expect }) => ["claims", "scheme"].includes(expect.check) && input.credential_hex !== undefined,
  );
  const differing = [];
  for (const { id, input, expect } of refused) {
    const claims = payload(Buffer.from(input.credential_hex, "hex")).toString("hex");
    const code = await codeOf(() => Prepared.decode(Buffer.from(JSON.stringify({ ...kept, claims }))));
    if (code !== expect.code) differing.push(`${id}: expected ${expect.code}, found ${code}`);
  }
  for (const line of differing) console.error(line);
  console.log(
    `vectors of claims and schemes: ${refused.length - differing.length} not issued, ${differing.length} differ`,
  );
  assert.equal(differing.length, 0);
  assert.ok(refused.length >= VECTORS, `only ${refused.length} vectors`);
}

/** The payload of a COSE_Sign1 in CBOR. */
function payload(bytes) {
  let at = 2;
  const string = () => {
    const length = bytes[at++] - 0x40;
    const more = { 24: 1, 25: 2 }[length] ?? 0;
    const size = more === 0 ? length : bytes.readUIntBE(at, more);
    at += more + size;
    return bytes.subarray(at - size, at);
  };
  string();
  at += 1;
  return string();
}

/** The same bytes as the command's over a table of all schemes, and how long each takes. */
async function theCommandGivesTheSameBytes() {
  const [table, out] = [join(DIRECTORY, "products.csv"), join(DIRECTORY, "labels")];
  writeFileSync(table, productTable(now));
  const { key, signer } = DEMO_KEYS.ed25519;
  const begin = performance.now();
  const made = run(
    "issue",
    "--csv",
    table,
    "--key",
    key,
    "--signer",
    signer,
    "--page",
    PAGE,
    "--out",
    out,
    "--svg",
    "--png",
  );
  const [ofCommand, start] = [performance.now() - begin, performance.now()];
  const desk = new Issuer(readFileSync(signer), now);
  const opened = signing.fileSigner(openKey(readFileSync(key)));
  const labels = desk.table(readFileSync(table), table, {}, now, false);
  for (const prepared of labels) {
    const issued = await signing.issue(desk, prepared, opened);
    const drawing = signing.readBack(issued, PAGE, doors.reader);
    const files = { cbor: issued.full, txt: `${drawing.text}\n`, svg: drawing.svg(), png: drawing.png() };
    for (const [kind, bytes] of Object.entries(files)) {
      assert.ok(Buffer.from(bytes).equals(readFileSync(join(out, `${issued.id}.${kind}`))), `${issued.id}.${kind}`);
    }
    const report = made.find(({ id }) => id === issued.id);
    assert.deepEqual([issued.identity, drawing.qrVersion], [report.identity, report.qr_version]);
    for (const each of [drawing, issued, prepared]) each.free();
  }
  assert.equal(made.length, labels.length);
  assert.ok(labels.length >= LABELS, `only ${labels.length} labels`);
  const each = (time) => (time / labels.length).toFixed(2);
  const times = `${each(performance.now() - start)} ms each, the command ${each(ofCommand)} ms`;
  console.log(`${labels.length} labels: the bytes of the command's credentials, texts, SVG and PNG; ${times}`);
}

/** Per registration, and in Shift_JIS: the table is read as the command reads it. */
function tablesAreReadAlike() {
  const desk = new Issuer(readFileSync(DEMO_KEYS.ed25519.signer), now);
  const labels = desk.table(Buffer.from(productTable(now)), "t.csv", {}, now, true);
  const registrations = labels.map(({ claims }) => claims.registration);
  assert.equal(new Set(registrations).size, labels.length);
  const rest = { ...FIELDS, product: null };
  const shiftJis = Buffer.concat([Buffer.from("product\r\n"), Buffer.from([0x8c, 0xa9, 0x96, 0x7b])]);
  const [label] = desk.table(shiftJis, "t.csv", rest, now, false);
  assert.equal(label.claims.product, "見本");
}

/** Each side verifies what the other signed with P-256, whose signatures differ each time or not. */
async function p256GoesBothWays() {
  const { key, signer } = DEMO_KEYS.p256;
  const desk = new Issuer(readFileSync(signer), now);
  const opened = signing.fileSigner(openKey(readFileSync(key)));
  const [file, fields, out] = ["p256.cbor", "p256.json", "p256"].map((name) => join(DIRECTORY, name));
  writeFileSync(file, (await signing.issue(desk, desk.claims(FIELDS, now), opened)).full);
  const report = run("verify", file, "--trust", "target/demo/trust.cbor", "--issued", "warn");
  assert.equal(report.outcome, "accepted", JSON.stringify(report.checks));
  writeFileSync(fields, JSON.stringify(FIELDS));
  const { id } = run("issue", "--from", fields, "--key", key, "--signer", signer, "--page", PAGE, "--out", out);
  const full = readFileSync(join(out, `${id}.cbor`));
  assert.equal(Issued.decode(full, id).claims.product, FIELDS.product);
  const verifier = new label.Verifier(demoBundle(), now);
  // The command issued it a moment ago, after this run began.
  assert.equal(verifier.verifyCredential(full, Date.now() / 1000 + 1, { issued: "warn" }).outcome, "accepted");
  full[full.length - 1] ^= 1;
  assert.equal(await codeOf(() => Issued.decode(full, id)), "signature");
  // Hardware gives either s; both verify, so neither is changed.
  const prepared = desk.claims(FIELDS, now);
  const signature = await opened.sign(prepared.toBeSigned());
  const [one, other] = [prepared.finish(signature), prepared.finish(negated(signature))];
  assert.equal(one.identity, other.identity);
  assert.notDeepEqual(one.compact, other.compact);
  console.log("P-256: the command and the module verify each other's labels");
}

/** The other value of s: the order of the group less this one. */
function negated(signature) {
  const order = BigInt("0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
  const s = order - BigInt(`0x${Buffer.from(signature.subarray(32)).toString("hex")}`);
  return Buffer.concat([signature.subarray(0, 32), Buffer.from(s.toString(16).padStart(64, "0"), "hex")]);
}

/** The output of the command in JSON. */
function run(...args) {
  const printed = execFileSync(LABEL, ["--json", ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  return JSON.parse(printed);
}

function schemesAreThoseOfTheCommand() {
  const schemes = doors.issuer.schemes();
  for (const { name, levels } of schemes) {
    const { levels: known } = run("scheme", "show", name);
    assert.deepEqual(
      levels.map(({ number, mark }) => ({ number, mark })),
      known.map(({ number, mark }) => ({ number, mark })),
    );
  }
  assert.ok(schemes.length >= 3);
}

rmSync(DIRECTORY, { recursive: true, force: true });
mkdirSync(DIRECTORY, { recursive: true });
const desk = material(DIRECTORY, now);
everyRefusalHasItsCode(await refusals(doors, desk));
await labelsAreIssued(desk);
await vectorsAreNotIssued(desk);
schemesAreThoseOfTheCommand();
tablesAreReadAlike();
await p256GoesBothWays();
await theCommandGivesTheSameBytes();
