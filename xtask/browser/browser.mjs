// A browser with a fresh profile that knows no network but this machine, and writes down all it asks for.

import { chromium } from "playwright-core";

import { HOST, STRANGER } from "./server.mjs";

/** The day of the newest lists of the fixtures. */
export const NOW = Date.parse("2026-04-05T06:30:00Z");
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--disable-features=Translate,OptimizationHints,MediaRouter,NetworkTimeServiceQuerying",
  "--force-color-profile=srgb",
];

/** Starts Chromium; `extra` are further flags. */
export function launch(site, certificate, extra = []) {
  const own = [HOST, STRANGER].map((host) => `MAP ${host}:443 127.0.0.1:${site.port}`);
  const rules = [...own, "MAP * ~NOTFOUND", "EXCLUDE 127.0.0.1"].join(", ");
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      ...FLAGS,
      `--host-resolver-rules=${rules}`,
      `--ignore-certificate-errors-spki-list=${certificate.spki}`,
      ...extra,
    ],
  });
}

/** A visit: a context of its own, its page, and what went wrong or out of it. */
export class Visit {
  problems = [];
  asked = [];
  /** Messages on the console that a test provokes. */
  expected = [];

  static async begin(
    browser,
    {
      at = NOW,
      language = "en-GB",
      viewport = { width: 412, height: 915 },
      dark = false,
      remembered = null,
      host = HOST,
      ...options
    } = {},
  ) {
    const visit = new Visit();
    visit.context = await browser.newContext({
      locale: language,
      timezoneId: "Asia/Tokyo",
      viewport,
      colorScheme: dark ? "dark" : "light",
      reducedMotion: "reduce",
      deviceScaleFactor: 1.5,
      ...options,
    });
    visit.host = host;
    // The clock goes on through every page of the visit, as clocks do.
    await visit.context.addInitScript(
      ({ ahead, remembered }) => {
        const RealDate = Date;
        const now = () => RealDate.now() + ahead;
        globalThis.Date = class extends RealDate {
          constructor(...parts) {
            super(...(parts.length === 0 ? [now()] : parts));
          }
          static now() {
            return now();
          }
        };
        if (remembered !== null && globalThis.location.protocol === "https:") {
          localStorage.setItem("label-language", remembered);
        }
        globalThis.violations = [];
        document.addEventListener("securitypolicyviolation", (event) =>
          globalThis.violations.push(`${event.violatedDirective} ${event.blockedURI}`),
        );
      },
      { ahead: at - Date.now(), remembered },
    );
    visit.page = await visit.newPage();
    return visit;
  }

  async newPage() {
    const page = await this.context.newPage();
    page.on(
      "console",
      (message) => ["error", "warning"].includes(message.type()) && this.problems.push(`console: ${message.text()}`),
    );
    page.on("pageerror", (error) => this.problems.push(`error: ${error.message}`));
    const log = await this.context.newCDPSession(page);
    await log.send("Network.enable");
    log.on("Network.requestWillBeSent", ({ request }) =>
      this.asked.push({
        url: request.url,
        referrer: request.headers.Referer ?? "",
        body: request.postData ?? "",
        kind: request.method,
      }),
    );
    return page;
  }

  /** Opens an address as a phone's camera would. */
  async open(text) {
    await this.page.goto(text, { waitUntil: "commit" });
  }

  /** Waits for a state of the page, and for the outcome where it is a verdict. */
  async state(kind, outcome = null) {
    await this.page.waitForSelector(`body[data-state=${kind}]`, { timeout: 20_000 });
    if (outcome !== null) {
      await this.page.waitForSelector(`.outcome.${outcome}`, { timeout: 20_000 });
    }
  }

  /** What the page says about the label. */
  async verdict(outcome) {
    await this.state("verdict", outcome);
    return {
      title: await this.page.title(),
      heading: await this.text("h1"),
      reason: await this.text(".outcome .lead"),
      code: await this.text(".outcome .code"),
      advice: await this.text(".next .advice"),
      spoken: await this.page.textContent("#announcement"),
      all: await this.page.innerText("body"),
    };
  }

  /** Visible text, without the readings of ruby. */
  text(selector) {
    return this.page
      .locator(selector)
      .first()
      .evaluate((element) => {
        const copy = element.cloneNode(true);
        for (const reading of copy.querySelectorAll("rt, rp")) {
          reading.remove();
        }
        return copy.textContent.trim();
      });
  }

  async kept() {
    await this.page.waitForSelector(".offline-ready", { timeout: 20_000 });
  }

  async end() {
    await this.context.close();
  }
}
