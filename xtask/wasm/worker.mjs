// A Web Worker that answers test vectors.

import init, * as label from "/label_wasm.js";
import { differences } from "/vectors.mjs";

self.onmessage = async ({ data }) => {
  await init();
  const load = async (name) => new Uint8Array(await (await fetch(`/trust/${name}.cbor`)).arrayBuffer());
  self.postMessage(await differences(label, data, load));
};
