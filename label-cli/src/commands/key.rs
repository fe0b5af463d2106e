//! `label key`: private keys in files.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use label_core::{Algorithm, PublicKey, Signer, SigningKey};
use serde::Serialize;

use super::help;
use crate::cli::Outcome;
use crate::error::CliError;
use crate::files;
use crate::keys::{self, KeyFile};
use crate::output::Output;
use crate::passphrase::PassphraseArgs;

/// Make and show keys
#[derive(Debug, Subcommand)]
pub(crate) enum Key {
    New(New),
    Show(Show),
    Public(Public),
}

impl Key {
    /// Runs the command.
    pub(crate) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        match self {
            Self::New(command) => command.run(out),
            Self::Show(command) => command.run(out),
            Self::Public(command) => command.run(out),
        }
    }
}

/// Make a key and write it to a new file
///
/// The file is PKCS#8 in PEM for its owner alone, encrypted with a passphrase of at least 12
/// characters. An existing file is never overwritten.
#[derive(Args, Debug)]
#[command(after_help = help!("  label key new --alg ed25519 --out root.key\n  label key new --alg p256 --out signer.key --passphrase-file pass.txt"))]
pub(crate) struct New {
    /// Algorithm of the key
    #[arg(long, value_name = "ALG")]
    alg: KeyAlgorithm,
    /// File to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    passphrase: PassphraseArgs,
    /// Write the key unencrypted: whoever reads the file can sign
    #[arg(long, conflicts_with_all = ["passphrase_file", "passphrase_fd"])]
    unencrypted: bool,
}

/// The algorithms, as arguments name them.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum KeyAlgorithm {
    Ed25519,
    P256,
}

impl New {
    fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        files::refuse_existing(&self.out)?;
        let algorithm = match self.alg {
            KeyAlgorithm::Ed25519 => Algorithm::Ed25519,
            KeyAlgorithm::P256 => Algorithm::Esp256,
        };
        let passphrase = if self.unencrypted {
            None
        } else {
            Some(self.passphrase.source().choose(&self.out, out)?)
        };
        let key = SigningKey::generate(algorithm)?;
        keys::write_signing_key(&self.out, &key, passphrase.as_ref())?;
        let report = Report::new(&self.out, &key.public_key(), Some(passphrase.is_some()))?;
        report.print(out)?;
        out.next("'label ca root' makes it a root, 'label ca signer' a signer")?;
        Ok(Outcome::Done)
    }
}

/// Show what a key file holds
///
/// Reads PKCS#8 in PEM, plain or encrypted, and public keys. The private key is never shown.
#[derive(Args, Debug)]
#[command(after_help = help!("  label key show signer.key\n  label key show signer.key --json"))]
pub(crate) struct Show {
    /// Key file
    file: PathBuf,
    #[command(flatten)]
    passphrase: PassphraseArgs,
}

impl Show {
    fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let file = KeyFile::read(&self.file)?;
        let encrypted = file.is_encrypted();
        let key = file.public_key(&self.file, &self.passphrase.source(), out)?;
        let report = Report::new(&self.file, &key, encrypted)?;
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
    /// Key file
    file: PathBuf,
    #[command(flatten)]
    passphrase: PassphraseArgs,
}

impl Public {
    fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let key = keys::load_public_key(&self.file, &self.passphrase.source(), out)?;
        if out.is_json() {
            Report::new(&self.file, &key, None)?.print(out)?;
        } else {
            out.bytes(keys::public_pem(&key)?.as_bytes())?;
        }
        Ok(Outcome::Done)
    }
}

/// What is said about a key.
#[derive(Serialize)]
struct Report {
    file: String,
    algorithm: &'static str,
    /// Absent where the file holds no private key, or that is not the question.
    #[serde(skip_serializing_if = "Option::is_none")]
    encrypted: Option<bool>,
    fingerprint: String,
    public_key: String,
}

impl Report {
    fn new(
        file: &std::path::Path,
        key: &PublicKey,
        encrypted: Option<bool>,
    ) -> Result<Self, CliError> {
        Ok(Self {
            file: file.display().to_string(),
            algorithm: key.algorithm().name(),
            encrypted,
            fingerprint: keys::fingerprint(key)?,
            public_key: keys::public_pem(key)?,
        })
    }

    fn print(&self, out: &mut Output) -> Result<(), CliError> {
        if out.is_json() {
            return out.json(self);
        }
        let mut fields = vec![
            ("file", self.file.clone()),
            ("algorithm", self.algorithm.to_owned()),
        ];
        let encrypted = match self.encrypted {
            Some(true) => "encrypted",
            Some(false) => "not encrypted",
            None => "none",
        };
        fields.push(("private key", encrypted.to_owned()));
        fields.push(("fingerprint", self.fingerprint.clone()));
        out.fields(&fields)
    }
}
