// The lists that labels are checked against: opened from what this device kept, renewed from the server, never rolled back.

import { isKept, loadAsset, fetchAsset } from "./assets.js";

const DATABASE = "label";
const STORE = "trust";
const BUNDLE = "bundle.cbor";
/** On lists that the service worker kept, where there is no network. */
const KEPT = "X-Label-Kept";
/** A clock that differs more from the server's, in seconds, is said to be wrong (practice: two hours). */
const CLOCK_TOLERANCE = 7200;
const ROLLBACKS = ["trust_rollback", "snapshot_rollback", "status_unrevoked", "signer_unrevoked", "trust_fork"];

/** Holds the verifier, its lists and what is to be said about them. */
export class TrustKeeper {
  #Verifier;
  #config;
  #now;

  constructor(Verifier, config, now) {
    this.#Verifier = Verifier;
    this.#config = config;
    this.#now = now;
    this.verifier = null;
    this.info = null;
    this.notices = [];
    /** Whether the lists come from the server during this visit. */
    this.isFresh = false;
  }

  /** Opens the kept lists; where there are none, those of the server. Whether labels can be checked now. */
  async open() {
    if (isKept()) {
      this.#take(new this.#Verifier(await loadAsset(BUNDLE), this.#now(), this.#pin()));
      this.#note("kept", { values: { made: this.info.issued } });
      return true;
    }
    const kept = await readKept().catch(() => null);
    if (kept === null || !this.#openKept(kept)) {
      await this.renew();
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
      response = await fetchAsset(BUNDLE, "no-cache");
      bytes = new Uint8Array(await response.arrayBuffer());
    } catch {
      this.#noteOffline();
      return false;
    }
    if (response.headers.has(KEPT)) {
      this.#noteOffline();
    } else {
      this.isFresh = true;
      this.#unnote("offline");
      this.#compareClock(response);
    }
    return this.#offer(bytes);
  }

  #openKept({ bytes, pin }) {
    try {
      const verifier = new this.#Verifier(bytes, this.#now());
      const fits = verifier.trust().specimen === Boolean(this.#config.specimen) && (pin === this.#pin() || verifier.trust().root_set === this.#pin());
      if (!fits) {
        verifier.free();
        return false;
      }
      this.#take(verifier);
      return true;
    } catch {
      return false;
    }
  }

  async #offer(bytes) {
    const before = this.verifier?.store();
    try {
      if (this.verifier === null) {
        this.#take(new this.#Verifier(bytes, this.#now(), this.#pin()));
      } else {
        this.verifier.update(bytes, this.#now());
        this.info = this.verifier.trust();
      }
    } catch (error) {
      this.#note(ROLLBACKS.includes(error.code) ? "rollback" : "refused", { code: error.code ?? "unknown" });
      return false;
    }
    this.#unnote("rollback");
    this.#unnote("refused");
    const after = this.verifier.store();
    if (after !== undefined) {
      await keep({ bytes: after, pin: this.#pin() }).catch(() => this.#note("store"));
    }
    return before === undefined || after === undefined || !same(before, after);
  }

  #compareClock(response) {
    const date = Date.parse(response.headers.get("Date") ?? "");
    const server = Math.floor(date / 1000) + Number(response.headers.get("Age") ?? 0);
    if (Number.isNaN(server)) {
      return;
    }
    const device = this.#now();
    if (Math.abs(device - server) > CLOCK_TOLERANCE) {
      this.#note("clock", { values: { device, server } });
    } else {
      this.#unnote("clock");
    }
  }

  #noteOffline() {
    if (this.verifier !== null) {
      this.#note("offline");
    }
  }

  #take(verifier) {
    this.verifier?.free();
    this.verifier = verifier;
    this.info = verifier.trust();
  }

  #pin() {
    return this.#config.root_set ?? undefined;
  }

  #note(name, rest = {}) {
    this.#unnote(name);
    this.notices.push({ name, ...rest });
  }

  #unnote(name) {
    this.notices = this.notices.filter((notice) => notice.name !== name);
  }
}

/** Whether the page was stopped: nothing is kept any more. */
let isForgotten = false;

/** Deletes what this device kept, and keeps nothing from now on. */
export async function forgetKept() {
  isForgotten = true;
  await new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(DATABASE);
    request.onsuccess = request.onerror = request.onblocked = resolve;
  });
}

async function readKept() {
  return (await transact("readonly", (store) => store.get("kept"))) ?? null;
}

async function keep(entry) {
  if (isForgotten) {
    return;
  }
  await transact("readwrite", (store) => store.put(entry, "kept"));
}

async function transact(mode, ask) {
  const database = await openDatabase(indexedDB.open(DATABASE, 1));
  try {
    const transaction = database.transaction(STORE, mode);
    const answer = await settled(ask(transaction.objectStore(STORE)));
    return answer;
  } finally {
    database.close();
  }
}

function openDatabase(request) {
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  return settled(request);
}

function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = request.onblocked = () => reject(request.error);
  });
}

function same(one, other) {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
