//! `label demo`: everything once, without a network.

use std::path::PathBuf;

use clap::Args;

use super::help;
use crate::demo;
use crate::error::CliError;
use crate::outcome::Outcome;
use crate::output::Output;

/// Issue, print, read back and check specimen labels
///
/// Makes a root, signers and a status list, issues a label for every product of a built-in table,
/// draws and reads back each symbol, and checks it. Then it shows what is refused. Everything in it
/// is invented.
#[derive(Args, Debug)]
#[command(after_help = help!("\
  label demo
  label demo /tmp/specimens"))]
pub(crate) struct Demo {
    /// New or empty directory for the results [default: demo, or demo-2 and so on where it is taken]
    directory: Option<PathBuf>,
}

impl Demo {
    /// Runs the demonstration.
    pub(crate) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let directory = self.directory.clone().unwrap_or_else(free_directory);
        demo::run(&directory, out)?;
        Ok(Outcome::Done)
    }
}

/// The first of `demo`, `demo-2`, `demo-3` and so on that does not exist.
fn free_directory() -> PathBuf {
    let first = PathBuf::from("demo");
    let others = (2_u32..).map(|number| PathBuf::from(format!("demo-{number}")));
    std::iter::once(first.clone())
        .chain(others)
        .find(|path| !path.exists())
        .unwrap_or(first)
}
