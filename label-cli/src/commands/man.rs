//! `label man`: manual pages.

use std::path::PathBuf;

use clap::{Args, Command};
use label_io::Staging;
use serde_json::json;

use super::help;
use crate::error::CliError;
use crate::outcome::Outcome;
use crate::output::Output;

/// Write the manual pages, one for each command
#[derive(Args, Debug)]
#[command(after_help = help!("  label man man1 && man ./man1/label-key-new.1"))]
pub(crate) struct Man {
    /// Directory to write to: new, or empty
    directory: PathBuf,
}

impl Man {
    /// Writes the pages of a program.
    pub(crate) fn run(&self, program: Command, out: &mut Output) -> Result<Outcome, CliError> {
        let mut staging = Staging::new(&self.directory)?;
        let mut command = program.disable_help_subcommand(true);
        command.build();
        let pages = write(&command, &mut staging)?;
        staging.commit()?;
        if out.is_json() {
            let directory = self.directory.display().to_string();
            out.json(&json!({"directory": directory, "pages": pages}))?;
        } else {
            let directory = self.directory.display();
            out.line(out.told(format_args!("{pages} pages in {directory}")))?;
        }
        Ok(Outcome::Done)
    }
}

/// Writes the page of a command and those of its subcommands; returns how many.
fn write(command: &Command, staging: &mut Staging) -> Result<usize, CliError> {
    let man = clap_mangen::Man::new(command.clone());
    let mut page = Vec::new();
    man.render(&mut page)
        .map_err(|error| CliError::io(&PathBuf::from(man.get_filename()), "write", &error))?;
    staging.write(&man.get_filename(), &page)?;
    command
        .get_subcommands()
        .try_fold(1, |pages, command| Ok(pages + write(command, staging)?))
}
