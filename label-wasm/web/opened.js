// What this page was opened with. The fragment, which holds the label, leaves the address bar at once.

/** The text of a scanned code from the address, or the one kept for a reload; null if there is none. */
export function takeOpened() {
  const { href, hash, pathname, protocol, search } = globalThis.location;
  if (hash.length < 2) {
    return globalThis.history.state?.label ?? null;
  }
  // A file on a disk is nobody's page: only the label counts.
  const text = protocol === "file:" ? hash.slice(1) : href;
  keepOpened(text, pathname + search);
  return text;
}

/** Keeps a text in this tab's history, so that a reload shows the same label. */
function keepOpened(text, address) {
  try {
    globalThis.history.replaceState({ label: text }, "", address);
  } catch {
    // A file opened from disk may refuse; then only a reload forgets.
  }
}

/** Makes what is shown now a step of this tab's history: a text, or null for none. From one label to the next there is no step back. */
export function stepTo(text, address) {
  const { history } = globalThis;
  const before = history.state?.label ?? null;
  if (text === before) {
    return;
  }
  const state = text === null ? null : { label: text };
  try {
    if (text !== null && before !== null) {
      history.replaceState(state, "", address);
    } else {
      history.pushState(state, "", address);
    }
  } catch {
    // A file opened from disk may refuse; then there is no way back.
  }
}

/** The text that the page was opened with, taken before anything else is loaded. */
export const opened = takeOpened();
