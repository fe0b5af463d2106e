// Firefox, over WebDriver BiDi.

import puppeteer from "puppeteer-core";

import { VIEWPORT } from "./visit.mjs";

/** The browser's own settings, which nothing but a file can change. */
const settings = ({ gate, dark }) => ({
  "layout.css.prefers-color-scheme.content-override": dark ? 0 : 1,
  // Nobody is there to be asked.
  "permissions.default.camera": 2,
  "network.proxy.type": 1,
  "network.proxy.ssl": "127.0.0.1",
  "network.proxy.ssl_port": gate.port,
  "network.proxy.http": "127.0.0.1",
  "network.proxy.http_port": gate.port,
});

/** A running Firefox; each profile is one that knows nothing. */
export class Firefox {
  #browser;

  static async launch(options) {
    const firefox = new Firefox();
    firefox.#browser = await puppeteer.launch({
      browser: "firefox",
      executablePath: process.env.FIREFOX ?? "/usr/bin/firefox-esr",
      headless: true,
      acceptInsecureCerts: true,
      extraPrefsFirefox: settings(options),
    });
    return firefox;
  }

  async profile() {
    const context = await this.#browser.createBrowserContext();
    const page = await context.newPage();
    await page.setViewport({ ...VIEWPORT, deviceScaleFactor: 1 });
    return new Tab(context, page);
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

  async open(address) {
    await this.#page.goto(address, { waitUntil: "domcontentloaded" });
  }

  async reload() {
    await this.#page.reload({ waitUntil: "domcontentloaded" });
  }

  async evaluate(body, ...args) {
    return this.#page.evaluate(body, ...args);
  }

  async click(selector) {
    await this.#page.click(selector);
  }

  async choose(selector, file) {
    const input = await this.#page.$(selector);
    await input.uploadFile(file);
  }

  async shot(path) {
    await this.#page.screenshot({ path, fullPage: true });
  }

  async end() {
    await this.#context.close();
  }
}
