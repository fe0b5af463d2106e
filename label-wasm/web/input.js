// Text and pictures that come without a button: a scanner that types, the clipboard, things dropped on the page.

/** At most between two keys of a scanner, in milliseconds; slow ones are connected by radio. */
const KEY_GAP = 250;
/** After the last key of a scanner that sends no end. */
const PAUSE = 400;
/**
 * A scanner's shortest text: the eight digits of a JAN code. With a pause instead of an end, only what no person types
 * so fast.
 */
const SHORTEST = 8;
const SHORTEST_WITHOUT_END = 40;

/** A label's whole text, as scanners type it in any of their ways. */
const WHOLE = /[/／].*[#＃][1１][0-9０-９]{40,}$/u;

/** Hears a keyboard scanner: fast keys anywhere on the page that end in Enter, Tab or a pause. */
export class Wedge {
  #text = "";
  #last = 0;
  #timer = 0;
  #take;

  /** @param {(text: string) => void} take */
  constructor(take) {
    this.#take = take;
  }

  /**
   * Hears one key; whether the page itself must not.
   * @param {KeyboardEvent} event
   */
  key({ key, timeStamp, ctrlKey, altKey, metaKey, isComposing, target }) {
    if (isComposing || ctrlKey || altKey || metaKey || (key.length !== 1 && key !== "Enter" && key !== "Tab")) {
      return false;
    }
    const fast = timeStamp - this.#last <= KEY_GAP;
    this.#last = timeStamp;
    clearTimeout(this.#timer);
    if (key === "Enter" || key === "Tab") {
      // What a field holds is sent by its form, and left by a tab, unless a whole label was typed behind something
      // else.
      const inField = /** @type {Element | null} */ (target)?.id === "text" && !WHOLE.test(this.#text);
      return this.#end(fast && !inField ? SHORTEST : Infinity);
    }
    this.#text = fast ? this.#text + key : key;
    this.#timer = setTimeout(() => this.#pause(), PAUSE);
    return false;
  }

  /**
   * A scanner that sends no end may have ended. The text stays: keys that a busy device delivers late go on with it.
   */
  #pause() {
    if (this.#text.length >= SHORTEST_WITHOUT_END) {
      this.#take(this.#text);
    }
  }

  /** @param {number} shortest */
  #end(shortest) {
    const text = this.#text;
    this.#text = "";
    if (text.length < shortest) {
      return false;
    }
    this.#take(text);
    return true;
  }
}

/**
 * Takes pictures and texts that are pasted or dropped anywhere.
 * @param {Document} target
 * @param {(text: string) => void} takeText
 * @param {(file: File) => void} takePicture
 */
export function takeTransfers(target, takeText, takePicture) {
  /** @param {DataTransfer} transfer */
  const take = (transfer) => {
    const file = [...transfer.files].find((file) => file.type.startsWith("image/"));
    const text = transfer.getData("text/plain").trim();
    if (file) {
      takePicture(file);
    } else if (text !== "") {
      takeText(text);
    } else if (transfer.files.length > 0) {
      takePicture(transfer.files[0]);
    }
    return Boolean(file) || text !== "" || transfer.files.length > 0;
  };
  target.addEventListener("paste", (event) => {
    if (/** @type {Element} */ (event.target).id !== "jan" && event.clipboardData && take(event.clipboardData)) {
      event.preventDefault();
    }
  });
  target.addEventListener("dragover", (event) => event.preventDefault());
  target.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer) {
      take(event.dataTransfer);
    }
  });
}
