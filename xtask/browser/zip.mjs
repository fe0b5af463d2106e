// Reads a ZIP file of stored files back, by another way than the page wrote it: from its directory at the end.

import assert from "node:assert/strict";
import { crc32 } from "node:zlib";

/** The files by their names. */
export function read(zip) {
  const end = zip.length - 22;
  assert.equal(zip.readUInt32LE(end), 0x06054b50);
  const files = new Map();
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    assert.equal(zip.readUInt32LE(at), 0x02014b50);
    const [size, length] = [zip.readUInt32LE(at + 20), zip.readUInt16LE(at + 28)];
    const [name, local] = [zip.toString("utf8", at + 46, at + 46 + length), zip.readUInt32LE(at + 42)];
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const bytes = zip.subarray(from, from + size);
    assert.equal(crc32?.(bytes) ?? zip.readUInt32LE(at + 16), zip.readUInt32LE(at + 16), name);
    assert.ok(!files.has(name), name);
    files.set(name, bytes);
    at += 46 + length;
  }
  assert.equal(at, end);
  return files;
}
