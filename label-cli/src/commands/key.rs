//! `label key`: private keys in files and tokens.

mod doctor;
mod list;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use label_core::{Algorithm, PublicKey, Signer, SigningKey};
use label_io::files;
use label_keys::{KeyFile, TokenUri};
use serde::Serialize;

use super::help;
use crate::args::passphrase::PassphraseArgs;
use crate::error::CliError;
use crate::outcome::Outcome;
use crate::output::Output;

/// Make and show keys
#[derive(Debug, Subcommand)]
pub(crate) enum Key {
    New(New),
    Show(Show),
    Public(Public),
    List(list::List),
    Doctor(doctor::Doctor),
}

impl Key {
    /// Runs the command.
    pub(crate) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        match self {
            Self::New(command) => command.run(out),
            Self::Show(command) => command.run(out),
            Self::Public(command) => command.run(out),
            Self::List(command) => command.run(out),
            Self::Doctor(command) => command.run(out),
        }
    }
}

/// Make a key in a new file, or in a token
///
/// The file is PKCS#8 in PEM for its owner alone, encrypted with a passphrase of at least 12
/// characters. An existing file is never overwritten.
///
/// A key in a token is made there and cannot leave it. The URI must name the token and, with object=,
/// the label of the key; the id is random where the URI has none.
#[derive(Args, Debug)]
#[command(after_help = help!("  label key new --alg ed25519 --out root.key\n  label key new --alg p256 --out signer.key --passphrase-file pass.txt\n  label key new --alg ed25519 --pkcs11 'pkcs11:token=Desk;object=labels-1' --pkcs11-module /usr/lib/softhsm/libsofthsm2.so"))]
pub(crate) struct New {
    /// Algorithm of the key
    #[arg(long, value_name = "ALG")]
    alg: KeyAlgorithm,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    passphrase: PassphraseArgs,
    /// Write the key unencrypted: whoever reads the file can sign
    #[arg(long, conflicts_with_all = ["passphrase_file", "passphrase_fd", "pkcs11"])]
    unencrypted: bool,
}

/// Where a new key goes.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
struct Place {
    /// File to write
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Token to make the key in, and its label there
    #[arg(long, value_name = "URI")]
    pkcs11: Option<String>,
}

/// The algorithms, as arguments name them.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum KeyAlgorithm {
    Ed25519,
    P256,
}

impl New {
    fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let algorithm = match self.alg {
            KeyAlgorithm::Ed25519 => Algorithm::Ed25519,
            KeyAlgorithm::P256 => Algorithm::Esp256,
        };
        let report = match (&self.place.out, &self.place.pkcs11) {
            (Some(path), _) => self.in_file(algorithm, path, out)?,
            (None, uri) => self.in_token(algorithm, uri.as_deref().unwrap_or_default(), out)?,
        };
        report.print(out)?;
        out.next("'label ca root' makes it a root, 'label ca signer' a signer")?;
        Ok(Outcome::Done)
    }

    fn in_file(
        &self,
        algorithm: Algorithm,
        path: &Path,
        out: &mut Output,
    ) -> Result<Report, CliError> {
        files::refuse_existing(path)?;
        let passphrase = if self.unencrypted {
            None
        } else {
            Some(self.passphrase.source().passphrase.choose(path, out)?)
        };
        let key = SigningKey::generate(algorithm)?;
        label_keys::write_signing_key(path, &key, passphrase.as_ref())?;
        let private = if passphrase.is_some() {
            Private::Encrypted
        } else {
            Private::Unencrypted
        };
        Report::new(path, &key.public_key(), Some(private))
    }

    fn in_token(
        &self,
        algorithm: Algorithm,
        uri: &str,
        out: &mut Output,
    ) -> Result<Report, CliError> {
        let uri = TokenUri::parse(uri)?;
        let (key, uri) = label_keys::generate(algorithm, &uri, &self.passphrase.source(), out)?;
        Report::new(Path::new(&uri), key.public_key(), Some(Private::Token))
    }
}

/// Show what a key file holds, or which key a token has
///
/// Reads PKCS#8 in PEM, plain or encrypted, and public keys. The private key is never shown.
#[derive(Args, Debug)]
#[command(after_help = help!("  label key show signer.key\n  label key show signer.key --json"))]
pub(crate) struct Show {
    /// Key file, or a pkcs11: URI
    #[arg(value_name = "KEY")]
    file: PathBuf,
    #[command(flatten)]
    passphrase: PassphraseArgs,
}

impl Show {
    fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let source = self.passphrase.source();
        let report = if TokenUri::of(&self.file).is_some() {
            let key = label_keys::load_signing_key(&self.file, &source, out)?;
            Report::new(&self.file, &key.public_key(), Some(Private::Token))?
        } else {
            let file = KeyFile::read(&self.file)?;
            let private = file.is_encrypted().map(|encrypted| match encrypted {
                true => Private::Encrypted,
                false => Private::Unencrypted,
            });
            let key = file.public_key(&self.file, &source.passphrase, out)?;
            Report::new(&self.file, &key, private)?
        };
        report.print(out)?;
        if !out.is_json() {
            out.bytes(report.public_key.as_bytes())?;
        }
        Ok(Outcome::Done)
    }
}

/// Print the public key
///
/// In PEM as SubjectPublicKeyInfo: to hand to whoever certifies the key.
#[derive(Args, Debug)]
#[command(after_help = help!("  label key public signer.key > signer.pub"))]
pub(crate) struct Public {
    /// Key file, or a pkcs11: URI
    #[arg(value_name = "KEY")]
    file: PathBuf,
    #[command(flatten)]
    passphrase: PassphraseArgs,
}

impl Public {
    fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let key = label_keys::load_public_key(&self.file, &self.passphrase.source(), out)?;
        if out.is_json() {
            Report::new(&self.file, &key, None)?.print(out)?;
        } else {
            out.bytes(label_keys::public_pem(&key)?.as_bytes())?;
        }
        Ok(Outcome::Done)
    }
}

/// The place and form of a private key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Private {
    Encrypted,
    Unencrypted,
    Token,
}

/// The report about a key.
#[derive(Serialize)]
struct Report {
    /// Absent for a key in a token.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    /// Absent for a key in a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    uri: Option<String>,
    algorithm: &'static str,
    /// Absent where there is no private key in the file, or that is not the question.
    #[serde(skip_serializing_if = "Option::is_none")]
    encrypted: Option<bool>,
    fingerprint: String,
    public_key: String,
    #[serde(skip)]
    private: Option<Private>,
}

impl Report {
    fn new(name: &Path, key: &PublicKey, private: Option<Private>) -> Result<Self, CliError> {
        let text = name.display().to_string();
        let (file, uri) = match TokenUri::of(name) {
            None => (Some(text), None),
            Some(_) => (None, Some(text)),
        };
        Ok(Self {
            file,
            uri,
            algorithm: key.algorithm().name(),
            encrypted: match private {
                Some(Private::Encrypted) => Some(true),
                Some(Private::Unencrypted) => Some(false),
                Some(Private::Token) | None => None,
            },
            fingerprint: label_keys::fingerprint(key)?,
            public_key: label_keys::public_pem(key)?,
            private,
        })
    }

    fn print(&self, out: &mut Output) -> Result<(), CliError> {
        if out.is_json() {
            return out.json(self);
        }
        let mut fields = Vec::new();
        for (name, value) in [("file", &self.file), ("uri", &self.uri)] {
            fields.extend(value.clone().map(|value| (name, value)));
        }
        fields.push(("algorithm", self.algorithm.to_owned()));
        let private = match self.private {
            Some(Private::Encrypted) => "encrypted",
            Some(Private::Unencrypted) => "not encrypted",
            Some(Private::Token) => "in the token",
            None => "none",
        };
        fields.push(("private key", private.to_owned()));
        fields.push(("fingerprint", self.fingerprint.clone()));
        out.fields(&fields)
    }
}
