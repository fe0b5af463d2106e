// Prepares, signs, draws and reads back, beside the page so that it stays responsive. It asks no network: the page
// hands the modules over.

import loadIssuer, { checkPage, Issuer, openKey, Prepared, schemes } from "../label_issuer.js";
import loadReader, * as reader from "../label_reader.js";
import { fileSigner, issue, readBack, webCryptoSigner } from "../signing.js";
import { coded, troubleOf } from "./trouble.js";

/** @import { Drawing, Key, SymbolOptions } from "label-wasm/issuer" */
/** @import { Deeds, IssuedFiles, KeptLabel, Question, SignerFacts } from "../../issuing-page.d.ts" */

/** Words in the names of those who issue specimens, as the demonstration has them. */
const SPECIMEN = /\bspecimen\b|見本/iu;

/** @type {Issuer | null} */
let issuer = null;
/** @type {ReturnType<typeof fileSigner> | null} */
let signer = null;
/** @type {Key | null} */
let opened = null;

/**
 * @template {keyof Deeds} D
 * @typedef {(asked: Parameters<Deeds[D]>[0]) => ReturnType<Deeds[D]> | Promise<ReturnType<Deeds[D]>>} Deed
 */

/** @type {{ [D in keyof Deeds]: Deed<D> }} */
const DEEDS = {
  async start(modules) {
    await Promise.all([loadIssuer({ module_or_path: modules.issuer }), loadReader({ module_or_path: modules.reader })]);
    return schemes();
  },
  open({ certificates, now }) {
    forgetKey();
    const other = new Issuer(certificates, now);
    issuer?.free();
    issuer = other;
    return factsOf(other);
  },
  keyFile({ bytes, passphrase }) {
    forgetKey();
    const key = openedKey(bytes, passphrase);
    try {
      certified().checkKey(key.publicKey);
    } catch (error) {
      key.free();
      throw error;
    }
    opened = key;
    signer = fileSigner(key);
    return null;
  },
  async browserKey({ pair, spki }) {
    forgetKey();
    certified().checkKey(spki);
    signer = await webCryptoSigner(pair.privateKey, pair.publicKey);
    return null;
  },
  form({ fields, now }) {
    return [taken(certified().claims(fields, now))];
  },
  table({ bytes, name, now, perRegistration }) {
    return certified().table(bytes, name, {}, now, perRegistration).map(taken);
  },
  plan({ bytes, name }) {
    const plan = certified().planned(bytes, name);
    try {
      return { page: plan.page, labels: plan.labels().map(taken) };
    } finally {
      plan.free();
    }
  },
  address(page) {
    checkPage(page);
    return null;
  },
  fits({ labels, page, options }) {
    for (const { id, row, prepared } of labels) {
      try {
        preview(prepared, page, options, () => null);
      } catch (error) {
        const { code, message } = troubleOf(error);
        const problem = { code, message: `${id}: ${message}`, file: null, row, field: null };
        throw Object.assign(coded(code), { problems: [problem], more: 0 });
      }
    }
    return null;
  },
  preview({ prepared, page, options }) {
    return preview(prepared, page, options, (drawing) => ({
      svg: drawing.svg(),
      qrVersion: drawing.qrVersion,
      edgeMm: drawing.edgeMm,
    }));
  },
  async issue({ prepared: bytes, page, options }) {
    const prepared = Prepared.decode(bytes);
    try {
      return await issued(prepared, page, options);
    } finally {
      prepared.free();
    }
  },
  forgetKey,
};

/**
 * Opens a key and overwrites its file, whatever becomes of it.
 * @param {Uint8Array} bytes
 * @param {string | undefined} passphrase
 */
function openedKey(bytes, passphrase) {
  try {
    return openKey(bytes, passphrase);
  } finally {
    bytes.fill(0);
  }
}

function certified() {
  if (issuer === null) {
    throw coded("certificate_missing");
  }
  return issuer;
}

/**
 * Draws a label as it will be, without a signature, and takes what is asked for.
 * @template T
 * @param {Uint8Array} bytes
 * @param {string} page
 * @param {SymbolOptions} options
 * @param {(drawing: Drawing) => T} take
 */
function preview(bytes, page, options, take) {
  const prepared = Prepared.decode(bytes);
  try {
    const drawing = prepared.preview(page, options);
    const taken = take(drawing);
    drawing.free();
    return taken;
  } finally {
    prepared.free();
  }
}

/**
 * Signs a label, draws it, and reads its symbol.
 * @param {Prepared} prepared
 * @param {string} page
 * @param {Parameters<Deeds["issue"]>[0]["options"]} options
 * @returns {Promise<IssuedFiles>}
 */
async function issued(prepared, page, options) {
  if (signer === null) {
    throw coded("key_missing");
  }
  const label = await issue(certified(), prepared, signer);
  const drawing = readBack(label, page, reader, options);
  try {
    return {
      identity: label.identity,
      text: drawing.text,
      qrVersion: drawing.qrVersion,
      edgeMm: drawing.edgeMm,
      full: owned(label.full),
      svg: drawing.svg(),
      png: owned(drawing.png()),
    };
  } finally {
    drawing.free();
    label.free();
  }
}

function forgetKey() {
  signer = null;
  opened?.free();
  opened = null;
  return null;
}

/**
 * @param {Issuer} from
 * @returns {SignerFacts}
 */
function factsOf({ algorithm, subject, notBefore, notAfter, fingerprint }) {
  return { algorithm, subject, notBefore, notAfter, fingerprint, specimen: SPECIMEN.test(subject) };
}

/**
 * A prepared label as data, which outlives the module.
 * @param {Prepared} prepared
 * @returns {KeptLabel}
 */
function taken(prepared) {
  const { id, row, claims } = prepared;
  const label = { id, row: row ?? null, claims, prepared: owned(prepared.encode()) };
  prepared.free();
  return label;
}

/**
 * @param {Uint8Array} bytes
 * @returns {Uint8Array<ArrayBuffer>}
 */
function owned(bytes) {
  return new Uint8Array(bytes);
}

self.onmessage = async (/** @type {MessageEvent<Question>} */ { data: { id, deed, asked } }) => {
  try {
    /** @type {(asked: any) => unknown} */
    const act = DEEDS[deed];
    self.postMessage({ id, answered: await act(asked) });
  } catch (error) {
    self.postMessage({ id, trouble: troubleOf(error) });
  }
};
