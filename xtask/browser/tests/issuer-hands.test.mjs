// The issuing page with a keyboard alone, a file that is dropped, files that are really saved, and two tabs.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { askedSince, fixture, sameAsTheCommand } from "../engines/issuing.mjs";
import { PAGE, stage } from "../setup.mjs";
import { read } from "../zip.mjs";

const { visit } = stage(() => [], process.env.LABEL_ISSUER);

/** Presses Tab until an element has the focus. */
async function tabTo(page, selector) {
  for (let turn = 0; turn < 80; turn += 1) {
    if (await page.evaluate((selector) => document.activeElement?.matches(selector), selector)) {
      return;
    }
    await page.keyboard.press("Tab");
  }
  assert.fail(`the keyboard never comes to ${selector}`);
}

async function begin(visit) {
  await visit.open(PAGE);
  await visit.state("setup");
  await visit.kept();
  await visit.page.setInputFiles("#certificates", fixture("signer.pem"));
  await visit.page.waitForSelector(".signer");
}

async function setUp(visit) {
  const { page } = visit;
  await begin(visit);
  await page.setInputFiles("#key-file", fixture("signer.key"));
  await tabTo(page, "#passphrase");
  await page.keyboard.type("specimen passphrase of nobody");
  await tabTo(page, "#page");
  await page.keyboard.type("https://label.example.jp");
  await page.keyboard.press("Enter");
  await visit.state("labels");
}

test(
  "a keyboard alone leads from the first step to the files, and nothing is asked for on the way",
  visit({}, async (visit, site) => {
    const { page } = visit;
    await setUp(visit);
    const [asked, heard] = [visit.asked.length, site.requests.length];
    await tabTo(page, "#way-form");
    await page.keyboard.press("ArrowDown");
    await page.waitForSelector("#table");
    await page.setInputFiles("#table", fixture("good.csv"));
    await tabTo(page, "[type=submit]");
    await page.keyboard.press("Enter");
    await visit.state("review");
    assert.equal(await page.evaluate(() => document.activeElement?.id), "title");
    await page.waitForSelector(".unsigned .symbol");
    await tabTo(page, "[data-action=sign]");
    await page.keyboard.press("Enter");
    await visit.state("done");
    await tabTo(page, "[data-action=save-zip]");
    const [archive] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
    assert.equal(archive.suggestedFilename(), "labels.zip");
    const files = read(readFileSync(await archive.path()));
    assert.equal(files.size, 13);
    sameAsTheCommand(files, "expected");
    await tabTo(page, "[data-action=save-csv]");
    const [table] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Space")]);
    assert.deepEqual(readFileSync(await table.path()), files.get("issued.csv"));
    await tabTo(page, "[data-action=discard]");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement?.id), "ask");
    await tabTo(page, "[data-action=discard-all]");
    await page.keyboard.press("Enter");
    await visit.state("labels");
    // The two files are made in the page itself.
    const outside = visit.asked.slice(asked).filter(({ url }) => !url.startsWith("blob:"));
    assert.deepEqual([outside, askedSince(site, heard)], [[], []]);
    visit.asked.length = asked;
    await page.reload();
    await visit.state("setup");
  }),
);

test(
  "a table and a plan are dropped anywhere",
  visit({}, async (visit) => {
    const drop = (name, text) =>
      visit.page.evaluate(
        ([name, text]) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([text], name));
          document.body.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer }));
        },
        [name, text],
      );
    const text = (name) => readFileSync(fixture(name), "utf8");
    await begin(visit);
    await drop("good.csv", text("good.csv"));
    await visit.page.waitForSelector(".trouble[data-code=setup_first]");
    await setUp(visit);
    await drop("faults.csv", text("faults.csv"));
    await visit.page.waitForSelector(".trouble[data-code=labels]");
    assert.match(await visit.text(".trouble caption"), /faults\.csv/);
    await drop("rows.jsonl", text("rows.jsonl"));
    await visit.state("review");
    await visit.page.waitForSelector(".unsigned .symbol");
  }),
);

test(
  "a second tab does not write over the first one's work",
  visit({}, async (visit) => {
    await begin(visit);
    const second = await visit.newPage();
    await second.goto(PAGE);
    await second.waitForSelector("body[data-state=broken]");
    assert.match(await second.innerText(".code"), /open_elsewhere/);
    await second.close();
  }),
);

test(
  "a key of the browser is kept only if its owner says so, and cannot be taken out",
  visit({}, async (visit) => {
    const { page } = visit;
    const makeKey = async () => {
      await page.click("#key-kind-browser");
      await page.selectOption("#key-algorithm", "ESP256");
      await page.click("[data-action=make-key]");
      await page.waitForSelector("#public-key");
      return page.innerText(".pem");
    };
    const reload = async () => {
      await page.reload();
      await visit.state("setup");
    };
    await visit.open(PAGE);
    await visit.state("setup");
    await visit.kept();
    await makeKey();
    await reload();
    assert.equal(await page.locator("#public-key").count(), 0);
    const made = await makeKey();
    await page.check("#keep-key");
    await reload();
    assert.equal(await page.innerText(".pem"), made);
    const found = await page.evaluate(async () => {
      const open = indexedDB.open("label:/:issuer");
      await new Promise((resolve) => {
        open.onsuccess = resolve;
      });
      const get = open.result.transaction("key").objectStore("key").get("only");
      await new Promise((resolve) => {
        get.onsuccess = resolve;
      });
      const { privateKey } = get.result.pair;
      const taken = await crypto.subtle.exportKey("pkcs8", privateKey).catch(({ name }) => name);
      open.result.close();
      return [privateKey.extractable, taken];
    });
    assert.deepEqual(found, [false, "InvalidAccessError"]);
    await page.click("[data-action=forget-key]");
    await page.waitForSelector("#key-algorithm");
    await reload();
    assert.equal(await page.locator("#public-key").count(), 0);
  }),
);
