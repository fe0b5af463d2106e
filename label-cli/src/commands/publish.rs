//! `label publish`: everything that is published, in one go.

mod daily;
mod job;
mod report;

use clap::Subcommand;

use crate::error::CliError;
use crate::outcome::Outcome;
use crate::output::Output;

/// Publish everything that verifiers and the page need
///
/// docs/DAILY.md has the settings, a timer, and what each exit code means.
#[derive(Debug, Subcommand)]
pub(crate) enum PublishCommand {
    Daily(Box<daily::DailyCommand>),
}

impl PublishCommand {
    /// Runs the command.
    pub(crate) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        match self {
            Self::Daily(command) => command.run(out),
        }
    }
}
