// The page for everybody: keyboard, screen readers, zoom, contrast, targets, languages, print.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";

import { NOW } from "../browser.mjs";
import { code, PAGE, shot, stage } from "../setup.mjs";

const { visit } = stage();
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** WCAG 2.2 A and AA, and what axe holds to be good practice. */
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** Smallest target, in CSS pixels. */
const TARGET = 44;
const YEAR = 365 * 86_400_000;

/** Each state: how it comes about, and a later time where it needs one. */
const STATES = {
  home: [PAGE, "home"],
  accepted: [code("good"), "accepted"],
  certified: [code("certified"), "accepted"],
  warned: [code("unsupported"), "accepted"],
  revoked: [code("revoked"), "rejected"],
  forged: [code("forged"), "rejected"],
  garbage: [`${PAGE}#${encodeURIComponent("WIFI:T:WPA")}`, "rejected"],
  undecided: [code("good"), "cannot_decide", NOW + 1.4 * YEAR],
};

async function reach(visit, [text, outcome]) {
  await visit.open(text);
  await (outcome === "home" ? visit.state("home") : visit.state("verdict", outcome));
  await visit.kept();
}

/** Everything open that can be opened, so that nothing is left out. */
async function unfold(visit) {
  await visit.page.evaluate(() => document.querySelectorAll("details").forEach((details) => { details.open = true; }));
}

/** Violations that axe finds; run through the debugger, as the page's own policy allows no such script. */
async function violations(visit) {
  const session = await visit.context.newCDPSession(visit.page);
  await session.send("Runtime.evaluate", { expression: AXE });
  const options = JSON.stringify({ runOnly: RULES, resultTypes: ["violations", "passes"] });
  const { result, exceptionDetails } = await session.send("Runtime.evaluate", {
    expression: `axe.run(document, ${options}).then(({ passes, violations }) => JSON.stringify([passes.length, violations.map(({ id, nodes }) => [id, nodes.map(({ target, failureSummary }) => [target.join(" "), failureSummary])])]))`,
    awaitPromise: true, returnByValue: true,
  });
  assert.equal(exceptionDetails, undefined);
  const [passed, found] = JSON.parse(result.value);
  assert.ok(passed > 20, "axe looked at too little");
  return found;
}

for (const [state, reached] of Object.entries(STATES)) {
  for (const language of ["ja", "easy", "en"]) {
    for (const dark of [false, true]) {
      const theme = dark ? "dark" : "light";
      test(`axe finds nothing: ${state}, ${language}, ${theme}`, visit({ remembered: language, dark, at: reached[2] ?? NOW }, async (visit) => {
        await reach(visit, reached);
        await unfold(visit);
        assert.deepEqual(await violations(visit), []);
        if (state !== "certified") {
          await shot(visit, `a11y-${state}-${language}-${theme}`);
        }
      }));
    }
  }
}

for (const language of ["ja", "easy", "en"]) {
  for (const [name, viewport] of [["320 pixels", { width: 320, height: 640 }], ["a desktop at 200 %", { width: 640, height: 400 }], ["a wide desktop", { width: 1600, height: 1000 }]]) {
    test(`nothing is cut or scrolls sideways at ${name}, in ${language}`, visit({ remembered: language, viewport }, async (visit) => {
      for (const state of ["home", "accepted", "revoked"]) {
        await visit.open("about:blank");
        await reach(visit, STATES[state]);
        await unfold(visit);
        const { wide, cut } = await visit.page.evaluate(() => ({
          wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
          cut: [...document.querySelectorAll("main *, header *, footer *")].filter((element) => {
            const box = element.getBoundingClientRect();
            return box.width > 1 && !element.closest(".visually-hidden, svg") && (box.right > innerWidth + 1 || box.left < -1);
          }).map((element) => element.className || element.tagName),
        }));
        assert.equal(wide, 0, state);
        assert.deepEqual(cut, [], state);
        await shot(visit, `width-${viewport.width}-${state}-${language}`);
      }
    }));
  }
}

test("targets are large enough for fingers", visit({ viewport: { width: 320, height: 640 } }, async (visit) => {
  for (const state of ["home", "accepted"]) {
    await visit.open("about:blank");
    await reach(visit, STATES[state]);
    const small = await visit.page.evaluate((least) => [...document.querySelectorAll("button, label.button, input:not(.visually-hidden), select, summary")]
      .map((element) => [element.textContent || element.id, element.getBoundingClientRect()])
      .filter(([, { width, height }]) => width > 0 && (height < least || width < least)).map(([text, { width, height }]) => `${text} ${width}×${height}`), TARGET);
    assert.deepEqual(small, [], state);
  }
}));

test("everything is reached by keyboard, and seen to be", visit({}, async (visit) => {
  await reach(visit, STATES.accepted);
  assert.equal(await visit.page.evaluate(() => document.activeElement.id), "title");
  const reached = [];
  for (const key of [...Array(4).fill("Shift+Tab"), ...Array(16).fill("Tab")]) {
    await visit.page.keyboard.press(key);
    const [name, outline] = await visit.page.evaluate(() => {
      const { activeElement } = document;
      return [activeElement.dataset.action || activeElement.id || activeElement.className || activeElement.tagName, getComputedStyle(activeElement).outlineStyle];
    });
    assert.ok(outline !== "none" || name === "BODY" || name === "title", name);
    reached.push(name);
  }
  for (const name of ["skip", "language", "another", "jan", "copy", "SUMMARY", "A"]) {
    assert.ok(reached.includes(name), `${name} of ${reached}`);
  }
}));

test("the first tab leads past the head", visit({}, async (visit) => {
  await visit.open(PAGE);
  await visit.state("home");
  await visit.page.keyboard.press("Tab");
  assert.equal(await visit.page.evaluate(() => document.activeElement.className), "skip");
  await visit.page.keyboard.press("Enter");
  assert.equal(await visit.page.evaluate(() => document.activeElement.id), "main");
  await visit.state("home");
}));

test("the outcome is announced, and at the start of what is read", visit({ remembered: "ja" }, async (visit) => {
  await reach(visit, STATES.revoked);
  const live = visit.page.locator("#announcement");
  assert.equal(await live.getAttribute("aria-live"), "assertive");
  assert.match(await live.textContent(), /見本.*結果：ラベルとして認められません。.*取り消しました/s);
  assert.equal(await visit.page.evaluate(() => document.activeElement.id), "title");
  assert.equal(await visit.page.locator("h1").count(), 1);
}));

test("the outcome is told by word and shape, not by colour alone", visit({ forcedColors: "active" }, async (visit) => {
  const shapes = new Set();
  for (const state of ["accepted", "revoked"]) {
    await visit.open("about:blank");
    await reach(visit, STATES[state]);
    shapes.add(await visit.page.getAttribute(".sign .shape", "d"));
    await shot(visit, `forced-colors-${state}`);
  }
  assert.equal(shapes.size, 2);
}));

test("the language is changed and remembered, and the verdict stays", visit({}, async (visit) => {
  await reach(visit, STATES.accepted);
  await visit.page.fill("#jan", "4901");
  await visit.page.click("[data-action=language][value=easy]");
  await visit.page.waitForSelector("[value=easy][aria-pressed=true]");
  assert.equal(await visit.text("h1"), "有効な ラベルです");
  assert.equal(await visit.page.getAttribute("html", "lang"), "ja");
  assert.equal(await visit.page.inputValue("#jan"), "4901");
  assert.equal(await visit.page.locator("h1 rt").textContent(), "ゆうこう");
  await visit.page.reload();
  await visit.verdict("accepted");
  assert.equal(await visit.text("h1"), "有効な ラベルです");
  assert.deepEqual(await visit.context.cookies(), []);
  assert.deepEqual(await visit.page.evaluate(() => ({ ...localStorage })), { "label-language": "easy" });
}));

test("what was opened and typed stays when lists are renewed", visit({}, async (visit) => {
  await visit.open(code("good"));
  await visit.verdict("accepted");
  await visit.page.click(".experts summary");
  await visit.page.fill("#jan", "49012");
  await visit.kept();
  assert.equal(await visit.page.inputValue("#jan"), "49012");
  assert.equal(await visit.page.evaluate(() => document.querySelector(".experts details").open), true);
  assert.equal(await visit.page.evaluate(() => document.activeElement.id), "jan");
}));

test("the codes for questions can be copied", visit({ permissions: ["clipboard-read", "clipboard-write"] }, async (visit) => {
  await reach(visit, STATES.revoked);
  await visit.page.click("[data-action=copy]");
  await visit.page.waitForSelector("text=Copied.");
  const copied = await visit.page.evaluate(() => navigator.clipboard.readText());
  assert.match(copied, /^rejected \/ status \/ revoked \/ list 1 \/ build \d+\.\d+\.\d+ [0-9a-f]{12}$/);
}));

test("the build of the checker is that of the bytes that run", visit({}, async (visit, site) => {
  await reach(visit, STATES.accepted);
  await unfold(visit);
  const { createHash } = await import("node:crypto");
  const sha = createHash("sha256").update(site.file("label_wasm_bg.wasm")).digest("hex");
  const shown = await visit.text(".experts");
  assert.ok(shown.includes(sha));
  assert.ok(shown.includes(JSON.parse(site.file("version.json")).build));
}));

test("the page prints its answer", visit({ remembered: "ja" }, async (visit) => {
  await reach(visit, STATES.accepted);
  await visit.page.emulateMedia({ media: "print", colorScheme: "light" });
  assert.equal(await visit.page.locator(".actions").first().isVisible(), false);
  assert.equal(await visit.page.locator(".outcome h1").isVisible(), true);
  await shot(visit, "print-ja");
}));

test("nothing moves for those who do not want it", visit({ reducedMotion: "reduce" }, async (visit) => {
  await reach(visit, STATES.accepted);
  assert.equal(await visit.page.evaluate(() => document.getAnimations().length), 0);
}));
