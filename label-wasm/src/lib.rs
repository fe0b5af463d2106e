//! label-core for browsers and Node: a thin wasm-bindgen door that decides nothing itself.

mod verifier;
mod version;

pub use verifier::Verifier;
pub use version::version;
