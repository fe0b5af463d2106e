//! Keys, named by a file or by a `pkcs11:` URI.
//!
//! Files are PKCS#8 (RFC 5958) in PEM, plain or encrypted, in the forms that OpenSSL 3.0 shares.
//! [`token`] has keys in hardware modules.

pub(crate) mod doctor;
mod pkcs8;
mod token;
mod uri;

use std::path::{Path, PathBuf};

use der::{DecodePem, EncodePem};
use label_core::{PublicKey, SignatureBytes, Signer, SigningKey};
use label_io::files::{self, Access};
use label_io::random;
use sha2::{Digest, Sha256};
use x509_cert::spki::SubjectPublicKeyInfoOwned;
use zeroize::Zeroizing;

use self::pkcs8::{Encrypted, Fault, Nonces};
use crate::certificates::hex;
use crate::error::CliError;
use crate::output::Output;
use crate::passphrase::{Passphrase, PassphraseSource};
use crate::pem;

/// Bytes of a key file: a key takes less than 1 KiB, people's notes around it the rest.
const FILE_BYTES: usize = 16 * 1_024;

pub(crate) use token::{Mode, Module, Token, TokenFault, TokenKey, generate};
pub(crate) use uri::TokenUri;

/// What opens a key, whichever kind it is.
#[derive(Clone, Debug)]
pub(crate) struct KeySource {
    /// The passphrase of a file.
    pub(crate) passphrase: PassphraseSource,
    /// The PIN of a token whose URI has no `pin-source`.
    pub(crate) pin: PassphraseSource,
    /// The module of a token whose URI has no `module-path`.
    pub(crate) module: Option<PathBuf>,
}

/// A private key, wherever it is. Threads may share it by reference.
pub(crate) enum Key {
    /// In memory, from a file.
    Memory(Box<SigningKey>),
    /// In a token.
    Token(Box<TokenKey>),
}

impl Signer for Key {
    type Error = CliError;

    fn public_key(&self) -> PublicKey {
        match self {
            Self::Memory(key) => key.public_key(),
            Self::Token(key) => key.public_key().clone(),
        }
    }

    /// Signs a whole message.
    ///
    /// A token's signature is verified here. Whoever stores one verifies it in any case, as
    /// [`label_core::PreparedLabel::finish`] does.
    fn sign(&self, message: &[u8]) -> Result<SignatureBytes, CliError> {
        match self {
            Self::Memory(key) => Ok(key.sign(message)?),
            Self::Token(key) => key.sign(message),
        }
    }
}

/// Takes a private key from a file or a token, asking for its passphrase or PIN where it needs one.
pub(crate) fn load_signing_key(
    name: &Path,
    source: &KeySource,
    out: &mut Output,
) -> Result<Key, CliError> {
    if let Some(uri) = TokenUri::of(name) {
        let opened = Token::find(&uri?, source)?.open(Mode::Read)?;
        opened.login(source, out)?;
        let key = opened.private_key()?;
        return Ok(Key::Token(Box::new(TokenKey::new(opened, key)?)));
    }
    let key = KeyFile::read(name)?.signing_key(name, &source.passphrase, out)?;
    Ok(Key::Memory(Box::new(key)))
}

/// Takes a public key, or the public half of a private one, from a file or a token.
///
/// A token is logged in to only where it does not show the public key otherwise.
pub(crate) fn load_public_key(
    name: &Path,
    source: &KeySource,
    out: &mut Output,
) -> Result<PublicKey, CliError> {
    let Some(uri) = TokenUri::of(name) else {
        return KeyFile::read(name)?.public_key(name, &source.passphrase, out);
    };
    let opened = Token::find(&uri?, source)?.open(Mode::Read)?;
    if let Some(key) = opened.public_key()? {
        return Ok(key);
    }
    opened.login(source, out)?;
    Ok(opened.private_key()?.public)
}

/// A message to try a key with: a text that says so, and random bytes.
///
/// It starts with a letter. What this format signs starts with a CBOR array (COSE, RFC 9052, section
/// 4.4), a certificate with a SEQUENCE: a signature of this is none of a label, list or certificate.
pub(crate) fn test_object() -> Result<Vec<u8>, CliError> {
    let mut message = b"label: test of a key, means nothing else\0".to_vec();
    message.extend(random::bytes::<32>()?);
    Ok(message)
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
    Ok(files::write_new(path, pem.as_bytes(), Access::Secret)?)
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

    /// The private key, for which a passphrase may have to be asked for.
    pub(crate) fn signing_key(
        self,
        path: &Path,
        source: &PassphraseSource,
        out: &mut Output,
    ) -> Result<SigningKey, CliError> {
        match self {
            Self::Public(_) => Err(CliError::KeyPublic {
                file: path.to_owned(),
            }),
            Self::Private(key) => Ok(key),
            Self::Encrypted(key) => open(&key, path, source, out),
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
