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

/** Keeps a text in this tab's history, so that a reload shows the same label; null forgets it. */
export function keepOpened(text, address = globalThis.location.pathname + globalThis.location.search) {
  try {
    globalThis.history.replaceState(text === null ? null : { label: text }, "", address);
  } catch {
    // A file opened from disk may refuse; then only a reload forgets.
  }
}

/** The text that the page was opened with, taken before anything else is loaded. */
export const opened = takeOpened();
