// States of the issuing page in WebKit.

import { WebKit } from "../engines/webkit.mjs";
import { ENGINE_STATES } from "../engines/issuer.mjs";
import { everyState } from "../engines/run.mjs";

everyState("issuer-webkit", WebKit, { states: ENGINE_STATES, directory: process.env.LABEL_ISSUER, first: "app.js" });
