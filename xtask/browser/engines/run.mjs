// Brings a browser into every state, and keeps a picture of each.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { NOW } from "../browser.mjs";
import { makeCertificate, Site } from "../server.mjs";
import { Gate } from "./gate.mjs";
import { STATES } from "./states.mjs";
import { prepare, Visit } from "./visit.mjs";
import { SilentDriver } from "./webdriver.mjs";

const { LABEL_SITE, LABEL_SHOTS } = process.env;
/** Visits to a state, at most, as long as the browser hangs before it says anything of the page. */
const VISITS = 3;

/**
 * Tests every state in a browser: those of the page that checks labels, or others on another site. `first` is the
 * script that runs first there; `look` looks at each state once it is reached.
 */
export function everyState(name, Engine, { states = STATES, directory = LABEL_SITE, first, look } = {}) {
  const shots = join(LABEL_SHOTS, name);
  const engines = new Map();
  const held = {};
  before(async () => {
    mkdirSync(shots, { recursive: true });
    held.site = await Site.start(directory, makeCertificate());
    held.gate = await Gate.start(held.site);
  });
  after(async () => {
    await Promise.all([...engines.values()].map((engine) => engine.close()));
    held.gate?.stop();
    await held.site?.stop();
  });
  /** The browser in light or dark colours, started when it is first used. */
  const engineOf = async (dark) => {
    if (!engines.has(dark)) {
      engines.set(dark, await Engine.launch({ gate: held.gate, dark }));
    }
    return engines.get(dark);
  };
  const visited = async (state, { at = NOW, language = "en", dark = false, change, reach, ...expected }) => {
    const { site } = held;
    site.reset(at);
    prepare(site, { at, language }, first);
    change?.(site);
    const engine = await engineOf(dark);
    try {
      const visit = new Visit(await engine.profile());
      await reach(visit, site);
      await visit.shot(join(shots, `${state}.png`));
      await look?.(visit, join(shots, state));
      await holds(visit, site, expected);
      await visit.end();
    } catch (error) {
      // A browser that hangs or failed is of no use to the next state.
      engines.delete(dark);
      await engine.close();
      throw error;
    } finally {
      await site.restore();
    }
  };
  for (const [state, description] of Object.entries(states)) {
    test(`${name}: ${state}`, async (context) => {
      for (let visit = 1; ; visit += 1) {
        try {
          return await visited(state, description);
        } catch (error) {
          if (!(error instanceof SilentDriver) || visit === VISITS) {
            throw error;
          }
          context.diagnostic(`visit ${visit}: ${error.message}`);
        }
      }
    });
  }
}

/** What holds in every state: it says what it must, and no server hears of a label. */
async function holds(visit, site, { code, warning, alone = false }) {
  if (code !== undefined) {
    assert.equal(await visit.text(".outcome .code"), code);
  }
  if (warning !== undefined) {
    assert.equal(await visit.text(".warnings code"), warning);
  }
  assert.deepEqual(await visit.violations(), []);
  assert.equal(site.requests.length === 0, alone);
  for (const { method, url, headers } of site.requests) {
    assert.equal(method, "GET");
    assert.ok(!/[0-9]{40,}/.test(url), "a request carries a credential");
    assert.equal(headers.cookie, undefined);
  }
}
