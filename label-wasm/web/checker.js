// What answers: the verifier with its lists, the policy, and the tables of the schemes.

import { now, digest, measure } from "./device.js";
import { isKept, loadAsset, loadJson, loadModule } from "./assets.js";
import { reportWithoutTrust, reportOnPicture } from "./judge.js";
import { codeOfError, compareDigits } from "./comparison.js";
import { Notices, elsewhere } from "./notices.js";
import { TrustKeeper } from "./trust.js";

/** @import { Build, Config, JanResult, SchemeTable, ShownReport, State, VerdictState } from "../page.d.ts" */
/** @import { Policy, Verifier } from "label-wasm" */

/** Loads everything that a verdict needs, and gives verdicts. */
export class Checker {
  /** @type {Config} */
  config = { policy: {}, schemes: [], specimen: false };
  /** @type {Record<string, SchemeTable>} */
  schemes = {};
  /** @type {Build} */
  build = {};
  #notices = new Notices();
  /** @type {TrustKeeper | null} */
  #trust = null;
  /**
   * Every check that the verifier makes, in its order.
   * @type {readonly string[]}
   */
  checks = [];
  #isStopped = false;

  /** What the trust set says of itself; null before there is one. */
  get info() {
    return this.#trust?.info ?? null;
  }

  /** Everything is loaded; the lists may still be missing. */
  get isLoaded() {
    return this.#trust !== null;
  }

  /** There are lists, so that a verdict can be given at once. */
  get isReady() {
    return Boolean(this.#trust?.verifier);
  }

  /** The lists come from the server during this visit. */
  get isFresh() {
    return this.#trust?.isFresh === true;
  }

  /** This device keeps the lists. */
  get isStored() {
    return this.#trust?.isStored === true;
  }

  get notices() {
    return [...this.#notices.list, ...(this.#trust?.notices.list ?? [])];
  }

  /** Loads the module, the tables and the lists; throws where one of the first two cannot be had. */
  async load() {
    const [config, bytes, module] = await Promise.all([
      loadJson("config.json"),
      loadAsset("label_wasm_bg.wasm"),
      loadModule("label_wasm.js"),
    ]);
    this.config = config;
    const other = isKept() ? null : elsewhere(this.config, globalThis.location.hostname);
    if (other !== null) {
      this.#notices.add("elsewhere", { values: other });
    }
    const schemes = this.config.schemes.map(async (name) => [name, await loadJson(`schemes/${name}.json`)]);
    const [tables, wasm] = await Promise.all([
      Promise.all(schemes),
      digest(bytes),
      module.default({ module_or_path: bytes }),
    ]);
    this.schemes = Object.fromEntries(tables);
    this.checks = module.checks();
    this.build = { ...this.build, version: module.version(), sources: module.build(), wasm };
    this.#trust = this.#isStopped ? null : new TrustKeeper(module.Verifier, this.config, now);
    await this.#trust?.open();
  }

  /** Takes newer lists, where there are any. */
  async renew() {
    await this.#trust?.renew();
  }

  /** Gives no more verdicts, and forgets what they rested on. */
  stop() {
    this.#isStopped = true;
    this.#trust = null;
    this.#notices.clear();
  }

  /**
   * What is to be shown of a text. A verifier that fails takes the verdict before it off the page.
   * @param {string} text
   * @returns {State}
   */
  verdictOf(text) {
    const verifier = this.#trust?.verifier;
    if (!verifier) {
      return { ...this.#own(reportWithoutTrust(this.checks)), noLists: true, again: true };
    }
    try {
      const started = performance.now();
      const report = this.#report(verifier, text);
      measure("label-verify", started);
      return { kind: "verdict", report, again: true };
    } catch (error) {
      return { kind: "broken", code: codeOfError(error) ?? "failed" };
    }
  }

  /**
   * What is to be shown of a picture that gave no text.
   * @param {string} code
   */
  verdictOnPicture(code) {
    return this.#own(reportOnPicture(code, this.checks));
  }

  /**
   * Compares the digits of a JAN code with a label's.
   * @param {string} text
   * @param {string} digits
   * @returns {JanResult}
   */
  compare(text, digits) {
    const verifier = this.#trust?.verifier;
    return verifier ? compareDigits((expected) => this.#report(verifier, text, expected), digits) : "open";
  }

  /**
   * @param {Verifier} verifier
   * @param {string} text
   * @param {Policy} expected what is asked beside the page's own policy
   */
  #report(verifier, text, expected = {}) {
    return verifier.verifyText(text, now(), { ...this.config.policy, ...expected });
  }

  /**
   * A report that the page makes itself, as a state.
   * @param {Omit<ShownReport, "at" | "specimen">} report
   * @returns {VerdictState}
   */
  #own(report) {
    const specimen = Boolean(this.info?.specimen || this.config.specimen);
    return { kind: "verdict", report: { ...report, at: new Date().toISOString(), specimen } };
  }
}
