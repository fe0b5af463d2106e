// Certificate, key and address: what labels are signed with.

import { now } from "../device.js";
import { generateKey } from "../signing.js";
import { isTicked, typedText } from "./fields.js";
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

  /**
   * Goes over to another source of the key; one that was opened is forgotten.
   * @param {KeyKind} kind
   */
  async chooseKind(kind) {
    this.keyKind = kind;
    await this.#closeKey();
  }

  async #closeKey() {
    this.hasKey = false;
    await this.#engine.ask("forgetKey", null);
  }

  /**
   * Opens the key that was chosen; throws where it is not the one in the certificate.
   * @param {string | undefined} passphrase
   */
  async openKey(passphrase) {
    const isFile = this.keyKind === "file";
    // Whoever comes back to this step need not choose the file again.
    if (isFile && this.hasKey && this.#opened === "file" && chosenFile("key-file") === null) {
      return;
    }
    await this.#closeKey();
    if (!isFile) {
      if (this.browserKey === null) {
        throw coded("key_missing");
      }
      await this.#engine.ask("browserKey", this.browserKey);
    } else {
      await this.#openKeyFile(passphrase);
    }
    this.#opened = this.keyKind;
    this.hasKey = true;
  }

  /** @param {string | undefined} passphrase */
  async #openKeyFile(passphrase) {
    const file = chosenFile("key-file");
    if (file === null) {
      throw coded("key_missing");
    }
    const bytes = await bytesOf(file);
    // The worker overwrites the only copy.
    await this.#engine.ask("keyFile", { bytes, passphrase }, [bytes.buffer]);
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
    const isKept = isTicked("keep-key");
    if (isKept && !this.#kept.isThere) {
      throw coded("not_kept");
    }
    await this.#kept.keepKey(isKept ? this.browserKey : null);
    this.isKeyKept = isKept;
  }

  /** Forgets the key of the browser, here once it is forgotten on the device. */
  async forgetKey() {
    await this.#kept.keepKey(null);
    this.browserKey = null;
    this.isKeyKept = false;
    await this.#closeKey();
  }

  savePublic() {
    if (this.browserKey !== null) {
      save("signer.pub", "application/x-pem-file", [publicPem(this.browserKey.spki)]);
    }
  }
}
