// The types of the page's own data, for the compiler that checks its JavaScript. Nothing of this is served.

import type { Check, Freshness, Label, Outcome, Policy, TrustInfo, Values } from "label-wasm";

/** The exports of the WASM packages' modules by their files. */
export interface Modules {
  "label_wasm.js": typeof import("label-wasm");
  "label_reader.js": typeof import("label-wasm/reader");
}

declare global {
  /** Files of a single file, which it carries instead of fetching them, and modules where its page uses them itself. */
  var labelEmbedded: { assets: Record<string, string>; modules: Modules | null } | undefined;
  /** What browsers that read bar codes have. */
  var BarcodeDetector: BarcodeDetectorConstructor | undefined;
  /** Not in every browser, and not in the compiler's library. */
  var trustedTypes:
    | { createPolicy(name: string, rules: { createScriptURL(name: string): string }): ScriptPolicy }
    | undefined;

  interface MediaTrackCapabilities {
    torch?: boolean;
  }
  interface MediaTrackConstraintSet {
    torch?: boolean;
  }
}

export interface ScriptPolicy {
  createScriptURL(name: string): string;
}

export interface BarcodeDetectorConstructor {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats?(): Promise<string[]>;
}

export interface Detector {
  detect(source: ImageBitmapSource): Promise<{ rawValue: string }[]>;
}

/** The pixels of a picture. */
export interface Pixels {
  data: Uint8ClampedArray<ArrayBuffer>;
  width: number;
  height: number;
}

/** What the reader's worker is asked, and what it answers. */
export interface ReaderQuestion extends Pixels {
  id: number;
}
export interface ReaderAnswer {
  id?: number;
  ready?: boolean;
  texts?: string[];
  failed?: boolean;
  code?: string | null;
}

/** A language that texts are written in, and one that can be chosen. */
export type Lang = "ja" | "en";
export type LanguageId = "ja" | "easy" | "en";
export type Texts = Record<Lang, string>;

type CommandMessages = typeof import("../label-cli/messages/en.json");
type EnglishWords = typeof import("./web/words/en.json");

export interface CheckWords {
  name: string;
  passed?: string;
  /** In place of it, where the record of issued labels is a filter. */
  filter?: string;
  not_stated?: string;
}
export interface CodeWords {
  why: string;
  advice: string;
  /** The advice where the check failed, if it is another one. */
  failed?: string;
}

/** The sentences that the command has too: files of `label-cli/messages`. */
export interface Messages {
  words: CommandMessages["words"];
  claims: Record<keyof CommandMessages["claims"], string>;
  assessments: string[];
  supply_chain: string[];
  checks: Record<string, CheckWords>;
  repairs: Record<string, string>;
  codes: Record<string, CodeWords>;
  advice: Record<string, string>;
}

/** A file of `words/`; plain Japanese has sentences in place of the command's. */
export type PageWords = Omit<EnglishWords, "lang" | "base" | "advice" | "camera" | "notices"> & {
  lang: Lang;
  base: Lang;
  camera: Record<keyof EnglishWords["camera"] | CameraProblem, string>;
  notices: Record<keyof EnglishWords["notices"], string>;
  advice: Record<string, string>;
  messages?: {
    words?: Partial<Messages["words"]>;
    claims?: Partial<Messages["claims"]>;
    assessments?: string[];
    supply_chain?: string[];
    repairs?: Record<string, string>;
    checks?: Record<string, Partial<CheckWords>>;
    codes?: Record<string, Partial<CodeWords>>;
    advice_why?: Record<string, string>;
  };
};

/** All words of one language. */
export type Words = Omit<PageWords, "messages"> & { messages: Messages };

/** `config.json`. */
export interface Config {
  policy: Policy;
  schemes: string[];
  specimen: boolean;
  root_set?: string | null;
  host?: string | null;
  help?: string | null;
  title?: Partial<Texts>;
  languages?: Lang[];
}

/** `version.json`. */
export interface VersionFile {
  build: string;
  version: string;
  stop: boolean;
}

/** What the page uses of a file of `schemes/`. */
export interface SchemeTable {
  title: Texts;
  short_title: Texts;
  owner: Texts;
  short_owner: Texts;
  meaning: Texts;
  levels: { number: number; mark: string; name: Texts; meaning: Texts }[];
  categories: { name: Texts }[];
  statuses: Record<string, Texts>;
  must_say: { levels?: number[]; text: Texts }[];
}

export type Result = Check["result"];

/** A report as the page shows it: the verifier's, or one of the page's own, on a check that is not in the other. */
export interface ShownReport {
  outcome: Outcome;
  check: string | null;
  code: string | null;
  at: string;
  specimen: boolean;
  repairs: string[];
  checks: (Omit<Check, "check"> & { check: string })[];
  label: Label | null;
  freshness?: Freshness;
}

/** A check as it is believed. */
export interface Line {
  name: string;
  result: Result;
  code: string;
  required: boolean;
  values: Values;
  message: string | null;
}

/** What the page makes of a report. */
export interface Verdict {
  outcome: Outcome;
  /** The line that decided. */
  decisive: Line | null;
  lines: Line[];
  /** The label, if its signature passed. */
  label: Label | null;
  /** An accepted label of which nobody knows if it was withdrawn. */
  isStatusOpen: boolean;
}

export type CameraProblem = "denied" | "missing" | "busy" | "reader" | "paused";
export type JanResult = "same" | "other" | "open" | "bad";

export interface HomeState {
  kind: "home";
  problem?: CameraProblem;
}
export interface CameraState {
  kind: "camera";
  cameras: { id: string; label: string }[];
  camera: string | null;
  /** The light is on; null where there is none. */
  torch: boolean | null;
  running: boolean;
}
export interface BusyState {
  kind: "busy";
  picture?: boolean;
}
export interface VerdictState {
  kind: "verdict";
  report: ShownReport;
  /** The same input can be checked again. */
  again?: boolean;
  /** There is nothing to check against. */
  noLists?: boolean;
  jan?: { result: JanResult } | undefined;
  /** The codes for support were copied, or the browser refused. */
  copied?: boolean | undefined;
}
export interface BrokenState {
  kind: "broken";
  code: string;
}
export interface StoppedState {
  kind: "stopped";
}
/** What the page is showing. */
export type State = HomeState | CameraState | BusyState | VerdictState | BrokenState | StoppedState;

export interface Notice {
  name: Exclude<keyof EnglishWords["notices"], "reload">;
  values?: Record<string, string | number | null>;
  code?: string;
}

/** Which build answers. */
export interface Build {
  version?: string;
  sources?: string;
  wasm?: string | null;
  site?: string | null;
}

/** What is known beside the state. */
export interface Facts {
  /** Every check that the verifier makes, in its order. */
  checks: readonly string[];
  schemes: Record<string, SchemeTable>;
  config: Config;
  trust: TrustInfo | null;
  build: Build;
  notices: Notice[];
  /** The page opens without a network. */
  isOffline: boolean;
}

/** What every view is made from beside its state. */
export interface Context extends Facts {
  words: Words;
  /** The host that the page is on. */
  host: string;
}

/** The same for the parts of a verdict. */
export interface VerdictContext extends Context {
  verdict: Verdict;
  report: ShownReport;
  state: VerdictState;
  scheme: SchemeTable | null;
}

/** The same where the verdict has a label. */
export type LabelContext = VerdictContext & { verdict: Verdict & { label: Label } };

/** What is shown, as data. */
export type VNode = string | VElement;
export interface VElement {
  tag: string;
  attributes: Attributes;
  children: VNode[];
}
export type Attributes = Record<string, string | number | boolean | null | undefined>;
/** What may stand between an element's tags. */
export type Child = VNode | number | false | null | undefined | Child[];
/** Values that a sentence names. */
export type SentenceValues = Record<string, VNode | VNode[] | number | null | undefined>;
/** A name, its value, and a class for the row. */
export type Row = [name: Child, value: Child, kind?: string];
