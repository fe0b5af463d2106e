//! Key files: PKCS#8 (RFC 5958) in PEM, plain or encrypted, in the forms that OpenSSL 3.0 shares.

#[cfg(feature = "system")]
pub(crate) mod on_disk;

use std::path::Path;

use der::{DecodePem, EncodePem};
use label_core::{PublicKey, SigningKey, hex};
use sha2::{Digest, Sha256};
use x509_cert::spki::SubjectPublicKeyInfoOwned;
use zeroize::Zeroizing;

use crate::error::KeysError;
use crate::pem;
use crate::pkcs8::{self, Encrypted, Fault, Passphrase};

/// A private key in PEM, not encrypted.
///
/// # Errors
///
/// Fails where the key has no encoding.
pub fn to_pem(key: &SigningKey) -> Result<Zeroizing<String>, KeysError> {
    pkcs8::encode(key).map_err(|_| label_core::Error::CertKeyEncoding.into())
}

/// The public key in PEM, as SubjectPublicKeyInfo.
///
/// # Errors
///
/// Fails where the key has no encoding.
pub fn public_pem(key: &PublicKey) -> Result<String, KeysError> {
    let spki = key.to_spki()?;
    spki.to_pem(der::pem::LineEnding::LF)
        .map_err(|_| label_core::Error::CertKeyEncoding.into())
}

/// `sha256:` and the SHA-256 of the key's SubjectPublicKeyInfo in DER.
///
/// # Errors
///
/// Fails where the key has no encoding.
pub fn fingerprint(key: &PublicKey) -> Result<String, KeysError> {
    let digest = Sha256::digest(key.to_spki_der()?);
    Ok(format!("sha256:{}", hex(&digest)))
}

/// The content of a key file.
pub enum KeyFile {
    /// A public key.
    Public(PublicKey),
    /// A private key for whoever reads the file.
    Private(SigningKey),
    /// A private key that needs a passphrase.
    Encrypted(Encrypted),
}

impl KeyFile {
    /// Takes the first key of a text that errors call `path`.
    ///
    /// # Errors
    ///
    /// Fails where the text holds no key, a damaged one, or one in another form than PKCS#8.
    pub fn parse(path: &Path, text: &str) -> Result<Self, KeysError> {
        let file = path.to_owned();
        let Some(block) = pem::blocks(text).find(|block| block.label.ends_with(" KEY")) else {
            return Err(KeysError::KeyMissing { file });
        };
        match block.label {
            "PUBLIC KEY" => public_key(path, block.text).map(Self::Public),
            "PRIVATE KEY" => pkcs8::decode(block.text)
                .map(Self::Private)
                .map_err(|fault| at(path, fault)),
            "ENCRYPTED PRIVATE KEY" => Encrypted::decode(block.text)
                .map(Self::Encrypted)
                .map_err(|fault| at(path, fault)),
            other => Err(KeysError::KeyForm {
                file,
                form: other.to_owned(),
            }),
        }
    }

    /// Tells whether the private key is encrypted; `None` where there is no private key.
    pub fn is_encrypted(&self) -> Option<bool> {
        match self {
            Self::Public(_) => None,
            Self::Private(_) => Some(false),
            Self::Encrypted(_) => Some(true),
        }
    }

    /// The private key; `passphrase` is for one that is encrypted.
    ///
    /// # Errors
    ///
    /// Fails where there is only a public key, and where a passphrase is needed and missing or wrong.
    pub fn open(
        self,
        path: &Path,
        passphrase: Option<&Passphrase>,
    ) -> Result<SigningKey, KeysError> {
        match (self, passphrase) {
            (Self::Public(_), _) => Err(KeysError::KeyPublic {
                file: path.to_owned(),
            }),
            (Self::Private(key), _) => Ok(key),
            (Self::Encrypted(_), None) => Err(KeysError::PassphraseMissing {
                file: path.to_owned(),
            }),
            (Self::Encrypted(key), Some(passphrase)) => {
                key.open(passphrase).map_err(|fault| at(path, fault))
            }
        }
    }
}

/// Turns a fault into an error that names the file.
fn at(path: &Path, fault: Fault) -> KeysError {
    let file = path.to_owned();
    match fault {
        Fault::Encryption => KeysError::KeyEncryption { file },
        Fault::Malformed => KeysError::KeyMalformed { file },
        Fault::Unsupported => KeysError::KeyUnsupported { file },
        Fault::WrongPassphrase => KeysError::PassphraseWrong { file },
    }
}

fn public_key(path: &Path, pem: &str) -> Result<PublicKey, KeysError> {
    let spki = SubjectPublicKeyInfoOwned::from_pem(pem).map_err(|_| KeysError::KeyMalformed {
        file: path.to_owned(),
    })?;
    PublicKey::from_spki(&spki).map_err(KeysError::of_file(path))
}
