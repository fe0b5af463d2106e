//! `label status set`: a label is suspended, withdrawn, revoked or superseded.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use label_core::UnixTime;
use label_desk::DeskError;
use label_desk::status_file::{StatusFile, word};
use label_io::Exclusive;
use serde_json::json;

use crate::commands::help;
use crate::commands::trust::in_file;
use crate::error::CliError;
use crate::outcome::Outcome;
use crate::output::Output;

/// Change the status of labels, by their status indices
///
/// Revoked, withdrawn and superseded are final; only a revocation may follow. Nothing is published
/// until 'label status publish'.
#[derive(Args, Debug)]
#[command(after_help = help!("  label status set status.json --new --address https://label.example.jp/status/1 --entries 10000\n  label status set status.json 17 23 --to revoked"))]
pub(crate) struct Set {
    /// Status file
    file: PathBuf,
    /// Status indices
    #[arg(value_name = "INDEX", required_unless_present = "new")]
    index: Vec<u64>,
    /// New status: valid, suspended, withdrawn, revoked or superseded
    #[arg(
        long,
        value_name = "STATUS",
        default_value = "valid",
        required_unless_present = "new"
    )]
    to: String,
    /// Make a new status file in which every label is valid
    #[arg(long, requires = "address", requires = "entries")]
    new: bool,
    /// Address of the status list, as in the trust list
    #[arg(long, value_name = "URL", requires = "new")]
    address: Option<String>,
    /// How many labels the list has room for
    #[arg(long, value_name = "N", requires = "new")]
    entries: Option<usize>,
    /// Bits of a status: 2 for withdrawn, 4 for superseded
    #[arg(long, value_name = "BITS", default_value_t = 4, requires = "new")]
    bits: u8,
}

impl Set {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let held = Exclusive::open(&self.file, "label status set")?;
        let mut file = match (&self.address, self.entries) {
            (Some(address), Some(entries)) if self.new => {
                held.refuse_existing()?;
                StatusFile {
                    address: address.clone(),
                    bits: self.bits,
                    entries,
                    statuses: BTreeMap::new(),
                }
            }
            _ => StatusFile::of_held(&held)?,
        };
        let status = word(&self.to)?;
        let fault = |source| match source {
            DeskError::Core(source) => in_file(&self.file, source),
            other => other.into(),
        };
        for index in &self.index {
            file.set(*index, status).map_err(fault)?;
        }
        file.list(UnixTime::default()).map_err(fault)?;
        file.write(&held)?;
        if out.is_json() {
            out.json(&json!({ "file": self.file, "indices": self.index, "status": self.to }))?;
        } else {
            for index in &self.index {
                out.line(format_args!("{index}: {}", self.to))?;
            }
            out.next("'label status publish' signs and publishes it")?;
        }
        Ok(Outcome::Done)
    }
}
