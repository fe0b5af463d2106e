// The camera's picture while no code is in it: two cameras that show a test pattern.

import assert from "node:assert/strict";
import { test } from "node:test";

import { code, PAGE, shot, stage } from "../setup.mjs";
import { LANGUAGES, speak, violations } from "../states.mjs";

const { visit } = stage(() => ["--use-fake-device-for-media-stream=device-count=2", "--use-fake-ui-for-media-stream"]);

/** Opens the camera and waits for its picture. */
async function look(visit) {
  await visit.open(PAGE);
  await visit.state("home");
  await visit.page.click("[data-action=camera]");
  await visit.page.waitForFunction(() => document.querySelector("video")?.videoWidth > 0);
}

test("the camera is shown, can be chosen and stops", visit({ permissions: ["camera"] }, async (visit) => {
  await look(visit);
  const ids = await visit.page.locator("#cameras option").evaluateAll((options) => options.map((option) => option.value));
  assert.equal(ids.length, 2);
  for (const language of LANGUAGES) {
    await speak(visit, language);
    assert.deepEqual(await violations(visit), [], language);
    await shot(visit, `camera-${language}`);
  }
  const chosen = await visit.page.inputValue("#cameras");
  const next = ids.find((id) => id !== chosen);
  await visit.page.selectOption("#cameras", next);
  await visit.page.waitForFunction((id) => document.querySelector("video")?.srcObject?.getVideoTracks()[0].getSettings().deviceId === id, next);
  const stream = await visit.page.evaluateHandle(() => document.querySelector("video").srcObject);
  await visit.page.click("[data-action=stop]");
  await visit.state("home");
  assert.ok(await stream.evaluate((stream) => stream.getTracks().every((track) => track.readyState === "ended")));
}));

test("the camera stops when the page goes out of view", visit({ permissions: ["camera"] }, async (visit) => {
  await look(visit);
  const stream = await visit.page.evaluateHandle(() => document.querySelector("video").srcObject);
  await visit.page.evaluate(() => {
    Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await visit.state("home");
  assert.match(await visit.text(".problem"), /camera was stopped/);
  assert.ok(await stream.evaluate((stream) => stream.getTracks().every((track) => track.readyState === "ended")));
}));

test("a camera's light is switched on and off", visit({ permissions: ["camera"] }, async (visit) => {
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
  }
  assert.deepEqual(await visit.page.evaluate(() => globalThis.lights), [true, false]);
}));

test("a browser that reads codes itself is asked, and the reader not loaded", visit({ permissions: ["camera"] }, async (visit, site) => {
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
  assert.ok(!site.requests.some(({ url }) => url.includes("label_reader")));
}));
