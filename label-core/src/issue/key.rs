//! Private keys in memory.

use std::fmt;

use p256::ecdsa::signature::Signer as _;
use zeroize::Zeroizing;

use crate::error::Error;
use crate::pki::key::{self, Algorithm, PublicKey, SignatureBytes};
use crate::pki::signer::Signer;

/// A private key in memory; wiped when dropped, never printed.
pub struct SigningKey(Inner);

enum Inner {
    Ed25519(ed25519_dalek::SigningKey),
    P256(p256::ecdsa::SigningKey),
}

impl SigningKey {
    /// Makes a key from 32 secret bytes: the Ed25519 seed, or the P-256 scalar, big-endian.
    ///
    /// A P-256 scalar of zero or not below the group order is [`Error::ClaimRange`].
    ///
    /// # Errors
    ///
    /// [`Error::ClaimRange`] for a P-256 scalar that is zero or not below the group order.
    pub fn from_bytes(algorithm: Algorithm, secret: &Zeroizing<[u8; 32]>) -> Result<Self, Error> {
        Ok(Self(match algorithm {
            Algorithm::Ed25519 => Inner::Ed25519(ed25519_dalek::SigningKey::from_bytes(secret)),
            Algorithm::Esp256 => p256::ecdsa::SigningKey::from_slice(secret.as_slice())
                .map(Inner::P256)
                .map_err(|_| Error::ClaimRange {
                    claim: "private key",
                })?,
        }))
    }

    /// Makes a new key from the operating system's random numbers; there are none in WebAssembly.
    ///
    /// # Errors
    ///
    /// [`Error::SigningFailed`] where the operating system gives no random numbers.
    #[cfg(not(target_family = "wasm"))]
    pub fn generate(algorithm: Algorithm) -> Result<Self, Error> {
        let mut secret = Zeroizing::new([0; 32]);
        loop {
            getrandom::fill(secret.as_mut_slice()).map_err(|error| Error::SigningFailed {
                reason: format!("no random numbers: {error}"),
            })?;
            if let Ok(key) = Self::from_bytes(algorithm, &secret) {
                return Ok(key);
            }
        }
    }

    /// The algorithm that this key signs with.
    pub fn algorithm(&self) -> Algorithm {
        match &self.0 {
            Inner::Ed25519(_) => Algorithm::Ed25519,
            Inner::P256(_) => Algorithm::Esp256,
        }
    }

    /// The 32 secret bytes, in the form that [`SigningKey::from_bytes`] takes.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(match &self.0 {
            Inner::Ed25519(key) => key.to_bytes(),
            Inner::P256(key) => key.to_bytes().into(),
        })
    }
}

impl Signer for SigningKey {
    type Error = Error;

    fn public_key(&self) -> PublicKey {
        // The public half of a private key is canonical and of prime order by construction.
        match &self.0 {
            Inner::Ed25519(key) => PublicKey(key::Inner::Ed25519(key.verifying_key())),
            Inner::P256(key) => PublicKey(key::Inner::P256(*key.verifying_key())),
        }
    }

    fn sign(&self, message: &[u8]) -> Result<SignatureBytes, Error> {
        match &self.0 {
            Inner::Ed25519(key) => key.try_sign(message).map(|signature| signature.to_bytes()),
            Inner::P256(key) => key
                .try_sign(message)
                .map(|signature: p256::ecdsa::Signature| signature.to_bytes().into()),
        }
        .map_err(|error| Error::SigningFailed {
            reason: format!("{error}"),
        })
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.algorithm().name())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_key_never_prints_its_secret() {
        for algorithm in [Algorithm::Ed25519, Algorithm::Esp256] {
            let key = SigningKey::from_bytes(algorithm, &Zeroizing::new([7; 32])).unwrap();
            assert_eq!(
                format!("{key:?}"),
                format!("SigningKey({})", algorithm.name())
            );
        }
    }

    #[test]
    fn signatures_verify_and_altered_messages_do_not() {
        for algorithm in [Algorithm::Ed25519, Algorithm::Esp256] {
            let key = SigningKey::generate(algorithm).unwrap();
            let again = SigningKey::from_bytes(algorithm, &key.to_bytes()).unwrap();
            let signature = again.sign(b"message").unwrap();
            assert_eq!(key.public_key().verify(b"message", &signature), Ok(()));
            assert_eq!(
                key.public_key().verify(b"massage", &signature),
                Err(Error::Signature)
            );
        }
    }

    #[test]
    fn a_zero_scalar_is_no_key() {
        let secret = Zeroizing::new([0; 32]);
        assert!(SigningKey::from_bytes(Algorithm::Esp256, &secret).is_err());
    }
}
