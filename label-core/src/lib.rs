//! Signed IoT security labels: the format, the certificates behind it and the verdict.

extern crate alloc;

mod claims;
mod error;
mod key;
pub mod limits;
#[cfg(feature = "issue")]
mod sign;
mod values;

pub use claims::{Assessment, Claims, Code, HolderId, Label, SupplyChain, SupplyChainStatus};
pub use error::Error;
pub use key::{Algorithm, PublicKey, SignatureBytes};
#[cfg(feature = "issue")]
pub use sign::{Signer, SigningKey};
pub use values::{Day, Gtin, SupportEnd};
