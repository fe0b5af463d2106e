// Reads QR codes from pixels: by the browser where it can, otherwise by the WASM reader, loaded only then.

import { isKept, loadAsset, loadModule, scriptUrl } from "./assets.js";

/** How long the reader may take to be there, in milliseconds. */
const LOADED = 20_000;

/** Reads symbols from image data; made once, on first use. */
export class Reader {
  #detector;
  #worker = null;
  #module = null;
  #waiting = new Map();
  #last = 0;

  /** Chooses the means; throws if neither can be had. */
  async prepare() {
    this.#detector ??= await browserDetector();
    if (this.#detector === null) {
      await this.#prepareModule();
    }
  }

  /** The texts of the symbols in a video frame, as fast as it goes. Throws `reader` if nothing reads it, `trap` if the reader broke over it; the next frame has a new one. */
  async readFrame(source, pixels) {
    if (this.#detector) {
      try {
        return await detect(this.#detector, source);
      } catch {
        // Some browsers have it in name only.
        this.#detector = null;
      }
    }
    return this.#readPixels(pixels());
  }

  /** The texts of the symbols in pixels, by every means there is. */
  async readPicture(bitmap, pixels) {
    this.#detector ??= await browserDetector();
    const texts = this.#detector ? await detect(this.#detector, bitmap).catch(() => []) : [];
    if (texts.length > 0) {
      return texts;
    }
    for (const image of pixels) {
      const found = await this.#readPixels(image);
      if (found.length > 0) {
        return found;
      }
    }
    return [];
  }

  async #prepareModule() {
    if (isKept()) {
      this.#module ??= await readerModule();
    } else {
      this.#worker ??= await this.#startWorker();
    }
  }

  #startWorker() {
    return new Promise((resolve, reject) => {
      const worker = new Worker(scriptUrl("reader-worker.js"), { type: "module" });
      const fail = (why) => {
        clearTimeout(timer);
        worker.terminate();
        this.#worker = null;
        this.#waiting.forEach((answer) => answer.reject(new Error(why)));
        this.#waiting.clear();
        reject(new Error(why));
      };
      const timer = setTimeout(() => fail("reader"), LOADED);
      worker.onerror = () => fail("reader");
      worker.onmessage = ({ data }) => {
        if (data.ready) {
          clearTimeout(timer);
          resolve(worker);
        } else if (data.failed && !data.code) {
          // After a trap nothing that it says can be relied on.
          fail(data.id === undefined ? "reader" : "trap");
        } else {
          const answer = this.#waiting.get(data.id);
          this.#waiting.delete(data.id);
          data.failed
            ? answer?.reject(Object.assign(new Error(data.code), { code: data.code }))
            : answer?.resolve(data.texts);
        }
      };
    });
  }

  async #readPixels(image) {
    // A worker that ended is started anew.
    await this.#prepareModule();
    if (this.#module) {
      return this.#module.readRgba(image.data, image.width, image.height);
    }
    return new Promise((resolve, reject) => {
      this.#last += 1;
      this.#waiting.set(this.#last, { resolve, reject });
      const { data, width, height } = image;
      this.#worker.postMessage({ id: this.#last, width, height, data }, [data.buffer]);
    });
  }
}

async function browserDetector() {
  const Detector = globalThis.BarcodeDetector;
  const formats = (await Detector?.getSupportedFormats?.().catch(() => [])) ?? [];
  return formats.includes("qr_code") ? new Detector({ formats: ["qr_code"] }) : null;
}

async function detect(detector, source) {
  const found = await detector.detect(source);
  return found.map((symbol) => symbol.rawValue).filter((text) => text !== "");
}

async function readerModule() {
  const reader = await loadModule("label_reader.js");
  await reader.default({ module_or_path: await loadAsset("label_reader_bg.wasm") });
  return reader;
}
