// The page as one file, opened from disk: it asks no network at all, and answers the same.

import assert from "node:assert/strict";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

import { NOW } from "../browser.mjs";
import { code, fixture, shot, stage } from "../setup.mjs";
import { LANGUAGES, speak, unfold, violations } from "../states.mjs";

const { visit } = stage();
const DAY = 86_400_000;

/** Opens the file from disk. */
async function open(visit, fragment = "") {
  assert.ok(process.env.LABEL_KEPT, "LABEL_KEPT names the single file");
  await visit.page.goto(pathToFileURL(process.env.LABEL_KEPT).href + fragment);
}

/** A visit that may ask nothing. */
const alone = (options, body) => visit({ ...options, alone: true }, body);

test(
  "a kept file checks a pasted text",
  alone({}, async (visit) => {
    await open(visit);
    await visit.state("home");
    await visit.page.fill("#text", code("good"));
    await visit.page.press("#text", "Enter");
    const verdict = await visit.verdict("accepted");
    assert.equal(verdict.code, "ok");
    assert.match(await visit.text("[data-notice=kept]"), /kept copy of the checker/);
    for (const language of LANGUAGES) {
      await speak(visit, language);
      await unfold(visit);
      assert.deepEqual(await violations(visit), [], language);
    }
    await shot(visit, "kept-easy");
  }),
);

test(
  "a kept file checks a code that opens it",
  alone({ remembered: "ja" }, async (visit) => {
    await open(visit, `#${code("revoked").split("#")[1]}`);
    const verdict = await visit.verdict("rejected");
    assert.equal(verdict.code, "revoked");
    assert.ok(!verdict.all.includes("host_unknown"));
    assert.ok(!visit.page.url().includes("#"));
  }),
);

test(
  "a kept file reads a picture",
  alone({}, async (visit) => {
    await open(visit);
    await visit.state("home");
    await visit.page.setInputFiles("#picture", {
      name: "good.png",
      mimeType: "image/png",
      buffer: fixture("good.png"),
    });
    assert.equal((await visit.verdict("accepted")).code, "ok");
  }),
);

test(
  "a kept file says when its lists are too old",
  alone({ at: NOW + 500 * DAY }, async (visit) => {
    await open(visit);
    await visit.state("home");
    await visit.page.fill("#text", code("good"));
    await visit.page.press("#text", "Enter");
    assert.equal((await visit.verdict("cannot_decide")).code, "trust_expired");
  }),
);
