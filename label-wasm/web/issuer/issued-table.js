// The table of what was issued, as `label register import-issued` takes it.

/** @import { IssuedRow } from "../../issuing-page.d.ts" */

/**
 * The columns, in order.
 * @type {(keyof IssuedRow)[]}
 */
const COLUMNS = ["id", "registration", "model", "gtin", "status_index", "issued", "identity", "credential", "text"];

/**
 * The table in CSV (RFC 4180), in UTF-8 without a mark.
 * @param {IssuedRow[]} rows
 */
export function issuedTable(rows) {
  const lines = [COLUMNS, ...rows.map((row) => COLUMNS.map((column) => row[column]))];
  return new TextEncoder().encode(lines.map((cells) => `${cells.map(quoted).join(",")}\r\n`).join(""));
}

/**
 * Bytes in base64url without padding.
 * @param {Uint8Array} bytes
 */
export function base64url(bytes) {
  let text = "";
  for (const byte of bytes) {
    text += String.fromCharCode(byte);
  }
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @param {string} cell */
function quoted(cell) {
  // As in the register's exports: no spreadsheet takes it for a formula.
  const text = /^[ \u3000]*[=+\-@\t\r\n＝＋－＠]/u.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
