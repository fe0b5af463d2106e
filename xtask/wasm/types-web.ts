// Uses every declaration of the package, so that the compiler checks them: never run.

import init, { Verifier, build, checks, inspect, presets, version } from "label-wasm";
import type { Check, CheckName, Inspection, LabelError, Outcome, Policy, Report, TrustInfo } from "label-wasm";
import initIssuer, { checkPage, Issued, Issuer, openKey, Prepared, schemes } from "label-wasm/issuer";
import type {
  Drawing,
  IssuerError,
  Key,
  LabelFields,
  Luma,
  Plan,
  Problem,
  Scheme,
  SymbolOptions,
} from "label-wasm/issuer";
import initReader, { readLuma, readRgba } from "label-wasm/reader";
import { callbackSigner, fileSigner, generateKey, issue, readBack, webCryptoSigner } from "label-wasm/signing";
import type { Signer } from "label-wasm/signing";

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

export async function issuing(pem: Uint8Array, bytes: Uint8Array): Promise<string> {
  await initIssuer();
  checkPage("https://label.example.jp");
  const issuer: Issuer = new Issuer(pem, 0);
  const fields: LabelFields = { registration: "R-1", level: 1, models: ["M"], gtins: null };
  const table: Prepared[] = issuer.table(bytes, "t.csv", fields, 0, false);
  const plan: Plan = issuer.planned(bytes, "plan.jsonl");
  const prepared: Prepared = Prepared.decode(issuer.claims(fields, 0).encode());
  const key: Key = openKey("pem", "passphrase");
  const pair: CryptoKeyPair = await generateKey(issuer.algorithm);
  const signers: Signer[] = [
    fileSigner(key),
    await webCryptoSigner(pair.privateKey, pair.publicKey),
    callbackSigner(async (message) => key.sign(message), "ESP256"),
    { algorithm: "Ed25519", sign: async (message) => key.sign(message) },
  ];
  const issued: Issued[] = await Promise.all(signers.map((signer) => issue(issuer, prepared, signer)));
  const options: SymbolOptions = { ecc: "Q", moduleMm: 0.5, dpi: 300 };
  const drawing: Drawing = readBack(Issued.decode(bytes, "id"), plan.page, { readLuma }, options);
  const { data, width }: Luma = drawing.luma();
  const form: Scheme[] = schemes();
  const row: number | undefined = table[0]?.row;
  return [issued.length, drawing.svg(), drawing.png(), data, width, form[0]?.title.ja, row].join();
}

export function problemsOf(error: IssuerError): Problem[] {
  return error.problems ?? [];
}

// @ts-expect-error: a field that no label has
export const strange: LabelFields = { colour: "red" };
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
