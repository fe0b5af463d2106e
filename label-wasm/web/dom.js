// Turns descriptions into elements. Text becomes text nodes, never markup.

/** @import { Attributes, VElement, VNode } from "../page.d.ts" */

const SVG = "http://www.w3.org/2000/svg";
const SVG_TAGS = ["svg", "path", "circle", "g"];
const TAGS = [
  "a",
  "bdi",
  "button",
  "caption",
  "code",
  "datalist",
  "dd",
  "details",
  "div",
  "dl",
  "dt",
  "fieldset",
  "footer",
  "form",
  "h1",
  "h2",
  "h3",
  "input",
  "label",
  "legend",
  "li",
  "option",
  "p",
  "progress",
  "rp",
  "rt",
  "ruby",
  "section",
  "select",
  "span",
  "strong",
  "summary",
  "table",
  "tbody",
  "td",
  "textarea",
  "th",
  "thead",
  "tr",
  "ul",
  "ol",
  "video",
];

const PRESSED = "aria-pressed";

/**
 * What each element shows.
 * @type {WeakMap<Element, VNode[]>}
 */
const shownIn = new WeakMap();

/**
 * Makes the element or text of a description.
 * @param {VNode} node
 * @returns {Element | Text}
 */
function build(node) {
  if (typeof node === "string") {
    return document.createTextNode(node);
  }
  const element = create(node.tag);
  for (const [name, value] of Object.entries(node.attributes)) {
    setAttribute(element, name, value);
  }
  element.append(...node.children.map(build));
  return element;
}

/**
 * Shows descriptions in an element; what it showed already stays, with what somebody typed, opened or has in focus.
 * @param {Element} element
 * @param {VNode[]} after
 */
export function show(element, after) {
  const before = shownIn.get(element);
  if (before === undefined) {
    element.replaceChildren(...after.map(build));
  } else {
    patch(element, before, after);
  }
  shownIn.set(element, after);
}

/**
 * What comes or goes in between moves nothing of what follows it.
 * @param {Element} parent
 * @param {VNode[]} before
 * @param {VNode[]} after
 */
function patch(parent, before, after) {
  const shorter = Math.min(before.length, after.length);
  let tail = 0;
  while (
    before.length !== after.length &&
    tail < shorter &&
    isAlike(before[before.length - 1 - tail], after[after.length - 1 - tail])
  ) {
    tail += 1;
  }
  const [head, there] = [shorter - tail, [...parent.childNodes]];
  for (let index = 0; index < head; index += 1) {
    patchOne(there[index], before[index], after[index]);
  }
  for (let index = 1; index <= tail; index += 1) {
    const from = before.length - index;
    patchOne(there[from], before[from], after[after.length - index]);
  }
  for (const element of there.slice(head, before.length - tail)) {
    element.remove();
  }
  const added = after.slice(head, after.length - tail).map(build);
  if (tail > 0) {
    there[before.length - tail].before(...added);
  } else {
    parent.append(...added);
  }
}

/**
 * @param {ChildNode} element
 * @param {VNode} old
 * @param {VNode} node
 */
function patchOne(element, old, node) {
  if (typeof old === "object" && typeof node === "object" && isAlike(old, node)) {
    const same = /** @type {Element} */ (element);
    // Who pressed a button stays on it.
    if (old.attributes[PRESSED] !== node.attributes[PRESSED]) {
      setAttribute(same, PRESSED, node.attributes[PRESSED]);
    }
    patch(same, old.children, node.children);
  } else if (old !== node) {
    element.replaceWith(build(node));
  }
}

/**
 * @param {VNode} old
 * @param {VNode} node
 */
function isAlike(old, node) {
  return (
    old === node ||
    (typeof old === "object" && typeof node === "object" && old.tag === node.tag && fixedOf(old) === fixedOf(node))
  );
}

/**
 * The attributes without which an element is another one.
 * @param {VElement} node
 */
function fixedOf({ attributes }) {
  return JSON.stringify({ ...attributes, [PRESSED]: PRESSED in attributes });
}

/** @param {string} tag */
function create(tag) {
  if (SVG_TAGS.includes(tag)) {
    return document.createElementNS(SVG, tag);
  }
  if (!TAGS.includes(tag)) {
    throw new TypeError(`${tag} is no element of this page`);
  }
  return document.createElement(tag);
}

/**
 * @param {Element} element
 * @param {string} name
 * @param {Attributes[string]} value
 */
function setAttribute(element, name, value) {
  const active = name.startsWith("on") || name === "src" || name === "style" || name === "srcdoc";
  if (active || (name === "href" && !/^(https:\/\/|#)/.test(String(value)))) {
    throw new TypeError(`${name} is no attribute of this page`);
  }
  if (value === true) {
    element.setAttribute(name, "");
  } else if (value !== false && value !== null && value !== undefined) {
    element.setAttribute(name, String(value));
  }
}
