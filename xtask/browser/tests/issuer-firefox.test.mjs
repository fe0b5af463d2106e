// States of the issuing page in Firefox.

import { Firefox } from "../engines/firefox.mjs";
import { ENGINE_STATES } from "../engines/issuer.mjs";
import { everyState } from "../engines/run.mjs";

everyState("issuer-firefox", Firefox, { states: ENGINE_STATES, directory: process.env.LABEL_ISSUER, first: "app.js" });
