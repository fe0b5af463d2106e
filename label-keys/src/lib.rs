//! Private keys in files and PKCS#11 tokens, the certificates beside them, and the secrets that open
//! them.
//!
//! A key is named by a file or by a `pkcs11:` URI; [`load_signing_key`] takes it from either place as a
//! [`Key`], which signs for `label-core`. The passphrase or PIN comes from a [`KeySource`]; where a
//! person must type it, an [`Ask`] asks for it: this crate has no terminal.
//!
//! Without feature `system` there are no paths and no tokens: a [`KeyFile`] in memory is [opened](KeyFile::open)
//! with a passphrase at hand, as a browser does.
//!
//! ```
//! use label_core::{Algorithm, Signer, SigningKey};
//! use label_keys::{Ask, KeySource, Notice, Passphrase, PassphraseSource, Question};
//!
//! /// Knows the passphrase of every key.
//! struct Robot;
//!
//! impl Ask for Robot {
//!     fn secret(&mut self, _: &Question<'_>) -> std::io::Result<Option<Passphrase>> {
//!         Ok(Some(Passphrase::new("correct horse battery".to_owned())))
//!     }
//!
//!     fn tell(&mut self, _: &Notice<'_>) -> std::io::Result<()> {
//!         Ok(())
//!     }
//! }
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let directory = tempfile::tempdir()?;
//! let path = directory.path().join("signer.key");
//! let source = KeySource {
//!     passphrase: PassphraseSource::Terminal,
//!     pin: PassphraseSource::Terminal,
//!     module: None,
//! };
//! let passphrase = source.passphrase.choose(&path, &mut Robot)?;
//! let made = SigningKey::generate(Algorithm::Ed25519)?;
//! label_keys::write_signing_key(&path, &made, Some(&passphrase))?;
//!
//! let key = label_keys::load_signing_key(&path, &source, &mut Robot)?;
//! let signature = key.sign(b"message")?;
//! key.public_key().verify(b"message", &signature)?;
//! # Ok(())
//! # }
//! ```

#![warn(clippy::missing_errors_doc)]

pub mod certificates;
#[cfg(feature = "system")]
pub mod doctor;
mod error;
#[cfg(feature = "system")]
mod key;
mod key_file;
mod pem;
mod pkcs8;
#[cfg(feature = "system")]
mod secret;
#[cfg(feature = "system")]
mod test_object;
#[cfg(feature = "system")]
mod token;
#[cfg(feature = "system")]
mod token_fault;
#[cfg(feature = "system")]
mod uri;

pub use certificates::summary::{Problem, Summary};
pub use error::KeysError;
#[cfg(feature = "system")]
pub use key::{Key, load_public_key, load_signing_key};
#[cfg(feature = "system")]
pub use key_file::on_disk::write_signing_key;
pub use key_file::{KeyFile, fingerprint, public_pem, to_pem};
pub use pkcs8::{Encrypted, Passphrase};
#[cfg(feature = "system")]
pub use secret::{Ask, KeySource, Notice, PassphraseSource, Question};
#[cfg(feature = "system")]
pub use token::generate::generate;
#[cfg(feature = "system")]
pub use token::object::Facts;
#[cfg(feature = "system")]
pub use token::signer::TokenKey;
#[cfg(feature = "system")]
pub use token::{Mode, Module, Opened, Token};
#[cfg(feature = "system")]
pub use token_fault::TokenFault;
#[cfg(feature = "system")]
pub use uri::TokenUri;
