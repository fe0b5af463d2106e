// The service worker that keeps this page for offline use, newer versions of the page, and the kill switch.

import { within } from "./device.js";
import { isKept, loadJson, fetchAsset, scriptUrl } from "./assets.js";
import { placeOf } from "./place.js";
import { forgetKept } from "./trust.js";

/** @import { VersionFile } from "../page.d.ts" */

/** How long the server may take to say whether the page was stopped, in milliseconds. */
const ASKED = 4000;
/** How long each part of what was kept may take to be deleted. */
const FORGOTTEN = 3000;
/** How long the worker may take to name its build. */
const NAMED = 2000;

/** Keeps the page, and tells what happens to it through the functions given. */
export class Versions {
  /** @type {ServiceWorkerRegistration | null} */
  #registration = null;
  #hear;
  #reloading = false;
  #isStopped = false;
  /** The worker that handed out what runs now, if one did. */
  #controller;

  /**
   * `hear` has `ready()`, `waiting()`, `stopped()` and `isIdle()`.
   * @param {{ ready(): void, waiting(): void, stopped(): void, isIdle(): boolean }} hear
   */
  constructor(hear) {
    this.#hear = hear;
    const container = isKept() ? null : navigator.serviceWorker;
    this.#controller = container?.controller ?? null;
    container?.addEventListener("message", ({ data }) => data?.stopped && this.#stop());
    let isControlled = this.wasKept;
    container?.addEventListener("controllerchange", () => {
      // The first worker takes over a page of its own version.
      if (isControlled) {
        this.#reload();
      }
      isControlled = container.controller !== null;
    });
  }

  /** Whether this device kept the page before this visit. */
  get wasKept() {
    return this.#controller !== null;
  }

  /** Registers the service worker where there can be one, unless the page was stopped. */
  async start() {
    const container = navigator.serviceWorker;
    if (isKept() || !container || this.#isStopped) {
      return;
    }
    this.#registration = await container.register(scriptUrl("sw.js"), { updateViaCache: "none" }).catch(() => null);
    this.#watch();
    this.applyIfIdle();
    container.ready.then(() => controlled(container)).then(() => this.#hear.ready());
  }

  /**
   * Asks the server whether the page was stopped or is newer; says nothing of the visitor. What it says; null if
   * nothing. Never fails.
   * @returns {Promise<VersionFile | null>}
   */
  async check() {
    if (isKept()) {
      return null;
    }
    const version = await fetchAsset("version.json", "no-store", ASKED)
      .then((response) => response.json())
      .catch(() => null);
    if (version?.stop === true) {
      await this.#stop();
    } else if (version !== null && this.#registration !== null) {
      await this.#registration.update().catch(() => {});
      this.applyIfIdle();
    }
    return version;
  }

  /**
   * The build of what runs: as the worker says that handed it out, else as the server did.
   * @param {VersionFile | null} version
   * @returns {Promise<string | null>}
   */
  async build(version) {
    if (isKept()) {
      return (await loadJson("version.json").catch(() => null))?.build ?? null;
    }
    if (this.#controller === null) {
      return version?.build ?? null;
    }
    const { port1, port2 } = new MessageChannel();
    const named = new Promise((resolve) => {
      port1.onmessage = ({ data }) => resolve(data.build);
    });
    this.#controller.postMessage({ build: true }, [port2]);
    return within(NAMED, named).catch(() => null);
  }

  /** Lets a newer version take over where nobody is in the middle of something. */
  applyIfIdle() {
    const waiting = this.#registration?.waiting;
    if (waiting && navigator.serviceWorker.controller) {
      if (this.#hear.isIdle()) {
        this.apply();
      } else {
        this.#hear.waiting();
      }
    }
  }

  /** Lets a newer version take over now; the page is loaded again. */
  apply() {
    this.#registration?.waiting?.postMessage({ activate: true });
  }

  /** Keeps the rest too, which is not part of a first visit: the QR reader above all. */
  async keepRest() {
    if (!isKept() && navigator.serviceWorker) {
      (await navigator.serviceWorker.ready).active?.postMessage({ keepRest: true });
    }
  }

  #watch() {
    const registration = this.#registration;
    registration?.addEventListener("updatefound", () => {
      const worker = registration.installing;
      worker?.addEventListener("statechange", () => worker.state === "installed" && this.applyIfIdle());
    });
  }

  /** Stops the page before anything else, then deletes what can be deleted: some browsers refuse parts of it. */
  async #stop() {
    if (!this.#isStopped) {
      this.#isStopped = true;
      this.#hear.stopped();
      const parts = [forgetKept, forgetCaches, forgetWorkers];
      await Promise.all(parts.map((forget) => within(FORGOTTEN, forget()).catch(() => {})));
    }
  }

  #reload() {
    if (!this.#reloading && !this.#isStopped) {
      this.#reloading = true;
      globalThis.location.reload();
    }
  }
}

async function forgetCaches() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(placeOf())).map((name) => caches.delete(name)));
}

async function forgetWorkers() {
  const registrations = await navigator.serviceWorker.getRegistrations();
  await Promise.all(registrations.filter(({ scope }) => scope === document.baseURI).map((one) => one.unregister()));
}

/**
 * When the worker answers for this page: a little after it is there.
 * @param {ServiceWorkerContainer} container
 */
function controlled(container) {
  return (
    container.controller ??
    new Promise((resolve) => container.addEventListener("controllerchange", resolve, { once: true }))
  );
}
