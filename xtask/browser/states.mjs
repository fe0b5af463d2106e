// The states of the page that tests look at in every language, and how they come about.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { NOW } from "./browser.mjs";
import { code, PAGE, paste } from "./setup.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** WCAG 2.2 A and AA, and what axe holds to be good practice. */
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const YEAR = 365 * 86_400_000;
export const LANGUAGES = ["ja", "easy", "en"];

/**
 * The looks of a state: every language, and dark colours, which no language changes, in the last of them.
 * `LABEL_WHOLE`, as `cargo xtask soak engines` sets it, asks for dark colours in all.
 */
export function looks(languages) {
  const dark = process.env.LABEL_WHOLE ? languages : languages.slice(-1);
  return languages.map((language) => [language, dark.includes(language) ? ["light", "dark"] : ["light"]]);
}

/**
 * Each state: the address that is opened, what is shown then, and the time and the changes to the site that it needs.
 */
export const STATES = {
  home: { text: PAGE, shows: "home" },
  accepted: { text: code("good"), shows: "accepted" },
  certified: { text: code("certified"), shows: "accepted" },
  warned: { text: code("unsupported"), shows: "accepted" },
  revoked: { text: code("revoked"), shows: "rejected" },
  forged: { text: code("forged"), shows: "rejected" },
  garbage: { text: `${PAGE}#${encodeURIComponent("WIFI:T:WPA")}`, shows: "rejected" },
  // Lists that have ended are not kept, so the page never says that it opens without a network.
  undecided: { text: code("good"), shows: "cannot_decide", at: NOW + 1.4 * YEAR, unkept: true },
  "no-lists": { text: code("good"), shows: "cannot_decide", change: (site) => site.changed.set("bundle.cbor", null) },
  broken: {
    text: code("good"),
    shows: "broken",
    change: (site) => site.changed.set("label_wasm_bg.wasm", Buffer.from("not wasm")),
  },
  newcomer: { text: code("newcomer"), shows: "cannot_decide" },
  expired: { text: code("expired"), shows: "rejected" },
  "status not known": { text: code("good"), shows: "accepted", at: NOW + 15 * 86_400_000 },
  repaired: {
    text: PAGE,
    shows: "home",
    after: async (visit) => {
      await paste(visit, code("full-width"));
      await visit.verdict("accepted");
      await visit.page.waitForSelector("#reading");
    },
  },
  noticed: {
    text: code("good"),
    shows: "accepted",
    at: NOW - 3 * 3_600_000,
    change: (site) => {
      site.now = NOW;
    },
    after: (visit) => visit.page.waitForSelector("[data-notice=clock]"),
  },
  "the same JAN": {
    text: code("good"),
    shows: "accepted",
    after: (visit) => compare(visit, "4901234567894", ".answer.passed"),
  },
  "another JAN": {
    text: code("good"),
    shows: "accepted",
    after: (visit) => compare(visit, "4912345000002", ".answer.failed"),
  },
  "no JAN": { text: code("good"), shows: "accepted", after: (visit) => compare(visit, "123", ".answer.warning") },
  problem: {
    text: PAGE,
    shows: "home",
    after: async (visit) => {
      await visit.page.click("[data-action=camera]");
      await visit.page.waitForSelector(".problem");
    },
  },
  stopped: {
    text: code("good"),
    shows: "stopped",
    change: (site) => site.changed.set("version.json", JSON.stringify({ stop: true })),
  },
};
const OUTCOMES = ["accepted", "rejected", "cannot_decide"];
/** Messages on the console that a changed site brings about. */
const CHANGED = /404|is not of build|ServiceWorker|magic word/;

/** Brings the page into a state. */
export async function reach(visit, site, { text, shows, change, unkept, after }) {
  if (change) {
    change(site);
    visit.expected.push(CHANGED);
  }
  await visit.open(text);
  await (OUTCOMES.includes(shows) ? visit.state("verdict", shows) : visit.state(shows));
  if (!change && !unkept) {
    await visit.kept();
  }
  await after?.(visit);
}

/** Compares a JAN code, and waits for the answer. */
async function compare(visit, jan, answer) {
  await visit.page.fill("#jan", jan);
  await visit.page.press("#jan", "Enter");
  await visit.page.waitForSelector(answer);
}

/** How long a fixed piece of work takes in a page of a machine that does nothing else, in milliseconds. */
const QUIET = 26;

/**
 * How much slower this machine is now than a quiet one, at least 1: the median of a fixed piece of work, done beside
 * what is measured.
 */
export async function slowness(visit, times) {
  times.push(
    await visit.page.evaluate(() => {
      const start = performance.now();
      const top = document.createElement("div");
      for (let turn = 0; turn < 3000; turn += 1) {
        const element = document.createElement("p");
        element.setAttribute("class", `work-${turn}`);
        element.append(`text ${turn}`);
        top.append(element);
      }
      document.body.append(top);
      top.getBoundingClientRect();
      top.remove();
      return performance.now() - start;
    }),
  );
  return Math.max(1, median(times) / QUIET);
}

export function median(numbers) {
  return [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)];
}

/** Chooses a language of the page. */
export async function speak(visit, language) {
  await visit.page.click(`[data-action=language][value=${language}]`);
  await visit.page.waitForSelector(`body[data-language=${language}] [value=${language}][aria-pressed=true]`);
}

/** Everything open that can be opened, so that nothing is left out. */
export async function unfold(visit) {
  await visit.page.evaluate(() =>
    document.querySelectorAll("details").forEach((details) => {
      details.open = true;
    }),
  );
}

/** Violations that axe finds; run through the debugger, as the page's own policy allows no such script. */
export async function violations(visit) {
  const session = await visit.context.newCDPSession(visit.page);
  const there = await session.send("Runtime.evaluate", { expression: "typeof axe" });
  if (there.result.value === "undefined") {
    await session.send("Runtime.evaluate", { expression: AXE });
  }
  const options = JSON.stringify({ runOnly: RULES, resultTypes: ["violations", "passes"] });
  const told = `({ passes, violations }) => JSON.stringify([passes.length, violations.map(({ id, nodes }) =>
    [id, nodes.map(({ target, failureSummary }) => [target.join(" "), failureSummary])])])`;
  const { result, exceptionDetails } = await session.send("Runtime.evaluate", {
    expression: `axe.run(document, ${options}).then(${told})`,
    awaitPromise: true,
    returnByValue: true,
  });
  assert.equal(exceptionDetails, undefined);
  const [passed, found] = JSON.parse(result.value);
  assert.ok(passed > 20, "axe looked at too little");
  return found;
}
