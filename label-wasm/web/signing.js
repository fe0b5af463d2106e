// Signers beside the issuer module: keys of WebCrypto, functions such as an HSM's, and keys from files.

/** @import { Algorithm, Drawing, Issued, Issuer, Key, Prepared, SymbolOptions } from "label-wasm/issuer" */

/**
 * Signs whole messages. Its promise is rejected with the code `signature_cancelled` where somebody cancelled.
 * @typedef {object} Signer
 * @property {Algorithm} algorithm
 * @property {Uint8Array | undefined} [publicKey] The public key in DER (`spki`), where it is known.
 * @property {(bytes: Uint8Array) => Promise<Uint8Array>} sign Gives 64 bytes: R‖S of Ed25519, r‖s of P-256.
 */

/**
 * The answer of a callback: a signature, or nothing where somebody cancelled.
 * @typedef {Uint8Array | null | undefined} Signature
 */

/** By algorithm, what WebCrypto calls the key and the signature. */
const WEBCRYPTO = {
  Ed25519: { key: { name: "Ed25519" }, signature: { name: "Ed25519" } },
  ESP256: { key: { name: "ECDSA", namedCurve: "P-256" }, signature: { name: "ECDSA", hash: "SHA-256" } },
};

/**
 * An error with a code, as the modules throw them.
 * @param {string} code
 * @param {string} message
 * @param {unknown} [cause]
 */
function coded(code, message, cause) {
  return Object.assign(new Error(message, { cause }), { code });
}

/** @param {unknown} [cause] */
function unsupported(cause) {
  return coded("webcrypto_unsupported", "no WebCrypto with this algorithm here", cause);
}

/** @param {unknown} [cause] */
function cancelled(cause) {
  return coded("signature_cancelled", "the signature was cancelled", cause);
}

/** @param {unknown} error */
function nameOf(error) {
  return typeof error === "object" && error !== null && "name" in error ? error.name : undefined;
}

/** WebCrypto, which pages have only where they come by https or from the machine itself. */
function subtle() {
  const found = globalThis.crypto?.subtle;
  if (found === undefined) {
    throw unsupported();
  }
  return found;
}

/**
 * A pair of keys in WebCrypto, whose private key nothing can take out again.
 * @param {Algorithm} algorithm
 * @returns {Promise<CryptoKeyPair>}
 */
export async function generateKey(algorithm) {
  const webCrypto = subtle();
  try {
    const made = await webCrypto.generateKey(WEBCRYPTO[algorithm].key, false, ["sign", "verify"]);
    return /** @type {CryptoKeyPair} */ (made);
  } catch (error) {
    throw unsupported(error);
  }
}

/**
 * Signs with a private key of WebCrypto; the public key lets `issue` see beforehand that it does not fit.
 * @param {CryptoKey} privateKey
 * @param {CryptoKey} [publicKey]
 * @returns {Promise<Signer>}
 */
export async function webCryptoSigner(privateKey, publicKey) {
  const webCrypto = subtle();
  const algorithm = algorithmOf(privateKey);
  const exported = publicKey && new Uint8Array(await webCrypto.exportKey("spki", publicKey));
  return {
    algorithm,
    publicKey: exported,
    async sign(bytes) {
      try {
        const { signature } = WEBCRYPTO[algorithm];
        return new Uint8Array(await webCrypto.sign(signature, privateKey, new Uint8Array(bytes)));
      } catch (error) {
        throw nameOf(error) === "NotSupportedError"
          ? unsupported(error)
          : coded("signing_failed", "WebCrypto did not sign", error);
      }
    },
  };
}

/**
 * @param {CryptoKey} key
 * @returns {Algorithm}
 */
function algorithmOf({ algorithm, type, usages }) {
  if (type !== "private" || !usages.includes("sign")) {
    throw coded("key_public", "not a private key that signs");
  }
  if (algorithm.name === "Ed25519") {
    return "Ed25519";
  }
  if (algorithm.name === "ECDSA" && "namedCurve" in algorithm && algorithm.namedCurve === "P-256") {
    return "ESP256";
  }
  throw coded("key_unsupported", "the key is neither Ed25519 nor P-256");
}

/**
 * Signs with a function, as that of an HSM. One that gives nothing, or fails with an `AbortError`, cancelled.
 * @param {(bytes: Uint8Array) => Promise<Signature> | Signature} sign
 * @param {Algorithm} algorithm
 * @param {Uint8Array} [publicKey] In DER (`spki`).
 * @returns {Signer}
 */
export function callbackSigner(sign, algorithm, publicKey) {
  return {
    algorithm,
    publicKey,
    async sign(bytes) {
      try {
        const signature = await sign(bytes);
        if (signature instanceof Uint8Array) {
          return signature;
        }
      } catch (error) {
        throw nameOf(error) === "AbortError" ? cancelled(error) : error;
      }
      throw cancelled();
    },
  };
}

/**
 * Signs with a key that `openKey` opened, for as long as that is not freed.
 * @param {Key} key
 * @returns {Signer}
 */
export function fileSigner(key) {
  const { algorithm, publicKey } = key;
  return { algorithm, publicKey, sign: async (bytes) => key.sign(bytes) };
}

/**
 * Signs a label and verifies the signature; refuses before that a signer whose key is not the certificate's
 * (`key_other`). What goes wrong leaves nothing behind: the label can be signed again.
 * @param {Issuer} issuer
 * @param {Prepared} prepared
 * @param {Signer} signer
 * @param {AbortSignal} [signal] Cancels.
 * @returns {Promise<Issued>}
 */
export async function issue(issuer, prepared, signer, signal) {
  issuer.checkKey(prepared.publicKey);
  if (signer.publicKey !== undefined) {
    issuer.checkKey(signer.publicKey);
  } else if (signer.algorithm !== issuer.algorithm) {
    throw coded("key_other", "not a key of the certificate's algorithm");
  }
  const signature = await unlessAborted(() => signer.sign(prepared.toBeSigned()), signal);
  return prepared.finish(signature);
}

/**
 * @param {() => Promise<Uint8Array>} sign
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<Uint8Array>}
 */
function unlessAborted(sign, signal) {
  if (signal === undefined) {
    return sign();
  }
  return new Promise((resolve, reject) => {
    const abort = () => reject(cancelled(signal.reason));
    if (signal.aborted) {
      abort();
      return;
    }
    signal.addEventListener("abort", abort, { once: true });
    const stop = () => signal.removeEventListener("abort", abort);
    sign().then(resolve, reject).finally(stop);
  });
}

/**
 * Draws a label, has its symbol read and compares the text; throws `read_back` where it is another.
 * @param {Issued} issued
 * @param {string} page The address that the symbol leads to.
 * @param {{ readLuma(data: Uint8Array, width: number, height: number): string[] }} reader As `label-wasm/reader` is.
 * @param {SymbolOptions} [options]
 * @returns {Drawing}
 */
export function readBack(issued, page, reader, options) {
  const drawing = issued.draw(page, options);
  const { data, width, height } = drawing.luma();
  const [text, ...others] = reader.readLuma(data, width, height);
  if (text !== drawing.text || others.length > 0) {
    drawing.free();
    throw coded("read_back", "the symbol does not read back as it was made");
  }
  return drawing;
}
