// Files that people hand over, and files that they save.

import { base64url, issuedTable } from "./issued-table.js";
import { coded } from "./trouble.js";
import { zip } from "./zip.js";

/** @import { IssuedFiles, KeptLabel, NamedFile } from "../../issuing-page.d.ts" */

/** The largest file that is read: the module itself takes no larger table. */
const BYTES = 32 * 1024 * 1024;

/**
 * The file of a field; null where none was chosen.
 * @param {string} id
 */
export function chosenFile(id) {
  const input = /** @type {HTMLInputElement | null} */ (document.getElementById(id));
  return input?.files?.[0] ?? null;
}

/**
 * The bytes of a file; throws `file_unreadable`.
 * @param {File} file
 */
export async function bytesOf(file) {
  if (file.size <= BYTES) {
    const bytes = await file.arrayBuffer().catch(() => null);
    if (bytes !== null) {
      return new Uint8Array(bytes);
    }
  }
  throw coded("file_unreadable");
}

/**
 * The table of all labels.
 * @param {KeptLabel[]} labels
 * @param {Map<number, IssuedFiles>} issued
 */
export function tableOf(labels, issued) {
  const rows = labels.flatMap(({ id, claims }, index) => {
    const files = issued.get(index);
    const row = {
      id,
      registration: claims.registration,
      model: claims.models.join(";"),
      gtin: claims.gtins.join(";"),
      status_index: String(claims.status_index ?? ""),
      issued: claims.issued,
    };
    return files ? [{ ...row, identity: files.identity, credential: base64url(files.full), text: files.text }] : [];
  });
  return issuedTable(rows);
}

/**
 * Everything in one ZIP file.
 * @param {KeptLabel[]} labels
 * @param {Map<number, IssuedFiles>} issued
 */
export function archiveOf(labels, issued) {
  const text = new TextEncoder();
  /** @type {NamedFile[]} */
  const files = labels.flatMap(({ id }, index) => {
    const made = issued.get(index);
    return made
      ? [
          { name: `${id}.cbor`, bytes: made.full },
          { name: `${id}.png`, bytes: made.png },
          { name: `${id}.svg`, bytes: text.encode(made.svg) },
          { name: `${id}.txt`, bytes: text.encode(`${made.text}\n`) },
        ]
      : [];
  });
  files.push({ name: "issued.csv", bytes: tableOf(labels, issued) });
  return zip(files, new Date());
}

/**
 * Has the browser save a file.
 * @param {string} name
 * @param {string} type
 * @param {BlobPart[]} parts
 */
export function save(name, type, parts) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(parts, { type }));
  link.download = name;
  link.click();
  // Some browsers read it only after a while.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
