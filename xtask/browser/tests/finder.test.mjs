// The camera's picture while no code is in it: two cameras that show a test pattern.

import assert from "node:assert/strict";
import { test } from "node:test";

import { code, fixture, PAGE, shot, stage } from "../setup.mjs";
import { LANGUAGES, speak, violations } from "../states.mjs";

const { visit } = stage(() => ["--use-fake-device-for-media-stream=device-count=2", "--use-fake-ui-for-media-stream"]);

/** Opens the camera and waits for its picture. */
async function look(visit) {
  await visit.open(PAGE);
  await visit.state("home");
  await visit.page.click("[data-action=camera]");
  await visit.page.waitForFunction(() => document.querySelector("video")?.videoWidth > 0);
}

test(
  "the camera is shown, can be chosen and stops",
  visit({ permissions: ["camera"] }, async (visit) => {
    await look(visit);
    const ids = await visit.page
      .locator("#cameras option")
      .evaluateAll((options) => options.map((option) => option.value));
    assert.equal(ids.length, 2);
    for (const language of LANGUAGES) {
      await speak(visit, language);
      assert.deepEqual(await violations(visit), [], language);
      await shot(visit, `camera-${language}`);
    }
    const chosen = await visit.page.inputValue("#cameras");
    const next = ids.find((id) => id !== chosen);
    await visit.page.selectOption("#cameras", next);
    await visit.page.waitForFunction(
      (id) => document.querySelector("video")?.srcObject?.getVideoTracks()[0].getSettings().deviceId === id,
      next,
    );
    assert.notEqual(await visit.page.evaluate(() => document.activeElement.id), "title");
    const stream = await visit.page.evaluateHandle(() => document.querySelector("video").srcObject);
    await visit.page.click("[data-action=stop]");
    await visit.state("home");
    assert.ok(await stream.evaluate((stream) => stream.getTracks().every((track) => track.readyState === "ended")));
  }),
);

test(
  "the camera stops when the page goes out of view",
  visit({ permissions: ["camera"] }, async (visit) => {
    await look(visit);
    const stream = await visit.page.evaluateHandle(() => document.querySelector("video").srcObject);
    await visit.page.evaluate(() => {
      Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    });
    await visit.state("home");
    assert.match(await visit.text(".problem"), /camera was stopped/);
    assert.ok(await stream.evaluate((stream) => stream.getTracks().every((track) => track.readyState === "ended")));
  }),
);

test(
  "a camera's light is switched on and off",
  visit({ permissions: ["camera"] }, async (visit) => {
    await visit.page.addInitScript(() => {
      globalThis.lights = [];
      MediaStreamTrack.prototype.getCapabilities = () => ({ torch: true });
      MediaStreamTrack.prototype.applyConstraints = async ({ advanced }) => {
        globalThis.lights.push(advanced[0].torch);
      };
    });
    await look(visit);
    const light = visit.page.locator("[data-action=torch]");
    for (const pressed of ["true", "false"]) {
      await light.click();
      await visit.page.waitForSelector(`[data-action=torch][aria-pressed=${pressed}]`);
      assert.equal(await visit.page.evaluate(() => document.activeElement.dataset.action), "torch");
    }
    assert.deepEqual(await visit.page.evaluate(() => globalThis.lights), [true, false]);
  }),
);

test(
  "a browser that reads codes itself is asked, and the reader not loaded",
  visit({ permissions: ["camera"] }, async (visit) => {
    await visit.page.addInitScript((text) => {
      globalThis.BarcodeDetector = class {
        static async getSupportedFormats() {
          return ["ean_13", "qr_code"];
        }
        async detect(source) {
          return source instanceof HTMLVideoElement ? [{ rawValue: text }] : [];
        }
      };
    }, code("revoked"));
    await visit.open(code("good"));
    await visit.verdict("accepted");
    await visit.page.click("[data-action=another]");
    await visit.page.click("[data-action=camera]");
    assert.equal((await visit.verdict("rejected")).code, "revoked");
    // The worker keeps the reader for later; the page does not use it.
    assert.ok(!visit.asked.some(({ url }) => url.includes("label_reader") || url.includes("reader-worker")));
  }),
);

/** A browser that says it reads codes, and does not. */
function claim() {
  globalThis.BarcodeDetector = class {
    static async getSupportedFormats() {
      return ["qr_code"];
    }
    async detect() {
      throw new DOMException("no service", "NotSupportedError");
    }
  };
}

test(
  "a camera whose pictures nothing can read is not left running",
  visit({ permissions: ["camera"] }, async (visit, site) => {
    visit.expected.push(/404|label_reader|is not of build|ServiceWorker/);
    await visit.page.addInitScript(claim);
    site.changed.set("label_reader.js", null);
    await look(visit);
    const stream = await visit.page.evaluateHandle(() => document.querySelector("video").srcObject);
    await visit.page.waitForSelector(".problem");
    assert.match(await visit.text(".problem"), /part of this page that reads codes is not on this device/);
    assert.ok(await stream.evaluate((stream) => stream.getTracks().every((track) => track.readyState === "ended")));
  }),
);

test(
  "a reader that breaks is started anew, and given up when it breaks again and again",
  visit({ permissions: ["camera"] }, async (visit, site) => {
    visit.expected.push(/is not of build|ServiceWorker/);
    const worker = site
      .file("reader-worker.js")
      .toString()
      .replace("readRgba(new Uint8Array(data.buffer), width, height)", "breaks()");
    site.changed.set(
      "reader-worker.js",
      `${worker}\nfunction breaks() { throw new WebAssembly.RuntimeError("unreachable"); }`,
    );
    await visit.page.addInitScript(() => {
      globalThis.started = 0;
      globalThis.Worker = class extends globalThis.Worker {
        constructor(...parts) {
          super(...parts);
          globalThis.started += 1;
        }
      };
    });
    await visit.open(PAGE);
    await visit.state("home");
    await visit.page.click("[data-action=camera]");
    await visit.page.waitForSelector(".problem");
    assert.equal(await visit.page.evaluate(() => globalThis.started), 3);
    // A picture that breaks it is no picture without a code.
    await visit.page.setInputFiles("#picture", {
      name: "good.png",
      mimeType: "image/png",
      buffer: fixture("good.png"),
    });
    assert.equal((await visit.verdict("cannot_decide")).code, "picture_malformed");
  }),
);
