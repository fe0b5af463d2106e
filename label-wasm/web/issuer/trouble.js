// A fault as data: it crosses from the worker to the page.

/** @import { Trouble } from "../../issuing-page.d.ts" */

/**
 * An error of the module, of the browser or of the page; what has no code of its own is `unexpected`.
 * @param {unknown} error
 * @returns {Trouble}
 */
export function troubleOf(error) {
  const { code, message, problems, more } = /** @type {Partial<Trouble>} */ (error ?? {});
  return {
    // A DOMException has a number there.
    code: typeof code === "string" ? code : "unexpected",
    message: String(message ?? error),
    problems: problems ?? [],
    more: more ?? 0,
  };
}

/**
 * An error with a code.
 * @param {string} code
 */
export function coded(code) {
  return Object.assign(new Error(code), { code });
}
