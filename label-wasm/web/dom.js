// Turns descriptions into elements. Text becomes text nodes, never markup.

const SVG = "http://www.w3.org/2000/svg";
const SVG_TAGS = ["svg", "path", "circle", "g"];
const TAGS = [
  "a",
  "bdi",
  "button",
  "code",
  "dd",
  "details",
  "div",
  "dl",
  "dt",
  "footer",
  "form",
  "h1",
  "h2",
  "h3",
  "input",
  "label",
  "li",
  "option",
  "p",
  "rp",
  "rt",
  "ruby",
  "section",
  "select",
  "span",
  "strong",
  "summary",
  "textarea",
  "ul",
  "ol",
  "video",
];

const PRESSED = "aria-pressed";

/** What each element shows. */
const shownIn = new WeakMap();

/** Makes the elements of one description or a list of them. */
export function build(node) {
  if (Array.isArray(node)) {
    return node.map(build);
  }
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

/** Shows descriptions in an element; what it showed already stays, with what somebody typed, opened or has in focus. */
export function show(element, nodes) {
  const after = [nodes].flat(Infinity);
  const before = shownIn.get(element);
  if (before === undefined) {
    element.replaceChildren(...build(after));
  } else {
    patch(element, before, after);
  }
  shownIn.set(element, after);
}

/** What comes or goes in between moves nothing of what follows it. */
function patch(parent, before, after) {
  const shorter = Math.min(before.length, after.length);
  let tail = 0;
  while (before.length !== after.length && tail < shorter && isAlike(before.at(-1 - tail), after.at(-1 - tail))) {
    tail += 1;
  }
  const [head, there] = [shorter - tail, [...parent.childNodes]];
  const pairs = (count, from, to) =>
    Array.from({ length: count }, (_, index) => [there[from + index], before[from + index], after[to + index]]);
  [...pairs(head, 0, 0), ...pairs(tail, before.length - tail, after.length - tail)].forEach(([element, old, node]) =>
    patchOne(element, old, node),
  );
  there.slice(head, before.length - tail).forEach((element) => element.remove());
  const added = build(after.slice(head, after.length - tail));
  if (tail > 0) {
    there[before.length - tail].before(...added);
  } else {
    parent.append(...added);
  }
}

function patchOne(element, old, node) {
  if (typeof node === "object" && isAlike(old, node)) {
    // Who pressed a button stays on it.
    if (old.attributes[PRESSED] !== node.attributes[PRESSED]) {
      setAttribute(element, PRESSED, node.attributes[PRESSED]);
    }
    patch(element, old.children, node.children);
  } else if (old !== node) {
    element.replaceWith(build(node));
  }
}

function isAlike(old, node) {
  return (
    old === node ||
    (typeof old === "object" && typeof node === "object" && old.tag === node.tag && fixedOf(old) === fixedOf(node))
  );
}

/** The attributes without which an element is another one. */
function fixedOf({ attributes }) {
  return JSON.stringify({ ...attributes, [PRESSED]: PRESSED in attributes });
}

function create(tag) {
  if (SVG_TAGS.includes(tag)) {
    return document.createElementNS(SVG, tag);
  }
  if (!TAGS.includes(tag)) {
    throw new TypeError(`${tag} is no element of this page`);
  }
  return document.createElement(tag);
}

function setAttribute(element, name, value) {
  const active = name.startsWith("on") || name === "src" || name === "style" || name === "srcdoc";
  if (active || (name === "href" && !/^(https:\/\/|#)/.test(value))) {
    throw new TypeError(`${name} is no attribute of this page`);
  }
  if (value === true) {
    element.setAttribute(name, "");
  } else if (value !== false && value !== null && value !== undefined) {
    element.setAttribute(name, String(value));
  }
}
