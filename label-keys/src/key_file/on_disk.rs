//! Key files by their paths, with passphrases from wherever they come.

use std::path::Path;

use label_core::{PublicKey, Signer, SigningKey};
use label_io::files::{self, Access};
use label_io::random;
use zeroize::Zeroizing;

use super::{KeyFile, at};
use crate::error::KeysError;
use crate::pkcs8::{self, Nonces, Passphrase};
use crate::secret::{Ask, PassphraseSource};

/// Bytes of a key file: a key takes less than 1 KiB, people's notes around it the rest.
const FILE_BYTES: usize = 16 * 1_024;

/// Writes a private key to a new file for its owner alone, encrypted if there is a passphrase.
///
/// # Errors
///
/// Fails where the file exists or cannot be written, and where there are no random numbers.
pub fn write_signing_key(
    path: &Path,
    key: &SigningKey,
    passphrase: Option<&Passphrase>,
) -> Result<(), KeysError> {
    let pem = match passphrase {
        Some(passphrase) => {
            let (salt, iv) = (random::bytes()?, random::bytes()?);
            pkcs8::encrypt(key, passphrase, Nonces { salt, iv })
        }
        None => pkcs8::encode(key),
    }
    .map_err(|fault| at(path, fault))?;
    Ok(files::write_new(path, pem.as_bytes(), Access::Secret)?)
}

impl KeyFile {
    /// Reads the first key of a file.
    ///
    /// # Errors
    ///
    /// Fails where the file cannot be read, and as [`KeyFile::parse`] does.
    pub fn read(path: &Path) -> Result<Self, KeysError> {
        let bytes = Zeroizing::new(files::read(path, FILE_BYTES)?);
        Self::parse(path, str::from_utf8(&bytes).unwrap_or_default())
    }

    /// The private key, for which a passphrase may have to be asked for.
    ///
    /// # Errors
    ///
    /// Fails where there is only a public key, and where the passphrase is missing or wrong.
    pub fn signing_key(
        self,
        path: &Path,
        source: &PassphraseSource,
        ask: &mut dyn Ask,
    ) -> Result<SigningKey, KeysError> {
        let passphrase = match &self {
            Self::Encrypted(_) => Some(source.open(path, ask)?),
            Self::Public(_) | Self::Private(_) => None,
        };
        self.open(path, passphrase.as_ref())
    }

    /// The public key, for which an encrypted private one must be opened.
    ///
    /// # Errors
    ///
    /// Fails where the passphrase is missing or wrong.
    pub fn public_key(
        &self,
        path: &Path,
        source: &PassphraseSource,
        ask: &mut dyn Ask,
    ) -> Result<PublicKey, KeysError> {
        match self {
            Self::Public(key) => Ok(key.clone()),
            Self::Private(key) => Ok(key.public_key()),
            Self::Encrypted(key) => {
                let passphrase = source.open(path, ask)?;
                let key = key.open(&passphrase).map_err(|fault| at(path, fault))?;
                Ok(key.public_key())
            }
        }
    }
}
