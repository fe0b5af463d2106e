// Reads a report without believing more than it says: what is missing or unknown is "not checked", never a pass.

/** @import { Line, ShownReport, Verdict } from "../page.d.ts" */

const OUTCOMES = ["accepted", "rejected", "cannot_decide"];
/** What the status check says where a label is known not to be withdrawn, or nothing lists withdrawn ones. */
const STATUS_KNOWN = ["ok", "not_stated", "not_asked"];

/**
 * What this page makes of a report: outcome, the line that decided, every line, the label if its signature passed,
 * and whether a label is accepted of which nobody knows if it was withdrawn.
 * @param {ShownReport} report
 * @param {readonly string[]} checks every check that the verifier makes, in the order in which it is shown
 * @returns {Verdict}
 */
export function judge(report, checks) {
  const entries = Array.isArray(report?.checks) ? report.checks : [];
  const of = (/** @type {string} */ name) => entries.filter((entry) => entry?.check === name);
  const named = checks.map((name) => readLine(name, of(name)));
  const others = entries.filter((entry) => !checks.includes(entry?.check));
  const lines = [...named, ...others.map((entry) => readLine(String(entry?.check), [entry]))];
  const { outcome, decisive } = decide(report, lines);
  const signed = lines.some((line) => line.name === "signature" && line.result === "passed");
  const isStatusOpen = outcome === "accepted" && !STATUS_KNOWN.includes(lineNamed(lines, "status").code);
  return { outcome, decisive, lines, label: signed ? (report.label ?? null) : null, isStatusOpen };
}

/**
 * @param {ShownReport} report
 * @param {Line[]} lines
 * @returns {Pick<Verdict, "outcome" | "decisive">}
 */
function decide(report, lines) {
  if (!OUTCOMES.includes(report?.outcome)) {
    return { outcome: "cannot_decide", decisive: null };
  }
  if (report.outcome !== "accepted") {
    const decisive = lines.find((line) => line.name === report.check && line.code === report.code);
    return { outcome: report.outcome, decisive: decisive ?? null };
  }
  const open = lines.some((line) => line.required && line.result !== "passed");
  const absent = lines.some((line) => line.code === "missing" || line.code === "unknown");
  // A verifier that makes no checks accepts nothing.
  const isWhole = !open && !absent && lines.length > 0;
  return { outcome: isWhole ? "accepted" : "cannot_decide", decisive: null };
}

/**
 * The line of a check; one that is missing where the report has none.
 * @param {Line[]} lines
 * @param {string} name
 */
export function lineNamed(lines, name) {
  return lines.find((line) => line.name === name) ?? readLine(name, []);
}

/**
 * @param {string} name
 * @param {ShownReport["checks"]} entries
 * @returns {Line}
 */
function readLine(name, entries) {
  if (entries.length === 0) {
    return { name, result: "not_checked", code: "missing", required: true, values: {}, message: null };
  }
  const [entry] = entries;
  const code = typeof entry.code === "string" ? entry.code : "unknown";
  const consistent =
    (entry.result === "passed" && code === "ok") ||
    ((entry.result === "failed" || entry.result === "not_checked") && code !== "ok");
  const required = entry.required !== false;
  if (entries.length > 1 || !consistent || code === "unknown") {
    return { name, result: "not_checked", code: "unknown", required, values: {}, message: null };
  }
  return { name, result: entry.result, code, required, values: entry.values ?? {}, message: entry.message ?? null };
}

/**
 * The report of a page that has no lists to check against: nothing was checked.
 * @param {readonly string[]} checks
 */
export function reportWithoutTrust(checks) {
  return undecided("trust", "trust_list_missing", checks);
}

/**
 * The report on a picture in which no code was found, or that could not be read.
 * @param {string} code
 * @param {readonly string[]} checks
 */
export function reportOnPicture(code, checks) {
  return undecided("picture", code, ["picture", ...checks]);
}

/**
 * A report of these checks, none of which was made, because of one of them.
 * @param {string} decisive
 * @param {string} code
 * @param {readonly string[]} checks
 * @returns {Omit<ShownReport, "at" | "specimen">}
 */
function undecided(decisive, code, checks) {
  /**
   * @param {string} check
   * @returns {ShownReport["checks"][number]}
   */
  const entry = (check) => ({
    check,
    result: "not_checked",
    code: check === decisive ? code : "not_reached",
    required: true,
    message: null,
  });
  return {
    outcome: "cannot_decide",
    check: decisive,
    code,
    repairs: [],
    checks: checks.map(entry),
    label: null,
  };
}
