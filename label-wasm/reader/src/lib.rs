//! The QR reader of label-qr for browsers and Node: a thin wasm-bindgen door that decides nothing itself.

use label_qr::{QrError, Reading, read_all_luma, read_all_rgba};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = Error)]
    type JsError;
    #[wasm_bindgen(constructor, js_class = "Error")]
    fn new(message: &str) -> JsError;
    #[wasm_bindgen(method, setter)]
    fn set_code(this: &JsError, code: &str);
}

/// Reads every QR symbol in grey levels, row by row from the top, 0 is black; no text where there is no symbol.
///
/// Throws `picture_malformed` where size and length differ, and `picture_too_large`.
#[wasm_bindgen(js_name = readLuma)]
pub fn read_luma(pixels: &[u8], width: u32, height: u32) -> Result<Vec<String>, JsValue> {
    texts(read_all_luma(pixels, width, height))
}

/// Reads every QR symbol in dots of red, green, blue and opacity, as `ImageData` has them; otherwise like `readLuma`.
#[wasm_bindgen(js_name = readRgba)]
pub fn read_rgba(pixels: &[u8], width: u32, height: u32) -> Result<Vec<String>, JsValue> {
    texts(read_all_rgba(pixels, width, height))
}

fn texts(read: Result<Vec<Reading>, QrError>) -> Result<Vec<String>, JsValue> {
    match read {
        Ok(readings) => Ok(readings.into_iter().map(|reading| reading.text).collect()),
        Err(QrError::PictureNoSymbol) => Ok(Vec::new()),
        Err(error) => {
            let thrown = JsError::new(&error.to_string());
            thrown.set_code(error.code());
            Err(thrown.into())
        }
    }
}
