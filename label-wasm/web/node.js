// What is to be shown, as plain data: made by pure functions, read by tests, turned into elements by dom.js.

/** @import { Attributes, Child, VElement, VNode } from "../page.d.ts" */

/**
 * One element: its name, attributes and children. Strings are text; null, false and empty lists vanish.
 * @param {string} tag
 * @param {Attributes | null} attributes
 * @param {Child[]} children
 * @returns {VElement}
 */
export function h(tag, attributes, ...children) {
  return { tag, attributes: attributes ?? {}, children: flat(children).filter(isShown).map(textOrNode) };
}

/**
 * @param {unknown[]} children
 * @returns {unknown[]}
 */
function flat(children) {
  return children.flat(Infinity);
}

/**
 * Text that somebody else wrote: kept apart from its surroundings, whatever its direction.
 * @param {string | number} text
 */
export function bdi(text) {
  return h("bdi", null, String(text));
}

/**
 * What a reader of the screen would hear: all text in order, without the readings of ruby.
 * @param {VNode | VNode[] | null} node
 * @returns {string}
 */
export function textOf(node) {
  if (Array.isArray(node)) {
    return node.map(textOf).join("");
  }
  if (node === null || typeof node === "string") {
    return node ?? "";
  }
  return node.tag === "rt" || node.tag === "rp" ? "" : node.children.map(textOf).join("");
}

/**
 * The first node that a test finds good, depth first.
 * @param {VNode | VNode[]} node
 * @param {(node: VElement) => boolean} test
 * @returns {VElement | null}
 */
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

/**
 * @param {string | number | VElement} child
 * @returns {VNode}
 */
function textOrNode(child) {
  return typeof child === "object" ? child : String(child);
}

/**
 * Something that leaves a mark where it stands.
 * @param {unknown} child
 * @returns {child is string | number | VElement}
 */
function isShown(child) {
  return child !== null && child !== undefined && child !== false && child !== "";
}
