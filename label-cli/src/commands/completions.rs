//! `label completions`: completion scripts for shells.

use clap::{Args, Command};
use clap_complete::Shell;

use super::help;
use crate::error::CliError;
use crate::outcome::Outcome;
use crate::output::Output;

/// Print a completion script for a shell
#[derive(Args, Debug)]
#[command(after_help = help!("  label completions bash > ~/.local/share/bash-completion/completions/label"))]
pub(crate) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    /// Prints the script for a program.
    pub(crate) fn run(&self, mut program: Command, out: &mut Output) -> Result<Outcome, CliError> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut program, "label", &mut script);
        out.bytes(&script)?;
        Ok(Outcome::Done)
    }
}
