/** Everything that is thrown. `problems` is there where texts that people wrote are wrong: all of them at once. */
export interface IssuerError extends Error {
  code: string;
  problems?: Problem[];
  /** The number of further problems that are not listed. */
  more?: number;
}

/** A fault of a text and its place, as the command prints it with `--json`. */
export interface Problem {
  code: string;
  message: string;
  /** The name of the table; null for one label. */
  file: string | null;
  /** The row as spreadsheets count; null for one label. */
  row: number | null;
  /** The field or the column as it is called there; null where it is no single one's fault. */
  field: string | null;
}

export type Algorithm = "Ed25519" | "ESP256";

/** One text, as in a cell; a number is taken as its digits. */
export type Text = string | number | null;

/** The fields of a label, as `label issue --from` takes them: `jc-star`, `self`, `cleared:2026-10-01`, `2031-12`, … */
export interface LabelFields {
  registration?: Text;
  scheme?: Text;
  level?: Text;
  assessment?: Text;
  criteria?: Text;
  holder?: Text;
  holder_id?: Text;
  product?: Text;
  models?: Text | Text[];
  gtins?: Text | Text[];
  category?: Text;
  supply_chain?: Text;
  support_end?: Text;
  status_index?: Text;
  evaluator?: Text;
  issued?: Text;
  expires?: Text;
}

/** The claims of a label, with the names from the scheme tables (the same shape as `Claims` of label-wasm). */
export interface Claims {
  registration: string;
  scheme: string;
  level: number | null;
  level_mark: string | null;
  assessment: 0 | 1 | 2 | 3;
  criteria: string | null;
  holder: string | null;
  holder_id: string | null;
  product: string;
  models: string[];
  gtins: string[];
  category: string | null;
  supply_chain: { status: 0 | 1 | 2 | 3 | 4; day: string | null } | null;
  support_end: string | null;
  status_index: number | null;
  evaluator: string | null;
  issued: string;
  expires: string | null;
  expires_day: string | null;
  zone: string;
}

/** A scheme as forms need it; names are what `LabelFields` takes. */
export interface Scheme {
  name: string;
  title: { en: string; ja: string };
  levels: { number: number; mark: string; assessments: Assessment[] }[];
  /** The assessments of a scheme without levels. */
  assessments: Assessment[];
  criteria: string[];
  categories: { en: string; ja: string }[];
  /** Names of fields that a label must, or may not, have. */
  required: string[];
  forbidden: string[];
}
export type Assessment = "self" | "reviewed" | "evaluated" | "certified";

/** The size of a symbol; without it, that of `label issue`: M, and the narrowest module for a till at 600 dpi. */
export interface SymbolOptions {
  ecc?: Ecc;
  /** Least width of a module in millimetres (0.01 to 10, three decimals); it becomes whole printer dots. */
  moduleMm?: number;
  /** Width of a module in printer dots (1 to 100), instead of `moduleMm`. */
  dots?: number;
  /** Resolution of the printer (72 to 4800). */
  dpi?: number;
  /** Allow modules below 0.396 mm (`module_small`) or above 0.990 mm (`module_large`). */
  allowSmall?: boolean;
  allowLarge?: boolean;
}

export type Ecc = "L" | "M" | "Q" | "H";

/** Grey levels, row by row from the top; 0 is black. */
export interface Luma {
  data: Uint8Array;
  width: number;
  height: number;
}
