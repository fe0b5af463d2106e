// Holds what a browser downloads to its budget: `node sizes.mjs PACKAGE-DIRECTORY`.

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";

/**
 * Bytes with Brotli at its best, of the module alone. The verifier had 120 KiB until it knew exact records, the days of
 * schemes and keys that may not return, which are 6 KB of it.
 */
const BUDGETS = {
  "label_wasm_bg.wasm": 128 * 1024,
  "label_reader_bg.wasm": 250 * 1024,
  "label_issuer_bg.wasm": 250 * 1024,
};
const MODULES = ["label_wasm", "label_reader", "label_issuer"];
const FILES = [...MODULES.flatMap((name) => [`${name}_bg.wasm`, `${name}.js`]), "signing.js"];

const row = (name, ...columns) =>
  console.log(name.padEnd(22) + columns.map((column) => String(column).padStart(10)).join(""));

row("bytes", "raw", "gzip", "brotli", "budget");
const sizes = FILES.map((name) => {
  const bytes = readFileSync(resolve(process.argv[2], "web", name));
  // Brotli's default is its best quality and the largest window that every server uses.
  const brotli = brotliCompressSync(bytes).length;
  row(name, bytes.length, gzipSync(bytes, { level: 9 }).length, brotli, BUDGETS[name] ?? "");
  return { name, over: brotli - (BUDGETS[name] ?? Infinity) };
});
for (const { name, over } of sizes.filter(({ over }) => over > 0)) {
  console.error(`${name}: ${over} bytes over its budget`);
  process.exitCode = 1;
}
