//! `label ca`: the certificates of a scheme owner.

mod make;
mod show;

use clap::Subcommand;

use crate::error::CliError;
use crate::outcome::Outcome;
use crate::output::Output;

/// Make and show certificates
#[derive(Debug, Subcommand)]
pub(crate) enum Ca {
    Root(make::Root),
    Intermediate(make::Intermediate),
    Signer(make::Signer),
    Show(show::Show),
}

impl Ca {
    /// Runs the command.
    pub(crate) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        match self {
            Self::Root(command) => command.run(out),
            Self::Intermediate(command) => command.run(out),
            Self::Signer(command) => command.run(out),
            Self::Show(command) => command.run(out),
        }
    }
}
