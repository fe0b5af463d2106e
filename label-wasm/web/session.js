// One use of the camera after another: from the button to the code, the light, and the end.

import { Camera } from "./camera.js";

/** @import { Reader } from "./reader.js" */
/** @import { CameraProblem, CameraState, State } from "../page.d.ts" */

/** @type {Record<string, CameraProblem>} */
const PROBLEMS = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "missing",
  OverconstrainedError: "missing",
  TypeError: "missing",
};

/** Runs the camera, and tells what happens through the functions given. */
export class CameraSession {
  #reader;
  #hear;
  /** @type {Camera | null} */
  #camera = null;
  /** @type {CameraState} */
  #state = { kind: "camera", cameras: [], camera: null, torch: null, running: false };

  /**
   * @param {Reader} reader
   * @param {{ show(state: State): void, found(text: string, captured: number): Promise<void> }} hear
   */
  constructor(reader, hear) {
    this.#reader = reader;
    this.#hear = hear;
  }

  get isOn() {
    return this.#camera !== null;
  }

  /**
   * Looks through a camera until it shows a code, is left, or cannot be used.
   * @param {string | null} id
   */
  async start(id = null) {
    this.leave();
    const camera = new Camera();
    this.#camera = camera;
    this.#show({ kind: "camera", cameras: [], camera: id, torch: null, running: false });
    try {
      const prepared = this.#reader.prepare();
      const used = await camera.start(id);
      await prepared;
      const cameras = await camera.cameras();
      if (this.#camera !== camera) {
        camera.stop();
        return;
      }
      const torch = camera.hasTorch() ? false : null;
      this.#show({ kind: "camera", cameras, camera: used, torch, running: true });
      await camera.attach(/** @type {HTMLVideoElement} */ (document.getElementById("finder")));
      const found = await camera.scan(this.#reader);
      if (found !== null) {
        await this.#hear.found(found.text, found.captured);
      }
    } catch (error) {
      camera.stop();
      if (this.#camera === camera) {
        this.#camera = null;
        this.#hear.show({ kind: "home", problem: problemOf(error) });
      }
    }
  }

  /** Switches the light. */
  async toggleTorch() {
    const [camera, torch] = [this.#camera, !this.#state.torch];
    const isSet = await camera?.setTorch(torch).then(
      () => true,
      () => false,
    );
    if (isSet && camera === this.#camera) {
      this.#show({ ...this.#state, torch });
    }
  }

  /** Stops the camera, if it is on. */
  leave() {
    this.#camera?.stop();
    this.#camera = null;
  }

  /** @param {CameraState} state */
  #show(state) {
    this.#state = state;
    this.#hear.show(state);
  }
}

/** @param {unknown} error */
function problemOf(error) {
  const { message, name } = /** @type {Error} */ (error);
  return message === "reader" || message === "trap" ? "reader" : (PROBLEMS[name] ?? "busy");
}
