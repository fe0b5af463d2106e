// The work of one visit: labels that are prepared, kept, signed one after the other, and kept again.

import { measure } from "../device.js";
import { coded, troubleOf } from "./trouble.js";

/** @import { Engine } from "./engine.js" */
/** @import { Kept } from "./kept.js" */
/** @import { IssuedFiles, KeptLabel, KeptWork, Preview, Trouble } from "../../issuing-page.d.ts" */

/** Labels of one work: all of them are held in memory for the ZIP file. */
const LABELS = 5000;

/** Labels and what came of them. */
export class Work {
  /** @type {KeptWork | null} */
  head = null;
  /** @type {KeptLabel[]} */
  labels = [];
  /** @type {Map<number, IssuedFiles>} */
  issued = new Map();
  /** @type {Map<number, Preview>} */
  previews = new Map();
  #engine;
  #kept;
  #isCancelled = false;

  /**
   * @param {Engine} engine
   * @param {Kept} kept
   */
  constructor(engine, kept) {
    this.#engine = engine;
    this.#kept = kept;
  }

  get isThere() {
    return this.head !== null;
  }

  get isDone() {
    return this.isThere && this.issued.size === this.labels.length;
  }

  /** Takes up what was begun in an earlier visit; whether there is any. */
  async find() {
    const found = await this.#kept.work().catch(() => null);
    if (found !== null) {
      this.head = found.work;
      this.labels = found.labels;
      this.issued = found.issued;
    }
    return found !== null;
  }

  /**
   * Begins with labels, which are kept before any of them is signed.
   * @param {KeptWork} head
   * @param {KeptLabel[]} labels
   */
  async begin(head, labels) {
    if (labels.length > LABELS) {
      throw coded("too_many");
    }
    await this.#kept.begin(head, labels).catch(() => {
      throw coded("not_kept");
    });
    this.head = head;
    this.labels = labels;
    this.issued = new Map();
    this.previews = new Map();
  }

  /** Forgets the labels, here and on the device. */
  async clear() {
    this.head = null;
    this.labels = [];
    this.issued = new Map();
    this.previews = new Map();
    await this.#kept.clear();
  }

  /**
   * Draws labels as they will be, without a signature, as long as they are shown.
   * @param {number} from
   * @param {number} to
   * @param {() => boolean} isShown
   */
  async preview(from, to, isShown) {
    for (const [offset, label] of this.labels.slice(from, to).entries()) {
      const index = from + offset;
      if (!isShown() || this.head === null) {
        return;
      }
      if (!this.issued.has(index) && !this.previews.has(index)) {
        const { page, options } = this.head;
        const preview = await this.#engine.ask("preview", { prepared: label.prepared, page, options });
        // The labels may have been discarded meanwhile.
        if (this.labels[index] === label) {
          this.previews.set(index, preview);
        }
      }
    }
  }

  /** Ends the signing after the label that is being signed. */
  cancel() {
    this.#isCancelled = true;
  }

  /**
   * Signs what is not signed yet; what was signed stays, whatever happens. Gives what went wrong, if anything did.
   * @param {(done: number) => void} step
   * @returns {Promise<Trouble | null>}
   */
  async sign(step) {
    this.#isCancelled = false;
    /** The label before is kept while the next one is signed. */
    let keeping = Promise.resolve();
    try {
      for (const [index, { prepared }] of this.labels.entries()) {
        if (this.#isCancelled) {
          throw coded("signature_cancelled");
        }
        if (!this.issued.has(index)) {
          const files = await this.#issue(prepared);
          await keeping;
          this.issued.set(index, files);
          keeping = this.#kept.add(index, files);
          step(this.issued.size);
        }
      }
      await keeping;
      return null;
    } catch (error) {
      await keeping.catch(() => {});
      return troubleOf(error);
    }
  }

  /** @param {KeptLabel["prepared"]} prepared */
  async #issue(prepared) {
    const started = performance.now();
    const { page, options } = /** @type {KeptWork} */ (this.head);
    const files = await this.#engine.ask("issue", { prepared, page, options });
    measure("label-issue", started);
    return files;
  }
}
