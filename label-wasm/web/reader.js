// Reads QR codes from pixels: by the browser where it can, otherwise by the WASM reader, loaded only then.

import { isKept, loadAsset, loadModule, scriptUrl } from "./assets.js";

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

  /** The texts of the symbols in a video frame, as fast as it goes. */
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
      const fail = () => {
        worker.terminate();
        this.#worker = null;
        this.#waiting.forEach((answer) => answer([]));
        this.#waiting.clear();
        reject(new Error("reader"));
      };
      worker.onerror = fail;
      worker.onmessage = ({ data }) => {
        if (data.ready) {
          resolve(worker);
        } else if (data.failed) {
          fail();
        } else {
          this.#waiting.get(data.id)?.(data.texts);
          this.#waiting.delete(data.id);
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
    return new Promise((resolve) => {
      this.#last += 1;
      this.#waiting.set(this.#last, resolve);
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
