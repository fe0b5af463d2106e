// The page for everybody: keyboard, screen readers, zoom, contrast, targets, languages, print.

import assert from "node:assert/strict";
import { test } from "node:test";

import { code, PAGE, shot, stage } from "../setup.mjs";
import { LANGUAGES, reach, speak, STATES, unfold } from "../states.mjs";

const { visit } = stage();
/** Smallest target, in CSS pixels. */
const TARGET = 44;

for (const [name, viewport] of [
  ["320 pixels", { width: 320, height: 640 }],
  ["a desktop at 200 %", { width: 640, height: 400 }],
  ["a wide desktop", { width: 1600, height: 1000 }],
]) {
  for (const state of ["home", "accepted", "revoked"]) {
    test(
      `nothing is cut or scrolls sideways at ${name}: ${state}`,
      visit({ viewport }, async (visit, site) => {
        await reach(visit, site, STATES[state]);
        for (const language of LANGUAGES) {
          await speak(visit, language);
          await unfold(visit);
          const { wide, cut } = await visit.page.evaluate(() => ({
            wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
            cut: [...document.querySelectorAll("main *, header *, footer *")]
              .filter((element) => {
                const box = element.getBoundingClientRect();
                return (
                  box.width > 1 &&
                  !element.closest(".visually-hidden, svg") &&
                  (box.right > innerWidth + 1 || box.left < -1)
                );
              })
              .map((element) => element.className || element.tagName),
          }));
          assert.equal(wide, 0, language);
          assert.deepEqual(cut, [], language);
          await shot(visit, `width-${viewport.width}-${state}-${language}`);
        }
      }),
    );
  }
}

test(
  "targets are large enough for fingers",
  visit({ viewport: { width: 320, height: 640 } }, async (visit, site) => {
    for (const state of ["home", "accepted"]) {
      await visit.open("about:blank");
      await reach(visit, site, STATES[state]);
      const small = await visit.page.evaluate(
        (least) =>
          [...document.querySelectorAll("button, label.button, input:not(.visually-hidden), select, summary")]
            .map((element) => [element.textContent || element.id, element.getBoundingClientRect()])
            .filter(([, { width, height }]) => width > 0 && (height < least || width < least))
            .map(([text, { width, height }]) => `${text} ${width}×${height}`),
        TARGET,
      );
      assert.deepEqual(small, [], state);
    }
  }),
);

test(
  "everything is reached by keyboard, and seen to be",
  visit({}, async (visit, site) => {
    await reach(visit, site, STATES.accepted);
    assert.equal(await visit.page.evaluate(() => document.activeElement.id), "title");
    const reached = [];
    for (const key of [...Array(4).fill("Shift+Tab"), ...Array(16).fill("Tab")]) {
      await visit.page.keyboard.press(key);
      const [name, outline] = await visit.page.evaluate(() => {
        const { activeElement } = document;
        return [
          activeElement.dataset.action || activeElement.id || activeElement.className || activeElement.tagName,
          getComputedStyle(activeElement).outlineStyle,
        ];
      });
      assert.ok(outline !== "none" || name === "BODY" || name === "title", name);
      reached.push(name);
    }
    for (const name of ["skip", "language", "another", "jan", "copy", "SUMMARY", "A"]) {
      assert.ok(reached.includes(name), `${name} of ${reached}`);
    }
  }),
);

test(
  "the first tab leads past the head",
  visit({}, async (visit) => {
    await visit.open(PAGE);
    await visit.state("home");
    await visit.page.keyboard.press("Tab");
    assert.equal(await visit.page.evaluate(() => document.activeElement.className), "skip");
    await visit.page.keyboard.press("Enter");
    assert.equal(await visit.page.evaluate(() => document.activeElement.id), "main");
    await visit.state("home");
  }),
);

test(
  "the outcome is announced, and at the start of what is read",
  visit({ remembered: "ja" }, async (visit, site) => {
    await reach(visit, site, STATES.revoked);
    const live = visit.page.locator("#announcement");
    assert.equal(await live.getAttribute("aria-live"), "assertive");
    assert.match(await live.textContent(), /見本.*結果：ラベルとして認められません。.*取り消しました/s);
    assert.equal(await visit.page.evaluate(() => document.activeElement.id), "title");
    assert.equal(await visit.page.locator("h1").count(), 1);
  }),
);

test(
  "the outcome is told by word and shape, not by colour alone",
  visit({ forcedColors: "active" }, async (visit, site) => {
    const shapes = new Set();
    const words = new Set();
    for (const state of ["accepted", "revoked", "newcomer"]) {
      await visit.open("about:blank");
      await reach(visit, site, STATES[state]);
      shapes.add(await visit.page.getAttribute(".sign .shape", "d"));
      words.add(await visit.text("h1"));
      await shot(visit, `forced-colors-${state}`);
    }
    assert.deepEqual([shapes.size, words.size], [3, 3]);
  }),
);

test(
  "the language is changed and remembered, and the verdict stays",
  visit({}, async (visit, site) => {
    await reach(visit, site, STATES.accepted);
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
  }),
);

test(
  "what was opened and typed stays when lists are renewed",
  visit({}, async (visit) => {
    await visit.open(code("good"));
    await visit.verdict("accepted");
    await visit.page.click(".experts summary");
    await visit.page.fill("#jan", "49012");
    await visit.kept();
    assert.equal(await visit.page.inputValue("#jan"), "49012");
    assert.equal(await visit.page.evaluate(() => document.querySelector(".experts details").open), true);
    assert.equal(await visit.page.evaluate(() => document.activeElement.id), "jan");
  }),
);

test(
  "the codes for questions can be copied",
  visit({ permissions: ["clipboard-read", "clipboard-write"] }, async (visit, site) => {
    await reach(visit, site, STATES.revoked);
    await visit.page.click("[data-action=copy]");
    await visit.page.waitForSelector("text=Copied.");
    const copied = await visit.page.evaluate(() => navigator.clipboard.readText());
    assert.match(copied, /^rejected \/ status \/ revoked \/ list 1 \/ build \d+\.\d+\.\d+ [0-9a-f]{12}$/);
  }),
);

test(
  "the build of the checker is that of the bytes that run",
  visit({}, async (visit, site) => {
    await reach(visit, site, STATES.accepted);
    await unfold(visit);
    const { createHash } = await import("node:crypto");
    const sha = createHash("sha256").update(site.file("label_wasm_bg.wasm")).digest("hex");
    const shown = await visit.text(".experts");
    assert.ok(shown.includes(sha));
    assert.ok(shown.includes(JSON.parse(site.file("version.json")).build));
  }),
);

test(
  "the page prints its answer",
  visit({ remembered: "ja" }, async (visit, site) => {
    await reach(visit, site, STATES.accepted);
    await visit.page.emulateMedia({ media: "print", colorScheme: "light" });
    assert.equal(await visit.page.locator(".actions").first().isVisible(), false);
    assert.equal(await visit.page.locator(".outcome h1").isVisible(), true);
    await shot(visit, "print-ja");
  }),
);

for (const [name, reducedMotion, moves] of [
  ["something moves while a label is checked", "no-preference", true],
  ["nothing moves for those who do not want it", "reduce", false],
]) {
  test(
    name,
    visit({ reducedMotion }, async (visit, site) => {
      site.held.add("label_wasm_bg.wasm");
      await visit.open(code("good"));
      await visit.page.waitForSelector(".busy h1");
      assert.equal(await visit.page.evaluate(() => document.getAnimations().length > 0), moves);
      site.letGo();
      await visit.verdict("accepted");
      assert.equal(await visit.page.evaluate(() => document.getAnimations().length), 0);
    }),
  );
}

test(
  "a copy that the browser refuses is said",
  visit({}, async (visit, site) => {
    await visit.page.addInitScript(() => {
      Clipboard.prototype.writeText = () => Promise.reject(new DOMException("refused", "NotAllowedError"));
    });
    await reach(visit, site, STATES.revoked);
    await visit.page.click("[data-action=copy]");
    await visit.page.waitForSelector("text=Not copied");
  }),
);

test(
  "each language is marked where it stands",
  visit({}, async (visit, site) => {
    const config = JSON.parse(site.file("config.json"));
    site.changed.set(
      "config.json",
      JSON.stringify({ ...config, title: { ja: "見本協会のラベル", en: "Labels of the association" } }),
    );
    visit.expected.push(/is not of build|ServiceWorker/);
    await visit.open(PAGE);
    await visit.state("home");
    assert.equal(await visit.page.getAttribute(".skip", "lang"), "ja");
    for (const [language, title] of [
      ["en", "Labels of the association"],
      ["easy", "見本協会のラベル"],
      ["ja", "見本協会のラベル"],
    ]) {
      await speak(visit, language);
      assert.equal(await visit.text(".bar .name"), title);
    }
  }),
);
