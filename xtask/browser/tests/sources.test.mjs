// What holds of the page's files as they stand.

import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { WEB, json, load, sources } from "../modules.mjs";

const { Wedge } = await load("input.js");
const SOURCES = sources();
const INDEX = readFileSync(join(WEB, "index.html"), "utf8");

test("no script makes markup or code of text, or leaves the origin", () => {
  for (const [name, source] of Object.entries(SOURCES)) {
    for (const word of [
      "innerHTML",
      "outerHTML",
      "insertAdjacentHTML",
      "document.write",
      "eval(",
      "new Function",
      "importScripts",
      "sendBeacon",
      "XMLHttpRequest",
      "WebSocket",
      "document.cookie",
      ".style.",
    ]) {
      assert.ok(!source.includes(word), `${name}: ${word}`);
    }
    for (const [address] of source.matchAll(/https?:\/\/[\w.]+/g)) {
      assert.equal(address, "http://www.w3.org", name);
    }
  }
  assert.ok(!/<script(?![^>]* src=)|<style|\son\w+=|\sstyle=/.test(INDEX));
  assert.ok(!/(src|href)="(https?:)?\/\//.test(INDEX));
  assert.ok(!/url\(|@import/.test(readFileSync(join(WEB, "style.css"), "utf8")));
});

test("what index.html loads is there", () => {
  const built = ["label_wasm.js", "label_wasm_bg.wasm", "config.json"];
  const named = [...INDEX.matchAll(/(?:src|href)="([^"#]+)"/g)].map(([, path]) => path).filter((path) => path !== "/");
  assert.ok(named.length > 8);
  for (const path of named) {
    assert.ok(built.includes(path) || existsSync(join(WEB, path)), path);
  }
});

test("the builder finds what it fills in", () => {
  for (const place of ['"@BUILD@"', '"@FILES@"']) {
    assert.equal(SOURCES["sw.js"].split(place).length, 2, place);
  }
  assert.equal(INDEX.split('<base href="/">').length, 2);
});

test("the app can be installed", () => {
  const manifest = json("label-wasm/web/manifest.webmanifest");
  for (const field of [
    "name",
    "short_name",
    "start_url",
    "scope",
    "display",
    "icons",
    "theme_color",
    "background_color",
    "lang",
  ]) {
    assert.ok(manifest[field], field);
  }
  for (const { src, sizes, type } of manifest.icons) {
    assert.ok(statSync(join(WEB, src)).size > 100, src);
    if (type === "image/png") {
      const png = readFileSync(join(WEB, src));
      assert.equal(`${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`, sizes, src);
    }
  }
  assert.ok(manifest.icons.some(({ purpose }) => purpose === "maskable"));
});

test("every word of the page is said", () => {
  const all = Object.values(SOURCES).join("\n");
  const keys = (value) =>
    Object.entries(value).flatMap(([name, one]) => [
      name,
      ...(typeof one === "object" && !Array.isArray(one) ? keys(one) : []),
    ]);
  const { advice, notices, camera, ...page } = json("label-wasm/web/words/en.json");
  for (const key of [...keys(page), ...Object.keys(notices), ...Object.keys(camera)]) {
    assert.match(all, new RegExp(`\\b${key}\\b`), key);
  }
});

test("a keyboard scanner is heard, a person is not", async () => {
  const heard = [];
  const wedge = new Wedge((text) => heard.push(text));
  let clock = 0;
  const after = (gap) => {
    clock += gap;
    return clock;
  };
  const type = (text, gap, end = "Enter") => {
    const keys = end === null ? [...text] : [...text, end];
    return keys.map((key) => wedge.key({ key, timeStamp: after(gap) })).at(-1);
  };
  const code = `https://label.example.jp/01/04901234567894#1${"0123456789".repeat(6)}`;
  assert.equal(type(code, 5), true);
  assert.equal(type(code, 20, "Tab"), true);
  assert.equal(type("4901234567894", 5), true);
  assert.deepEqual(heard.splice(0), [code, code, "4901234567894"]);
  clock += 1000;
  assert.equal(type("4901234567894", 300), false);
  assert.equal(type("4901", 5), false);
  assert.equal(wedge.key({ key: "v", timeStamp: after(5), ctrlKey: true }), false);
  assert.equal(wedge.key({ key: "ｈ", timeStamp: after(5), isComposing: true }), false);
  assert.deepEqual(heard, []);
  clock += 1000;
  assert.equal(
    [..."4901234567894", "Enter"].map((key) => wedge.key({ key, timeStamp: after(5), target: { id: "text" } })).at(-1),
    false,
  );
  assert.deepEqual(heard, []);
  // Somebody who types fast and goes on with a tab is no scanner.
  clock += 1000;
  assert.equal(
    [..."https://label.example.jp", "Tab"]
      .map((key) => wedge.key({ key, timeStamp: after(5), target: { id: "text" } }))
      .at(-1),
    false,
  );
  assert.deepEqual(heard, []);
  clock += 1000;
  assert.equal(
    [..."old text", ...code, "Enter"]
      .map((key) => wedge.key({ key, timeStamp: after(5), target: { id: "text" } }))
      .at(-1),
    true,
  );
  assert.equal(heard.splice(0).length, 1);
  clock += 1000;
  type(code, 5, null);
  await new Promise((resolve) => setTimeout(resolve, 600));
  assert.deepEqual(heard.splice(0), [code]);
  type("123", 5, null);
  await new Promise((resolve) => setTimeout(resolve, 600));
  assert.deepEqual(heard.splice(0), [`${code}123`]);
  clock += 1000;
  type("a person who types fast", 50, null);
  await new Promise((resolve) => setTimeout(resolve, 600));
  assert.deepEqual(heard, []);
});
