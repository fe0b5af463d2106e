// Every state of the issuing page in Chromium, and what axe says of each in both languages and colour schemes.

import assert from "node:assert/strict";

import { Chromium } from "../engines/chromium.mjs";
import { STATES } from "../engines/issuer.mjs";
import { everyState } from "../engines/run.mjs";
import { looks, speak, unfold, violations } from "../states.mjs";

everyState("issuer-chromium", Chromium, {
  states: STATES,
  directory: process.env.LABEL_ISSUER,
  first: "app.js",
  look: async ({ tab: { page } }, shot) => {
    const visit = { page, context: page.context() };
    for (const [language, schemes] of looks(["en", "ja"])) {
      await speak(visit, language);
      await unfold(visit);
      for (const colorScheme of schemes) {
        await page.emulateMedia({ colorScheme });
        assert.deepEqual(await violations(visit), [], `${language} ${colorScheme}`);
      }
      await page.emulateMedia({ colorScheme: "light" });
      await page.screenshot({ path: `${shot}-a11y-${language}.png`, fullPage: true });
    }
  },
});
