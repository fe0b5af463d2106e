// The JAN code of the item at hand, compared with those of the label.

/** @import { JanResult } from "../page.d.ts" */
/** @import { Policy, Report } from "label-wasm" */

/**
 * The digits of a JAN code, however they were typed or scanned.
 * @param {string} text
 */
export function janDigits(text) {
  return text.normalize("NFKC").replace(/[\s-]/g, "");
}

/**
 * The text is one that a scanner may have read from a bar code.
 * @param {string} text
 */
export function isBarCode(text) {
  return /^[0-9]{8,14}$/.test(text);
}

/**
 * Compares by the verifier's own check, the same that a till makes.
 * @param {(expected: Policy) => Report} verify
 * @param {string} digits
 * @returns {JanResult}
 */
export function compareDigits(verify, digits) {
  try {
    const line = verify({ gtin: digits }).checks.find((entry) => entry.check === "gtin");
    if (line?.result === "failed") {
      return "other";
    }
    return line?.result === "passed" && line.code === "ok" ? "same" : "open";
  } catch (error) {
    return codeOfError(error) === "policy_malformed" ? "bad" : "open";
  }
}

/**
 * The machine code of what was thrown, where it has one.
 * @param {unknown} error
 */
export function codeOfError(error) {
  const code = /** @type {{ code?: unknown } | null} */ (error)?.code;
  return typeof code === "string" ? code : null;
}
