// The service worker that keeps this page for offline use, newer versions of the page, and the kill switch.

import { isKept, loadJson, fetchAsset, scriptUrl } from "./assets.js";
import { forgetKept } from "./trust.js";

/** Keeps the page, and tells what happens to it through the three functions given. */
export class Versions {
  #registration = null;
  #hear;
  #reloading = false;
  /** Whether this device kept the page before this visit. */
  wasKept = false;

  /** `hear` has `ready()`, `waiting()`, `stopped()` and `isIdle()`. */
  constructor(hear) {
    this.#hear = hear;
  }

  /** Registers the service worker where there can be one, unless the page was stopped; gives what the server says of its version. */
  async start() {
    if (isKept()) {
      return loadJson("version.json").catch(() => null);
    }
    const container = navigator.serviceWorker;
    this.wasKept = Boolean(container?.controller);
    container?.addEventListener("message", ({ data }) => data?.stopped && this.#stop());
    const version = await this.check();
    if (container && version?.stop !== true) {
      container.addEventListener("controllerchange", () => this.wasKept && this.#reload());
      this.#registration = await container.register(scriptUrl("sw.js"), { updateViaCache: "none" }).catch(() => null);
      this.#watch();
      this.applyIfIdle();
      container.ready.then(() => controlled(container)).then(() => this.#hear.ready());
    }
    return version;
  }

  /** Asks the server whether the page was stopped or is newer; says nothing of the visitor. */
  async check() {
    if (isKept()) {
      return null;
    }
    const version = await fetchAsset("version.json", "no-store").then((response) => response.json()).catch(() => null);
    if (version?.stop === true) {
      await this.#stop();
    } else if (version !== null) {
      await this.#registration?.update().catch(() => {});
      this.applyIfIdle();
    }
    return version;
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
    (await navigator.serviceWorker?.ready)?.active?.postMessage({ keepRest: true });
  }

  #watch() {
    const registration = this.#registration;
    registration?.addEventListener("updatefound", () => {
      const worker = registration.installing;
      worker?.addEventListener("statechange", () => worker.state === "installed" && this.applyIfIdle());
    });
  }

  async #stop() {
    const registrations = (await navigator.serviceWorker?.getRegistrations()) ?? [];
    await Promise.all(registrations.filter(({ scope }) => scope === document.baseURI).map((one) => one.unregister()));
    const names = (await globalThis.caches?.keys()) ?? [];
    await Promise.all(names.filter((name) => name.startsWith("label-")).map((name) => caches.delete(name)));
    await forgetKept();
    this.#hear.stopped();
  }

  #reload() {
    if (!this.#reloading) {
      this.#reloading = true;
      globalThis.location.reload();
    }
  }
}

/** When the worker answers for this page: a little after it is there. */
function controlled(container) {
  return container.controller ?? new Promise((resolve) => container.addEventListener("controllerchange", resolve, { once: true }));
}
