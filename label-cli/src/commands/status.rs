//! `label status`: which labels are in force, and what is published about them.

pub(super) mod publish;
mod set;
mod show;

use clap::Subcommand;

use crate::error::CliError;
use crate::outcome::Outcome;
use crate::output::Output;

/// Change, publish and show the status of labels
#[derive(Debug, Subcommand)]
#[expect(clippy::large_enum_variant, reason = "there is one, made once")]
pub(crate) enum StatusCommand {
    Set(set::Set),
    Publish(publish::Publish),
    Show(show::Show),
}

impl StatusCommand {
    /// Runs the command.
    pub(crate) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        match self {
            Self::Set(command) => command.run(out),
            Self::Publish(command) => command.run(out),
            Self::Show(command) => command.run(out),
        }
    }
}
