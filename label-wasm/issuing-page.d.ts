// The types of the issuing page's own data. Nothing of this is served.

import type { Algorithm, Claims, LabelFields, Problem, Scheme, SymbolOptions } from "label-wasm/issuer";
import type { Lang, Messages, VNode } from "./page.d.ts";

export type EnglishWords = typeof import("./web/issuer/words/en.json");

/** A file of `words/`: every language has the same words. */
export type PageWords = Omit<EnglishWords, "lang" | "problems" | "fields"> & {
  lang: Lang;
  problems: Record<string, string>;
  fields: Record<FieldName, FieldWords>;
};
export interface FieldWords {
  name: string;
  hint?: string;
}
export type FieldName = keyof EnglishWords["fields"];

/** All words of one language: the page's, the names that the command has too, and those for columns and faults. */
export type Words = PageWords & { messages: Messages; intake: Intake };

/** `intake/words.json`: what columns take, and what may be wrong in them, in Japanese; faults are English themselves. */
export interface Intake {
  columns: Record<string, Record<Lang, { values: string }>>;
  /** Codes of faults that are mended by a look at what a column takes. */
  of_values: string[];
  faults: Record<string, string>;
}

/** `config.json` of an issuing page. */
export interface Config {
  base: string;
  /** The address that the field begins with. */
  page: string | null;
}

export interface NamedFile {
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** A row of issued.csv. */
export interface IssuedRow {
  id: string;
  registration: string;
  model: string;
  gtin: string;
  status_index: string;
  issued: string;
  identity: string;
  credential: string;
  text: string;
}

/** Everything that the page knows of the certificate that labels are signed under. */
export interface SignerFacts {
  algorithm: Algorithm;
  subject: string;
  notBefore: number;
  notAfter: number;
  fingerprint: string;
  specimen: boolean;
}

/** A pair made here: its private key cannot be taken out of the browser. */
export interface BrowserKey {
  algorithm: Algorithm;
  pair: CryptoKeyPair;
  /** The public key in DER. */
  spki: Uint8Array<ArrayBuffer>;
}

export type Way = "form" | "table" | "plan";

/** A label that waits for its signature. */
export interface KeptLabel {
  id: string;
  row: number | null;
  claims: Claims;
  prepared: Uint8Array<ArrayBuffer>;
}

/** Work that was begun. */
export interface KeptWork {
  /** Tells it from any other. */
  id: string;
  way: Way;
  /** The file that it came from. */
  name: string | null;
  certificates: Uint8Array<ArrayBuffer>;
  /** Their content, for visits in which they are not opened again. */
  signer: SignerFacts;
  /** The address that the symbols lead to. */
  page: string;
  options: SymbolOptions;
  /** Seconds since 1970. */
  made: number;
}

/** The result for one label. */
export interface IssuedFiles {
  identity: string;
  text: string;
  qrVersion: number;
  edgeMm: number;
  full: Uint8Array<ArrayBuffer>;
  svg: string;
  png: Uint8Array<ArrayBuffer>;
}

/** A symbol of the size that a label will have. */
export type Preview = Pick<IssuedFiles, "svg" | "qrVersion" | "edgeMm">;

/** Something that went wrong: its code, and all faults of texts that people wrote. */
export interface Trouble {
  code: string;
  message: string;
  problems: Problem[];
  more: number;
}

/** The requests to the worker, by the name of the deed. */
export interface Deeds {
  start(modules: { issuer: Uint8Array; reader: Uint8Array }): Scheme[];
  open(asked: { certificates: Uint8Array; now: number }): SignerFacts;
  keyFile(asked: { bytes: Uint8Array; passphrase: string | undefined }): null;
  browserKey(key: BrowserKey): null;
  form(asked: { fields: LabelFields; now: number }): KeptLabel[];
  table(asked: { bytes: Uint8Array; name: string; now: number; perRegistration: boolean }): KeptLabel[];
  plan(asked: { bytes: Uint8Array; name: string }): { page: string; labels: KeptLabel[] };
  address(page: string): null;
  /** Throws where a label cannot be drawn, with its row. */
  fits(asked: { labels: KeptLabel[]; page: string; options: SymbolOptions }): null;
  preview(asked: { prepared: Uint8Array; page: string; options: SymbolOptions }): Preview;
  issue(asked: { prepared: Uint8Array; page: string; options: SymbolOptions }): IssuedFiles;
  forgetKey(nothing: null): null;
}
export type Deed = keyof Deeds;
export type Asked<D extends Deed> = Parameters<Deeds[D]>[0];
export type Answered<D extends Deed> = Awaited<ReturnType<Deeds[D]>>;

export interface Question {
  id: number;
  deed: Deed;
  asked: unknown;
}
export interface Answer {
  id: number;
  answered?: unknown;
  trouble?: Trouble;
}

/** The source of a key. */
export type KeyKind = "file" | "browser";

export interface SetupState {
  kind: "setup";
  signer: SignerFacts | null;
  keyKind: KeyKind;
  browserKey: BrowserKey | null;
  isKeyKept: boolean;
  /** The address that was typed, or that the page proposes. */
  address: string | null;
  trouble: Trouble | null;
}
export interface LabelsState {
  kind: "labels";
  way: Way;
  scheme: string | null;
  level: string | null;
  trouble: Trouble | null;
  name: string | null;
}
export interface ReviewState {
  kind: "review";
  /** The first label that is shown. */
  from: number;
  trouble: Trouble | null;
  /** Somebody wants to discard the labels, and is asked once more. */
  isAsked: boolean;
}
export interface SigningState {
  kind: "signing";
}
export interface DoneState {
  kind: "done";
  from: number;
  trouble: Trouble | null;
  /** Somebody wants to discard the labels, and is asked once more. */
  isAsked: boolean;
}
export interface FoundState {
  kind: "found";
  isAsked: boolean;
}
export interface BrokenState {
  kind: "broken";
  code: string;
}
export interface BusyState {
  kind: "busy";
}
export type State =
  | SetupState
  | LabelsState
  | ReviewState
  | SigningState
  | DoneState
  | FoundState
  | BrokenState
  | BusyState;

/** Everything that a view is made from beside its state. */
export interface Context {
  words: Words;
  schemes: Scheme[];
  signer: SignerFacts | null;
  /** A key was opened, and fits. */
  hasKey: boolean;
  work: KeptWork | null;
  labels: KeptLabel[];
  issued: Map<number, IssuedFiles>;
  previews: Map<number, Preview>;
  /** There is a place to keep work in. */
  isKept: boolean;
  isOffline: boolean;
}

export type View = VNode[];
