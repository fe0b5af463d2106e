//! Which build answers.

use wasm_bindgen::prelude::wasm_bindgen;

/// The version of this module, as its package states it: `major.minor.patch`.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
