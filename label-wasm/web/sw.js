// Keeps the page on the device. The site builder fills in the build and the digests of all files.

/** @type {string} */
const BUILD = "@BUILD@";
/** @type {Record<string, string>} */
const FILES = /** @type {any} */ ("@FILES@");
/** Not part of a first visit, kept when asked for: the reader, and what installing needs. */
const LATER = ["label_reader.js", "label_reader_bg.wasm", "icon-192.png", "icon-512.png", "icon-maskable-512.png"];
/** Always from the network: it holds the kill switch. */
const VERSION = "version.json";
/** From the network where there is one: it changes daily, and is signed. */
const BUNDLE = "bundle.cbor";
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const SCOPE = worker.registration.scope;
/** What the names of all caches of this page begin with: one host may have several pages, below different paths. */
const PLACE = `label:${new URL(SCOPE).pathname}:`;
const CACHE = `${PLACE}${BUILD}`;
/** Put there by the page, once it accepted them. */
const LISTS = `${PLACE}lists`;
/** How long the server may take to answer where something else can, in milliseconds. */
const LIMIT = 4000;
const isBuilt = typeof FILES === "object";
/** @param {string} path */
const isFile = (path) => Object.hasOwn(FILES, path);

worker.addEventListener("install", (event) => {
  event.waitUntil(isBuilt ? install() : Promise.resolve());
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(dropOthers().then(() => worker.clients.claim()));
});

worker.addEventListener("message", (event) => {
  if (event.data?.activate) {
    worker.skipWaiting();
  } else if (event.data?.build) {
    event.ports[0].postMessage({ build: isBuilt ? BUILD : null });
  } else if (event.data?.keepRest && isBuilt) {
    event.waitUntil(keepAll(LATER).catch(() => {}));
  }
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (!isBuilt || request.method !== "GET" || !url.href.startsWith(SCOPE)) {
    return;
  }
  const path = url.pathname.slice(new URL(SCOPE).pathname.length);
  if (request.mode === "navigate") {
    event.waitUntil(obeyStop());
    if (isFile(path) || !/\.[a-z0-9]+$/iu.test(path)) {
      event.respondWith(kept(isFile(path) ? path : "index.html"));
    }
  } else if (path === BUNDLE) {
    event.respondWith(lists());
  } else if (path !== VERSION && isFile(path)) {
    event.respondWith(kept(path));
  }
});

async function install() {
  if (await isStopped()) {
    throw new Error("the page was stopped");
  }
  await caches.open(CACHE);
  await keepAll(Object.keys(FILES).filter((path) => !LATER.includes(path)));
}

/**
 * A file of this version: the kept one, or the server's where it is not kept (yet).
 * @param {string} path
 */
async function kept(path) {
  // Where the page was stopped there is no cache, and none is made again.
  const found = await caches.match(address(path), { cacheName: CACHE });
  if (found || !LATER.includes(path)) {
    return found ?? fetch(address(path));
  }
  await keepAll([path]).catch(() => {});
  return (await caches.match(address(path), { cacheName: CACHE })) ?? fetch(address(path));
}

/**
 * Fetches files and keeps them, if all are those of this version: a site in the middle of a change is not kept.
 * @param {string[]} paths
 */
async function keepAll(paths) {
  if (!(await caches.has(CACHE))) {
    return;
  }
  const cache = await caches.open(CACHE);
  await Promise.all(
    paths.map(async (path) => {
      if (await cache.match(address(path))) {
        return;
      }
      const response = await fetch(address(path), { cache: "no-cache", credentials: "same-origin" });
      const bytes = await response.clone().arrayBuffer();
      if (!response.ok || (await digest(bytes)) !== FILES[path]) {
        throw new Error(`${path} is not of build ${BUILD}`);
      }
      await cache.put(address(path), copyOf(response, bytes));
    }),
  );
}

/**
 * A response of its own, whose bytes are as they are: not compressed, and not from another address.
 * @param {Response} response
 * @param {ArrayBuffer} bytes
 */
function copyOf(response, bytes) {
  const headers = new Headers(response.headers);
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  return new Response(bytes, { headers });
}

/** The server's lists; the kept ones where there is no network, or it does not answer. */
async function lists() {
  const found = await caches.match(address(BUNDLE), { cacheName: LISTS });
  const limit = new AbortController();
  const timer = found ? setTimeout(() => limit.abort(), LIMIT) : undefined;
  try {
    return await fetch(address(BUNDLE), { cache: "no-cache", credentials: "same-origin", signal: limit.signal });
  } catch (error) {
    if (found) {
      return found;
    }
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** The kill switch works even where the page does not. */
async function obeyStop() {
  if (!(await isStopped())) {
    return;
  }
  for (const client of await worker.clients.matchAll()) {
    client.postMessage({ stopped: true });
  }
  await Promise.allSettled([dropOthers(null), worker.registration.unregister(), dropDatabase()]);
}

async function isStopped() {
  const version = await fetch(address(VERSION), { cache: "no-store", signal: AbortSignal.timeout(LIMIT) })
    .then((response) => response.json())
    .catch(() => null);
  return version?.stop === true;
}

/** @param {string | null} current */
async function dropOthers(current = CACHE) {
  const names = (await caches.keys()).filter((name) => name.startsWith(PLACE));
  const old = names.filter((name) => name !== current && (current === null || name !== LISTS));
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** The lists that the page kept; it does so itself where it runs. */
function dropDatabase() {
  return new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(`${PLACE}trust`);
    request.onsuccess = request.onerror = request.onblocked = resolve;
  });
}

/** @param {ArrayBuffer} bytes */
async function digest(bytes) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {string} path */
function address(path) {
  return new URL(path, SCOPE).href;
}
