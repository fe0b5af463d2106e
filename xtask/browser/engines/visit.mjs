// A visit in any browser: what the tests do with a page, and what they read from it.

import { createHash } from "node:crypto";

import { SilentDriver } from "./webdriver.mjs";

/** The size of a phone's screen, in CSS pixels. */
export const VIEWPORT = { width: 412, height: 915 };
/** How long the page may take to show something, in milliseconds: the machine may be busy. */
const PATIENCE = 60_000;

/** One tab of a profile that knows nothing. */
export class Visit {
  #tab;

  constructor(tab) {
    this.#tab = tab;
  }

  open(address) {
    return this.#tab.open(address);
  }

  reload() {
    return this.#tab.reload();
  }

  click(selector) {
    return this.#tab.click(selector);
  }

  choose(selector, file) {
    return this.#tab.choose(selector, file);
  }

  evaluate(body, ...args) {
    return this.#tab.evaluate(body, ...args);
  }

  /** Puts a text into a field, as a paste without keys. */
  async fill(selector, text) {
    await this.evaluate(
      (selector, text) => {
        document.querySelector(selector).value = text;
      },
      selector,
      text,
    );
  }

  /** Waits until the page has an element; the error says what it shows instead. */
  async shows(selector, patience = PATIENCE) {
    const end = Date.now() + patience;
    const isThere = (selector) => document.querySelector(selector) !== null;
    // A page that is being left has no elements; a browser that hangs will never have any.
    const notYet = (error) => {
      if (error instanceof SilentDriver) {
        throw error;
      }
      return false;
    };
    while (!(await this.evaluate(isThere, selector).catch(notYet))) {
      if (Date.now() > end) {
        const shown = await this.evaluate(() => document.body.innerText).catch(String);
        throw new Error(`${selector} never came; the page shows: ${shown}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** The text of an element; null if there is none. */
  text(selector) {
    return this.evaluate((selector) => document.querySelector(selector)?.textContent ?? null, selector);
  }

  /** What the browser's policy refused. */
  violations() {
    return this.evaluate(() => globalThis.violations ?? []);
  }

  async shot(path) {
    await this.evaluate(() => globalThis.scrollTo(0, 0));
    await this.#tab.shot(path);
  }

  /** The engine's own tab, for what only one of them can show. */
  get tab() {
    return this.#tab;
  }

  end() {
    return this.#tab.end();
  }
}

/**
 * Changes the site so that its pages have a clock of their own, speak a language and tell what their policy refused:
 * not every browser can be told so from outside. The build fits, so that its worker keeps the pages. `name` is the
 * script that runs first.
 */
export function prepare(site, { at, language }, name = "opened.js") {
  const first = `
const ahead = ${at - Date.now()};
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...parts) {
    super(...(parts.length === 0 ? [RealDate.now() + ahead] : parts));
  }
  static now() {
    return RealDate.now() + ahead;
  }
};
localStorage.setItem("label-language", localStorage.getItem("label-language") ?? "${language}");
globalThis.violations = [];
document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
  globalThis.violations.push(violatedDirective + " " + blockedURI);
});
`;
  const [opened, worker] = [name, "sw.js"].map((name) => site.file(name));
  const changed = Buffer.concat([Buffer.from(first), opened]);
  site.changed.set(name, changed);
  site.changed.set("sw.js", worker.toString().replace(sha256(opened), sha256(changed)));
}

function sha256(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}
