//! `label trust`: trust lists, bundles and stores.

pub(super) mod bundle;
mod ceremony;
pub(super) mod check;
mod init;
pub(super) mod records;
mod show;
mod update;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use label_core::{SignedTrustList, UnixTime, limits};
use label_io::files;
use label_io::time::{self, Edge};
use label_keys::KeysError;

use crate::error::CliError;
use crate::outcome::Outcome;
use crate::output::Output;

pub(super) use update::fingerprint;

/// Make, sign, bundle and update trust lists
///
/// The roots of a scheme owner say in a trust list whom verifiers trust. docs/CEREMONY.md goes
/// through all of it, step by step.
#[derive(Debug, Subcommand)]
pub(crate) enum TrustCommand {
    Init(init::Init),
    Prepare(ceremony::Prepare),
    Rotate(ceremony::Rotate),
    Sign(ceremony::Sign),
    Finish(ceremony::Finish),
    Build(bundle::Build),
    Show(show::Show),
    Check(check::Check),
    Update(update::Update),
}

impl TrustCommand {
    /// Runs the command.
    pub(crate) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        match self {
            Self::Init(command) => command.run(out),
            Self::Prepare(command) => command.run(out),
            Self::Rotate(command) => command.run(out),
            Self::Sign(command) => command.run(out),
            Self::Finish(command) => command.run(out),
            Self::Build(command) => command.run(out),
            Self::Show(command) => command.run(out),
            Self::Check(command) => command.run(out),
            Self::Update(command) => command.run(out),
        }
    }
}

/// The time of a command.
#[derive(Args, Debug)]
pub(super) struct AtArgs {
    /// Time to act at: RFC 3339, a day in UTC, or @ and seconds since 1970 [default: now]
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
}

impl AtArgs {
    /// The arguments that name a time.
    pub(super) fn of(at: UnixTime) -> Self {
        Self {
            at: Some(format!("@{}", at.seconds())),
        }
    }

    /// Tells whether a time was given.
    pub(super) fn given(&self) -> bool {
        self.at.is_some()
    }

    /// The time that was given, or that of the clock.
    pub(super) fn time(&self) -> Result<UnixTime, CliError> {
        match &self.at {
            Some(text) => Ok(time::parse(text, Edge::Start)?),
            None => Ok(time::now()),
        }
    }
}

/// Reads a trust list, signed or not.
pub(super) fn read_list(path: &Path) -> Result<SignedTrustList, CliError> {
    let bytes = files::read(path, limits::TRUST_LIST_BYTES)?;
    SignedTrustList::decode(&bytes).map_err(|source| in_file(path, source))
}

/// Wraps what the core refuses in a file.
pub(super) fn in_file(path: &Path, source: label_core::Error) -> CliError {
    CliError::CoreFile {
        file: PathBuf::from(path),
        source,
    }
}

/// Names the file of the certificate where the core refused to sign with it.
pub(super) fn unsigned(certificate: &Path) -> impl Fn(KeysError) -> CliError {
    |error| match error {
        KeysError::Core(source) => in_file(certificate, source),
        other => other.into(),
    }
}
