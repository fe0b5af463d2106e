// The ways in which a label comes to the page: camera, pictures, the clipboard, scanners that type.

import assert from "node:assert/strict";
import { test } from "node:test";

import { photograph } from "../pictures.mjs";
import { code, fixture, PAGE, shot, stage } from "../setup.mjs";

const act = stage();
const { visit } = act;

/** Milliseconds between two keys of a scanner. */
const KEY_TIME = 4;
const ENDS = {
  Enter: { key: "Enter", code: "Enter", windowsVirtualKeyCode: 13, text: "\r" },
  Tab: { key: "Tab", code: "Tab", windowsVirtualKeyCode: 9 },
};

/** Types as a keyboard scanner does: key after key without waiting, and an end where it sends one. */
async function scan(visit, text, end = null) {
  const keys = [
    ...[...text].map((key) => ({ key, text: key, unmodifiedText: key })),
    ...(end === null ? [] : [ENDS[end]]),
  ];
  const session = await visit.context.newCDPSession(visit.page);
  // The time of each key is that of the scanner, however busy the browser is.
  const start = Date.now();
  const press = (key, index) =>
    ["keyDown", "keyUp"].map((type) =>
      session.send("Input.dispatchKeyEvent", {
        ...(type === "keyDown" ? key : { key: key.key }),
        type,
        timestamp: (start + index * KEY_TIME) / 1000,
      }),
    );
  await Promise.all(keys.flatMap(press));
  await session.detach();
}

/** The page with nothing in it yet. */
async function home(visit) {
  await visit.open(PAGE);
  await visit.state("home");
}

for (const [name, type, options] of [
  ["PNG", "image/png", {}],
  ["JPEG", "image/jpeg", {}],
  ["large JPEG", "image/jpeg", { width: 4000, height: 3000, side: 900, turn: 0.3 }],
]) {
  test(
    `a picture is chosen: ${name}`,
    visit({}, async (visit) => {
      await home(visit);
      const buffer = await photograph(act.browser, fixture("good.png"), { type, ...options });
      await visit.page.setInputFiles("#picture", { name: "photo", mimeType: type, buffer });
      assert.equal((await visit.verdict("accepted")).code, "ok");
      assert.ok((await visit.page.innerText("body")).includes("見本ルータ"));
    }),
  );
}

test(
  "the symbol as it was printed is chosen",
  visit({}, async (visit) => {
    await home(visit);
    await visit.page.setInputFiles("#picture", {
      name: "good.png",
      mimeType: "image/png",
      buffer: fixture("good.png"),
    });
    assert.equal((await visit.verdict("accepted")).code, "ok");
  }),
);

test(
  "a picture without a code decides nothing",
  visit({}, async (visit) => {
    await home(visit);
    const buffer = await photograph(act.browser, fixture("good.png"), { side: 1 });
    await visit.page.setInputFiles("#picture", { name: "photo.jpg", mimeType: "image/jpeg", buffer });
    const verdict = await visit.verdict("cannot_decide");
    assert.equal(verdict.code, "picture_no_symbol");
    assert.match(verdict.advice, /Take a sharp picture/);
    await shot(visit, "no-symbol-en");
  }),
);

test(
  "a file that is no picture decides nothing",
  visit({}, async (visit) => {
    await home(visit);
    await visit.page.setInputFiles("#picture", {
      name: "photo.png",
      mimeType: "image/png",
      buffer: Buffer.from("no picture"),
    });
    assert.equal((await visit.verdict("cannot_decide")).code, "picture_malformed");
  }),
);

/** Gives a paste or a drop to the page, as a browser does. */
async function transfer(visit, kind, { text = null, png = null }) {
  await visit.page.evaluate(
    ({ kind, text, png }) => {
      const data = new DataTransfer();
      if (text !== null) {
        data.setData("text/plain", text);
      }
      if (png !== null) {
        const bytes = Uint8Array.from(atob(png), (character) => character.charCodeAt(0));
        data.items.add(new File([bytes], "code.png", { type: "image/png" }));
      }
      const options = { bubbles: true, cancelable: true };
      document.body.dispatchEvent(
        kind === "paste"
          ? new ClipboardEvent("paste", { ...options, clipboardData: data })
          : new DragEvent("drop", { ...options, dataTransfer: data }),
      );
    },
    { kind, text, png: png?.toString("base64") ?? null },
  );
}

for (const kind of ["paste", "drop"]) {
  test(
    `a text is brought by ${kind}`,
    visit({}, async (visit) => {
      await home(visit);
      await transfer(visit, kind, { text: `  ${code("good")}\n` });
      assert.equal((await visit.verdict("accepted")).code, "ok");
      await transfer(visit, kind, { text: code("garbage") });
      assert.equal((await visit.verdict("rejected")).code, "text_no_credential");
    }),
  );

  test(
    `a picture is brought by ${kind}`,
    visit({}, async (visit) => {
      await home(visit);
      await transfer(visit, kind, { png: fixture("revoked.png") });
      assert.equal((await visit.verdict("rejected")).code, "revoked");
    }),
  );
}

test(
  "a text is pasted into the field and sent",
  visit({}, async (visit) => {
    await home(visit);
    await visit.page.fill("#text", code("good"));
    await visit.page.click(".text button");
    assert.equal((await visit.verdict("accepted")).code, "ok");
  }),
);

for (const [name, focus, text, outcome, repair] of [
  ["anywhere on the page", null, "good", "accepted", null],
  ["into the field", "#text", "good", "accepted", null],
  ["with the wrong keyboard layout", null, "mangled", "accepted", "keyboard_layout"],
  ["garbage", null, "garbage", "rejected", null],
]) {
  test(
    `a scanner types ${name}`,
    visit({}, async (visit) => {
      await home(visit);
      if (focus) {
        await visit.page.focus(focus);
      }
      await scan(visit, code(text), "Enter");
      const verdict = await visit.verdict(outcome);
      assert.equal(verdict.code, outcome === "accepted" ? "ok" : "text_no_credential");
      assert.equal(repair === null || verdict.all.includes(repair), true);
    }),
  );
}

test(
  "a scanner ends with a tab, or with nothing",
  visit({}, async (visit) => {
    await home(visit);
    await scan(visit, code("good"), "Tab");
    await visit.verdict("accepted");
    await scan(visit, code("revoked"));
    await visit.page.waitForSelector(".outcome.rejected .code:has-text('revoked')");
  }),
);

test(
  "an input method that is on while a scanner types",
  visit({}, async (visit) => {
    await home(visit);
    await visit.page.fill("#text", code("full-width"));
    await visit.page.press("#text", "Enter");
    const verdict = await visit.verdict("accepted");
    assert.ok(verdict.all.includes("full_width"));
    await shot(visit, "repaired-en");
  }),
);

test(
  "the JAN code of the box is compared by the verifier",
  visit({}, async (visit) => {
    await visit.open(code("good"));
    await visit.verdict("accepted");
    for (const [jan, answer] of [
      ["4901234567894", /^The same/],
      ["4912345000002", /^Different/],
      ["123", /not a JAN code/],
    ]) {
      await visit.page.fill("#jan", jan);
      await visit.page.press("#jan", "Enter");
      assert.match(await visit.text(".answer"), answer);
      assert.match(await visit.page.textContent("#announcement"), answer);
    }
    await visit.page.focus("h1");
    await scan(visit, "4901234567894", "Enter");
    await visit.page.waitForSelector(".answer.passed");
    assert.equal(await visit.page.inputValue("#jan"), "4901234567894");
    await shot(visit, "compared-en");
  }),
);

test(
  "a JAN code that the verifier did not compare is not called different",
  visit({}, async (visit, site) => {
    visit.expected.push(/is not of build|ServiceWorker/);
    site.changed.set(
      "label_wasm.js",
      `${site.file("label_wasm.js")}
const real = Verifier.prototype.verifyText;
Verifier.prototype.verifyText = function verifyText(...parts) {
  const report = real.apply(this, parts);
  const skipped = { result: "not_checked", code: "not_reached" };
  const checks = report.checks.map((entry) => (entry.check === "gtin" ? { ...entry, ...skipped } : entry));
  return parts[2]?.gtin ? { ...report, checks } : report;
};`,
    );
    await visit.open(code("good"));
    await visit.verdict("accepted");
    await visit.page.fill("#jan", "4901234567894");
    await visit.page.press("#jan", "Enter");
    assert.match(await visit.text(".answer"), /could not be compared/);
    assert.equal(await visit.page.locator(".answer.failed").count(), 0);
  }),
);

test(
  "a camera that may not be used is explained",
  visit({}, async (visit) => {
    await home(visit);
    await visit.page.click("[data-action=camera]");
    await visit.page.waitForSelector(".problem");
    assert.match(await visit.text(".problem"), /may not use the camera|No camera was found/);
    await shot(visit, "camera-denied-en");
  }),
);

test(
  "a second page in the same browser checks too",
  visit({}, async (visit) => {
    await home(visit);
    const page = await visit.newPage();
    await page.goto(code("good"));
    await page.waitForSelector(".outcome.accepted");
    assert.equal(await page.textContent(".outcome .code"), "ok");
    // The first page shows what it showed.
    await visit.state("home");
  }),
);
