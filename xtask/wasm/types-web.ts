// Uses every declaration of the package, so that the compiler checks them: never run.

import init, { Verifier, build, checks, inspect, presets, version } from "label-wasm";
import type { Check, CheckName, Inspection, LabelError, Outcome, Policy, Report, TrustInfo } from "label-wasm";
import initReader, { readLuma, readRgba } from "label-wasm/reader";

export async function everything(bytes: Uint8Array, pixels: ImageData): Promise<string> {
  await init({ module_or_path: "label_wasm_bg.wasm" });
  await initReader();
  const verifier: Verifier = new Verifier(bytes, 0, "00");
  const names: CheckName[] = checks();
  const policy: Policy = { ...presets().shop, min_level: [{ scheme: "jc-star", level: 1 }], gtin: null };
  const report: Report = verifier.verifyText("text", 0, policy);
  const again: Report = verifier.verifyCredential(bytes, 0);
  const outcome: Outcome = again.outcome;
  const check: Check | undefined = report.checks.find(({ result }) => result === "failed");
  const until: number | undefined = check?.values?.expires;
  const product: string | undefined = report.label?.product;
  const trust: TrustInfo = verifier.trust();
  const store: Uint8Array | undefined = verifier.store();
  verifier.update(bytes, 0);
  verifier.update(bytes, 0, { filters: "accept" });
  const inspection: Inspection = inspect("text");
  const unverified: false = inspection.verified;
  const texts: string[] = [
    ...readRgba(new Uint8Array(pixels.data), pixels.width, pixels.height),
    ...readLuma(bytes, 1, 1),
  ];
  verifier.free();
  return [names.length, outcome, until, product, trust.root_set, store, unverified, texts, version(), build()].join();
}

export function codeOf(error: LabelError): string {
  return error.code;
}

// @ts-expect-error: a word that no policy has
export const misspelt: Policy = { host: "ignore" };
// @ts-expect-error: a field that no policy has
export const unknown: Policy = { hosts: "warn" };
// @ts-expect-error: a choice that there is not
export const all = (verifier: Verifier): void => verifier.update(new Uint8Array(), 0, { filters: "all" });
// @ts-expect-error: times are numbers
export const late = (verifier: Verifier): Report => verifier.verifyText("text", "now");
