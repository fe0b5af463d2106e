// Reads QR codes from pixels: by the browser where it can, otherwise by the WASM reader, loaded only then.

import { isKept, loadAsset, loadModule, scriptUrl } from "./assets.js";

/** @import { Detector, Modules, Pixels, ReaderAnswer } from "../page.d.ts" */

/** How long the reader may take to be there, in milliseconds. */
const LOADED = 20_000;

/** Reads symbols from image data; made once, on first use. */
export class Reader {
  /** @type {Detector | null | undefined} */
  #detector;
  /** @type {Worker | null} */
  #worker = null;
  /** @type {Modules["label_reader.js"] | null} */
  #module = null;
  /** @type {Map<number, { resolve(texts: string[]): void, reject(why: Error): void }>} */
  #waiting = new Map();
  #last = 0;

  /** Chooses the means; throws if neither can be had. */
  async prepare() {
    this.#detector ??= await browserDetector();
    if (this.#detector === null) {
      await this.#prepareModule();
    }
  }

  /**
   * The texts of the symbols in a video frame, as fast as it goes. Throws `reader` if nothing reads it, `trap` if the
   * reader broke over it; the next frame has a new one.
   * @param {HTMLVideoElement} source
   * @param {() => Pixels} pixels
   */
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

  /**
   * The texts of the symbols in pixels, by every means there is.
   * @param {ImageBitmap} bitmap
   * @param {Iterable<Pixels>} pixels
   */
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

  /** @returns {Promise<Worker>} */
  #startWorker() {
    return new Promise((resolve, reject) => {
      const worker = new Worker(scriptUrl("reader-worker.js"), { type: "module" });
      /** @param {string} why */
      const fail = (why) => {
        clearTimeout(timer);
        worker.terminate();
        this.#worker = null;
        for (const { reject } of this.#waiting.values()) {
          reject(new Error(why));
        }
        this.#waiting.clear();
        reject(new Error(why));
      };
      const timer = setTimeout(() => fail("reader"), LOADED);
      worker.onerror = () => fail("reader");
      worker.onmessage = (/** @type {MessageEvent<ReaderAnswer>} */ { data }) => {
        if (data.ready) {
          clearTimeout(timer);
          resolve(worker);
        } else if (data.failed && !data.code) {
          // After a trap nothing that it says can be relied on.
          fail(data.id === undefined ? "reader" : "trap");
        } else if (data.id !== undefined) {
          this.#answer(data.id, data);
        }
      };
    });
  }

  /**
   * @param {number} id
   * @param {ReaderAnswer} answer
   */
  #answer(id, { texts, code }) {
    const asked = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (texts) {
      asked?.resolve(texts);
    } else {
      asked?.reject(Object.assign(new Error(code ?? "reader"), { code }));
    }
  }

  /**
   * @param {Pixels} image
   * @returns {Promise<string[]>}
   */
  async #readPixels(image) {
    // A worker that ended is started anew.
    await this.#prepareModule();
    const worker = this.#worker;
    if (this.#module) {
      return this.#module.readRgba(new Uint8Array(image.data.buffer), image.width, image.height);
    }
    return new Promise((resolve, reject) => {
      if (worker === null) {
        reject(new Error("reader"));
        return;
      }
      this.#last += 1;
      this.#waiting.set(this.#last, { resolve, reject });
      const { data, width, height } = image;
      worker.postMessage({ id: this.#last, width, height, data }, [data.buffer]);
    });
  }
}

async function browserDetector() {
  const Detector = globalThis.BarcodeDetector;
  const formats = (await Detector?.getSupportedFormats?.().catch(() => [])) ?? [];
  return Detector && formats.includes("qr_code") ? new Detector({ formats: ["qr_code"] }) : null;
}

/**
 * @param {Detector} detector
 * @param {ImageBitmapSource} source
 */
async function detect(detector, source) {
  const found = await detector.detect(source);
  return found.map((symbol) => symbol.rawValue).filter((text) => text !== "");
}

async function readerModule() {
  const reader = await loadModule("label_reader.js");
  await reader.default({ module_or_path: await loadAsset("label_reader_bg.wasm") });
  return reader;
}
