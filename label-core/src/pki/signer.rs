//! Signing: the trait for a key wherever it lives.

use crate::error::Error;
use crate::pki::key::{PublicKey, SignatureBytes};

/// A private key that signs bytes: in memory, in a hardware module or behind a network.
pub trait Signer {
    /// The failure of the key: this crate's own, or that of the token or service that holds it.
    ///
    /// A step of this crate that signs gives it back, its own refusals among it.
    type Error: From<Error>;

    /// The public half.
    fn public_key(&self) -> PublicKey;

    /// Signs a whole message (PureEdDSA, or ECDSA over its SHA-256).
    ///
    /// ECDSA signatures are r ‖ s, 32 bytes each, big-endian (RFC 9053, section 2.1).
    ///
    /// # Errors
    ///
    /// Fails where the key is out of reach or refuses to sign.
    fn sign(&self, message: &[u8]) -> Result<SignatureBytes, Self::Error>;
}
