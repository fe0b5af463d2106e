// The page's states and what leads from one to another.

import { opened, takeOpened, stepTo, forgetStep } from "./opened.js";
import { within, measure, remembered, remember } from "./device.js";
import { isKept } from "./assets.js";
import { chooseLanguage } from "./words.js";
import { janAnswer } from "./label-view.js";
import { codeOfError, isBarCode, janDigits } from "./comparison.js";
import { Notices } from "./notices.js";
import { Checker } from "./checker.js";
import { Shell } from "./shell.js";
import { Reader } from "./reader.js";
import { readPictureFile } from "./camera.js";
import { CameraSession } from "./session.js";
import { Versions } from "./versions.js";

/** @import { Facts, LanguageId, VersionFile } from "../page.d.ts" */

const MINUTE = 60_000;
/** How long the first verdict waits to hear whether the page was stopped, in milliseconds. */
const HEARD = 1000;

/** One visit of one person. */
export class Page {
  /**
   * The text that is checked; a picture has none until it is read.
   * @type {string | null}
   */
  #input = null;
  /** Counts what was brought: a picture that is read slowly does not come after what came later. */
  #turn = 0;
  #isKept = false;
  /** @type {Promise<void>} */
  #ready = Promise.resolve();
  /**
   * Until it is known whether the page was stopped, or no answer came in time.
   * @type {Promise<unknown>}
   */
  #heard = Promise.resolve();
  /**
   * The build of the site, as far as it is known.
   * @type {string | null}
   */
  #site = null;
  #notices = new Notices();
  #checker = new Checker();
  #reader = new Reader();
  #shell = new Shell(() => this.#facts());
  #camera = new CameraSession(this.#reader, {
    show: (state) => this.#shell.show(state),
    found: (text, captured) => this.checkText(text, captured),
  });
  #versions = new Versions({
    ready: () => this.#keptForOffline(),
    waiting: () => this.#noteUpdate(),
    stopped: () => this.#stop(),
    isIdle: () => this.#shell.state.kind === "home" || document.visibilityState === "hidden",
  });

  /** Loads words, lists and verifier, and checks what the page was opened with. */
  async start() {
    const version = this.#versions.check();
    this.#heard = within(HEARD, version).catch(() => {});
    this.#ready = this.#checker.load();
    // Heard of where a label is to be checked.
    this.#ready.catch(() => {});
    this.#keep(version);
    await this.#shell.speak(chooseLanguage(remembered(), navigator.languages ?? []));
    if (this.#isStopped) {
      this.#shell.show({ kind: "stopped" });
    } else if (opened === null) {
      this.#shell.show({ kind: "home" });
    } else {
      await this.checkText(opened);
    }
    await this.#ready.catch(() => {});
    if (!this.#checker.isFresh) {
      await this.#renew();
    }
    setInterval(() => this.refresh(), 60 * MINUTE);
  }

  /** Looks for newer lists and a newer page: from time to time, and when the network is back. */
  async refresh() {
    await Promise.all([this.#renew(), this.#versions.check()]);
  }

  /**
   * Checks a scanned, typed or pasted text.
   * @param {string} text
   * @param {number | null} captured when the camera saw it
   */
  async checkText(text, captured = null) {
    if (this.#isStopped) {
      return;
    }
    this.#begin(text);
    stepTo(text, this.#address());
    await this.#answer(text, captured);
  }

  /**
   * Checks a picture.
   * @param {Blob} file
   */
  async checkPicture(file) {
    if (this.#isStopped) {
      return;
    }
    const turn = this.#begin(null);
    this.#shell.show({ kind: "busy", picture: true });
    const read = await readPictureFile(file, this.#reader).then(
      (text) => ({ text, problem: text === null ? "picture_no_symbol" : null }),
      (error) => ({
        text: null,
        problem: error.message === "reader" ? null : (codeOfError(error) ?? "picture_malformed"),
      }),
    );
    await this.#ready.catch(() => {});
    if (turn !== this.#turn) {
      return;
    }
    if (read.text !== null) {
      await this.checkText(read.text);
    } else if (read.problem === null) {
      this.#shell.show({ kind: "home", problem: "reader" });
    } else {
      this.#shell.show(this.#checker.verdictOnPicture(read.problem));
    }
  }

  /**
   * Takes what a keyboard scanner typed: a JAN code where one is to be compared, else a label.
   * @param {string} text
   */
  takeTyped(text) {
    if (isBarCode(text) && this.#shell.state.kind === "verdict" && document.getElementById("jan")) {
      this.compareJan(text);
    } else {
      this.checkText(text);
    }
  }

  /**
   * Compares the JAN code of the item at hand with the label's.
   * @param {string} text
   */
  compareJan(text) {
    const { state, words } = this.#shell;
    const field = /** @type {HTMLInputElement | null} */ (document.getElementById("jan"));
    if (state.kind !== "verdict" || words === null || field === null || this.#input === null) {
      return;
    }
    const digits = janDigits(text);
    const result = this.#checker.compare(this.#input, digits);
    this.#shell.update({ ...state, jan: { result } });
    field.value = digits;
    this.#shell.say(janAnswer(result, words));
  }

  /**
   * Follows what somebody pressed, chose or sent.
   * @param {string} action
   * @param {{ value: string }} element
   */
  async act(action, element) {
    /** @type {Record<string, () => unknown>} */
    const actions = {
      camera: () => this.#scan(),
      "choose-camera": () => this.#scan(element.value),
      torch: () => this.#camera.toggleTorch(),
      stop: () => this.#home(),
      another: () => this.#home(),
      again: () => this.#again(),
      reload: () => this.#versions.apply(),
      restart: () => globalThis.location.reload(),
      copy: () => this.#copy(),
      language: () => this.#changeLanguage(/** @type {LanguageId} */ (element.value)),
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

  /**
   * Somebody went back or forward in the tab's history.
   * @param {{ label?: string | null } | null} state
   */
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
    if (document.visibilityState === "hidden" && this.#camera.isOn) {
      this.#camera.leave();
      this.#shell.show({ kind: "home", problem: "paused" });
    } else {
      this.#versions.applyIfIdle();
      this.#recheck();
    }
  }

  get #isStopped() {
    return this.#shell.state.kind === "stopped";
  }

  /**
   * Begins with something new; gives its turn.
   * @param {string | null} input
   */
  #begin(input) {
    this.#camera.leave();
    this.#input = input;
    this.#turn += 1;
    return this.#turn;
  }

  /**
   * Verifies a text as things are now, and shows the verdict.
   * @param {string} text
   * @param {number | null} captured
   */
  async #answer(text, captured = null) {
    const turn = this.#turn;
    if (!this.#checker.isReady) {
      this.#shell.show({ kind: "busy" });
    }
    const failure = await Promise.all([this.#ready, this.#heard]).then(
      () => null,
      (error) => ({ code: codeOfError(error) ?? "not_loaded" }),
    );
    if (turn !== this.#turn) {
      return;
    }
    if (failure !== null) {
      this.#shell.show({ kind: "broken", ...failure });
      return;
    }
    const started = performance.now();
    this.#shell.show(this.#checker.verdictOf(text));
    measure("label-verdict", started);
    if (captured !== null) {
      measure("label-frame", captured);
    }
  }

  async #renew() {
    await this.#checker.renew();
    this.#recheck();
  }

  /** Verifies what is shown anew: lists are newer, or time has passed. A verdict that changes is said. */
  #recheck() {
    const before = this.#shell.state;
    if (before.kind !== "verdict" || this.#input === null) {
      this.#shell.render();
      return;
    }
    const after = this.#checker.verdictOf(this.#input);
    this.#shell.update(after.kind === "verdict" ? { ...after, jan: before.jan, copied: before.copied } : after);
    const [old, said] = [before, after].map((state) => this.#shell.announcementOf(state));
    if (said !== old) {
      this.#shell.say(said);
    }
  }

  /** Answers from what is there, and looks for newer lists beside it. */
  async #again() {
    const input = this.#input;
    if (input === null) {
      this.#home();
      return;
    }
    this.#turn += 1;
    const turn = this.#turn;
    if (this.#checker.isReady) {
      this.#renew();
    } else {
      this.#shell.show({ kind: "busy" });
      if (!this.#checker.isLoaded) {
        this.#ready = this.#checker.load();
        await this.#ready.catch(() => {});
      }
      await this.#checker.renew();
    }
    if (turn === this.#turn) {
      await this.#answer(input);
    }
  }

  #home() {
    this.#begin(null);
    stepTo(null, this.#address());
    this.#shell.show({ kind: "home" });
    this.#versions.applyIfIdle();
    // Who goes on from a label may want the camera, also where there is no network.
    this.#versions.keepRest();
  }

  /** @param {string | null} id */
  async #scan(id = null) {
    this.#turn += 1;
    await this.#camera.start(id);
  }

  async #copy() {
    const code = document.getElementById("support-code")?.textContent ?? "";
    const copied = await Promise.resolve()
      .then(() => navigator.clipboard.writeText(code))
      .then(
        () => true,
        () => false,
      );
    const { state } = this.#shell;
    if (state.kind === "verdict") {
      this.#shell.update({ ...state, copied });
    }
  }

  /** @param {LanguageId} language */
  async #changeLanguage(language) {
    remember(language);
    await this.#shell.speak(language);
    this.#shell.render();
  }

  /** From now on nothing is answered, whatever was on its way. */
  #stop() {
    this.#begin(null);
    this.#checker.stop();
    this.#notices.clear();
    forgetStep(this.#address());
    this.#shell.show({ kind: "stopped" });
  }

  #noteUpdate() {
    this.#notices.add("update");
    this.#shell.render();
  }

  #keptForOffline() {
    this.#isKept = true;
    this.#shell.render();
  }

  /**
   * Keeps the page for later, whatever becomes of the label: the worker, the build's name, and the reader for those
   * who come again.
   * @param {Promise<VersionFile | null>} version
   */
  async #keep(version) {
    await Promise.all([version, this.#ready.catch(() => {})]);
    await this.#versions.start();
    this.#site = await this.#versions.build(await version);
    this.#shell.render();
    const installed = globalThis.matchMedia("(display-mode: standalone)").matches;
    if (installed || opened === null || this.#versions.wasKept) {
      await this.#versions.keepRest();
    }
  }

  /** The page's own address, without what a code had in it. */
  #address() {
    return isKept() ? globalThis.location.href : document.baseURI;
  }

  /** @returns {Facts} */
  #facts() {
    const { checks, schemes, config, info, build, notices, isStored } = this.#checker;
    return {
      checks,
      schemes,
      config,
      trust: info,
      build: { ...build, site: this.#site },
      notices: [...this.#notices.list, ...notices],
      isOffline: this.#isKept && isStored,
    };
  }
}
