// What the tests need of the W3C WebDriver protocol, as WebKit's driver speaks it.

/** The name under which the protocol hands elements over. */
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

/** The time for one answer of the driver, in milliseconds; all states together take few minutes. */
const PATIENCE = 30_000;

/** The driver or its browser hangs: nothing was said of the page. */
export class SilentDriver extends Error {}

/** One session with a driver: a browser of its own. */
export class Session {
  #address;

  constructor(address) {
    this.#address = address;
  }

  /** Starts a browser with these capabilities. */
  static async start(driver, capabilities) {
    const answer = await ask("POST", `${driver}/session`, { capabilities: { alwaysMatch: capabilities } });
    return new Session(`${driver}/session/${answer.sessionId}`);
  }

  /** Runs a function in the page; what it gives is data. */
  async evaluate(body, ...args) {
    const script = `return Promise.resolve((${body})(...arguments));`;
    return this.send("POST", "/execute/sync", { script, args });
  }

  /** The first element that a selector finds. */
  async find(selector) {
    const found = await this.send("POST", "/element", { using: "css selector", value: selector });
    return found[ELEMENT];
  }

  async send(method, path, body) {
    return ask(method, this.#address + path, body);
  }

  async end() {
    await ask("DELETE", this.#address);
  }
}

async function ask(method, address, body) {
  const { ok, value } = await answerOf(method, address, body).catch((cause) => {
    throw new SilentDriver(`no answer to ${method} ${new URL(address).pathname}`, { cause });
  });
  if (!ok) {
    throw new Error(`${value.error}: ${value.message}`);
  }
  return value;
}

async function answerOf(method, address, body) {
  const signal = AbortSignal.timeout(PATIENCE);
  const answer = await fetch(address, { method, body: body === undefined ? null : JSON.stringify(body), signal });
  const { value } = await answer.json();
  return { ok: answer.ok, value };
}
