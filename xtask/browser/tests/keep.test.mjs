// What the device keeps: the page without a network, lists that only get newer, new versions, and the kill switch.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";

import { NOW } from "../browser.mjs";
import { code, fixture, PAGE, paste, shot, stage, until } from "../setup.mjs";

const { visit } = stage();
const DAY = 86_400_000;
/** What Chromium prints when nobody answers; the page itself says so in words. */
const CUT = /ERR_(FAILED|CONNECTION_(REFUSED|RESET|CLOSED)|INTERNET_DISCONNECTED|EMPTY_RESPONSE)/;

/** Opens a label and waits until the page is kept. */
async function visited(visit, name = "good") {
  await visit.open(code(name));
  await visit.state("verdict");
  await visit.kept();
}

test(
  "the page works without a network after its first load",
  visit({}, async (visit, site) => {
    visit.expected.push(CUT);
    await visited(visit);
    await site.cut();
    await visit.page.reload();
    assert.equal((await visit.verdict("accepted")).code, "ok");
    await visit.page.waitForSelector("[data-notice=offline]");
    assert.match(await visit.text("[data-notice=offline]"), /No network/);
    await shot(visit, "offline-en");
  }),
);

for (const language of ["ja", "easy"]) {
  test(
    `another code opens the page without a network, in ${language}`,
    visit({}, async (visit, site) => {
      visit.expected.push(CUT);
      await visited(visit);
      await site.cut();
      const page = await visit.newPage();
      await page.addInitScript((language) => localStorage.setItem("label-language", language), language);
      await visit.page.close();
      visit.page = page;
      await visit.open(code("revoked"));
      const verdict = await visit.verdict("rejected");
      assert.equal(verdict.code, "revoked");
      assert.equal(await visit.page.evaluate(() => globalThis.location.hash), "");
      assert.equal(new URL(visit.page.url()).pathname, "/01/04912345000026");
    }),
  );
}

test(
  "a picture is read without a network once the page was visited again",
  visit({}, async (visit, site) => {
    visit.expected.push(CUT);
    await visit.open(PAGE);
    await visit.state("home");
    await visit.kept();
    await until(visit, async () => {
      const name = (await caches.keys()).find((name) => /^label:\/:[0-9a-f]{64}$/.test(name));
      if (name === undefined) {
        return false;
      }
      const cache = await caches.open(name);
      return (
        (await cache.match("/label_reader_bg.wasm")) !== undefined &&
        (await cache.match("/label_reader.js")) !== undefined
      );
    });
    await site.cut();
    await visit.page.setInputFiles("#picture", {
      name: "good.png",
      mimeType: "image/png",
      buffer: fixture("good.png"),
    });
    assert.equal((await visit.verdict("accepted")).code, "ok");
  }),
);

test(
  "a picture without the reader and without a network is explained",
  visit({}, async (visit, site) => {
    visit.expected.push(CUT, /label_reader/);
    await visited(visit);
    await site.cut();
    await visit.page.click("[data-action=another]");
    await visit.state("home");
    await visit.page.setInputFiles("#picture", {
      name: "good.png",
      mimeType: "image/png",
      buffer: fixture("good.png"),
    });
    await visit.page.waitForSelector(".problem");
    assert.match(await visit.text(".problem"), /Open the code with the phone's own camera/);
  }),
);

test(
  "newer lists are taken in the background and change the answer",
  visit({}, async (visit, site) => {
    site.changed.set("bundle.cbor", fixture("older.cbor"));
    await visited(visit, "revoked");
    await visit.verdict("accepted");
    site.changed.delete("bundle.cbor");
    await visit.page.reload();
    assert.equal((await visit.verdict("rejected")).code, "revoked");
  }),
);

test(
  "lists that are rolled back are refused, and the page says so",
  visit({}, async (visit, site) => {
    await visited(visit, "revoked");
    await visit.verdict("rejected");
    site.changed.set("bundle.cbor", fixture("older.cbor"));
    await visit.page.reload();
    assert.equal((await visit.verdict("rejected")).code, "revoked");
    await visit.page.waitForSelector("[data-notice=rollback]");
    assert.match(await visit.text("[data-notice=rollback]"), /older lists.*refused/);
    assert.equal(await visit.text("[data-notice=rollback] code"), "snapshot_rollback");
    await shot(visit, "rollback-en");
  }),
);

test(
  "lists of another root set do not replace those that are kept",
  visit({}, async (visit, site) => {
    await visited(visit);
    site.changed.set("bundle.cbor", fixture("real-bundle.cbor"));
    await visit.page.reload();
    await visit.verdict("accepted");
    await visit.page.waitForSelector("[data-notice=refused], [data-notice=rollback]");
    assert.match(await visit.page.innerText("body"), /SPECIMEN/);
  }),
);

test(
  "the clock that goes back is said",
  visit({}, async (visit) => {
    await visited(visit);
    await visit.page.addInitScript((back) => {
      const Later = Date;
      globalThis.Date = class extends Later {
        constructor(...parts) {
          super(...(parts.length === 0 ? [Later.now() - back] : parts));
        }
        static now() {
          return Later.now() - back;
        }
      };
    }, 30 * DAY);
    await visit.page.reload();
    assert.equal((await visit.verdict("cannot_decide")).code, "clock_before_trust");
  }),
);

test(
  "lists that grow old without a network are said to be old",
  visit({}, async (visit, site) => {
    visit.expected.push(CUT);
    await visited(visit);
    await site.cut();
    await visit.page.addInitScript((later) => {
      const Now = Date;
      globalThis.Date = class extends Now {
        constructor(...parts) {
          super(...(parts.length === 0 ? [Now.now() + later] : parts));
        }
        static now() {
          return Now.now() + later;
        }
      };
    }, 12 * DAY);
    await visit.page.reload();
    await visit.verdict("accepted");
    assert.match(await visit.text(".fresh .problem"), /The lists are old/);
    assert.match(await visit.text(".fresh"), /12 days ago/);
  }),
);

test(
  "the kill switch stops the page and deletes what was kept",
  visit({}, async (visit, site) => {
    await visited(visit);
    const version = JSON.parse(site.file("version.json"));
    site.changed.set("version.json", JSON.stringify({ ...version, stop: true }));
    await visit.page.reload();
    await visit.state("stopped");
    assert.match(await visit.page.innerText("main"), /stopped this page/);
    await until(
      visit,
      async () => (await navigator.serviceWorker.getRegistrations()).length === 0 && (await caches.keys()).length === 0,
    );
    assert.deepEqual(await visit.page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name)), []);
    await shot(visit, "stopped-en");
  }),
);

/** The site in a newer build: one file differs. */
function renew(site) {
  const changed = Buffer.concat([site.file("style.css"), Buffer.from("\n/* newer */\n")]);
  const worker = site.file("sw.js").toString();
  const [, build] = /const BUILD = "([0-9a-f]{64})"/.exec(worker);
  const old = createHash("sha256").update(site.file("style.css")).digest("hex");
  const next = createHash("sha256").update(changed).digest("hex");
  site.changed.set("style.css", changed);
  site.changed.set("sw.js", worker.replace(build, next).replace(old, next));
  site.changed.set("version.json", JSON.stringify({ ...JSON.parse(site.file("version.json")), build: next }));
  return next;
}

test(
  "a newer version is offered beside a verdict, and taken when asked",
  visit({}, async (visit, site) => {
    await visited(visit);
    const { build: running } = JSON.parse(site.file("version.json"));
    const build = renew(site);
    await visit.page.reload();
    await visit.verdict("accepted");
    await visit.page.waitForSelector("[data-notice=update]");
    // The build that is shown is the one that answers, not the server's.
    await until(visit, (running) => document.querySelector(".experts").textContent.includes(running), running);
    assert.ok(!(await visit.page.textContent("body")).includes(build));
    await shot(visit, "update-en");
    await visit.page.click("[data-action=reload]");
    await until(
      visit,
      async (build) => JSON.stringify(await caches.keys()).includes(build) && (await caches.keys()).length === 1,
      build,
    );
    await visit.verdict("accepted");
    const style = await visit.page.evaluate(async () => (await fetch("/style.css")).text());
    assert.ok(style.includes("newer"));
  }),
);

test(
  "a newer version is taken when asked on a first visit too",
  visit({}, async (visit, site) => {
    await visited(visit);
    renew(site);
    await visit.page.evaluate(() => {
      globalThis.isBefore = true;
      globalThis.dispatchEvent(new Event("online"));
    });
    await visit.page.click("[data-action=reload]");
    await until(
      visit,
      async () => globalThis.isBefore === undefined && (await (await fetch("/style.css")).text()).includes("newer"),
    );
    await visit.verdict("accepted");
  }),
);

test(
  "a newer version is taken at once where nothing is shown",
  visit({}, async (visit, site) => {
    await visit.open(PAGE);
    await visit.state("home");
    await visit.kept();
    const build = renew(site);
    await visit.page.reload();
    await until(
      visit,
      async (build) => JSON.stringify(await caches.keys()).includes(build) && (await caches.keys()).length === 1,
      build,
    );
    await visit.state("home");
  }),
);

test(
  "a site in the middle of a change is not kept",
  visit({}, async (visit, site) => {
    visit.expected.push(/is not of build|ServiceWorker/);
    await visited(visit);
    const worker = site.file("sw.js").toString();
    site.changed.set("sw.js", worker.replace(/const BUILD = "[0-9a-f]{4}/, 'const BUILD = "ffff'));
    site.changed.set("style.css", Buffer.from("/* of another build */"));
    await visit.page.reload();
    await visit.verdict("accepted");
    await visit.page.waitForTimeout(1500);
    assert.ok(!(await visit.page.evaluate(async () => (await fetch("/style.css")).text())).includes("another build"));
    assert.equal(await visit.page.locator("[data-notice=update]").count(), 0);
  }),
);

test(
  "the page is kept although the device refuses to keep lists",
  visit({}, async (visit) => {
    await visit.page.addInitScript(() => {
      indexedDB.open = () => {
        throw new DOMException("refused", "SecurityError");
      };
    });
    await visited(visit);
    assert.equal((await visit.verdict("accepted")).code, "ok");
    assert.match(await visit.text("[data-notice=store]"), /does not keep the lists/);
  }),
);

test(
  "the time is right in a page that was opened long ago",
  visit({ at: NOW }, async (visit) => {
    await visited(visit);
    await visit.page.evaluate((later) => {
      const Now = Date;
      globalThis.Date = class extends Now {
        static now() {
          return Now.now() + later;
        }
      };
    }, 800 * DAY);
    await visit.page.evaluate((text) => {
      globalThis.location.hash = text;
    }, code("good").split("#")[1]);
    assert.equal((await visit.verdict("rejected")).code, "expired");
  }),
);

/** Opens the database in which the lists are kept, and does something with what is kept there. */
async function withKept(visit, change) {
  await visit.page.evaluate(async (change) => {
    const done = (request) =>
      new Promise((resolve, reject) =>
        Object.assign(request, { onsuccess: () => resolve(request.result), onerror: reject }),
      );
    const database = await done(indexedDB.open("label:/:trust", 1));
    const store = database.transaction("trust", "readwrite").objectStore("trust");
    const entry = await done(store.get("kept"));
    if (change === "spoil") {
      await done(store.put({ ...entry, bytes: new Uint8Array(100) }, "kept"));
    }
    database.close();
  }, change);
}

const look = (page) => page.evaluate(() => globalThis.dispatchEvent(new Event("online")));

test(
  "a page that was opened before does not write older lists over newer ones",
  visit({}, async (visit, site) => {
    site.changed.set("bundle.cbor", fixture("older.cbor"));
    await visited(visit, "revoked");
    await visit.verdict("accepted");
    const second = await visit.newPage();
    site.changed.delete("bundle.cbor");
    await second.goto(code("revoked"));
    await second.waitForSelector(".outcome.rejected");
    site.changed.set("bundle.cbor", fixture("older.cbor"));
    await look(visit.page);
    // The first page hears of what the second one kept.
    assert.equal((await visit.verdict("rejected")).code, "revoked");
    await second.close();
    await visit.page.reload();
    assert.equal((await visit.verdict("rejected")).code, "revoked");
    await visit.page.waitForSelector("[data-notice=rollback]");
  }),
);

test(
  "kept lists that cannot be opened are said, and replaced",
  visit({}, async (visit) => {
    await visited(visit);
    await withKept(visit, "spoil");
    await visit.page.reload();
    await visit.verdict("accepted");
    assert.match(await visit.text("[data-notice=unread]"), /cannot be read any more/);
    await visit.page.reload();
    await visit.verdict("accepted");
    await visit.kept();
    assert.equal(await visit.page.locator("[data-notice=unread]").count(), 0);
  }),
);

test(
  "kept lists that the device does not give are not written over",
  visit({}, async (visit, site) => {
    await visited(visit, "revoked");
    site.changed.set("bundle.cbor", fixture("older.cbor"));
    const page = await visit.newPage();
    await page.addInitScript(() => {
      IDBObjectStore.prototype.get = () => {
        throw new DOMException("unreadable", "UnknownError");
      };
    });
    await page.goto(code("revoked"));
    await page.waitForSelector("[data-notice=store]");
    await page.waitForSelector(".outcome.accepted");
    await page.close();
    await visit.page.reload();
    assert.equal((await visit.verdict("rejected")).code, "revoked");
    await visit.page.waitForSelector("[data-notice=rollback]");
  }),
);

test(
  "the page does not say that it is kept while it has no lists",
  visit({}, async (visit, site) => {
    visit.expected.push(/404/);
    site.changed.set("bundle.cbor", null);
    await visit.open(code("good"));
    await visit.verdict("cannot_decide");
    await until(visit, () => navigator.serviceWorker.controller !== null);
    await visit.page.waitForTimeout(300);
    assert.equal(await visit.page.locator(".offline-ready").count(), 0);
    site.changed.delete("bundle.cbor");
    await visit.page.click("[data-action=again]");
    await visit.verdict("accepted");
    await visit.kept();
  }),
);

test(
  "only lists that were accepted are kept for use without a network",
  visit({}, async (visit, site) => {
    visit.expected.push(CUT);
    await visit.page.addInitScript(() => {
      indexedDB.open = () => {
        throw new DOMException("refused", "SecurityError");
      };
    });
    await visited(visit);
    site.changed.set("bundle.cbor", site.file("index.html"));
    await visit.page.reload();
    await visit.page.waitForSelector("[data-notice=refused]");
    await site.cut();
    await visit.page.reload();
    assert.equal((await visit.verdict("accepted")).code, "ok");
  }),
);

test(
  "a network that hangs holds up no answer of a kept page, even where only the worker keeps its lists",
  visit({}, async (visit, site) => {
    await visit.page.addInitScript(() => {
      indexedDB.open = () => {
        throw new DOMException("refused", "SecurityError");
      };
    });
    await visited(visit);
    site.held.add("bundle.cbor").add("version.json");
    const before = Date.now();
    await visit.page.reload();
    assert.equal((await visit.verdict("accepted")).code, "ok");
    assert.ok(Date.now() - before < 10_000);
  }),
);

test(
  "newer lists that change a verdict are announced, and nothing that was typed is lost",
  visit({}, async (visit, site) => {
    site.changed.set("bundle.cbor", fixture("older.cbor"));
    await visited(visit, "revoked");
    await visit.verdict("accepted");
    site.changed.delete("bundle.cbor");
    await look(visit.page);
    const verdict = await visit.verdict("rejected");
    assert.match(verdict.spoken, /Label rejected.*revoked/);
  }),
);

test(
  "a verdict that grew old is made anew when the page is seen again, and announced",
  visit({}, async (visit) => {
    await visited(visit);
    await visit.page.evaluate((later) => {
      const Now = Date;
      globalThis.Date = class extends Now {
        constructor(...parts) {
          super(...(parts.length === 0 ? [Now.now() + later] : parts));
        }
        static now() {
          return Now.now() + later;
        }
      };
      document.dispatchEvent(new Event("visibilitychange"));
    }, 800 * DAY);
    const verdict = await visit.verdict("rejected");
    assert.equal(verdict.code, "expired");
    assert.match(verdict.spoken, /Label rejected/);
  }),
);

test(
  "a notice that comes late leaves everything else where it is",
  visit({}, async (visit, site) => {
    visit.expected.push(CUT);
    await visited(visit);
    assert.equal(await visit.page.locator(".notices[role=status]").count(), 1);
    await visit.page.click(".experts summary");
    await visit.page.fill("#jan", "49012");
    await visit.page.evaluate(() => {
      document.getElementById("jan").isOld = true;
      document.querySelector(".notices").isOld = true;
    });
    await site.cut();
    await look(visit.page);
    await visit.page.waitForSelector("[data-notice=offline]");
    const left = await visit.page.evaluate(() => {
      const jan = document.getElementById("jan");
      return [
        jan.isOld,
        jan.value,
        document.activeElement === jan,
        document.querySelector(".notices").isOld,
        document.querySelector(".experts details").open,
      ];
    });
    assert.deepEqual(left, [true, "49012", true, true, true]);
  }),
);

test(
  "going back while a label is checked leads back, and nothing comes after it",
  visit({}, async (visit, site) => {
    site.held.add("config.json");
    await visit.open(PAGE);
    await visit.state("home");
    await paste(visit, code("good"));
    await visit.state("busy");
    await visit.page.evaluate(() => history.back());
    await visit.state("home");
    site.letGo();
    await visit.kept();
    await visit.state("home");
    assert.equal(await visit.page.locator(".outcome").count(), 0);
  }),
);
