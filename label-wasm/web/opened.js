// What this page was opened with. The fragment, which holds the label, leaves the address bar at once.

/** How a label's text ends, as scanners type it. */
const LABEL_TEXT = /[#＃]?[1１][0-9０-９]{40,}$/u;

/**
 * The text of the step that was entered last.
 * @type {string | null}
 */
let entered = null;

/**
 * The text of a scanned code from the address, or the one kept for a reload; null if there is none.
 * @returns {string | null}
 */
export function takeOpened() {
  const { href, hash, pathname, protocol, search } = globalThis.location;
  if (hash.length < 2) {
    return globalThis.history.state?.label ?? null;
  }
  // A file on a disk is nobody's page: only the label counts.
  const text = protocol === "file:" ? hash.slice(1) : href;
  enter("replaceState", text, pathname + search);
  return text;
}

/**
 * Makes what is shown now a step of this tab's history: a text, or null for none. From one text to the next there is
 * no step back.
 * @param {string | null} text
 * @param {string} address
 */
export function stepTo(text, address) {
  const before = globalThis.history.state;
  const isThere = text === null ? before === null : text === before?.label || text === entered;
  // To what was no label there is no way back.
  const replaces = before !== null && (text !== null || before.label === null);
  if (!isThere) {
    enter(replaces ? "replaceState" : "pushState", text, address);
  }
}

/**
 * Forgets what this step of the tab's history was about.
 * @param {string} address
 */
export function forgetStep(address) {
  enter("replaceState", null, address);
}

/**
 * Writes a step: labels are kept in it, so that a reload shows them again, and nothing else that was scanned or pasted.
 * @param {"pushState" | "replaceState"} how
 * @param {string | null} text
 * @param {string} address
 */
function enter(how, text, address) {
  entered = text;
  const state = text === null ? null : { label: LABEL_TEXT.test(text) ? text : null };
  try {
    globalThis.history[how](state, "", address);
  } catch {
    // A file opened from disk may refuse; then there is no way back, and a reload forgets.
  }
}

/** The text that the page was opened with, taken before anything else is loaded. */
export const opened = takeOpened();
