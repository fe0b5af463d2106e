// Chromium behind the gate, with the tabs that the other engines have.

import { chromium } from "playwright-core";

import { VIEWPORT } from "./visit.mjs";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--ignore-certificate-errors",
];

/** A running Chromium; each profile is one that knows nothing. */
export class Chromium {
  #browser;
  #dark;

  static async launch({ gate, dark }) {
    const engine = new Chromium();
    engine.#dark = dark;
    engine.#browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: FLAGS,
      proxy: { server: `http://127.0.0.1:${gate.port}` },
    });
    return engine;
  }

  async profile() {
    const context = await this.#browser.newContext({
      viewport: VIEWPORT,
      colorScheme: this.#dark ? "dark" : "light",
      ignoreHTTPSErrors: true,
      reducedMotion: "reduce",
    });
    return new Tab(context, await context.newPage());
  }

  async close() {
    await this.#browser.close();
  }
}

class Tab {
  #context;
  #page;

  constructor(context, page) {
    this.#context = context;
    this.#page = page;
  }

  /** Playwright's own, for what only this engine can show. */
  get page() {
    return this.#page;
  }

  async open(address) {
    await this.#page.goto(address, { waitUntil: "domcontentloaded" });
  }

  async reload() {
    await this.#page.reload({ waitUntil: "domcontentloaded" });
  }

  async evaluate(body, ...args) {
    // As an expression: the page's own policy allows no text to become code.
    return this.#page.evaluate(`(${body})(...${JSON.stringify(args)})`);
  }

  async click(selector) {
    await this.#page.click(selector);
  }

  async choose(selector, file) {
    await this.#page.setInputFiles(selector, file);
  }

  async shot(path) {
    await this.#page.screenshot({ path, fullPage: true });
  }

  async end() {
    await this.#context.close();
  }
}
