//! The issuing of labels for browsers and Node: a thin wasm-bindgen door that decides nothing itself.
//!
//! Claims are checked as the command checks them, the bytes to be signed go out, the signature comes in from wherever the
//! key is and is verified, and the symbol is drawn.

mod drawing;
mod issued;
mod issuer;
mod js;
mod key;
mod plan;
mod prepared;
mod schemes;
mod signer;

pub use drawing::Drawing;
pub use issued::{Issued, check_page};
pub use issuer::Issuer;
pub use key::{Key, open_key};
pub use plan::Plan;
pub use prepared::Prepared;
pub use schemes::schemes;
use wasm_bindgen::prelude::wasm_bindgen;

/// The allocator of the module, half as large as the one of the standard library.
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
