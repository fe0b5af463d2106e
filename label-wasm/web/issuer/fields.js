// Texts that somebody typed into the form of one label.

/** @import { Ecc, LabelFields, Problem, SymbolOptions } from "label-wasm/issuer" */

/** Fields of one line, by their names in the module and on the page. */
const LINES = /** @type {const} */ ([
  "registration",
  "scheme",
  "level",
  "assessment",
  "criteria",
  "holder",
  "holder_id",
  "product",
  "category",
  "support_end",
  "status_index",
  "evaluator",
  "issued",
  "expires",
]);

/**
 * The fields as the module takes them; what was left empty is not there.
 * @returns {LabelFields}
 */
export function typedFields() {
  /** @type {LabelFields} */
  const fields = Object.fromEntries(LINES.map((name) => [name, typedText(name)]).filter(([, value]) => value !== ""));
  const [chain, day] = [typedText("supply_chain"), typedText("supply_chain_day")];
  if (chain !== "" || day !== "") {
    fields.supply_chain = day === "" ? chain : `${chain}:${day}`;
  }
  for (const name of /** @type {const} */ (["models", "gtins"])) {
    const lines = typedText(name);
    if (lines !== "") {
      fields[name] = lines.split("\n");
    }
  }
  return fields;
}

/**
 * The size of symbols as the module takes it; what was left empty is as usual.
 * @returns {SymbolOptions}
 */
export function typedSymbol() {
  const [ecc, width, dpi] = ["ecc", "module_mm", "dpi"].map(typedText);
  const isAny = isTicked("any-module");
  return {
    ...(ecc === "" ? {} : { ecc: /** @type {Ecc} */ (ecc) }),
    ...(width === "" ? {} : { moduleMm: numberOf(width) }),
    ...(dpi === "" ? {} : { dpi: numberOf(dpi) }),
    ...(isAny ? { allowSmall: true, allowLarge: true } : {}),
  };
}

/**
 * A number; what is none stays as it is, and the module refuses it.
 * @param {string} text
 * @returns {number}
 */
function numberOf(text) {
  const number = Number(text);
  return Number.isFinite(number) ? number : /** @type {any} */ (text);
}

/**
 * Marks the fields that faults are about, and no others.
 * @param {Problem[]} problems
 */
export function markFaults(problems) {
  for (const marked of document.querySelectorAll("[aria-invalid]")) {
    marked.removeAttribute("aria-invalid");
  }
  for (const { field } of problems) {
    document.getElementById(field ?? "")?.setAttribute("aria-invalid", "true");
  }
}

/** @param {string} id */
export function typedText(id) {
  const input = /** @type {HTMLInputElement | null} */ (document.getElementById(id));
  return input?.value.trim() ?? "";
}

/** @param {string} id */
export function isTicked(id) {
  return /** @type {HTMLInputElement | null} */ (document.getElementById(id))?.checked ?? false;
}

/**
 * A secret that was typed; its field is emptied at once.
 * @param {string} id
 */
export function takeSecret(id) {
  const input = /** @type {HTMLInputElement | null} */ (document.getElementById(id));
  const secret = input?.value ?? "";
  if (input) {
    input.value = "";
  }
  return secret === "" ? undefined : secret;
}
