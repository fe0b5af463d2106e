// The camera: frames in, the text of a code out. It stops when the page is not in view.

/** @import { Pixels } from "../page.d.ts" */
/** @import { Reader } from "./reader.js" */

/** Frames are read in this size: a symbol in half of the height still has three dots for a module. */
const FRAME_EDGE = 800;
const PICTURE_EDGES = [1600, 800, 2800];
/** How often in a row the reader may fail before the camera is given up. */
const FAILURES = 3;
/** A label's text in a code, among other codes in view. */
const LABEL = /#1[0-9]{40,}$/u;

/** One use of a camera, from starting to stopping. */
export class Camera {
  /** @type {MediaStream | null} */
  #stream = null;
  /** @type {HTMLVideoElement | null} */
  #video = null;
  /** @type {HTMLCanvasElement | null} */
  #canvas = null;
  #running = false;
  #turn = 0;

  /**
   * Starts the camera with this id, or one that looks away from the user.
   * @param {string | null} id
   */
  async start(id) {
    const video = id ? { deviceId: { exact: id } } : { facingMode: { ideal: "environment" } };
    const size = { width: { ideal: 1920 }, height: { ideal: 1080 } };
    this.#stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { ...video, ...size } });
    this.#running = true;
    return this.track.getSettings().deviceId ?? null;
  }

  get track() {
    return /** @type {MediaStream} */ (this.#stream).getVideoTracks()[0];
  }

  /**
   * Shows the picture in an element.
   * @param {HTMLVideoElement} video
   */
  async attach(video) {
    this.#video = video;
    video.srcObject = this.#stream;
    await video.play().catch(() => {});
  }

  /** The cameras of this device, with names once one of them may be used. */
  async cameras() {
    const devices = await navigator.mediaDevices.enumerateDevices();
    return devices
      .filter((device) => device.kind === "videoinput")
      .map(({ deviceId, label }) => ({ id: deviceId, label }));
  }

  /** Whether this camera has a light. */
  hasTorch() {
    return Boolean(this.track.getCapabilities?.().torch);
  }

  /** @param {boolean} torch */
  async setTorch(torch) {
    await this.track.applyConstraints({ advanced: [{ torch }] });
  }

  /**
   * Reads frames until one holds a code; null if it was stopped before. Throws if nothing can read them.
   * @param {Reader} reader
   * @returns {Promise<{ text: string, captured: number } | null>}
   */
  async scan(reader) {
    const video = /** @type {HTMLVideoElement} */ (this.#video);
    let failures = 0;
    while (this.#running) {
      await nextFrame(video);
      if (!this.#running || video.videoWidth === 0) {
        continue;
      }
      const captured = performance.now();
      /** @type {string[]} */
      let texts = [];
      try {
        texts = await reader.readFrame(video, () => this.#pixels(video));
        failures = 0;
      } catch (error) {
        failures += 1;
        if (this.#running && failures === FAILURES) {
          throw error;
        }
      }
      if (this.#running && texts.length > 0) {
        return { text: preferred(texts), captured };
      }
    }
    return null;
  }

  stop() {
    this.#running = false;
    for (const track of this.#stream?.getTracks() ?? []) {
      track.stop();
    }
    if (this.#video) {
      this.#video.srcObject = null;
    }
  }

  /**
   * The whole frame and its middle in turn: far and near codes.
   * @param {HTMLVideoElement} video
   */
  #pixels(video) {
    const { videoWidth: width, videoHeight: height } = video;
    this.#turn += 1;
    const part = this.#turn % 2 === 0 ? Math.min(width, height) * 0.6 : null;
    const box = part ? [(width - part) / 2, (height - part) / 2, part, part] : [0, 0, width, height];
    this.#canvas ??= document.createElement("canvas");
    return pixelsOf(video, box, FRAME_EDGE, this.#canvas);
  }
}

/**
 * The text of the code in a picture file; null if there is none. Throws if it is no picture.
 * @param {Blob} file
 * @param {Reader} reader
 */
export async function readPictureFile(file, reader) {
  const bitmap = await createImageBitmap(file);
  try {
    const texts = await reader.readPicture(bitmap, pictureSizes(bitmap));
    return texts.length > 0 ? preferred(texts) : null;
  } finally {
    bitmap.close();
  }
}

/**
 * A picture in several sizes, the likeliest first: codes fill it, or are small in it.
 * @param {ImageBitmap} bitmap
 * @returns {Generator<Pixels>}
 */
function* pictureSizes(bitmap) {
  const done = new Set();
  for (const edge of PICTURE_EDGES) {
    const size = Math.min(edge, Math.max(bitmap.width, bitmap.height));
    if (!done.has(size)) {
      done.add(size);
      yield pixelsOf(bitmap, [0, 0, bitmap.width, bitmap.height], size, document.createElement("canvas"));
    }
  }
}

/**
 * @param {CanvasImageSource} source
 * @param {number[]} box
 * @param {number} edge
 * @param {HTMLCanvasElement} canvas
 */
function pixelsOf(source, [x, y, width, height], edge, canvas) {
  const scale = Math.min(1, edge / Math.max(width, height));
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(source, x, y, width, height, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

/** @param {string[]} texts */
function preferred(texts) {
  return texts.find((text) => LABEL.test(text)) ?? texts[0];
}

/**
 * @param {HTMLVideoElement} video
 * @returns {Promise<void>}
 */
function nextFrame(video) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, 250);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    if (video.requestVideoFrameCallback) {
      video.requestVideoFrameCallback(done);
    } else {
      requestAnimationFrame(done);
    }
  });
}
