// What the device gives: its clock, its memory of the language, digests and measures.

const REMEMBERED = "label-language";

/** Seconds since 1970 by the clock of this device. */
export function now() {
  return Math.floor(Date.now() / 1000);
}

/**
 * What a promise gives, unless it takes longer than some milliseconds: then it fails.
 * @template T
 * @param {number} limit
 * @param {Promise<T>} promise
 */
export function within(limit, promise) {
  /** @type {ReturnType<typeof setTimeout>} */
  let timer;
  /** @type {Promise<never>} */
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("late")), limit);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/**
 * SHA-256 in hex; null where the browser has none.
 * @param {Uint8Array<ArrayBuffer>} bytes
 */
export async function digest(bytes) {
  if (!globalThis.crypto?.subtle) {
    return null;
  }
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Notes how long something took, for whoever looks at the page's performance.
 * @param {string} name
 * @param {number} start
 */
export function measure(name, start) {
  performance.measure(name, { start, end: performance.now() });
}

/** The language that was chosen on this device before. */
export function remembered() {
  try {
    return localStorage.getItem(REMEMBERED);
  } catch {
    return null;
  }
}

/**
 * Remembers the language.
 * @param {string} language
 */
export function remember(language) {
  try {
    localStorage.setItem(REMEMBERED, language);
  } catch {
    // Then the next visit asks the browser again.
  }
}
