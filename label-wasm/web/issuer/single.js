// The issuing page as one file: what it would fetch stands in it, and is told before anything of it runs.

import "./embedded.js";
import "./app.js";
