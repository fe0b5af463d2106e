// What axe says of the page in every state and language, and in both colour schemes.

import assert from "node:assert/strict";
import { test } from "node:test";

import { NOW } from "../browser.mjs";
import { shot, stage } from "../setup.mjs";
import { LANGUAGES, looks, reach, speak, STATES, unfold, violations } from "../states.mjs";

const { visit } = stage();

for (const [state, reached] of Object.entries(STATES)) {
  test(
    `axe finds nothing: ${state}, in every language and in both colour schemes`,
    visit({ at: reached.at ?? NOW }, async (visit, site) => {
      await reach(visit, site, reached);
      for (const [language, schemes] of looks(LANGUAGES)) {
        await speak(visit, language);
        await unfold(visit);
        for (const colorScheme of schemes) {
          await visit.page.emulateMedia({ colorScheme });
          assert.deepEqual(await violations(visit), [], `${language} ${colorScheme}`);
          await shot(visit, `a11y-${state.replaceAll(" ", "-")}-${language}-${colorScheme}`);
        }
      }
    }),
  );
}
