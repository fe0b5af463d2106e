//! `label register import-issued`.

use std::path::PathBuf;

use clap::Args;
use label_desk::DeskError;
use label_desk::issued::{FILE_BYTES, IssuedLabels};
use label_desk::register::{Imported, Register};
use label_io::files;
use serde_json::{Value, json};

use crate::args::operator::OperatorArgs;
use crate::args::register::RegisterArgs;
use crate::commands::help;
use crate::credential_files;
use crate::error::CliError;
use crate::outcome::Outcome;
use crate::output::Output;

/// Take back labels that were signed outside of the register
///
/// The file is issued.csv of the issuing page, or credentials in their full form. Taken are labels of
/// 'label batch export', byte for byte as they were recorded, and those of a signer that was added with
/// --outside, as the register would grant them. Labels must be dated after the newest publication. All are
/// checked before the first is stored; a file that was imported before changes nothing.
#[derive(Args, Debug)]
#[command(after_help = help!("  label register import-issued issued.csv --why 'page of 2026-11-22'\n  label register import-issued labels/"))]
pub(crate) struct ImportIssued {
    /// Table of labels, a label, or a directory that is searched for them
    #[arg(required = true, value_name = "FILE|DIR")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    register: RegisterArgs,
    #[command(flatten)]
    operator: OperatorArgs,
}

impl ImportIssued {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let act = self.operator.act()?;
        let mut files = Vec::new();
        for path in &self.files {
            credential_files::walk(path, &mut files)?;
        }
        if files.is_empty() {
            let what = "no label in what was given".to_owned();
            return Err(DeskError::Nothing { what }.into());
        }
        let mut issued = IssuedLabels::default();
        for file in &files {
            issued.add(file, &files::read(file, FILE_BYTES)?)?;
        }
        let mut register = Register::open(&self.register.location(out)?)?;
        let imported = register.import_issued(&act, &issued)?;
        report(&imported, out)?;
        Ok(Outcome::Done)
    }
}

fn report(imported: &Imported, out: &mut Output) -> Result<(), CliError> {
    let labels = imported.labels.len();
    if out.is_json() {
        let labels: Vec<Value> = imported
            .labels
            .iter()
            .map(|label| {
                json!({
                    "id": label.id,
                    "label": label.name,
                    "registration": label.registration,
                    "plan": label.plan,
                    "identity": label.identity,
                })
            })
            .collect();
        return out.json(&json!({
            "imported": labels.len(),
            "already_imported": imported.known,
            "plans": imported.plans,
            "labels": labels,
        }));
    }
    out.fields(&[("labels imported", labels.to_string())])?;
    if imported.known > 0 {
        out.fields(&[("already imported", imported.known.to_string())])?;
    }
    for (plan, state) in &imported.plans {
        out.fields(&[("plan", format!("{plan} ({state})"))])?;
    }
    if labels > 0 {
        out.next("'label register backup' copies the register with them, 'label status publish' makes verifiers accept them")?;
    }
    Ok(())
}
