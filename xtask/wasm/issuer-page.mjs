// The issuer's door in a page: what `browser.mjs` runs there.

import assert from "node:assert/strict";
import { mkdirSync, rmSync } from "node:fs";

import { authority, material } from "./desk.mjs";

const DIRECTORY = "target/wasm-users/issuer-page";

/** In the page: loads the doors, and gives the refusals that differ. */
async function refusalsInPage(desk) {
  const [issuer, reader, signing, { refusals }] = await Promise.all([
    import("/label_issuer.js"),
    import("/label_reader.js"),
    import("/signing.js"),
    import("/issuing.mjs"),
  ]);
  await Promise.all([issuer.default(), reader.default()]);
  globalThis.doors = { issuer, reader, signing };
  return refusals(globalThis.doors, desk);
}

/** In the page: makes a key that stays there; gives its public half. */
async function keyInPage(algorithm) {
  globalThis.pair = await globalThis.doors.signing.generateKey(algorithm);
  return [...new Uint8Array(await crypto.subtle.exportKey("spki", globalThis.pair.publicKey))];
}

/** In the page: issues by that key, and by a key file. */
async function issueInPage({ certified, name, desk }) {
  const { doors, pair } = globalThis;
  const { issueOne } = await import("/issuing.mjs");
  const { certificates, key } = desk[name];
  const signers = [
    [certified, await doors.signing.webCryptoSigner(pair.privateKey, pair.publicKey)],
    [certificates, doors.signing.fileSigner(doors.issuer.openKey(key, desk.passphrase))],
  ];
  const issued = [];
  for (const [chain, signer] of signers) issued.push(await issueOne(doors, chain, signer, desk.now));
  return issued.map(({ identity }) => identity);
}

/** Issues in a page of an engine, and has it refuse what must be refused. */
export async function issuesInPage(page, where) {
  rmSync(DIRECTORY, { recursive: true, force: true });
  mkdirSync(DIRECTORY, { recursive: true });
  const desk = material(DIRECTORY, Date.now() / 1000);
  assert.deepEqual(await page.evaluate(refusalsInPage, desk), []);
  for (const [algorithm, name] of [
    ["Ed25519", "ed25519"],
    ["ESP256", "p256"],
  ]) {
    const spki = Uint8Array.from(await page.evaluate(keyInPage, algorithm));
    const certified = authority(DIRECTORY).signer(`page-${name}`, spki);
    const identities = await page.evaluate(issueInPage, { certified, name, desk });
    assert.equal(new Set(identities).size, 2);
  }
  console.log(`labels in ${where}: issued by key files and WebCrypto, Ed25519 and P-256; every refusal has its code`);
}
