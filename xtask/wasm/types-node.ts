// The Node doors, which need no loading: checked by the compiler, never run.

import { Verifier } from "label-wasm";
import type { Report } from "label-wasm";
import { Issuer, openKey } from "label-wasm/issuer";
import { readLuma } from "label-wasm/reader";
import { fileSigner, issue, readBack } from "label-wasm/signing";

export function everything(bytes: Uint8Array): [Report, string[]] {
  const verifier = new Verifier(bytes, 0);
  return [verifier.verifyText("text", 0), readLuma(bytes, 1, 1)];
}

export async function issued(pem: string, key: string): Promise<string> {
  const issuer = new Issuer(pem, 0);
  const label = await issue(issuer, issuer.claims({}, 0), fileSigner(openKey(key)));
  return readBack(label, "https://label.example.jp", { readLuma }).text;
}

// @ts-expect-error: what Node loads is loaded
export { initSync } from "label-wasm";
