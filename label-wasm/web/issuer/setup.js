// Certificate, key and address: what labels are signed with.

import { now } from "../device.js";
import { generateKey } from "../signing.js";
import { isTicked, takeSecret, typedText } from "./fields.js";
import { bytesOf, chosenFile, save } from "./files.js";
import { publicPem } from "./setup-view.js";
import { coded } from "./trouble.js";

/** @import { Engine } from "./engine.js" */
/** @import { Kept } from "./kept.js" */
/** @import { BrowserKey, KeyKind, SignerFacts } from "../../issuing-page.d.ts" */

/** The choices of the first step. */
export class Setup {
  /** @type {SignerFacts | null} */
  signer = null;
  /** @type {Uint8Array<ArrayBuffer> | null} */
  certificates = null;
  /** The address that the symbols lead to. */
  address = "";
  /** A key was opened, and is the one in the certificate. */
  hasKey = false;
  /** @type {KeyKind} */
  keyKind = "file";
  /** @type {BrowserKey | null} */
  browserKey = null;
  isKeyKept = false;
  #engine;
  #kept;
  /**
   * The source of the key that was opened.
   * @type {KeyKind | null}
   */
  #opened = null;

  /**
   * @param {Engine} engine
   * @param {Kept} kept
   */
  constructor(engine, kept) {
    this.#engine = engine;
    this.#kept = kept;
  }

  /** Takes up the key that was kept in this browser, if there is one. */
  async findKey() {
    this.browserKey = await this.#kept.key().catch(() => null);
    if (this.browserKey !== null) {
      this.isKeyKept = true;
      this.keyKind = "browser";
    }
  }

  /** Opens the certificates in the chosen file. */
  async chooseCertificates() {
    const file = chosenFile("certificates");
    if (file !== null) {
      await this.open(await bytesOf(file));
    }
  }

  /**
   * Opens certificates in place of those before; a key that was opened is forgotten.
   * @param {Uint8Array<ArrayBuffer>} certificates
   */
  async open(certificates) {
    this.signer = null;
    this.certificates = null;
    this.hasKey = false;
    this.signer = await this.#engine.ask("open", { certificates, now: now() });
    this.certificates = certificates;
  }

  /** Opens the key that was chosen; throws where it is not the one in the certificate. */
  async openKey() {
    const isFile = this.keyKind === "file";
    // Whoever comes back to this step need not choose the file again.
    if (isFile && this.hasKey && this.#opened === "file" && chosenFile("key-file") === null) {
      return;
    }
    this.hasKey = false;
    if (!isFile) {
      if (this.browserKey === null) {
        throw coded("key_missing");
      }
      await this.#engine.ask("browserKey", this.browserKey);
    } else {
      await this.#openKeyFile();
    }
    this.#opened = this.keyKind;
    this.hasKey = true;
  }

  async #openKeyFile() {
    // Emptied first, whatever becomes of the file.
    const passphrase = takeSecret("passphrase");
    const file = chosenFile("key-file");
    if (file === null) {
      throw coded("key_missing");
    }
    const bytes = await bytesOf(file);
    try {
      await this.#engine.ask("keyFile", { bytes, passphrase });
    } finally {
      bytes.fill(0);
    }
  }

  /** Takes the address that was typed. */
  async takeAddress() {
    const address = typedText("page");
    await this.#engine.ask("address", address);
    this.address = address;
  }

  /** Makes a key whose private part cannot be taken out of the browser. */
  async makeKey() {
    const algorithm = typedText("key-algorithm") === "ESP256" ? "ESP256" : "Ed25519";
    const pair = await generateKey(algorithm);
    const spki = new Uint8Array(await crypto.subtle.exportKey("spki", pair.publicKey));
    this.browserKey = { algorithm, pair, spki };
  }

  /** Keeps the key for later visits, or keeps it no longer. */
  async keepKey() {
    this.isKeyKept = isTicked("keep-key");
    try {
      await this.#kept.keepKey(this.isKeyKept ? this.browserKey : null);
    } catch {
      this.isKeyKept = false;
      throw coded("not_kept");
    }
  }

  async forgetKey() {
    this.browserKey = null;
    this.isKeyKept = false;
    this.hasKey = false;
    await Promise.all([this.#engine.ask("forgetKey", null), this.#kept.keepKey(null)]);
  }

  savePublic() {
    if (this.browserKey !== null) {
      save("signer.pub", "application/x-pem-file", [publicPem(this.browserKey.spki)]);
    }
  }
}
