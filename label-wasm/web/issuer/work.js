// The work of one visit: labels that are prepared, kept, signed one after the other, and kept again.

import { measure } from "../device.js";
import { coded, troubleOf } from "./trouble.js";

/** @import { Engine } from "./engine.js" */
/** @import { Kept } from "./kept.js" */
/** @import { IssuedFiles, KeptLabel, KeptWork, Preview, Trouble } from "../../issuing-page.d.ts" */

/** Labels of one work: all of them are held in memory for the ZIP file. */
const LABELS = 5000;

/** A name for new work, which no other has. */
export function randomId() {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(16)).join("-");
}

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
   * Labels that are signed and not kept on the device yet.
   * @type {Set<number>}
   */
  #unkept = new Set();

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
    return this.isThere && this.issued.size === this.labels.length && this.#unkept.size === 0;
  }

  /** Takes up what was begun in an earlier visit; whether there is any. */
  async find() {
    const found = await this.#kept.work();
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
    await this.#kept.begin(head, labels);
    this.head = head;
    this.labels = labels;
    this.issued = new Map();
    this.previews = new Map();
    this.#unkept = new Set();
  }

  /** Forgets the labels, on the device and then here. */
  async clear() {
    if (this.head !== null) {
      await this.#kept.clear(this.head.id);
    }
    this.head = null;
    this.labels = [];
    this.issued = new Map();
    this.previews = new Map();
    this.#unkept = new Set();
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
    /** The label before is kept while the next one is signed; first those that could not be kept. */
    let keeping = this.#keep([...this.#unkept]);
    try {
      await keeping;
      for (const [index, { prepared }] of this.labels.entries()) {
        if (this.#isCancelled) {
          throw coded("signature_cancelled");
        }
        if (!this.issued.has(index)) {
          this.issued.set(index, await this.#issue(prepared));
          this.#unkept.add(index);
          await keeping;
          keeping = this.#keep([index]);
          // It is waited for when the next one is signed.
          keeping.catch(() => {});
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

  /**
   * Keeps what came of labels on the device.
   * @param {number[]} indices
   */
  async #keep(indices) {
    for (const index of indices) {
      const files = this.issued.get(index);
      if (this.head !== null && files !== undefined) {
        await this.#kept.add(this.head.id, index, files);
        this.#unkept.delete(index);
      }
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
