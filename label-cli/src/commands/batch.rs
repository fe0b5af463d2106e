//! `label batch`: many labels in two steps, planned and then signed.

mod export;
mod plan;
mod render;
mod sign;

use clap::Subcommand;

use crate::error::CliError;
use crate::outcome::Outcome;
use crate::output::Output;

/// Plan many labels, sign them, and go on after any stop
///
/// A plan is checked whole and touches no key. Signing records every label in the register before
/// a key is used and stores each with its signature; stopped anywhere, 'label batch resume' goes on
/// with the same labels, none lost and none twice.
#[derive(Debug, Subcommand)]
pub(crate) enum BatchCommand {
    Plan(plan::Plan),
    Sign(sign::Sign),
    Resume(sign::Resume),
    Export(export::Export),
    Show(sign::Show),
    Cancel(sign::Cancel),
}

impl BatchCommand {
    /// Runs the command.
    pub(crate) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        match self {
            Self::Plan(command) => command.run(out),
            Self::Sign(command) => command.run(out),
            Self::Resume(command) => command.run(out),
            Self::Export(command) => command.run(out),
            Self::Show(command) => command.run(out),
            Self::Cancel(command) => command.run(out),
        }
    }
}
