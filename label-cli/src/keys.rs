//! Key files: PKCS#8 (RFC 5958) in PEM, plain or encrypted, in the forms that OpenSSL 3.0 shares.

mod pkcs8;

use std::path::Path;

use der::{DecodePem, EncodePem};
use label_core::{PublicKey, Signer, SigningKey};
use sha2::{Digest, Sha256};
use x509_cert::spki::SubjectPublicKeyInfoOwned;
use zeroize::Zeroizing;

use self::pkcs8::{Encrypted, Fault, Nonces};
use crate::certificates::hex;
use crate::error::CliError;
use crate::files::{self, Access};
use crate::output::Output;
use crate::passphrase::{Passphrase, PassphraseSource};
use crate::pem;
use crate::random;

/// Bytes of a key file: a key takes less than 1 KiB, people's notes around it the rest.
const FILE_BYTES: usize = 16 * 1_024;

/// Reads a private key, asking for its passphrase where it is encrypted.
pub(crate) fn load_signing_key(
    path: &Path,
    source: &PassphraseSource,
    out: &mut Output,
) -> Result<SigningKey, CliError> {
    match KeyFile::read(path)? {
        KeyFile::Public(_) => Err(CliError::KeyPublic {
            file: path.to_owned(),
        }),
        KeyFile::Private(key) => Ok(key),
        KeyFile::Encrypted(key) => open(&key, path, source, out),
    }
}

/// Reads a public key, or the public half of a private one.
pub(crate) fn load_public_key(
    path: &Path,
    source: &PassphraseSource,
    out: &mut Output,
) -> Result<PublicKey, CliError> {
    KeyFile::read(path)?.public_key(path, source, out)
}

/// Writes a private key to a new file for its owner alone, encrypted if there is a passphrase.
pub(crate) fn write_signing_key(
    path: &Path,
    key: &SigningKey,
    passphrase: Option<&Passphrase>,
) -> Result<(), CliError> {
    let pem = match passphrase {
        Some(passphrase) => {
            let (salt, iv) = (random::bytes()?, random::bytes()?);
            pkcs8::encrypt(key, passphrase, Nonces { salt, iv })
        }
        None => pkcs8::encode(key),
    }
    .map_err(|fault| at(path, fault))?;
    files::write_new(path, pem.as_bytes(), Access::Secret)
}

/// A private key in PEM, not encrypted.
pub(crate) fn to_pem(key: &SigningKey) -> Result<Zeroizing<String>, CliError> {
    pkcs8::encode(key).map_err(|_| label_core::Error::CertKeyEncoding.into())
}

/// The public key in PEM, as SubjectPublicKeyInfo.
pub(crate) fn public_pem(key: &PublicKey) -> Result<String, CliError> {
    let spki = key.to_spki()?;
    spki.to_pem(der::pem::LineEnding::LF)
        .map_err(|_| label_core::Error::CertKeyEncoding.into())
}

/// `sha256:` and the SHA-256 of the key's SubjectPublicKeyInfo in DER.
pub(crate) fn fingerprint(key: &PublicKey) -> Result<String, CliError> {
    let digest = Sha256::digest(key.to_spki_der()?);
    Ok(format!("sha256:{}", hex(&digest)))
}

/// What a key file holds.
pub(crate) enum KeyFile {
    /// A public key.
    Public(PublicKey),
    /// A private key for whoever reads the file.
    Private(SigningKey),
    /// A private key that needs a passphrase.
    Encrypted(Encrypted),
}

impl KeyFile {
    /// Reads the first key of a file.
    pub(crate) fn read(path: &Path) -> Result<Self, CliError> {
        let bytes = Zeroizing::new(files::read(path, FILE_BYTES)?);
        Self::parse(path, str::from_utf8(&bytes).unwrap_or_default())
    }

    /// Takes the first key of a text that errors call `path`.
    pub(crate) fn parse(path: &Path, text: &str) -> Result<Self, CliError> {
        let file = path.to_owned();
        let Some(block) = pem::blocks(text).find(|block| block.label.ends_with(" KEY")) else {
            return Err(CliError::KeyMissing { file });
        };
        match block.label {
            "PUBLIC KEY" => public_key(path, block.text).map(Self::Public),
            "PRIVATE KEY" => pkcs8::decode(block.text)
                .map(Self::Private)
                .map_err(|fault| at(path, fault)),
            "ENCRYPTED PRIVATE KEY" => Encrypted::decode(block.text)
                .map(Self::Encrypted)
                .map_err(|fault| at(path, fault)),
            other => Err(CliError::KeyForm {
                file,
                form: other.to_owned(),
            }),
        }
    }

    /// Whether the private key is encrypted; `None` where there is no private key.
    pub(crate) fn is_encrypted(&self) -> Option<bool> {
        match self {
            Self::Public(_) => None,
            Self::Private(_) => Some(false),
            Self::Encrypted(_) => Some(true),
        }
    }

    /// The public key, for which an encrypted private one must be opened.
    pub(crate) fn public_key(
        &self,
        path: &Path,
        source: &PassphraseSource,
        out: &mut Output,
    ) -> Result<PublicKey, CliError> {
        match self {
            Self::Public(key) => Ok(key.clone()),
            Self::Private(key) => Ok(key.public_key()),
            Self::Encrypted(key) => Ok(open(key, path, source, out)?.public_key()),
        }
    }
}

fn open(
    key: &Encrypted,
    path: &Path,
    source: &PassphraseSource,
    out: &mut Output,
) -> Result<SigningKey, CliError> {
    let passphrase = source.open(path, out)?;
    key.open(&passphrase).map_err(|fault| at(path, fault))
}

/// Says which file a fault is in.
fn at(path: &Path, fault: Fault) -> CliError {
    let file = path.to_owned();
    match fault {
        Fault::Encryption => CliError::KeyEncryption { file },
        Fault::Malformed => CliError::KeyMalformed { file },
        Fault::Unsupported => CliError::KeyUnsupported { file },
        Fault::WrongPassphrase => CliError::PassphraseWrong { file },
    }
}

fn public_key(path: &Path, pem: &str) -> Result<PublicKey, CliError> {
    let spki = SubjectPublicKeyInfoOwned::from_pem(pem).map_err(|_| CliError::KeyMalformed {
        file: path.to_owned(),
    })?;
    PublicKey::from_spki(&spki).map_err(CliError::of_file(path))
}

#[cfg(test)]
mod tests;
