//! Private keys, named by a file or by a `pkcs11:` URI.

use std::path::Path;

use label_core::{PublicKey, SignatureBytes, Signer, SigningKey};

use crate::error::KeysError;
use crate::key_file::KeyFile;
use crate::secret::{Ask, KeySource};
use crate::token::signer::TokenKey;
use crate::token::{Mode, Token};
use crate::uri::TokenUri;

/// A private key, wherever it is. Threads may share it by reference.
pub enum Key {
    /// In memory, from a file.
    Memory(Box<SigningKey>),
    /// In a token.
    Token(Box<TokenKey>),
}

impl Signer for Key {
    type Error = KeysError;

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
    fn sign(&self, message: &[u8]) -> Result<SignatureBytes, KeysError> {
        match self {
            Self::Memory(key) => Ok(key.sign(message)?),
            Self::Token(key) => key.sign(message),
        }
    }
}

/// Takes a private key from a file or a token, asking for its passphrase or PIN where it needs one.
///
/// # Errors
///
/// Fails where there is no such key, where it is none that signs labels, and where its secret is
/// missing or wrong.
pub fn load_signing_key(
    name: &Path,
    source: &KeySource,
    ask: &mut dyn Ask,
) -> Result<Key, KeysError> {
    if let Some(uri) = TokenUri::of(name) {
        let opened = Token::find(&uri?, source)?.open(Mode::Read)?;
        opened.login(source, ask)?;
        let key = opened.private_key()?;
        return Ok(Key::Token(Box::new(TokenKey::new(opened, key)?)));
    }
    let key = KeyFile::read(name)?.signing_key(name, &source.passphrase, ask)?;
    Ok(Key::Memory(Box::new(key)))
}

/// Takes a public key, or the public half of a private one, from a file or a token.
///
/// A token is logged in to only where it does not show the public key otherwise.
///
/// # Errors
///
/// Fails where there is no such key, where it is none that signs labels, and where its secret is
/// missing or wrong.
pub fn load_public_key(
    name: &Path,
    source: &KeySource,
    ask: &mut dyn Ask,
) -> Result<PublicKey, KeysError> {
    let Some(uri) = TokenUri::of(name) else {
        return KeyFile::read(name)?.public_key(name, &source.passphrase, ask);
    };
    let opened = Token::find(&uri?, source)?.open(Mode::Read)?;
    if let Some(key) = opened.public_key()? {
        return Ok(key);
    }
    opened.login(source, ask)?;
    Ok(opened.private_key()?.public)
}

#[cfg(test)]
mod tests;
