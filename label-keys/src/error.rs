//! The errors of keys, certificates and passphrases.

use std::path::{Path, PathBuf};

use label_io::IoError;

#[cfg(feature = "system")]
use crate::token_fault::TokenFault;

label_core::with_fields! {
/// A key, certificate or passphrase that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeysError {
    /// A file holds no certificate.
    #[error("{}: holds no certificate", file.display())]
    CertificateMissing {
        /// The file.
        file: PathBuf,
    },
    /// The core refused something that no file is to blame for.
    #[error(transparent)]
    Core(#[from] label_core::Error),
    /// The core refused the content of a file.
    #[error("{}: {source}", file.display())]
    CoreFile {
        /// The file.
        file: PathBuf,
        /// The reason.
        source: label_core::Error,
    },
    /// A file or random numbers that cannot be used.
    #[error(transparent)]
    Io(#[from] IoError),
    /// A key is encrypted in a way that is not understood, or at an absurd cost.
    #[error("{}: the key is encrypted in a way that is not supported", file.display())]
    KeyEncryption {
        /// The file.
        file: PathBuf,
    },
    /// A key in another form than PKCS#8.
    #[error("{}: holds '{form}', not a key in PKCS#8", file.display())]
    KeyForm {
        /// The file.
        file: PathBuf,
        /// The form, as its PEM label names it.
        form: String,
    },
    /// A key file is damaged.
    #[error("{}: the key is malformed", file.display())]
    KeyMalformed {
        /// The file.
        file: PathBuf,
    },
    /// A file holds no key in PEM.
    #[error("{}: holds no key in PEM", file.display())]
    KeyMissing {
        /// The file.
        file: PathBuf,
    },
    /// A private key is not the one that a certificate certifies.
    #[error("{}: not the key of the certificate in {}", file.display(), certificate.display())]
    KeyOther {
        /// The key file.
        file: PathBuf,
        /// The certificate file.
        certificate: PathBuf,
    },
    /// A file holds a public key where a private one is needed.
    #[error("{}: holds a public key, not a private one", file.display())]
    KeyPublic {
        /// The file.
        file: PathBuf,
    },
    /// A key of another kind than Ed25519 or P-256.
    #[error("{}: the key is neither Ed25519 nor P-256", file.display())]
    KeyUnsupported {
        /// The file.
        file: PathBuf,
    },
    /// The two passphrases that were typed differ.
    #[error("the passphrases differ")]
    PassphraseMismatch,
    /// A passphrase is needed and there is nobody to ask.
    #[error("{}: a passphrase is needed and nobody can be asked for it", file.display())]
    PassphraseMissing {
        /// The key file.
        file: PathBuf,
    },
    /// A new passphrase is too short.
    #[error("the passphrase is shorter than {minimum} characters")]
    PassphraseShort {
        /// Characters that it needs.
        minimum: usize,
    },
    /// The source of a passphrase or PIN cannot be used.
    #[error("{secret} from {origin}: {reason}")]
    PassphraseSource {
        /// The secret that was to come from it.
        secret: &'static str,
        /// The file, descriptor or terminal.
        origin: String,
        /// The fault.
        reason: String,
    },
    /// The passphrase does not open the key.
    #[error("{}: the passphrase does not open the key", file.display())]
    PassphraseWrong {
        /// The key file.
        file: PathBuf,
    },
    /// A key in a token that cannot be used.
    #[cfg(feature = "system")]
    #[error("{uri}: {fault}")]
    Token {
        /// The URI of the key or token.
        uri: String,
        /// The fault.
        fault: TokenFault,
    },
    /// The person at the desk could not be told something.
    #[error("cannot write the output: {reason}")]
    Untold {
        /// The words of the operating system.
        reason: String,
    },
}
}

impl KeysError {
    /// The stable machine code: lower case words joined by underscores, never reused.
    pub fn code(&self) -> &'static str {
        match self {
            Self::CertificateMissing { .. } => "certificate_missing",
            Self::Core(source) | Self::CoreFile { source, .. } => source.code(),
            Self::Io(source) => source.code(),
            Self::KeyEncryption { .. } => "key_encryption",
            Self::KeyForm { .. } => "key_form",
            Self::KeyMalformed { .. } => "key_malformed",
            Self::KeyMissing { .. } => "key_missing",
            Self::KeyOther { .. } => "key_other",
            Self::KeyPublic { .. } => "key_public",
            Self::KeyUnsupported { .. } => "key_unsupported",
            Self::PassphraseMismatch => "passphrase_mismatch",
            Self::PassphraseMissing { .. } => "passphrase_missing",
            Self::PassphraseShort { .. } => "passphrase_short",
            Self::PassphraseSource { .. } => "passphrase_source",
            Self::PassphraseWrong { .. } => "passphrase_wrong",
            #[cfg(feature = "system")]
            Self::Token { fault, .. } => fault.code(),
            Self::Untold { .. } => "output",
        }
    }

    /// Wraps a refusal of the core with the file that it is about.
    pub(crate) fn of_file(file: &Path) -> impl FnOnce(label_core::Error) -> Self {
        |source| Self::CoreFile {
            file: file.to_owned(),
            source,
        }
    }
}

#[cfg(feature = "system")]
impl TokenFault {
    /// The error about the key or token of this name.
    pub fn of(self, uri: &(impl ToString + ?Sized)) -> KeysError {
        KeysError::Token {
            uri: uri.to_string(),
            fault: self,
        }
    }
}
