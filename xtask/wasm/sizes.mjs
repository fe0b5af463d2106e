// Prints the sizes of what a browser downloads: `node sizes.mjs PACKAGE-DIRECTORY`.

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";

const kilobytes = (bytes) => `${(bytes.length / 1000).toFixed(1)} kB`.padStart(11);

console.log(["".padEnd(22), "raw", "gzip", "brotli"].map((word) => word.padStart(11)).join(""));
for (const name of ["label_wasm_bg.wasm", "label_wasm.js", "label_reader_bg.wasm", "label_reader.js"]) {
  const bytes = readFileSync(resolve(process.argv[2], "web", name));
  const sizes = [bytes, gzipSync(bytes, { level: 9 }), brotliCompressSync(bytes)];
  console.log(name.padEnd(22) + sizes.map(kilobytes).join(""));
}
