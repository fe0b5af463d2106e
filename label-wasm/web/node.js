// What is to be shown, as plain data: made by pure functions, read by tests, turned into elements by dom.js.

/** One element: its name, attributes and children. Strings are text; null, false and empty lists vanish. */
export function h(tag, attributes, ...children) {
  return { tag, attributes: attributes ?? {}, children: children.flat(Infinity).filter(isShown).map(textOrNode) };
}

/** Text that somebody else wrote: kept apart from its surroundings, whatever its direction. */
export function bdi(text) {
  return h("bdi", null, String(text));
}

/** What a reader of the screen would hear: all text in order, without the readings of ruby. */
export function textOf(node) {
  if (Array.isArray(node)) {
    return node.map(textOf).join("");
  }
  if (typeof node === "string") {
    return node;
  }
  return node.tag === "rt" || node.tag === "rp" ? "" : node.children.map(textOf).join("");
}

/** The first node that a test finds good, depth first. */
export function findNode(node, test) {
  const nodes = Array.isArray(node) ? node : [node];
  for (const one of nodes.filter((one) => typeof one !== "string")) {
    const found = test(one) ? one : findNode(one.children, test);
    if (found) {
      return found;
    }
  }
  return null;
}

function textOrNode(child) {
  return typeof child === "object" ? child : String(child);
}

function isShown(child) {
  return child !== null && child !== undefined && child !== false && child !== "";
}
