// The first step: certificate, key and address.

import { bdi, h } from "../node.js";
import { button } from "../parts.js";
import { minuteText, sentence } from "../words.js";
import { field, fileField, list, radios, stepView, textField, tick, troubleView } from "./pieces.js";

/** @import { BrowserKey, Context, SetupState, SignerFacts, Words } from "../../issuing-page.d.ts" */

/**
 * @param {SetupState} state
 * @param {Context} context
 */
export function setupView(state, context) {
  const { words, work } = context;
  const { setup } = words;
  return stepView(
    1,
    setup.title,
    context,
    h("p", { class: "lead" }, sentence(words.intro)),
    h("p", { class: "card second" }, sentence(words.for_whom)),
    troubleView(state.trouble, words),
    h(
      "form",
      { class: "card", "data-action": "setup", novalidate: true },
      // Certificates and address of work that was begun stay as they are.
      work === null
        ? fileField("certificates", setup.certificates, setup.certificates_hint, ".pem,.der,.crt,.cer")
        : null,
      state.signer ? signerView(state.signer, words) : null,
      radios(
        "key-kind",
        setup.key,
        [
          ["file", setup.file],
          ["browser", setup.browser],
        ],
        state.keyKind,
      ),
      state.keyKind === "file" ? fileKeyView(words) : browserKeyView(state, words),
      work === null
        ? textField("page", setup.page, setup.page_hint, { type: "url", inputmode: "url", value: state.address })
        : null,
      h("div", { class: "actions" }, goOn(setup.next), work === null ? null : button("found", setup.found)),
    ),
  );
}

/**
 * The button that goes on.
 * @param {string} text
 */
export function goOn(text) {
  return h("button", { type: "submit", class: "primary" }, h("span", null, sentence(text)));
}

/**
 * The content of the certificate.
 * @param {SignerFacts} signer
 * @param {Words} words
 */
export function signerView(signer, words) {
  const { setup } = words;
  return h(
    "div",
    { class: "signer" },
    list([
      [sentence(setup.subject), bdi(signer.subject), "strong"],
      [sentence(setup.algorithm), signer.algorithm],
      [sentence(setup.from), minuteText(signer.notBefore, words.lang)],
      [sentence(setup.until), minuteText(signer.notAfter, words.lang)],
      [sentence(setup.fingerprint), signer.fingerprint, "hash"],
    ]),
  );
}

/** @param {Words} words */
function fileKeyView({ setup }) {
  return h(
    "div",
    { class: "group" },
    fileField("key-file", setup.key_file, setup.key_file_hint, ".key,.pem,.p8"),
    textField("passphrase", setup.passphrase, setup.passphrase_hint, { type: "password" }),
  );
}

/**
 * @param {SetupState} state
 * @param {Words} words
 */
function browserKeyView({ browserKey, isKeyKept }, words) {
  const { setup } = words;
  return h(
    "div",
    { class: "group" },
    h("p", { class: "hint" }, sentence(setup.make_note)),
    browserKey === null ? newKeyView(words) : madeKeyView(browserKey, isKeyKept, words),
  );
}

/** @param {Words} words */
function newKeyView({ setup }) {
  return [
    field("key-algorithm", setup.make_algorithm, null, (described) =>
      h(
        "select",
        described,
        h("option", { value: "Ed25519" }, "Ed25519"),
        h("option", { value: "ESP256" }, "ECDSA P-256 (ESP256)"),
      ),
    ),
    h("div", { class: "actions" }, button("make-key", setup.make)),
  ];
}

/**
 * @param {BrowserKey} key
 * @param {boolean} isKept
 * @param {Words} words
 */
function madeKeyView({ algorithm, spki }, isKept, { setup }) {
  return [
    h("p", { class: "made" }, sentence(setup.made, { algorithm })),
    h("h2", { id: "public-key" }, sentence(setup.public)),
    h("p", { class: "pem", "aria-labelledby": "public-key", role: "group" }, pemLines(spki)),
    tick("keep-key", setup.keep, setup.keep_hint, isKept),
    h("div", { class: "actions" }, button("save-public", setup.save_public), button("forget-key", setup.forget)),
  ];
}

/** @param {Uint8Array} spki */
function pemLines(spki) {
  return publicPem(spki)
    .trim()
    .split("\n")
    .map((line) => h("code", null, line));
}

/**
 * A public key in PEM.
 * @param {Uint8Array} spki
 */
export function publicPem(spki) {
  const text = btoa(String.fromCharCode(...spki));
  const lines = text.match(/.{1,64}/g) ?? [];
  return ["-----BEGIN PUBLIC KEY-----", ...lines, "-----END PUBLIC KEY-----", ""].join("\n");
}
