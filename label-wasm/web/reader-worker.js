// The QR reader, beside the page so that it stays responsive.

import init, { readRgba } from "./label_reader.js";

self.onmessage = ({ data: { id, data, width, height } }) => {
  try {
    self.postMessage({ id, texts: readRgba(new Uint8Array(data.buffer), width, height) });
  } catch (error) {
    // What it refuses has a code; anything else is a trap.
    self.postMessage({ id, failed: true, code: /** @type {{ code?: string }} */ (error).code ?? null });
  }
};

init({ module_or_path: new URL("label_reader_bg.wasm", self.location.href) }).then(
  () => self.postMessage({ ready: true }),
  () => self.postMessage({ failed: true }),
);
