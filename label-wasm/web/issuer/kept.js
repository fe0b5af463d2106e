// Data that stays on this device: prepared and signed labels until they are cleared, and a key if its owner says so.

import { placeOf } from "../place.js";

/** @import { BrowserKey, KeptWork, KeptLabel, IssuedFiles } from "../../issuing-page.d.ts" */

/** Stores: the work as a whole, its labels and what came of them by their numbers, and a key. */
const STORES = ["work", "labels", "issued", "key"];
const ONLY = "only";

/** The database of this page; where the browser has none, everything is forgotten with the page. */
export class Kept {
  /** @type {IDBDatabase | null} */
  #database = null;

  /** Opens it; whether there is one. */
  async open() {
    try {
      this.#database = await opened();
    } catch {
      this.#database = null;
    }
    return this.#database !== null;
  }

  get isThere() {
    return this.#database !== null;
  }

  /**
   * Keeps new work in place of the old: all of it, or nothing.
   * @param {KeptWork} work
   * @param {KeptLabel[]} labels
   */
  async begin(work, labels) {
    await this.#change(["work", "labels", "issued"], (stores) => {
      for (const store of Object.values(stores)) {
        store.clear();
      }
      stores.work.put(work, ONLY);
      for (const [index, label] of labels.entries()) {
        stores.labels.put(label, index);
      }
    });
  }

  /**
   * Keeps what came of one label.
   * @param {number} index
   * @param {IssuedFiles} files
   */
  async add(index, files) {
    await this.#change(["issued"], ({ issued }) => issued.put(files, index));
  }

  /**
   * The work that was begun, its labels, and what came of those that are signed; null where there is none.
   * @returns {Promise<{ work: KeptWork, labels: KeptLabel[], issued: Map<number, IssuedFiles> } | null>}
   */
  async work() {
    const work = await this.#read("work", (store) => store.get(ONLY));
    if (!work) {
      return null;
    }
    const labels = await this.#read("labels", (store) => store.getAll());
    const numbers = await this.#read("issued", (store) => store.getAllKeys());
    const files = await this.#read("issued", (store) => store.getAll());
    const issued = new Map(
      numbers.map((/** @type {number} */ number, /** @type {number} */ at) => [number, files[at]]),
    );
    return { work, labels, issued };
  }

  /** Forgets the work; a key stays. */
  async clear() {
    await this.#change(["work", "labels", "issued"], (stores) => {
      for (const store of Object.values(stores)) {
        store.clear();
      }
    });
  }

  /**
   * The key that was kept, if there is one.
   * @returns {Promise<BrowserKey | null>}
   */
  async key() {
    return (await this.#read("key", (store) => store.get(ONLY))) ?? null;
  }

  /**
   * Keeps a key that cannot be taken out of the browser; null forgets it.
   * @param {BrowserKey | null} key
   */
  async keepKey(key) {
    await this.#change(["key"], ({ key: store }) => (key === null ? store.clear() : store.put(key, ONLY)));
  }

  /**
   * @param {string[]} names
   * @param {(stores: Record<string, IDBObjectStore>) => unknown} change
   */
  async #change(names, change) {
    if (this.#database === null) {
      return;
    }
    const transaction = this.#database.transaction(names, "readwrite", { durability: "strict" });
    const ended = done(transaction);
    change(Object.fromEntries(names.map((name) => [name, transaction.objectStore(name)])));
    await ended;
  }

  /**
   * @param {string} name
   * @param {(store: IDBObjectStore) => IDBRequest} ask
   * @returns {Promise<any>}
   */
  async #read(name, ask) {
    if (this.#database === null) {
      return undefined;
    }
    const request = ask(this.#database.transaction(name).objectStore(name));
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }
}

/** @returns {Promise<IDBDatabase>} */
function opened() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(`${placeOf()}issuer`, 1);
    request.onupgradeneeded = () => {
      for (const name of STORES) {
        request.result.createObjectStore(name);
      }
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
  });
}

/**
 * @param {IDBTransaction} transaction
 * @returns {Promise<void>}
 */
function done(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = transaction.onabort = () => reject(transaction.error ?? new Error("kept"));
  });
}
