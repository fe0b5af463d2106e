// Asks the worker: one answer for each question, in any order.

import { loadAsset, scriptUrl } from "../assets.js";
import { coded, troubleOf } from "./trouble.js";

/** @import { Answer, Answered, Asked, Deed } from "../../issuing-page.d.ts" */

/** The worker, which is started once. */
export class Engine {
  /** @type {Worker | null} */
  #worker = null;
  /** @type {Map<number, { resolve(answered: any): void, reject(why: unknown): void }>} */
  #waiting = new Map();
  #last = 0;
  #isBroken = false;

  /** Starts the worker and hands the modules over; gives the schemes that are built in. */
  async start() {
    this.#worker = new Worker(scriptUrl("issuer-worker.js"));
    this.#worker.onerror = () => this.#fail();
    this.#worker.onmessageerror = () => this.#fail();
    this.#worker.onmessage = (/** @type {MessageEvent<Answer>} */ { data }) => this.#answer(data);
    const [issuer, reader] = await Promise.all(
      ["modules/label_issuer_bg.wasm", "modules/label_reader_bg.wasm"].map(loadAsset),
    );
    return this.ask("start", { issuer, reader });
  }

  /**
   * Has a deed done; rejects with a trouble.
   * @template {Deed} D
   * @param {D} deed
   * @param {Asked<D>} asked
   * @param {Transferable[]} given what goes over to the worker and is no longer here
   * @returns {Promise<Answered<D>>}
   */
  async ask(deed, asked, given = []) {
    if (this.#isBroken) {
      throw troubleOf(coded("not_loaded"));
    }
    const id = this.#last + 1;
    this.#last = id;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker?.postMessage({ id, deed, asked }, given);
    });
  }

  /** @param {Answer} answer */
  #answer({ id, answered, trouble }) {
    const asked = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (trouble) {
      asked?.reject(trouble);
    } else {
      asked?.resolve(answered);
    }
  }

  /** The worker could not be loaded, or broke. */
  #fail() {
    this.#isBroken = true;
    for (const { reject } of this.#waiting.values()) {
      reject(troubleOf(coded("not_loaded")));
    }
    this.#waiting.clear();
  }
}
