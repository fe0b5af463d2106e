// What the single file carries: the compiled modules, and every other file as base64 in an element of its own.

import * as verifier from "./label_wasm.js";
import * as reader from "./label_reader.js";

const files = document.getElementById("files")?.textContent ?? "{}";

globalThis.labelEmbedded = {
  assets: JSON.parse(files),
  modules: { "label_wasm.js": verifier, "label_reader.js": reader },
};
