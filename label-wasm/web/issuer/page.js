// The issuing page's states and what leads from one to another.

import { loadJson } from "../assets.js";
import { now, remember, remembered } from "../device.js";
import { chooseLanguage } from "../words.js";
import { isAlone } from "./alone.js";
import { Engine } from "./engine.js";
import { isTicked, markFaults, takeSecret, typedFields, typedSymbol } from "./fields.js";
import { archiveOf, bytesOf, chosenFile, save, tableOf } from "./files.js";
import { Kept } from "./kept.js";
import { keepOffline } from "./offline.js";
import { progressText, SHOWN } from "./review-view.js";
import { Screen } from "./screen.js";
import { Setup } from "./setup.js";
import { coded, troubleOf } from "./trouble.js";
import { randomId, Work } from "./work.js";

/** @import { Scheme } from "label-wasm/issuer" */
/** @import { Config, KeptLabel, LabelsState, SetupState, Trouble, Way } from "../../issuing-page.d.ts" */

/** The time in which the progress is not said again, in milliseconds. */
const SAID = 5000;

/** One visit of one person. */
export class Page {
  #engine = new Engine();
  #kept = new Kept();
  #setup = new Setup(this.#engine, this.#kept);
  #work = new Work(this.#engine, this.#kept);
  #screen = new Screen(() => this.#facts());
  /** @type {Config} */
  #config = { base: "/", page: null };
  /** @type {Scheme[]} */
  #schemes = [];
  #isOffline = false;
  /** Something is being done; what is pressed meanwhile is not followed. */
  #isBusy = false;

  /** Loads everything, and takes up what was begun. */
  async start() {
    try {
      await this.#screen.load();
      this.#screen.speak(chooseLanguage(remembered(), navigator.languages ?? []));
      await this.#load();
    } catch (error) {
      this.#screen.show({ kind: "broken", code: troubleOf(error).code });
    }
    keepOffline({
      ready: () => {
        this.#isOffline = true;
        this.#screen.render();
      },
      stopped: () => this.#stop(),
    });
  }

  /** Ends for good: nothing more is signed, and the key is forgotten. */
  #stop() {
    this.#work.cancel();
    this.#engine.ask("forgetKey", null).catch(() => {});
    this.#screen.show({ kind: "broken", code: "stopped" });
  }

  async #load() {
    if (!(await isAlone())) {
      throw coded("open_elsewhere");
    }
    this.#config = await loadJson("config.json");
    this.#schemes = await this.#engine.start();
    await this.#kept.open();
    await this.#setup.findKey();
    const isFound = await this.#work.find();
    this.#screen.show(isFound ? { kind: "found", isAsked: false } : this.#setupState());
  }

  /**
   * Follows what somebody pressed, chose or sent.
   * @param {string} action
   * @param {string} value
   */
  async act(action, value) {
    if (action === "cancel") {
      this.#work.cancel();
    } else if (action === "language") {
      remember(value === "ja" ? "ja" : "en");
      this.#screen.speak(value);
    } else {
      await this.#alone(() => this.#actions(value)[action]?.());
    }
  }

  /**
   * Takes a file that was dropped: a plan, or else a table.
   * @param {File} file
   */
  async drop(file) {
    await this.#alone(async () => {
      const { state } = this.#screen;
      if (state.kind === "setup") {
        throw coded("setup_first");
      }
      if (state.kind === "labels") {
        const way = (await file.slice(0, 8).text()) === '{"plan":' ? "plan" : "table";
        this.#changeLabels({ way, trouble: null });
        await this.#prepare(file);
      }
    });
  }

  /**
   * Does one thing at a time, and shows what goes wrong.
   * @param {() => unknown} act
   */
  async #alone(act) {
    if (this.#isBusy) {
      return;
    }
    this.#isBusy = true;
    try {
      await act();
    } catch (error) {
      this.#complain(troubleOf(error));
    } finally {
      this.#isBusy = false;
    }
  }

  /**
   * @param {string} value
   * @returns {Record<string, () => unknown>}
   */
  #actions(value) {
    const { state } = this.#screen;
    const from = "from" in state ? state.from : 0;
    const { labels, issued } = this.#work;
    return {
      ...this.#setupActions(value),
      way: () => this.#changeLabels({ way: /** @type {Way} */ (value), trouble: null }),
      scheme: () => this.#changeLabels({ scheme: value, level: null }),
      level: () => this.#changeLabels({ level: value }),
      "send-prepare": () => this.#prepare(chosenFile(this.#way)),
      sign: () => this.#sign(),
      earlier: () => this.#turn(Math.max(0, from - SHOWN)),
      later: () => this.#turn(from + SHOWN),
      discard: () => this.#ask(true),
      "discard-not": () => this.#ask(false),
      "discard-all": () => this.#discard(),
      "go-on": () => this.#goOn(),
      "save-zip": () => save("labels.zip", "application/zip", archiveOf(labels, issued)),
      "save-csv": () => save("issued.csv", "text/csv", [tableOf(labels, issued)]),
    };
  }

  /**
   * @param {string} value
   * @returns {Record<string, () => unknown>}
   */
  #setupActions(value) {
    const setup = this.#setup;
    /** @param {() => unknown} act */
    const shown = (act) => async () => {
      await act();
      this.#screen.show(this.#setupState());
    };
    return {
      setup: shown(() => {}),
      certificates: shown(() => setup.chooseCertificates()),
      "key-kind": shown(() => setup.chooseKind(value === "browser" ? "browser" : "file")),
      "make-key": shown(() => setup.makeKey()),
      "keep-key": shown(() => setup.keepKey()),
      "forget-key": shown(() => setup.forgetKey()),
      "save-public": () => setup.savePublic(),
      "send-setup": () => this.#finishSetup(),
      found: () => this.#screen.show({ kind: "found", isAsked: false }),
    };
  }

  async #finishSetup() {
    // Emptied first, whatever is wrong with the rest.
    const passphrase = takeSecret("passphrase");
    const { head } = this.#work;
    if (this.#setup.signer === null && head !== null) {
      await this.#setup.open(head.certificates);
    }
    if (this.#setup.signer === null) {
      throw coded("certificate_missing");
    }
    if (head === null) {
      await this.#setup.takeAddress();
    }
    await this.#setup.openKey(passphrase);
    if (this.#work.isThere) {
      this.#review(0);
    } else {
      this.#screen.show(this.#labelsState("form"));
    }
  }

  /**
   * Prepares the labels of the way that was chosen; they are kept before anything is signed.
   * @param {File | null} file
   */
  async #prepare(file) {
    markFaults([]);
    const way = this.#way;
    const name = way === "form" ? null : (file?.name ?? null);
    this.#changeLabels({ trouble: null, name });
    const { page, labels } = await this.#prepared(way, file);
    const { certificates, signer } = this.#setup;
    if (certificates === null || signer === null) {
      throw coded("certificate_missing");
    }
    const options = typedSymbol();
    // What cannot be drawn is said before anything is signed.
    await this.#engine.ask("fits", { labels, page, options });
    await this.#work.begin({ id: randomId(), way, name, certificates, signer, page, options, made: now() }, labels);
    this.#review(0);
  }

  /**
   * @param {Way} way
   * @param {File | null} file
   * @returns {Promise<{ page: string, labels: KeptLabel[] }>}
   */
  async #prepared(way, file) {
    const page = this.#setup.address;
    if (way === "form") {
      return { page, labels: await this.#engine.ask("form", { fields: typedFields(), now: now() }) };
    }
    if (file === null) {
      throw coded("file_missing");
    }
    const [bytes, { name }] = [await bytesOf(file), file];
    if (way === "plan") {
      return this.#engine.ask("plan", { bytes, name });
    }
    const perRegistration = isTicked("per-registration");
    return { page, labels: await this.#engine.ask("table", { bytes, name, now: now(), perRegistration }) };
  }

  async #sign() {
    this.#screen.show({ kind: "signing" });
    let said = performance.now();
    const trouble = await this.#work.sign((done) => {
      const text = this.#showProgress(done);
      if (performance.now() - said > SAID) {
        said = performance.now();
        this.#screen.say(text);
      }
    });
    if (trouble === null) {
      this.#screen.show({ kind: "done", from: 0, isAsked: false, trouble });
    } else {
      this.#review(0, trouble);
    }
  }

  /** @param {number} done */
  #showProgress(done) {
    const { words } = this.#screen;
    const text = words === null ? "" : progressText(done, this.#work.labels.length, words);
    const progress = /** @type {HTMLProgressElement | null} */ (document.getElementById("progress"));
    if (progress !== null) {
      progress.value = done;
    }
    const shown = document.getElementById("progress-text");
    if (shown !== null) {
      shown.textContent = text;
    }
    return text;
  }

  /** Goes on with the work of an earlier visit. */
  async #goOn() {
    const { head } = this.#work;
    if (head === null) {
      return;
    }
    if (this.#work.isDone) {
      this.#screen.show({ kind: "done", from: 0, isAsked: false, trouble: null });
      return;
    }
    try {
      await this.#setup.open(head.certificates);
      this.#screen.show(this.#setupState());
    } catch (error) {
      // What was signed can still be saved.
      this.#review(0, troubleOf(error));
    }
  }

  /**
   * Shows the labels from a number on.
   * @param {number} from
   * @param {Trouble | null} trouble
   */
  #review(from, trouble = null) {
    this.#screen.show({ kind: "review", from, isAsked: false, trouble });
    // Not waited for: whoever presses something meanwhile is heard.
    this.#preview(from);
  }

  /**
   * Draws the labels that are shown, as long as they are.
   * @param {number} from
   */
  async #preview(from) {
    const isShown = () => {
      const { state } = this.#screen;
      return state.kind === "review" && state.from === from;
    };
    try {
      await this.#work.preview(from, from + SHOWN, isShown);
      if (isShown()) {
        this.#screen.render();
      }
    } catch (error) {
      if (isShown()) {
        this.#complain(troubleOf(error));
      }
    }
  }

  /** @param {number} from */
  #turn(from) {
    const { state } = this.#screen;
    if (state.kind === "review") {
      this.#review(from);
    } else if (state.kind === "done") {
      this.#screen.show({ ...state, from });
    }
    document.getElementById("shown")?.focus();
  }

  /** @param {boolean} isAsked */
  #ask(isAsked) {
    const { state } = this.#screen;
    if ("isAsked" in state) {
      this.#screen.show({ ...state, isAsked });
      document.getElementById(isAsked ? "ask" : "title")?.focus();
    }
  }

  async #discard() {
    await this.#work.clear();
    const { signer, hasKey } = this.#setup;
    this.#screen.show(signer !== null && hasKey ? this.#labelsState("form") : this.#setupState());
  }

  /** @param {Trouble} trouble */
  #complain(trouble) {
    const { state } = this.#screen;
    if (state.kind === "setup") {
      this.#screen.show({ ...this.#setupState(), trouble });
    } else if ("trouble" in state) {
      this.#screen.show({ ...state, trouble });
      markFaults(state.kind === "labels" && state.way === "form" ? trouble.problems : []);
    } else {
      this.#screen.show({ kind: "broken", code: trouble.code });
    }
  }

  /** @returns {SetupState} */
  #setupState() {
    const { signer, keyKind, browserKey, isKeyKept } = this.#setup;
    const address = this.#setup.address || this.#config.page;
    return { kind: "setup", signer, keyKind, browserKey, isKeyKept, address, trouble: null };
  }

  /**
   * @param {Way} way
   * @returns {LabelsState}
   */
  #labelsState(way) {
    return { kind: "labels", way, scheme: null, level: null, trouble: null, name: null };
  }

  /** @param {Partial<LabelsState>} change */
  #changeLabels(change) {
    const { state } = this.#screen;
    if (state.kind === "labels") {
      this.#screen.update({ ...state, ...change });
    }
  }

  /** @returns {Way} */
  get #way() {
    const { state } = this.#screen;
    return state.kind === "labels" ? state.way : "form";
  }

  #facts() {
    const { head, labels, issued, previews } = this.#work;
    return {
      schemes: this.#schemes,
      signer: this.#setup.signer ?? head?.signer ?? null,
      hasKey: this.#setup.hasKey,
      work: head,
      labels,
      issued,
      previews,
      isKept: this.#kept.isThere || this.#schemes.length === 0,
      isOffline: this.#isOffline,
    };
  }
}
