// The site as `label site serve` shows it on this machine, for trying.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { test } from "node:test";

import { launch, Visit } from "../browser.mjs";
import { code, shot } from "../setup.mjs";

const { LABEL_COMMAND, LABEL_SITE } = process.env;

/** Serves the site, and ends with what is given. */
async function served(body) {
  assert.ok(LABEL_COMMAND, "LABEL_COMMAND names the command");
  const server = spawn(LABEL_COMMAND, ["site", "serve", LABEL_SITE], { stdio: ["ignore", "pipe", "ignore"] });
  const browser = await launch({ port: 9 }, { spki: "" });
  try {
    const [address] = await once(createInterface(server.stdout), "line");
    assert.match(address, /^http:\/\/127\.0\.0\.1:\d+\/$/);
    await body(address, browser);
  } finally {
    await browser.close();
    server.kill("SIGINT");
  }
}

test("a site that is tried on this machine checks labels, also without the server", () =>
  served(async (address, browser) => {
    const visit = await Visit.begin(browser);
    const opened = (name) => visit.open(code(name).replace("https://label.example.jp/", address));
    await opened("good");
    assert.equal((await visit.verdict("accepted")).code, "ok");
    assert.equal(visit.page.url(), `${address}01/04901234567894`);
    assert.equal(await visit.page.locator("[data-notice=elsewhere]").count(), 0);
    assert.equal(await visit.text(".warnings code"), "host_unknown");
    await visit.kept();
    await visit.context.setOffline(true);
    visit.expected.push(/ERR_INTERNET_DISCONNECTED|ERR_FAILED/);
    await opened("revoked");
    assert.equal((await visit.verdict("rejected")).code, "revoked");
    await shot(visit, "served-en");
    assert.ok(visit.asked.every(({ url, referrer }) => url.startsWith(address) && referrer === ""));
    assert.ok(!visit.asked.some(({ url }) => /[0-9]{40,}/.test(url)));
    assert.deepEqual(await visit.page.evaluate(() => globalThis.violations), []);
    assert.deepEqual(
      visit.problems.filter((problem) => !visit.expected.some((expected) => expected.test(problem))),
      [],
    );
    await visit.end();
  }));
