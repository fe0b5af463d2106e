// The one place from which everything is loaded: by fetch, or from the page itself where it is one kept file.

/** @import { Modules } from "../page.d.ts" */

const embedded = globalThis.labelEmbedded ?? null;
const SCRIPTS = ["issuer-worker.js", "reader-worker.js", "sw.js"];
const scriptPolicy = globalThis.trustedTypes?.createPolicy("label-page", { createScriptURL: checkedScript });

/** Whether this is the single file, which fetches nothing. */
export function isKept() {
  return embedded !== null;
}

/**
 * The bytes of a file beside the page; throws if it cannot be had.
 * @param {string} name
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function loadAsset(name) {
  if (embedded !== null) {
    return decodeEmbedded(name);
  }
  const response = await fetchAsset(name, "default");
  return new Uint8Array(await response.arrayBuffer());
}

/**
 * A JSON file beside the page.
 * @param {string} name
 * @returns {Promise<any>}
 */
export async function loadJson(name) {
  return JSON.parse(new TextDecoder().decode(await loadAsset(name)));
}

/**
 * A response of the server; throws if there is none, it is not there, or it takes longer than some milliseconds.
 * @param {string} name
 * @param {RequestCache} cache
 * @param {number | null} limit
 */
export async function fetchAsset(name, cache, limit = null) {
  const signal = limit === null ? null : AbortSignal.timeout(limit);
  const response = await fetch(new URL(name, document.baseURI), { cache, credentials: "same-origin", signal });
  if (!response.ok) {
    throw new Error(`${name}: ${response.status}`);
  }
  return response;
}

/**
 * The exports of one of the WASM packages' modules.
 * @template {keyof Modules} N
 * @param {N} name
 * @returns {Promise<Modules[N]>}
 */
export async function loadModule(name) {
  return embedded?.modules?.[name] ?? import(new URL(name, document.baseURI).href);
}

/**
 * The address of one of the page's own workers, in the form that a strict policy demands.
 * @param {string} name
 */
export function scriptUrl(name) {
  return scriptPolicy ? scriptPolicy.createScriptURL(name) : checkedScript(name);
}

/** @param {string} name */
function checkedScript(name) {
  if (!SCRIPTS.includes(name)) {
    throw new TypeError(`${name} is no script of this page`);
  }
  return embedded === null ? new URL(name, document.baseURI).href : carriedScript(name);
}

/**
 * The address of a worker that the single file carries.
 * @param {string} name
 */
function carriedScript(name) {
  return URL.createObjectURL(new Blob([decodeEmbedded(name)], { type: "text/javascript" }));
}

/** @param {string} name */
function decodeEmbedded(name) {
  const text = embedded?.assets[name];
  if (text === undefined) {
    throw new Error(`${name}: not in this file`);
  }
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
