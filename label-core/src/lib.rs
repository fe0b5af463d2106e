//! Signed IoT security labels: the format, the certificates behind it and the verdict.

extern crate alloc;

#[cfg(feature = "issue")]
pub mod certify;
mod claims;
mod error;
mod key;
pub mod limits;
mod purpose;
#[cfg(feature = "issue")]
mod sign;
mod values;

pub use claims::{Assessment, Claims, Code, HolderId, Label, SupplyChain, SupplyChainStatus};
pub use error::Error;
pub use key::{Algorithm, PublicKey, SignatureBytes};
pub use purpose::Purpose;
#[cfg(feature = "issue")]
pub use sign::{Signer, SigningKey};
pub use values::{Day, Gtin, SupportEnd};
