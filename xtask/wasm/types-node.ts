// The Node doors, which need no loading: checked by the compiler, never run.

import { Verifier } from "label-wasm";
import type { Report } from "label-wasm";
import { readLuma } from "label-wasm/reader";

export function everything(bytes: Uint8Array): [Report, string[]] {
  const verifier = new Verifier(bytes, 0);
  return [verifier.verifyText("text", 0), readLuma(bytes, 1, 1)];
}

// @ts-expect-error: what Node loads is loaded
export { initSync } from "label-wasm";
