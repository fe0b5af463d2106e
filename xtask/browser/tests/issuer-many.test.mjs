// Many labels of a table, at most as many as JC-STAR has: issued, drawn and read back, while the page stays
// responsive.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { askedSince, fixture } from "../engines/issuing.mjs";
import { PAGE, stage } from "../setup.mjs";
import { slowness } from "../states.mjs";
import { read } from "../zip.mjs";

const { visit } = stage(() => [], process.env.LABEL_ISSUER);
/** All of them in `cargo xtask soak engines`, which sets `LABEL_WHOLE`. */
const [MANY, TABLE] = process.env.LABEL_WHOLE ? [477, "many.csv"] : [60, "some.csv"];
/** The time that all of them may take on a busy machine, and a pause that people notice, in milliseconds. */
const [LONG, NOTICED] = [580_000, 200];

/** Notes the longest pause between two pictures of the page from now on. */
function watchPauses() {
  let last = performance.now();
  globalThis.longestPause = 0;
  const next = (now) => {
    globalThis.longestPause = Math.max(globalThis.longestPause, now - last);
    last = now;
    requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
}

test(
  `${MANY} labels of a table`,
  { timeout: LONG },
  visit({}, async (visit, site) => {
    const { page } = visit;
    await visit.open(PAGE);
    await visit.state("setup");
    await visit.kept();
    await page.setInputFiles("#certificates", fixture("p256.pem"));
    await page.waitForSelector(".signer");
    await page.setInputFiles("#key-file", fixture("p256.key"));
    await page.fill("#page", "https://label.example.jp");
    await page.click("[type=submit]");
    await visit.state("labels");
    await page.click("#way-table");
    await page.setInputFiles("#table", fixture(TABLE));
    const prepared = Date.now();
    await page.click("[type=submit]");
    await page.waitForSelector("[data-action=sign]");
    console.log(`# ${MANY} labels prepared in ${Date.now() - prepared} ms`);
    await page.waitForSelector(".labels li:nth-child(20) .symbol");
    await page.click("[data-action=later]");
    await page.waitForSelector("text=SPEC-26-0021-001");
    const times = [];
    const slow = await slowness(visit, times);
    const heard = site.requests.length;
    await page.evaluate(watchPauses);
    const started = Date.now();
    await page.click("[data-action=sign]");
    await page.waitForSelector("body[data-state=done]", { timeout: LONG });
    const all = Date.now() - started;
    const measured = await page.evaluate(() => performance.getEntriesByName("label-issue").map((one) => one.duration));
    assert.equal(measured.length, MANY);
    const mean = measured.reduce((sum, one) => sum + one, 0) / MANY;
    const pause = await page.evaluate(() => globalThis.longestPause);
    console.log(`# ${mean.toFixed(1)} ms a label, ${all} ms in all; longest pause ${pause.toFixed(0)} ms`);
    console.log(`# this machine is ${slow.toFixed(1)} times slower than when it does nothing else`);
    assert.ok(pause < NOTICED * Math.max(slow, await slowness(visit, times)), `a pause of ${pause} ms`);
    assert.deepEqual(askedSince(site, heard), []);
    const [archive] = await Promise.all([page.waitForEvent("download"), page.click("[data-action=save-zip]")]);
    const files = read(readFileSync(await archive.path()));
    assert.equal(files.size, 4 * MANY + 1);
    visit.asked = visit.asked.filter(({ url }) => !url.startsWith("blob:"));
  }),
);
