// Keeps the page on this device, so that it opens without a network.

import { isKept, scriptUrl } from "../assets.js";

/**
 * Registers the service worker where there can be one.
 * @param {{ ready(): void, stopped(): void }} hear
 */
export async function keepOffline(hear) {
  const container = navigator.serviceWorker;
  if (isKept() || !container) {
    return;
  }
  container.addEventListener("message", ({ data }) => data?.stopped && hear.stopped());
  const registered = await container.register(scriptUrl("sw.js"), { updateViaCache: "none" }).catch(() => null);
  if (registered !== null) {
    await container.ready;
    hear.ready();
  }
}
