// Data that stays on this device: prepared and signed labels until they are cleared, and a key if its owner says so.

import { placeOf } from "../place.js";
import { coded } from "./trouble.js";

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
   * Keeps new work where there is none: all of it, or nothing.
   * @param {KeptWork} work
   * @param {KeptLabel[]} labels
   */
  async begin(work, labels) {
    await this.#change(null, ["work", "labels", "issued"], (stores) => {
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
   * Keeps what came of one label of the work.
   * @param {string} id that of the work
   * @param {number} index
   * @param {IssuedFiles} files
   */
  async add(id, index, files) {
    await this.#change(id, ["work", "issued"], ({ issued }) => issued.put(files, index));
  }

  /**
   * The work that was begun, its labels, and what came of those that are signed; null where there is none.
   * @returns {Promise<{ work: KeptWork, labels: KeptLabel[], issued: Map<number, IssuedFiles> } | null>}
   */
  async work() {
    const [work, labels, numbers, files] = await this.#read(["work", "labels", "issued"], (stores) => [
      stores.work.get(ONLY),
      stores.labels.getAll(),
      stores.issued.getAllKeys(),
      stores.issued.getAll(),
    ]);
    if (!work) {
      return null;
    }
    const issued = new Map(
      numbers.map((/** @type {number} */ number, /** @type {number} */ at) => [number, files[at]]),
    );
    return { work, labels, issued };
  }

  /**
   * Forgets the work; a key stays.
   * @param {string} id
   */
  async clear(id) {
    await this.#change(id, ["work", "labels", "issued"], (stores) => {
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
    const [key] = await this.#read(["key"], ({ key }) => [key.get(ONLY)]);
    return key ?? null;
  }

  /**
   * Keeps a key that cannot be taken out of the browser; null forgets it.
   * @param {BrowserKey | null} key
   */
  async keepKey(key) {
    await this.#change(undefined, ["key"], ({ key: store }) => (key === null ? store.clear() : store.put(key, ONLY)));
  }

  /**
   * Changes stores in one transaction; throws `not_kept` where that fails, or where the work that is kept is not the
   * one expected: another tab may have begun its own.
   * @param {string | null | undefined} expected the id of the work; null where there is to be none
   * @param {string[]} names
   * @param {(stores: Record<string, IDBObjectStore>) => unknown} change
   */
  async #change(expected, names, change) {
    if (this.#database === null) {
      return;
    }
    try {
      const transaction = this.#database.transaction(names, "readwrite", { durability: "strict" });
      const ended = done(transaction);
      const stores = storesOf(transaction, names);
      if (expected === undefined) {
        change(stores);
      } else {
        const found = stores.work.get(ONLY);
        found.onsuccess = () => ((found.result?.id ?? null) === expected ? change(stores) : transaction.abort());
      }
      await ended;
    } catch {
      throw coded("not_kept");
    }
  }

  /**
   * Reads from stores in one transaction; throws `kept_unreadable`. Without a database nothing is there.
   * @param {string[]} names
   * @param {(stores: Record<string, IDBObjectStore>) => IDBRequest[]} ask
   * @returns {Promise<any[]>}
   */
  async #read(names, ask) {
    if (this.#database === null) {
      return [];
    }
    try {
      const transaction = this.#database.transaction(names);
      const ended = done(transaction);
      const requests = ask(storesOf(transaction, names));
      await ended;
      return requests.map(({ result }) => result);
    } catch {
      throw coded("kept_unreadable");
    }
  }
}

/**
 * @param {IDBTransaction} transaction
 * @param {string[]} names
 * @returns {Record<string, IDBObjectStore>}
 */
function storesOf(transaction, names) {
  return Object.fromEntries(names.map((name) => [name, transaction.objectStore(name)]));
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
