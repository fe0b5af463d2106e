// One server and one browser for a file of tests; every visit is watched, and what it must never do is asserted at
// its end.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";

import { launch, NOW, Visit } from "./browser.mjs";
import { HOST, makeCertificate, Site, STRANGER } from "./server.mjs";

const { LABEL_SITE, LABEL_FIXTURES, LABEL_SHOTS } = process.env;
export const PAGE = `https://${HOST}/`;

/** The text of a code, as a scanner reads it. */
export function code(name) {
  return readFileSync(join(LABEL_FIXTURES, `${name}.txt`), "utf8").trim();
}

/** The digits that no server may see. */
export function digits(name) {
  return code(name).split("#")[1] ?? code(name);
}

/** A file of the fixtures. */
export function fixture(name) {
  return readFileSync(join(LABEL_FIXTURES, name));
}

/**
 * Starts a server and a browser for the tests of one file. `flags` gives further flags of the browser, `directory` is
 * the site that is served.
 */
export function stage(flags = () => [], directory = LABEL_SITE) {
  const held = {};
  before(async () => {
    assert.ok(
      LABEL_SITE && LABEL_FIXTURES && LABEL_SHOTS,
      "LABEL_SITE, LABEL_FIXTURES and LABEL_SHOTS name directories",
    );
    mkdirSync(LABEL_SHOTS, { recursive: true });
    const certificate = makeCertificate();
    held.site = await Site.start(directory, certificate);
    held.directory = mkdtempSync(join(tmpdir(), "label-browser-log-"));
    held.browser = await launch(held.site, certificate, [
      `--log-net-log=${join(held.directory, "log.json")}`,
      ...(await flags(certificate)),
    ]);
  });
  after(async () => {
    await held.browser?.close();
    await held.site?.stop();
    try {
      const count = isQuiet(readFileSync(join(held.directory, "log.json"), "utf8"));
      assert.equal(count > 0, !held.isAlone, `${count} requests in the browser's log`);
    } finally {
      rmSync(held.directory, { recursive: true });
    }
  });
  return {
    /** The browser, to make pictures with. */
    get browser() {
      return held.browser;
    },
    /** Runs a test in a visit of its own: a profile that knows nothing, and a server that changed nothing. */
    visit: (options, body) => async () => {
      const { site, browser } = held;
      held.isAlone = options.alone ?? false;
      site.reset(options.at ?? NOW);
      const visit = await Visit.begin(browser, options);
      try {
        await body(visit, site);
        await isClean(visit, site, options.alone ?? false);
      } catch (error) {
        const shown = await visit.page.innerText("body").catch(() => "nothing");
        console.log(`# the page showed: ${shown}\n# and complained: ${visit.problems.join(", ")}`);
        throw error;
      } finally {
        await visit.end();
        await site.restore();
      }
    },
  };
}

/** Waits until something holds in the page, also where the page is loaded anew meanwhile. */
export async function until(visit, holds, argument) {
  for (let turn = 0; turn < 200; turn += 1) {
    if (await visit.page.evaluate(holds, argument).catch(() => false)) {
      return;
    }
    await visit.page.waitForTimeout(100);
  }
  assert.fail(`never came: ${holds}`);
}

/** Pastes a text into the page. */
export async function paste(visit, text) {
  await visit.page.evaluate((text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    document.body.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData: data }));
  }, text);
}

/** Keeps a picture of the whole page. */
export async function shot(visit, name) {
  await visit.page.evaluate(() => globalThis.scrollTo(0, 0));
  await visit.page.screenshot({ path: join(LABEL_SHOTS, `${name}.png`), fullPage: true });
}

/**
 * What holds of the browser's own log, in which all pages and workers are: nothing that they ask for leaves the
 * origin, and no address has a label in it.
 */
function isQuiet(log) {
  // What the browser asks for by itself has no initiator.
  const asked = new Map(
    [...log.matchAll(/"initiator":"([^"]*)"[^{}]*?(?:\{[^{}]*\}[^{}]*?)*"url":"([^"]*)"/g)].map(
      ([, initiator, url]) => [url, initiator],
    ),
  );
  for (const [url, initiator] of asked) {
    assert.ok(!/[0-9]{40,}/.test(url.split("#")[0]), "a request carries a credential");
    if (/^https?:/.test(initiator)) {
      assert.ok([HOST, STRANGER, "127.0.0.1"].includes(new URL(url).hostname), `a request left the origin: ${url}`);
    }
  }
  return [...asked.values()].filter((initiator) => /^https?:/.test(initiator)).length;
}

/** What holds at the end of every visit, whatever it was about. */
async function isClean(visit, site, alone) {
  const own = [`https://${HOST}/`, `https://${STRANGER}/`];
  // A kept file is loaded from disk, once, and nothing else is.
  const asked = alone ? visit.asked.filter(({ url }) => !url.startsWith("file:")) : visit.asked;
  for (const request of asked) {
    assert.ok(
      own.some((start) => request.url.startsWith(start)),
      `a request left the origin: ${request.url}`,
    );
    assert.equal(request.kind, "GET");
    assert.equal(request.body, "");
    assert.equal(request.referrer, "");
  }
  // What the server itself saw, whoever asked: pages and workers alike.
  const known = new Set(["/", ...site.paths.map((path) => `/${path}`)]);
  for (const { method, url, headers } of site.requests) {
    assert.ok(known.has(url) || /^\/01\/[0-9]{14}$/.test(url), `an address that is no file of the site: ${url}`);
    assert.equal(method, "GET");
    // The browser itself names the worker when it asks whether there is a newer one.
    assert.ok(headers.referer === undefined || headers.referer === `${PAGE}sw.js`, headers.referer);
    assert.deepEqual([headers.cookie, headers["content-length"]], [undefined, undefined]);
  }
  const told = [
    ...visit.asked.map((request) => JSON.stringify(request)),
    ...site.requests.map((request) => JSON.stringify(request)),
  ].join("\n");
  assert.ok(!/[0-9]{40,}/.test(told.replaceAll(/[0-9a-f]{64}/g, "")), "a request carries a credential");
  assert.equal(site.requests.length === 0 && asked.length === 0, alone);
  for (const page of visit.context.pages()) {
    assert.deepEqual(
      await page.evaluate(() => globalThis.violations ?? []),
      [],
      "the content security policy was violated",
    );
  }
  assert.deepEqual(
    visit.problems.filter((problem) => !visit.expected.some((expected) => expected.test(problem))),
    [],
  );
}
