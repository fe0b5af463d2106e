//! Artwork that a register is told of.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::Args;
use label_desk::register::Register;
use label_io::time;
use label_print::Source;

use super::operator::DoerArgs;
use super::register::OptionalRegisterArgs;
use crate::error::CliError;
use crate::output::Output;

/// The register whose journal is told of the artwork, and by whom it is made.
#[derive(Args, Clone, Debug)]
pub(crate) struct PrintedArgs {
    #[command(flatten)]
    register: OptionalRegisterArgs,
    #[command(flatten)]
    doer: DoerArgs,
}

impl PrintedArgs {
    /// Tells the register, where one is named, before anything is drawn: the journal may name a print that was stopped,
    /// and never lacks one.
    pub(crate) fn record(
        &self,
        inputs: &[PathBuf],
        sources: &[Source],
        form: &str,
        out: &mut Output,
    ) -> Result<(), CliError> {
        let Some(location) = self.register.location(out)? else {
            return Ok(());
        };
        if inputs.iter().any(|input| input == Path::new("-")) {
            return Err(CliError::Usage {
                message: "what comes through standard input cannot be recorded in a register"
                    .to_owned(),
                hint: "give the files of the labels".to_owned(),
            });
        }
        let mut labels = Vec::with_capacity(sources.len());
        for source in sources {
            let name = source.name()?;
            labels.push((name.registration, name.identity));
        }
        let act = self.doer.act(time::now())?;
        Ok(Register::open(&location)?.record_prints(&act, &labels, form)?)
    }
}

/// Names of formats, each once, for the journal.
pub(crate) fn listed(formats: impl Iterator<Item = &'static str>) -> String {
    let formats: BTreeSet<&str> = formats.collect();
    formats.into_iter().collect::<Vec<_>>().join(", ")
}
