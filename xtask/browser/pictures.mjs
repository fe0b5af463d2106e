// Pictures of codes, as cameras take them: drawn in a browser, so that no library is needed.

/** A code's picture on a grey table, turned a little; `type` is image/png or image/jpeg. */
export async function photograph(
  browser,
  png,
  { type = "image/jpeg", width = 1280, height = 720, side = 520, turn = 0.05 } = {},
) {
  const page = await browser.newPage();
  try {
    const data = await page.evaluate(
      async ({ png, type, width, height, side, turn }) => {
        const bytes = Uint8Array.from(atob(png), (character) => character.charCodeAt(0));
        const code = await createImageBitmap(new Blob([bytes]));
        const canvas = new OffscreenCanvas(width, height);
        const context = canvas.getContext("2d");
        context.fillStyle = "#9a958c";
        context.fillRect(0, 0, width, height);
        context.translate(width / 2, height / 2);
        context.rotate(turn);
        context.drawImage(code, -side / 2, -side / 2, side, side);
        const blob = await canvas.convertToBlob({ type, quality: 0.85 });
        const buffer = new Uint8Array(await blob.arrayBuffer());
        let text = "";
        buffer.forEach((byte) => {
          text += String.fromCharCode(byte);
        });
        return btoa(text);
      },
      { png: png.toString("base64"), type, width, height, side, turn },
    );
    return Buffer.from(data, "base64");
  } finally {
    await page.close();
  }
}

/** A video of one picture, in Motion JPEG, as Chromium's fake camera plays it. */
export function video(jpeg, frames = 20) {
  return Buffer.concat(Array.from({ length: frames }, () => jpeg));
}
