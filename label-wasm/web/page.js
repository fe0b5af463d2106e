// The page's states and what leads from one to another.

import { opened, takeOpened, stepTo } from "./opened.js";
import { isKept, loadAsset, loadJson, loadModule } from "./assets.js";
import { chooseLanguage, joinWords } from "./words.js";
import { reportWithoutTrust, reportOnPicture } from "./judge.js";
import { viewOf, headView, footView, announcement, titleOf, isSpecimen } from "./view.js";
import { show } from "./dom.js";
import { TrustKeeper } from "./trust.js";
import { Reader } from "./reader.js";
import { Camera, readPictureFile } from "./camera.js";
import { Versions } from "./versions.js";

const REMEMBERED = "label-language";
const MINUTE = 60_000;

/** One visit of one person. */
export class Page {
  #state = { kind: "busy" };
  #words = null;
  #messages = {};
  #language = "en";
  #config = { policy: {}, schemes: [], specimen: false };
  #schemes = {};
  #build = {};
  #trust = null;
  #input = null;
  /** Counts what was brought: a picture that is read slowly does not come after what came later. */
  #turn = 0;
  #camera = null;
  #reader = new Reader();
  #notices = [];
  #offlineReady = false;
  #versions = new Versions({
    ready: () => this.#keptForOffline(),
    waiting: () => this.#note("update"),
    stopped: () => this.#stop(),
    isIdle: () => this.#state.kind === "home" || document.visibilityState === "hidden",
  });
  #ready = null;

  /** Loads words, lists and verifier, and checks what the page was opened with. */
  async start() {
    this.#ready = this.#load();
    // Heard of where a label is to be checked.
    this.#ready.catch(() => {});
    await this.#speak(chooseLanguage(remembered(), navigator.languages ?? []));
    if (opened === null) {
      this.#show({ kind: "home" });
    } else {
      await this.checkText(opened);
    }
    this.#versions.start().then((version) => this.#settle(version));
    await this.#ready.catch(() => {});
    if (!this.#trust?.isFresh) {
      await this.#renew();
    }
    setInterval(() => this.refresh(), 60 * MINUTE);
  }

  /** Looks for newer lists and a newer page: from time to time, and when the network is back. */
  async refresh() {
    await Promise.all([this.#renew(), this.#versions.check()]);
  }

  /** Checks a scanned, typed or pasted text. */
  async checkText(text, captured = null) {
    if (this.#state.kind === "stopped") {
      return;
    }
    this.#leaveCamera();
    this.#turn += 1;
    this.#input = { text };
    stepTo(text, this.#address());
    await this.#answer(captured);
  }

  /** Checks a picture. */
  async checkPicture(file) {
    if (this.#state.kind === "stopped") {
      return;
    }
    this.#leaveCamera();
    this.#input = null;
    this.#turn += 1;
    const turn = this.#turn;
    this.#show({ kind: "busy", picture: true });
    let text = null;
    let code = "picture_no_symbol";
    try {
      text = await readPictureFile(file, this.#reader);
    } catch (error) {
      if (error.message === "reader" && turn === this.#turn) {
        this.#show({ kind: "home", problem: "reader" });
        return;
      }
      code = "picture_malformed";
    }
    await this.#ready.catch(() => {});
    if (turn !== this.#turn) {
      return;
    }
    if (text === null) {
      this.#show({ kind: "verdict", report: { ...reportOnPicture(code), at: new Date().toISOString(), specimen: this.#isSpecimen() } });
    } else {
      await this.checkText(text);
    }
  }

  /** Takes what a keyboard scanner typed: a JAN code where one is to be compared, else a label. */
  takeTyped(text) {
    if (/^[0-9]{8,14}$/.test(text) && this.#state.kind === "verdict" && document.getElementById("jan")) {
      this.compareJan(text);
    } else {
      this.checkText(text);
    }
  }

  /** Compares the JAN code of the item at hand with the label's. */
  compareJan(text) {
    const digits = text.normalize("NFKC").replace(/[\s-]/g, "");
    this.#state = { ...this.#state, jan: { result: this.#janResult(digits) } };
    this.#render();
    document.getElementById("jan").value = digits;
  }

  /** Follows what somebody pressed, chose or sent. */
  async act(action, element) {
    const actions = {
      camera: () => this.#scan(),
      "choose-camera": () => this.#scan(element.value),
      torch: () => this.#toggleTorch(),
      stop: () => this.#home(),
      another: () => this.#home(),
      again: () => this.#again(),
      reload: () => this.#versions.apply(),
      restart: () => globalThis.location.reload(),
      copy: () => this.#copy(),
      language: () => this.#changeLanguage(element.value),
    };
    await actions[action]?.();
  }

  /** The address changed: another code was opened in this tab. */
  async readdress() {
    const text = takeOpened();
    if (text !== null) {
      await this.checkText(text);
    }
  }

  /** Somebody went back or forward in the tab's history. */
  async revisit(state) {
    // An address with a label in it is taken by readdress().
    if (this.#state.kind === "stopped" || globalThis.location.hash.length > 1) {
      return;
    }
    if (state?.label) {
      await this.checkText(state.label);
    } else {
      this.#home();
    }
  }

  /** The page went out of view, or came back. */
  viewChanged() {
    if (document.visibilityState === "hidden" && this.#camera !== null) {
      this.#leaveCamera();
      this.#show({ kind: "home", problem: "paused" });
    } else {
      this.#versions.applyIfIdle();
    }
  }

  async #load() {
    const [config, bytes, module] = await Promise.all([loadJson("config.json"), loadAsset("label_wasm_bg.wasm"), loadModule("label_wasm.js")]);
    this.#config = config;
    this.#noteElsewhere();
    const schemes = config.schemes.map(async (name) => [name, await loadJson(`schemes/${name}.json`)]);
    const [tables, wasm] = await Promise.all([Promise.all(schemes), digest(bytes), module.default({ module_or_path: bytes })]);
    this.#schemes = Object.fromEntries(tables);
    this.#build = { version: module.version(), sources: module.build(), wasm, site: null };
    this.#trust = new TrustKeeper(module.Verifier, config, now);
    await this.#trust.open();
  }

  /** Verifies the input as things are now, and shows the verdict. */
  async #answer(captured = null) {
    if (this.#trust === null || this.#trust.verifier === null) {
      this.#show({ kind: "busy" });
    }
    try {
      await this.#ready;
    } catch (error) {
      this.#show({ kind: "broken", code: error.code ?? "not_loaded" });
      return;
    }
    const started = performance.now();
    this.#show(this.#verdict());
    measure("label-verdict", started);
    if (captured !== null) {
      measure("label-frame", captured);
    }
  }

  /** What is to be shown of the input. A verifier that fails takes the verdict before it off the page. */
  #verdict() {
    try {
      return this.#verify();
    } catch (error) {
      return { kind: "broken", code: error.code ?? "failed" };
    }
  }

  #verify() {
    const { verifier } = this.#trust;
    if (verifier === null) {
      const report = { ...reportWithoutTrust(), at: new Date().toISOString(), specimen: this.#isSpecimen() };
      return { kind: "verdict", report, noLists: true, again: true };
    }
    const started = performance.now();
    const report = verifier.verifyText(this.#input.text, now(), this.#config.policy ?? {});
    measure("label-verify", started);
    return { kind: "verdict", report, again: true };
  }

  async #renew() {
    if (this.#trust === null) {
      return;
    }
    const changed = await this.#trust.renew();
    if (changed && this.#state.kind === "verdict" && this.#input !== null) {
      this.#state = { ...this.#verdict(), jan: this.#state.jan, copied: this.#state.copied };
    }
    this.#render();
  }

  async #again() {
    if (this.#input === null) {
      this.#home();
      return;
    }
    this.#show({ kind: "busy" });
    if (this.#trust === null) {
      this.#ready = this.#load();
      await this.#ready.catch(() => {});
    }
    await this.#trust?.renew();
    await this.#answer();
  }

  #home() {
    this.#leaveCamera();
    this.#turn += 1;
    this.#input = null;
    stepTo(null, this.#address());
    this.#show({ kind: "home" });
    this.#versions.applyIfIdle();
  }

  async #scan(id = null) {
    this.#leaveCamera();
    const camera = new Camera();
    this.#camera = camera;
    this.#show({ kind: "camera", cameras: [], camera: id, torch: null, running: false });
    try {
      const prepared = this.#reader.prepare();
      const used = await camera.start(id);
      await prepared;
      const cameras = await camera.cameras();
      if (this.#camera !== camera) {
        camera.stop();
        return;
      }
      this.#show({ kind: "camera", cameras, camera: used, torch: camera.hasTorch() ? false : null, running: true });
      await camera.attach(document.getElementById("finder"));
    } catch (error) {
      camera.stop();
      if (this.#camera === camera) {
        this.#camera = null;
        this.#show({ kind: "home", problem: cameraProblem(error) });
      }
      return;
    }
    const found = await camera.scan(this.#reader);
    if (found !== null) {
      await this.checkText(found.text, found.captured);
    }
  }

  async #toggleTorch() {
    const torch = !this.#state.torch;
    await this.#camera?.setTorch(torch).then(() => this.#show({ ...this.#state, torch }), () => {});
  }

  #leaveCamera() {
    this.#camera?.stop();
    this.#camera = null;
  }

  /** Decided by the verifier, not here: the same check that a till makes. */
  #janResult(digits) {
    try {
      const policy = { ...this.#config.policy, gtin: digits };
      const report = this.#trust.verifier.verifyText(this.#input.text, now(), policy);
      const line = report.checks.find((entry) => entry.check === "gtin");
      return line?.result === "passed" && line.code === "ok" ? "same" : "other";
    } catch {
      return "bad";
    }
  }

  async #copy() {
    const code = document.getElementById("support-code")?.textContent ?? "";
    await navigator.clipboard?.writeText(code).then(() => {
      this.#state = { ...this.#state, copied: true };
      this.#render();
    }, () => {});
  }

  async #changeLanguage(language) {
    remember(language);
    await this.#speak(language);
    this.#render();
  }

  async #speak(language) {
    const page = await loadJson(`words/${language}.json`);
    this.#messages[page.base] ??= await loadJson(`messages/${page.base}.json`);
    this.#words = joinWords(page, this.#messages[page.base]);
    this.#language = language;
  }

  #note(name, values = {}) {
    this.#notices = [...this.#notices.filter((notice) => notice.name !== name), { name, values }];
    this.#render();
  }

  #stop() {
    this.#leaveCamera();
    this.#offlineReady = false;
    this.#trust = null;
    this.#show({ kind: "stopped" });
  }

  #keptForOffline() {
    this.#offlineReady = true;
    this.#render();
  }

  /** After everything is shown: the build of the site, and the reader for those who come again. */
  async #settle(version) {
    await this.#ready.catch(() => {});
    this.#build = { ...this.#build, site: version?.build ?? null };
    this.#render();
    const installed = globalThis.matchMedia("(display-mode: standalone)").matches;
    if (!isKept() && (installed || opened === null || this.#versions.wasKept)) {
      await this.#versions.keepRest();
    }
  }

  /** The page's own address, without what a code had in it. */
  #address() {
    return isKept() ? globalThis.location.href : document.baseURI;
  }

  /** A copy of the page on a host that it was not made for; on this machine somebody tries it. */
  #noteElsewhere() {
    const { hostname } = globalThis.location;
    const { host } = this.#config;
    const isTried = hostname === "localhost" || hostname === "[::1]" || hostname.startsWith("127.");
    if (host && hostname !== host && !isTried && !isKept()) {
      this.#note("elsewhere", { host, address: hostname });
    }
  }

  #isSpecimen() {
    return Boolean(this.#trust?.info?.specimen || this.#config.specimen);
  }

  /** Shows a new state, says its outcome and puts the reader of the screen at its start. */
  #show(state) {
    const before = this.#state;
    this.#state = state;
    this.#render();
    if (this.#words === null) {
      return;
    }
    document.getElementById("announcement").textContent = announcement(state, this.#context());
    // The first screen is read from its start.
    const isStart = state.kind === "home" && before.kind === "busy" && opened === null;
    if (state.kind !== "busy" && !isStart) {
      globalThis.scrollTo(0, 0);
      document.getElementById("title")?.focus({ preventScroll: true });
    }
  }

  #render() {
    if (this.#words === null) {
      return;
    }
    const context = this.#context();
    document.documentElement.lang = this.#words.lang;
    document.title = titleOf(this.#state, context);
    document.body.dataset.state = this.#state.kind;
    document.body.dataset.language = this.#language;
    show(document.getElementById("head"), headView(context, this.#language, isSpecimen(this.#state, context)));
    show(document.getElementById("main"), viewOf(this.#state, context));
    show(document.getElementById("foot"), footView(this.#state, context, this.#offlineReady));
  }

  #context() {
    const notices = [...this.#notices, ...(this.#trust?.notices ?? [])];
    const host = globalThis.location.host || globalThis.location.href;
    return { words: this.#words, schemes: this.#schemes, config: this.#config, trust: this.#trust?.info ?? null, build: this.#build, notices, host };
  }
}

function cameraProblem(error) {
  const problems = { NotAllowedError: "denied", SecurityError: "denied", NotFoundError: "missing", OverconstrainedError: "missing", TypeError: "missing" };
  return error.message === "reader" ? "reader" : (problems[error.name] ?? "busy");
}

function now() {
  return Math.floor(Date.now() / 1000);
}

async function digest(bytes) {
  if (!globalThis.crypto?.subtle) {
    return null;
  }
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function measure(name, start) {
  performance.measure(name, { start, end: performance.now() });
}

function remembered() {
  try {
    return localStorage.getItem(REMEMBERED);
  } catch {
    return null;
  }
}

function remember(language) {
  try {
    localStorage.setItem(REMEMBERED, language);
  } catch {
    // Then the next visit asks the browser again.
  }
}
