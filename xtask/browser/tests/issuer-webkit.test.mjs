// Every state of the issuing page in WebKit.

import { WebKit } from "../engines/webkit.mjs";
import { STATES } from "../engines/issuer.mjs";
import { everyState } from "../engines/run.mjs";

everyState("issuer-webkit", WebKit, { states: STATES, directory: process.env.LABEL_ISSUER, first: "app.js" });
