// Where the page stands: one host may have several pages, below different paths.

/** What the names of all that this page keeps on a device begin with. */
export function placeOf() {
  return `label:${new URL(document.baseURI).pathname}:`;
}
