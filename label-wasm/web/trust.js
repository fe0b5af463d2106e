// The lists that labels are checked against: opened from what this device kept, renewed from the server, never rolled
// back.

import { within } from "./device.js";
import { placeOf } from "./place.js";
import { isKept, loadAsset, fetchAsset } from "./assets.js";
import { Notices } from "./notices.js";
import { codeOfError } from "./comparison.js";

/** @import { Config } from "../page.d.ts" */
/** @import { TrustInfo, Verifier } from "label-wasm" */

/**
 * What this device keeps: a store, and the root set that the page named when it was kept.
 * @typedef {{ bytes: Uint8Array, pin: string | undefined }} Kept
 */

const STORE = "trust";
const BUNDLE = "bundle.cbor";
/** On lists that were kept for where there is no network. */
const KEPT = "X-Label-Kept";
/** How long the server may take to give its lists, in milliseconds; where there are others, nobody waits for them. */
const FETCHED = 30_000;
/** How long the device may take to read or write what it keeps. */
const STORED = 5000;
/** A clock that differs more from the server's, in seconds, is said to be wrong (practice: two hours). */
const CLOCK_TOLERANCE = 7200;
const ROLLBACKS = ["trust_rollback", "snapshot_rollback", "status_unrevoked", "signer_unrevoked", "trust_fork"];

/** Holds the verifier, its lists and what is to be said about them. */
export class TrustKeeper {
  #Verifier;
  #config;
  #now;
  /**
   * The lists that were accepted last during this visit.
   * @type {Uint8Array<ArrayBuffer> | null}
   */
  #accepted = null;
  /** Whether what this device keeps can be read: what cannot is not written over, it may be newer. */
  #isReadable = true;

  /**
   * @param {typeof Verifier} VerifierOf
   * @param {Config} config
   * @param {() => number} now
   */
  constructor(VerifierOf, config, now) {
    this.#Verifier = VerifierOf;
    this.#config = config;
    this.#now = now;
    /** @type {Verifier | null} */
    this.verifier = null;
    /** @type {TrustInfo | null} */
    this.info = null;
    this.notices = new Notices();
    /** Whether the lists come from the server during this visit. */
    this.isFresh = false;
    /** Whether this device keeps the lists. */
    this.isStored = false;
  }

  /** Opens the kept lists; where there are none, those of the server. Whether labels can be checked now. */
  async open() {
    if (isKept()) {
      this.#take(new this.#Verifier(await loadAsset(BUNDLE), this.#now(), this.#pin()));
      this.notices.add("kept", { values: { made: this.info?.issued ?? null } });
      return true;
    }
    const kept = await this.#kept();
    if (kept === null) {
      await this.renew();
    } else {
      this.#take(kept);
      this.isStored = true;
    }
    return this.verifier !== null;
  }

  /** Fetches the server's lists and takes what is newer; whether anything changed. */
  async renew() {
    if (isKept()) {
      return false;
    }
    let response;
    let bytes;
    try {
      response = await fetchAsset(BUNDLE, "no-cache", FETCHED);
      bytes = new Uint8Array(await response.arrayBuffer());
    } catch {
      this.#noteOffline();
      return false;
    }
    if (response.headers.has(KEPT)) {
      this.isStored = true;
      this.#noteOffline();
      // Those at hand are as new, or newer.
      return this.verifier === null && locked(() => this.#offer(bytes));
    }
    this.isFresh = true;
    this.notices.drop("offline");
    this.#compareClock(response);
    return locked(() => this.#offer(bytes));
  }

  /**
   * The verifier of what this device kept; null if there is none, which is said unless there never was one.
   * @returns {Promise<Verifier | null>}
   */
  async #kept() {
    let entry;
    this.#isReadable = true;
    try {
      entry = await readKept();
    } catch {
      this.#isReadable = false;
      this.notices.add("store");
      return null;
    }
    if (entry === undefined) {
      return null;
    }
    try {
      return this.#openKept(entry);
    } catch {
      this.notices.add("unread");
      return null;
    }
  }

  /** @param {Kept} kept */
  #openKept({ bytes, pin }) {
    const verifier = new this.#Verifier(bytes, this.#now());
    const fits =
      verifier.trust().specimen === Boolean(this.#config.specimen) &&
      (pin === this.#pin() || verifier.trust().root_set === this.#pin());
    if (!fits) {
      verifier.free();
      return null;
    }
    return verifier;
  }

  /**
   * Takes what is newer in lists, and keeps it; another page may have kept newer ones meanwhile, which count. Nobody
   * else keeps any during this.
   * @param {Uint8Array<ArrayBuffer>} bytes
   */
  async #offer(bytes) {
    const before = this.verifier?.store();
    const kept = await this.#kept();
    if (kept !== null) {
      this.#take(this.#withAccepted(kept));
    }
    if (this.#accept(bytes)) {
      this.#accepted = bytes;
      await this.#keep(bytes);
    }
    const after = this.verifier?.store();
    return before === undefined || after === undefined || !same(before, after);
  }

  /**
   * What was kept, with what this page has beyond it.
   * @param {Verifier} kept
   */
  #withAccepted(kept) {
    try {
      if (this.#accepted !== null) {
        this.#update(kept, this.#accepted);
      }
    } catch {
      // Then what was kept is newer.
    }
    return kept;
  }

  /**
   * @param {Verifier} verifier
   * @param {Uint8Array<ArrayBuffer>} bytes
   */
  #update(verifier, bytes) {
    // The owner of this page may go over to a filter: whoever serves its lists serves its program too.
    verifier.update(bytes, this.#now(), { filters: "accept" });
  }

  /** @param {Uint8Array<ArrayBuffer>} bytes */
  #accept(bytes) {
    try {
      if (this.verifier === null) {
        this.#take(new this.#Verifier(bytes, this.#now(), this.#pin()));
      } else {
        this.#update(this.verifier, bytes);
        this.info = this.verifier.trust();
      }
    } catch (error) {
      const code = codeOfError(error) ?? "unknown";
      this.notices.add(ROLLBACKS.includes(code) ? "rollback" : "refused", { code });
      return false;
    }
    this.notices.drop("rollback");
    this.notices.drop("refused");
    return true;
  }

  /**
   * Keeps what was accepted.
   * @param {Uint8Array<ArrayBuffer>} bytes
   */
  async #keep(bytes) {
    const store = this.verifier?.store();
    if (store === undefined) {
      return;
    }
    try {
      if (!this.#isReadable) {
        throw new Error("unread");
      }
      await keep({ bytes: store, pin: this.#pin() });
      this.notices.drop("store");
      this.isStored = true;
    } catch {
      this.notices.add("store");
      this.isStored = await keepBundle(bytes).then(
        () => true,
        () => false,
      );
    }
  }

  /** @param {Response} response */
  #compareClock(response) {
    const date = Date.parse(response.headers.get("Date") ?? "");
    const server = Math.floor(date / 1000) + Number(response.headers.get("Age") ?? 0);
    if (Number.isNaN(server)) {
      return;
    }
    const device = this.#now();
    if (Math.abs(device - server) > CLOCK_TOLERANCE) {
      this.notices.add("clock", { values: { device, server } });
    } else {
      this.notices.drop("clock");
    }
  }

  #noteOffline() {
    if (this.verifier !== null) {
      this.notices.add("offline");
    }
  }

  /** @param {Verifier} verifier */
  #take(verifier) {
    this.verifier?.free();
    this.verifier = verifier;
    this.info = verifier.trust();
  }

  #pin() {
    return this.#config.root_set ?? undefined;
  }
}

/** Whether the page was stopped: nothing is kept any more. */
let isForgotten = false;

/** Deletes what this device kept, and keeps nothing from now on. */
export async function forgetKept() {
  isForgotten = true;
  await new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(databaseName());
    request.onsuccess = request.onerror = request.onblocked = resolve;
  });
}

/** @returns {Promise<Kept | undefined>} */
async function readKept() {
  return within(
    STORED,
    transact("readonly", (store) => store.get("kept")),
  );
}

/** @param {Kept} entry */
async function keep(entry) {
  if (!isForgotten) {
    await within(
      STORED,
      transact("readwrite", (store) => store.put(entry, "kept")),
    );
  }
}

/**
 * Keeps lists where the worker finds them without a network: no protection against older ones, but better than none.
 * @param {Uint8Array<ArrayBuffer>} bytes
 */
async function keepBundle(bytes) {
  if (!isForgotten) {
    const cache = await caches.open(`${placeOf()}lists`);
    await cache.put(
      new URL(BUNDLE, document.baseURI),
      new Response(bytes, { headers: { [KEPT]: "1", "Content-Type": "application/cbor" } }),
    );
  }
}

/**
 * Does something while no other page of this browser does it; it must not fail.
 * @template T
 * @param {() => Promise<T>} act
 * @returns {Promise<T>}
 */
async function locked(act) {
  let done = null;
  const once = () => (done ??= act());
  return (navigator.locks?.request(`${placeOf()}trust`, once) ?? once()).catch(once);
}

/**
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} ask
 * @returns {Promise<T>}
 */
async function transact(mode, ask) {
  const database = await openDatabase(indexedDB.open(databaseName(), 1));
  try {
    const transaction = database.transaction(STORE, mode);
    return await settled(ask(transaction.objectStore(STORE)));
  } finally {
    database.close();
  }
}

function databaseName() {
  return `${placeOf()}trust`;
}

/** @param {IDBOpenDBRequest} request */
function openDatabase(request) {
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  /** @type {Promise<never>} */
  const blocked = new Promise((_, reject) => {
    request.onblocked = () => reject(request.error);
  });
  return Promise.race([settled(request), blocked]);
}

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * @param {Uint8Array} one
 * @param {Uint8Array} other
 */
function same(one, other) {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
