//! label-core for browsers and Node: a thin wasm-bindgen door that decides nothing itself.

mod version;

pub use version::version;
