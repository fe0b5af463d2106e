// Checks the browser's doors of label-wasm in Chromium: `node browser.mjs PACKAGE-DIRECTORY`.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { withPage } from "./chromium.mjs";
import { demoBundle, demoLabels, trust, vectors } from "./files.mjs";
import { issuesInPage } from "./issuer-page.mjs";
import { serve } from "./serve.mjs";
import { report } from "./time.mjs";

const [web, scripts] = [resolve(process.argv[2], "web"), "xtask/wasm"];
/** What a page needs to be allowed for the modules, and no more. */
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'; img-src blob:";

function find(path) {
  if (path === "/") return "<!doctype html><title>label-wasm</title>";
  if (path === "/demo/bundle") return demoBundle();
  const picture = path.match(/^\/demo\/(\d+)\.png$/);
  if (picture) return demoLabels()[picture[1]].png;
  const set = path.match(/^\/trust\/([a-z0-9_-]+)\.cbor$/);
  if (set) return trust(set[1]);
  const file = [web, scripts].map((directory) => join(directory, path)).find(existsSync);
  return file && readFileSync(file);
}

/** In the page: what differs from the expected answers. */
async function vectorsInPage(all) {
  const [label, { differences }] = await Promise.all([import("/label_wasm.js"), import("/vectors.mjs")]);
  await label.default();
  const load = async (name) => new Uint8Array(await (await fetch(`/trust/${name}.cbor`)).arrayBuffer());
  return differences(label, all, load);
}

/** In the page: the same in a worker. */
async function vectorsInWorker(all) {
  const worker = new Worker("/worker.mjs", { type: "module" });
  worker.postMessage(all);
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
  });
}

/** In the page: the texts of the pictures, by way of a canvas. */
async function picturesInPage(count) {
  const reader = await import("/label_reader.js");
  await reader.default();
  const read = [];
  for (let index = 0; index < count; index++) {
    const bitmap = await createImageBitmap(await (await fetch(`/demo/${index}.png`)).blob());
    const { width, height } = bitmap;
    const canvas = new OffscreenCanvas(width, height).getContext("2d");
    canvas.drawImage(bitmap, 0, 0);
    read.push(reader.readRgba(canvas.getImageData(0, 0, width, height).data, width, height));
  }
  return read;
}

/** In the page: how long verdicts take. */
async function timesInPage(texts) {
  const [label, { measure }] = await Promise.all([import("/label_wasm.js"), import("/time.mjs")]);
  await label.default();
  const now = Date.now() / 1000;
  const verifier = new label.Verifier(new Uint8Array(await (await fetch("/demo/bundle")).arrayBuffer()), now);
  const named = Object.fromEntries(texts.map((text) => [label.inspect(text).algorithm, text]));
  return measure(verifier, named, now);
}

function none(where, total, differences) {
  for (const line of differences) console.error(line);
  console.log(`vectors ${where}: ${total - differences.length} passed, ${differences.length} failed, none left out`);
  assert.equal(differences.length, 0);
}

const all = vectors();
const labels = demoLabels();
const { origin, close } = await serve(find, { "content-security-policy": POLICY });
try {
  await withPage(origin, async (page) => {
    await page.goto(`${origin}/`);
    none("in Chromium", all.length, await page.evaluate(vectorsInPage, all));
    none("in a Web Worker", all.length, await page.evaluate(vectorsInWorker, all));
    const read = await page.evaluate(picturesInPage, labels.length);
    assert.deepEqual(
      read,
      labels.map(({ text }) => [text]),
    );
    console.log(`pictures in Chromium: ${read.length} read`);
    await issuesInPage(page, "Chromium");
    report(
      "Chromium",
      await page.evaluate(
        timesInPage,
        labels.map(({ text }) => text),
      ),
      5,
    );
  });
} finally {
  close();
}
