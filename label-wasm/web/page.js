// The page's states and what leads from one to another.

import { opened, takeOpened, stepTo, forgetStep } from "./opened.js";
import { now, within, digest, measure, remembered, remember } from "./device.js";
import { isKept, loadAsset, loadJson, loadModule } from "./assets.js";
import { chooseLanguage, joinWords } from "./words.js";
import { reportWithoutTrust, reportOnPicture } from "./judge.js";
import { viewOf, headView, footView, announcement, titleOf, isSpecimen } from "./view.js";
import { janAnswer } from "./label-view.js";
import { show } from "./dom.js";
import { TrustKeeper } from "./trust.js";
import { Reader } from "./reader.js";
import { Camera, readPictureFile } from "./camera.js";
import { Versions } from "./versions.js";

const MINUTE = 60_000;
/** How long the first verdict waits to hear whether the page was stopped, in milliseconds. */
const HEARD = 1000;

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
  #isKept = false;
  #versions = new Versions({
    ready: () => this.#keptForOffline(),
    waiting: () => this.#note("update"),
    stopped: () => this.#stop(),
    isIdle: () => this.#state.kind === "home" || document.visibilityState === "hidden",
  });
  #ready = null;
  /** Until it is known whether the page was stopped, or no answer came in time. */
  #heard = null;
  #isStopped = false;

  /** Loads words, lists and verifier, and checks what the page was opened with. */
  async start() {
    const version = this.#versions.check();
    this.#heard = within(HEARD, version).catch(() => {});
    this.#ready = this.#load();
    // Heard of where a label is to be checked.
    this.#ready.catch(() => {});
    this.#keep(version);
    await this.#speak(chooseLanguage(remembered(), navigator.languages ?? []));
    if (this.#isStopped) {
      this.#show({ kind: "stopped" });
    } else if (opened === null) {
      this.#show({ kind: "home" });
    } else {
      await this.checkText(opened);
    }
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
    if (this.#isStopped) {
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
    if (this.#isStopped) {
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
      code = error.message === "reader" ? null : typeof error.code === "string" ? error.code : "picture_malformed";
    }
    await this.#ready.catch(() => {});
    if (turn !== this.#turn) {
      return;
    }
    if (code === null) {
      this.#show({ kind: "home", problem: "reader" });
    } else if (text === null) {
      this.#show({
        kind: "verdict",
        report: { ...reportOnPicture(code), at: new Date().toISOString(), specimen: this.#isSpecimen() },
      });
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
    const result = this.#janResult(digits);
    this.#state = { ...this.#state, jan: { result } };
    this.#render();
    document.getElementById("jan").value = digits;
    this.#say(janAnswer(result, this.#words));
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
    if (!this.#isStopped || action === "language") {
      await actions[action]?.();
    }
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
    if (this.#isStopped || globalThis.location.hash.length > 1) {
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
      this.#recheck();
    }
  }

  async #load() {
    const [config, bytes, module] = await Promise.all([
      loadJson("config.json"),
      loadAsset("label_wasm_bg.wasm"),
      loadModule("label_wasm.js"),
    ]);
    this.#config = config;
    this.#noteElsewhere();
    const schemes = config.schemes.map(async (name) => [name, await loadJson(`schemes/${name}.json`)]);
    const [tables, wasm] = await Promise.all([
      Promise.all(schemes),
      digest(bytes),
      module.default({ module_or_path: bytes }),
    ]);
    this.#schemes = Object.fromEntries(tables);
    this.#build = { ...this.#build, version: module.version(), sources: module.build(), wasm };
    const trust = new TrustKeeper(module.Verifier, config, now);
    this.#trust = this.#isStopped ? null : trust;
    await this.#trust?.open();
  }

  /** Verifies the input as things are now, and shows the verdict. */
  async #answer(captured = null) {
    const turn = this.#turn;
    if (this.#trust === null || this.#trust.verifier === null) {
      this.#show({ kind: "busy" });
    }
    const failure = await Promise.all([this.#ready, this.#heard]).then(
      () => null,
      (error) => error,
    );
    if (turn !== this.#turn) {
      return;
    }
    if (failure !== null) {
      this.#show({ kind: "broken", code: failure.code ?? "not_loaded" });
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
    await this.#trust?.renew();
    this.#recheck();
  }

  /** Verifies what is shown anew: lists are newer, or time has passed. A verdict that changes is said. */
  #recheck() {
    const before = this.#state;
    if (before.kind !== "verdict" || this.#input === null) {
      this.#render();
      return;
    }
    this.#state = { ...this.#verdict(), jan: before.jan, copied: before.copied };
    this.#render();
    const [old, said] = [before, this.#state].map((state) => announcement(state, this.#context()));
    if (said !== old) {
      this.#say(said);
    }
  }

  /** Answers from what is there, and looks for newer lists beside it. */
  async #again() {
    if (this.#input === null) {
      this.#home();
      return;
    }
    this.#turn += 1;
    const turn = this.#turn;
    if (this.#trust !== null && this.#trust.verifier !== null) {
      this.#renew();
    } else {
      this.#show({ kind: "busy" });
      if (this.#trust === null) {
        this.#ready = this.#load();
        await this.#ready.catch(() => {});
      }
      await this.#trust?.renew();
    }
    if (turn === this.#turn) {
      await this.#answer();
    }
  }

  #home() {
    this.#leaveCamera();
    this.#turn += 1;
    this.#input = null;
    stepTo(null, this.#address());
    this.#show({ kind: "home" });
    this.#versions.applyIfIdle();
    // Who goes on from a label may want the camera, also where there is no network.
    this.#versions.keepRest();
  }

  async #scan(id = null) {
    this.#leaveCamera();
    this.#turn += 1;
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
      const found = await camera.scan(this.#reader);
      if (found !== null) {
        await this.checkText(found.text, found.captured);
      }
    } catch (error) {
      camera.stop();
      if (this.#camera === camera) {
        this.#camera = null;
        this.#show({ kind: "home", problem: cameraProblem(error) });
      }
    }
  }

  async #toggleTorch() {
    const [camera, torch] = [this.#camera, !this.#state.torch];
    const isSet = await camera?.setTorch(torch).then(
      () => true,
      () => false,
    );
    if (isSet && camera === this.#camera) {
      this.#show({ ...this.#state, torch });
    }
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
      const results = { passed: line?.code === "ok" ? "same" : "open", failed: "other" };
      return results[line?.result] ?? "open";
    } catch (error) {
      return error.code === "policy_malformed" ? "bad" : "open";
    }
  }

  async #copy() {
    const code = document.getElementById("support-code");
    const copied = await Promise.resolve()
      .then(() => navigator.clipboard.writeText(code.textContent))
      .then(
        () => true,
        () => false,
      );
    if (this.#state.kind === "verdict") {
      this.#state = { ...this.#state, copied };
      this.#render();
    }
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

  /** From now on nothing is answered, whatever was on its way. */
  #stop() {
    this.#isStopped = true;
    this.#leaveCamera();
    this.#turn += 1;
    this.#input = null;
    this.#trust = null;
    this.#notices = [];
    forgetStep(this.#address());
    this.#show({ kind: "stopped" });
  }

  #keptForOffline() {
    this.#isKept = true;
    this.#render();
  }

  /** Keeps the page for later, whatever becomes of the label: the worker, the build's name, and the reader for those who come again. */
  async #keep(version) {
    await Promise.all([version, this.#ready.catch(() => {})]);
    await this.#versions.start();
    this.#build = { ...this.#build, site: await this.#versions.build(await version) };
    this.#render();
    const installed = globalThis.matchMedia("(display-mode: standalone)").matches;
    if (installed || opened === null || this.#versions.wasKept) {
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
    if (this.#isStopped && state.kind !== "stopped") {
      return;
    }
    const before = this.#state;
    this.#state = state;
    this.#render();
    if (this.#words === null) {
      return;
    }
    this.#say(announcement(state, this.#context()));
    // The first screen is read from its start, and within the camera's nobody is moved.
    const stays =
      (state.kind === "home" && before.kind === "busy" && opened === null) ||
      (state.kind === "camera" && before.kind === "camera");
    if (state.kind !== "busy" && !stays) {
      globalThis.scrollTo(0, 0);
      document.getElementById("title")?.focus({ preventScroll: true });
    }
  }

  /** Says something to those who hear the page. */
  #say(text) {
    document.getElementById("announcement").textContent = text;
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
    show(
      document.getElementById("foot"),
      footView(this.#state, context, this.#isKept && this.#trust?.isStored === true),
    );
  }

  #context() {
    const notices = [...this.#notices, ...(this.#trust?.notices ?? [])];
    const host = globalThis.location.host || globalThis.location.href;
    return {
      words: this.#words,
      schemes: this.#schemes,
      config: this.#config,
      trust: this.#trust?.info ?? null,
      build: this.#build,
      notices,
      host,
    };
  }
}

function cameraProblem(error) {
  const problems = {
    NotAllowedError: "denied",
    SecurityError: "denied",
    NotFoundError: "missing",
    OverconstrainedError: "missing",
    TypeError: "missing",
  };
  return ["reader", "trap"].includes(error.message) ? "reader" : (problems[error.name] ?? "busy");
}
