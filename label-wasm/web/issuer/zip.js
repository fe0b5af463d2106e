// A ZIP file of files as they are, without compression: pictures gain little by it, and every tool opens it.

import { coded } from "./trouble.js";

/** @import { NamedFile } from "../../issuing-page.d.ts" */

/** Signatures of the three kinds of records (APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16). */
const [LOCAL, CENTRAL, END] = [0x04034b50, 0x02014b50, 0x06054b50];
/** Version 2.0, and names in UTF-8. */
const [VERSION, UTF8] = [20, 0x0800];
/** The most that fits without the 64-bit form. */
const [FILES, BYTES] = [0xffff, 0xffffffff];

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) {
    value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return value;
});

/**
 * The CRC-32 of bytes.
 * @param {Uint8Array} bytes
 */
export function crc32(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value = (value >>> 8) ^ CRC[(value ^ byte) & 0xff];
  }
  return ~value >>> 0;
}

/**
 * The parts of a ZIP file, in order; throws `zip_too_large` where it would need the 64-bit form.
 * @param {NamedFile[]} files
 * @param {Date} made
 * @returns {Uint8Array<ArrayBuffer>[]}
 */
export function zip(files, made) {
  const time = dosTime(made);
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const parts = [];
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const directory = [];
  let offset = 0;
  for (const { name, bytes } of files) {
    const path = new TextEncoder().encode(name);
    const facts = [time[0], time[1], crc32(bytes), bytes.length, bytes.length, path.length, 0];
    const head = record([LOCAL, VERSION, UTF8, 0, ...facts], "LSSSSSLLLSS");
    const entry = [CENTRAL, VERSION, VERSION, UTF8, 0, ...facts, 0, 0, 0, 0, offset];
    parts.push(head, path, bytes);
    directory.push(record(entry, "LSSSSSSLLLSSSSSLL"), path);
    offset += head.length + path.length + bytes.length;
  }
  const size = lengthOf(directory);
  if (files.length > FILES || offset + size > BYTES) {
    throw coded("zip_too_large");
  }
  const end = record([END, 0, 0, files.length, files.length, size, offset, 0], "LSSSSLLS");
  return [...parts, ...directory, end];
}

/**
 * Numbers in little-endian order: `S` is two bytes, `L` four.
 * @param {number[]} numbers
 * @param {string} form
 */
function record(numbers, form) {
  const bytes = new DataView(new ArrayBuffer([...form].reduce((sum, kind) => sum + (kind === "S" ? 2 : 4), 0)));
  let at = 0;
  for (const [index, kind] of [...form].entries()) {
    if (kind === "S") {
      bytes.setUint16(at, numbers[index], true);
      at += 2;
    } else {
      bytes.setUint32(at, numbers[index], true);
      at += 4;
    }
  }
  return new Uint8Array(bytes.buffer);
}

/**
 * Time and day as DOS had them, by the clock of this device.
 * @param {Date} time
 */
function dosTime(time) {
  const year = Math.min(Math.max(time.getFullYear(), 1980), 2107);
  return [
    (time.getHours() << 11) | (time.getMinutes() << 5) | (time.getSeconds() >> 1),
    ((year - 1980) << 9) | ((time.getMonth() + 1) << 5) | time.getDate(),
  ];
}

/** @param {Uint8Array[]} parts */
function lengthOf(parts) {
  return parts.reduce((sum, { length }) => sum + length, 0);
}
