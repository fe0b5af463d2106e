// Place of the page: one host may have several pages, below different paths.

/** The beginning of the names of all that this page keeps on a device. */
export function placeOf() {
  return `label:${new URL(document.baseURI).pathname}:`;
}
