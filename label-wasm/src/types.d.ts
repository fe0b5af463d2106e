/** Every error that this module throws; `code` is a stable machine code, the same as the command's. */
export interface LabelError extends Error {
  code: string;
}

/** A code from a scheme table, or text where no code is assigned. */
export type Code = number | string;

/** The demands on a label. Every field may be left out; unknown ones are an error. */
export interface Policy {
  /** Lowest acceptable levels; what names the label's scheme counts before what names none. */
  min_level?: { scheme?: Code | null; level: number }[];
  /** Weakest acceptable assessment. */
  min_assessment?: "self_declared" | "reviewed" | "evaluated" | "certified" | null;
  supply_chain?: "not_asked" | "cleared" | "cleared_or_conditional";
  /** Acceptable criteria documents, by their exact identifiers. */
  criteria?: string[];
  support?: "warn" | "reject";
  /** The GTIN of the product at hand: 8, 12, 13 or 14 digits. */
  gtin?: string | null;
  /** The model of the product at hand. */
  model?: string | null;
  host?: "warn" | "reject";
  status?: "required" | "warn";
  /** The seconds after the end of a status list in which a `status` of `warn` only warns; without a list there is then no decision. */
  status_grace?: number | null;
  issued?: "required" | "warn";
  /** The kind of record that a label must be in. */
  record?: "any" | "exact";
  /** Oldest acceptable trust set, in seconds. */
  max_trust_age?: number | null;
  /** Oldest acceptable status list, in seconds. */
  max_status_age?: number | null;
  /** Age from which a status list gives a warning, in seconds. */
  stale_after?: number | null;
}

/** The built-in policies by name. */
export interface Presets {
  [name: string]: Policy;
}

export type Outcome = "accepted" | "rejected" | "cannot_decide";

export type Repair = "aim_prefix" | "case" | "full_width" | "keyboard_layout" | "whitespace";

/** A verdict, as `label verify --json` prints it. */
export interface Report {
  outcome: Outcome;
  /** The check that decided against the label; null if accepted. */
  check: CheckName | null;
  /** The code of that check's finding; null if accepted. */
  code: string | null;
  /** The time of the check (RFC 3339, UTC). */
  at: string;
  /** True of a demonstration or test label. */
  specimen: boolean;
  /** The repairs to the scanned text. */
  repairs: Repair[];
  /** Every check, in order. */
  checks: Check[];
  /** The label, if its signature is right; null otherwise. */
  label: Label | null;
  freshness: Freshness;
}

export interface Check {
  check: CheckName;
  result: "passed" | "failed" | "not_checked";
  /** `ok`, an error's code, or why it was not checked: `not_asked`, `not_reached`, `not_stated`. */
  code: string;
  /** True if the outcome depends on it. */
  required: boolean;
  /** The error in English; null if there is none. */
  message: string | null;
  /** The values that a sentence about the check names; left out where there is none. */
  values?: Values;
}

/** Raw values by name: times are seconds since 1970. */
export interface Values {
  /** The end of a period: the first second that does not belong to it. */
  expires?: number;
  not_after?: number;
  not_before?: number;
  at?: number;
  issued?: number;
  since?: number;
  /** The name of a claim. */
  claim?: string;
  /** A level of the label's scheme (`level_below`) or an assessment (`assessment_below`). */
  asked?: number;
  stated?: number;
  needed?: number;
  found?: number;
  limit?: number;
  value?: number;
  /** The kind of the record of issued labels that was asked. */
  record?: "exact" | "filter";
  /** Of so many forged labels, one is in that record by chance; left out where nobody finds such a one. */
  one_in?: number;
}

/** The claims of a label, with the names from the scheme tables; times are RFC 3339 in UTC. */
export interface Claims {
  registration: string;
  scheme: string;
  level: number | null;
  level_mark: string | null;
  /** 0 self-declared, 1 reviewed by a laboratory, 2 evaluated by a laboratory, 3 certified. */
  assessment: 0 | 1 | 2 | 3;
  criteria: string | null;
  holder: string | null;
  holder_id: string | null;
  product: string;
  models: string[];
  /** 14 digits each. */
  gtins: string[];
  category: string | null;
  /** 0 not performed, 1 cleared, 2 cleared with conditions, 3 declared, 4 not part of the scheme. */
  supply_chain: { status: 0 | 1 | 2 | 3 | 4; day: string | null } | null;
  support_end: string | null;
  status_index: number | null;
  evaluator: string | null;
  issued: string;
  expires: string | null;
  /** The last day of the label where its scheme counts days. */
  expires_day: string | null;
  /** The zone in which the label's days are counted, for example `+09:00`. */
  zone: string;
}

/** A label whose signature is right. */
export interface Label extends Claims {
  /** The SHA-256 of the Sig_structure: what identifies the credential. */
  identity: string;
  algorithm: Algorithm;
  signer: { subject: string; sha256: string };
}

export type Algorithm = "Ed25519" | "ESP256";

/** The times of the lists behind a verdict, in seconds since 1970; null where they are not known. */
export interface Freshness {
  trust_issued: number | null;
  trust_expires: number | null;
  status_issued: number | null;
  status_expires: number | null;
  /** The version of the trust list. */
  list_version: number | null;
}

/** The choices of an update. */
export interface UpdateOptions {
  /** The answer to a filter in place of an exact record of issued labels: refused, unless a page's owner serves both. */
  filters?: "accept" | "refuse";
}

/** A trust set as data; times are seconds since 1970. */
export interface TrustInfo {
  kind: "store" | "bundle" | "file";
  /** True if labels under it are demonstration or test labels. */
  specimen: boolean;
  issued: number | null;
  expires: number | null;
  /** The version of the trust list within its epoch; null for a trust file. */
  version: number | null;
  epoch: number | null;
  /** The fingerprint of the root set in hex; null for a trust file. */
  root_set: string | null;
  /** The scheme owner's page hosts. */
  hosts: string[];
  /** The number of its signers. */
  signers: number;
  /** The codes of what keeps status lists in it from being used. */
  faults: string[];
}

/** A text taken apart: anybody can write what stands here. */
export interface Inspection {
  verified: false;
  repairs: Repair[];
  /** Everything before the `#`; null for a bare digit string. */
  address: string | null;
  /** The host in lower case; null where the address is not an https one. */
  host: string | null;
  /** Bytes of the credential. */
  length: number;
  identity: string;
  algorithm: Algorithm;
  /** The hint at the signer's certificate, in hex. */
  hint: string;
  claims: Claims;
}
