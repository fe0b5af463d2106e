// The kill switch: whatever is on its way, whatever the device refuses, a stopped page answers nothing more.

import assert from "node:assert/strict";
import { test } from "node:test";

import { code, fixture, PAGE, paste, stage, until } from "../setup.mjs";

const { visit } = stage();

/** What is served once the page is stopped. */
function stop(site) {
  site.changed.set("version.json", JSON.stringify({ ...JSON.parse(site.file("version.json")), stop: true }));
}

/** Opens a label and waits until the page is kept. */
async function visited(visit) {
  await visit.open(code("good"));
  await visit.state("verdict");
  await visit.kept();
}

/** The page looks for news. */
const look = (visit) => visit.page.evaluate(() => globalThis.dispatchEvent(new Event("online")));

for (const [name, refuse] of Object.entries({
  refuses: () => {
    const refused = () => {
      throw new DOMException("refused", "SecurityError");
    };
    Object.assign(IDBFactory.prototype, { open: refused, deleteDatabase: refused });
    Object.assign(CacheStorage.prototype, { open: refused, keys: refused, delete: refused });
    ServiceWorkerContainer.prototype.getRegistrations = refused;
  },
  "does not answer": () => {
    IDBFactory.prototype.deleteDatabase = () => ({});
    CacheStorage.prototype.keys = () => new Promise(() => {});
    ServiceWorkerContainer.prototype.getRegistrations = () => new Promise(() => {});
  },
})) {
  test(
    `the page stops where the device ${name} when it is to forget`,
    visit({}, async (visit, site) => {
      await visit.page.addInitScript(refuse);
      stop(site);
      await visit.open(code("good"));
      await visit.state("stopped");
      assert.equal(await visit.page.locator(".product").count(), 0);
    }),
  );
}

test(
  "a page that is stopped already answers nothing before",
  visit({}, async (visit, site) => {
    await visit.page.addInitScript(() => {
      globalThis.states = [];
      new MutationObserver(() => globalThis.states.push(document.body?.dataset.state)).observe(document, {
        subtree: true,
        childList: true,
        attributes: true,
        attributeFilter: ["data-state"],
      });
    });
    stop(site);
    await visit.open(code("good"));
    await visit.state("stopped");
    const states = await visit.page.evaluate(() => globalThis.states);
    assert.ok(states.includes("stopped") && !states.includes("verdict"), states.join());
  }),
);

test(
  "a server that does not say whether the page was stopped holds nothing up for long",
  visit({}, async (visit, site) => {
    site.held.add("version.json");
    await visit.open(code("good"));
    assert.equal((await visit.verdict("accepted")).code, "ok");
    const after = await visit.page.evaluate(() => performance.getEntriesByName("label-verdict")[0].startTime);
    assert.ok(after >= 900, `${after} ms`);
  }),
);

test(
  "what was on its way shows nothing after the stop",
  visit({}, async (visit, site) => {
    await visit.page.addInitScript(() => {
      const real = globalThis.createImageBitmap;
      const until = new Promise((resolve) => {
        globalThis.develop = resolve;
      });
      globalThis.createImageBitmap = (...parts) => until.then(() => real(...parts));
    });
    await visited(visit);
    await visit.page.click("[data-action=another]");
    await visit.page.setInputFiles("#picture", {
      name: "good.png",
      mimeType: "image/png",
      buffer: fixture("good.png"),
    });
    await visit.state("busy");
    stop(site);
    await look(visit);
    await visit.state("stopped");
    assert.equal(await visit.page.evaluate(() => history.state), null);
    await visit.page.evaluate(() => globalThis.develop());
    await paste(visit, code("good"));
    await visit.page.evaluate((fragment) => {
      globalThis.location.hash = fragment;
    }, code("good").split("#")[1]);
    await visit.page.waitForTimeout(1000);
    await visit.state("stopped");
    assert.equal(await visit.page.locator(".outcome.cannot_decide").count(), 1);
    await visit.page.click("[data-action=language][value=ja]");
    await visit.page.waitForSelector("body[data-language=ja][data-state=stopped]");
  }),
);

test(
  "the kill switch works where the page's own scripts do not",
  visit({}, async (visit, site) => {
    visit.expected.push(/the page is broken/);
    const broken = 'throw new Error("the page is broken");';
    await visited(visit);
    // In what is kept, and on the server: the worker may have forgotten it before it is asked for.
    site.changed.set("app.js", broken);
    await visit.page.evaluate(async (broken) => {
      const [name] = (await caches.keys()).filter((name) => /:[0-9a-f]{64}$/.test(name));
      const headers = { "Content-Type": "text/javascript" };
      await (await caches.open(name)).put(new URL("app.js", document.baseURI), new Response(broken, { headers }));
    }, broken);
    stop(site);
    await visit.page.reload({ waitUntil: "commit" });
    await until(
      visit,
      async () =>
        document.body.dataset.state === "busy" &&
        (await caches.keys()).length === 0 &&
        (await navigator.serviceWorker.getRegistrations()).length === 0 &&
        (await indexedDB.databases()).length === 0,
    );
  }),
);

test(
  "the stop spares what other pages of the host keep",
  visit({}, async (visit, site) => {
    await visited(visit);
    await visit.page.evaluate(async () => {
      await caches.open("label:/other/:lists");
      await new Promise((resolve) => {
        indexedDB.open("label:/other/:trust", 1).onsuccess = ({ target }) => resolve(target.result.close());
      });
    });
    stop(site);
    await visit.page.reload();
    await visit.state("stopped");
    await until(visit, async () => (await navigator.serviceWorker.getRegistrations()).length === 0);
    await until(visit, async () => (await caches.keys()).join() === "label:/other/:lists");
    await until(
      visit,
      async () => (await indexedDB.databases()).map(({ name }) => name).join() === "label:/other/:trust",
    );
  }),
);

test(
  "a page that was stopped can be opened again later",
  visit({}, async (visit, site) => {
    await visited(visit);
    stop(site);
    await visit.page.reload();
    await visit.state("stopped");
    site.changed.delete("version.json");
    await visit.open(PAGE);
    await visit.state("home");
    await visit.kept();
  }),
);
