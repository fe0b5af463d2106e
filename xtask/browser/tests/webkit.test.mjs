// Every state of the page in WebKit.

import { WebKit } from "../engines/webkit.mjs";
import { everyState } from "../engines/run.mjs";

everyState("webkit", WebKit);
