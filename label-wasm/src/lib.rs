//! label-core for browsers and Node: a thin wasm-bindgen door that decides nothing itself.

mod js;
mod verifier;

pub use verifier::{Verifier, checks, inspect, presets};
use wasm_bindgen::prelude::wasm_bindgen;

/// The allocator of the module: every page downloads it, and this one is half as large as the one of the standard library.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static MEMORY: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// The version of this module, as its package states it: `major.minor.patch`.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// The SHA-256 in hex of the sources that this module was built from; empty where they were not recorded.
#[wasm_bindgen]
#[must_use]
pub fn build() -> String {
    option_env!("LABEL_BUILD").unwrap_or_default().to_owned()
}
