// WebKitGTK's own small browser, over WebDriver: the nearest kin of what iPhones run.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

import { VIEWPORT } from "./visit.mjs";
import { Session } from "./webdriver.mjs";

/** Where Debian keeps the browser, below a directory that names the machine. */
const LIBRARIES = "/usr/lib";
const BROWSER = "webkit2gtk-4.1/MiniBrowser";
/** The screen is as high as the longest page, so that all of it is in the picture. */
const TALLEST = 8000;
/** Pixels of a window that are not the page. */
const BAR = 60;
/** The time for the driver's first answer, in turns of a tenth of a second. */
const TURNS = 300;

/** A running driver on a screen of its own; each profile is a browser of its own. */
export class WebKit {
  #driver;
  #process;
  #gate;

  static async launch({ gate, dark }) {
    const webkit = new WebKit();
    const port = await freePort();
    const screen = ["-a", "-s", `-screen 0 1280x${TALLEST}x24`];
    // Its theme decides whether pages are light or dark.
    const env = { ...process.env, GTK_THEME: dark ? "Adwaita:dark" : "Adwaita", LANG: "C.UTF-8" };
    webkit.#process = spawn("xvfb-run", [...screen, "WebKitWebDriver", `--port=${port}`], {
      detached: true,
      stdio: "ignore",
      env,
    });
    webkit.#driver = `http://127.0.0.1:${port}`;
    webkit.#gate = gate;
    await webkit.#answered();
    return webkit;
  }

  async profile() {
    const session = await Session.start(this.#driver, {
      acceptInsecureCerts: true,
      "webkitgtk:browserOptions": {
        binary: browser(),
        args: ["--automation", `--proxy=http://127.0.0.1:${this.#gate.port}`],
      },
    });
    const { width, height } = VIEWPORT;
    await session.send("POST", "/window/rect", { width, height });
    return new Tab(session);
  }

  async close() {
    const ended = once(this.#process, "exit");
    process.kill(-this.#process.pid, "SIGTERM");
    const hangs = setTimeout(() => process.kill(-this.#process.pid, "SIGKILL"), 5_000);
    await ended;
    clearTimeout(hangs);
  }

  async #answered() {
    for (let turn = 0; turn < TURNS; turn += 1) {
      if (await fetch(`${this.#driver}/status`).then(Boolean, () => false)) {
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error("WebKitWebDriver does not answer");
  }
}

class Tab {
  #session;

  constructor(session) {
    this.#session = session;
  }

  async open(url) {
    await this.#session.send("POST", "/url", { url });
  }

  async reload() {
    await this.#session.send("POST", "/refresh", {});
  }

  async evaluate(body, ...args) {
    return this.#session.evaluate(body, ...args);
  }

  async click(selector) {
    await this.#session.send("POST", `/element/${await this.#session.find(selector)}/click`, {});
  }

  async choose(selector, file) {
    await this.#session.send("POST", `/element/${await this.#session.find(selector)}/value`, { text: file });
  }

  async shot(path) {
    const long = await this.evaluate(() => document.documentElement.scrollHeight);
    await this.#session.send("POST", "/window/rect", { width: VIEWPORT.width, height: long + BAR });
    await this.evaluate(drawn);
    const picture = await this.#session.send("GET", `/element/${await this.#session.find("html")}/screenshot`);
    writeFileSync(path, Buffer.from(picture, "base64"));
  }

  async end() {
    await this.#session.end();
  }
}

/** In the page: waits until the window is drawn in its new size. */
function drawn() {
  return new Promise((resolve) => {
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 200)));
  });
}

function browser() {
  const machine = readdirSync(LIBRARIES).find((name) => name.endsWith("-linux-gnu"));
  return process.env.MINI_BROWSER ?? join(LIBRARIES, machine, BROWSER);
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
