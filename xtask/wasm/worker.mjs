// A Web Worker that answers test vectors.

import init, * as label from "/label_wasm.js";
import { answer, difference } from "/vectors.mjs";

onmessage = async ({ data }) => {
  await init();
  const differences = [];
  for (const vector of data) {
    const trust = new Uint8Array(await (await fetch(`/trust/${vector.trust}.cbor`)).arrayBuffer());
    differences.push(difference(vector, answer(label, vector, trust)));
  }
  postMessage(differences.filter((line) => line !== null));
};
