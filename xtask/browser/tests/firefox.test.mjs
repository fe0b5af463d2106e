// Every state of the page in Firefox.

import { Firefox } from "../engines/firefox.mjs";
import { everyState } from "../engines/run.mjs";

everyState("firefox", Firefox);
