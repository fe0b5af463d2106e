// The QR reader, beside the page so that it stays responsive.

import init, { readRgba } from "./label_reader.js";

self.onmessage = ({ data: { id, data, width, height } }) => {
  let texts = [];
  try {
    texts = readRgba(new Uint8Array(data.buffer), width, height);
  } catch {
    // A picture that cannot be read holds no code.
  }
  self.postMessage({ id, texts });
};

init({ module_or_path: new URL("label_reader_bg.wasm", self.location.href) }).then(
  () => self.postMessage({ ready: true }),
  () => self.postMessage({ failed: true }),
);
