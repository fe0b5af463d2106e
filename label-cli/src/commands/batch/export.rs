//! `label batch export`: what is left of a plan, for signing elsewhere.

use std::path::PathBuf;

use clap::Args;
use label_desk::DeskError;
use label_desk::plan;
use label_desk::register::PlanState;
use label_io::files;
use serde_json::json;

use super::sign::{Desk, warn_without_backup};
use crate::args::operator::OperatorArgs;
use crate::args::register::RegisterArgs;
use crate::commands::help;
use crate::error::CliError;
use crate::outcome::Outcome;
use crate::output::Output;

/// Record every label of a plan, and write what is left to sign, for signing elsewhere
///
/// Each row has its status index and the name of its files, so that the issuing page can sign it with the
/// signer's key. 'label register import-issued' takes the labels back, 'label batch cancel' gives up what
/// does not come back. Done again, it writes what is left by then.
#[derive(Args, Debug)]
#[command(after_help = help!("  label batch export plan.jsonl --out rows.jsonl"))]
pub(crate) struct Export {
    /// Plan
    plan: PathBuf,
    /// New file for the rows
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    register: RegisterArgs,
    #[command(flatten)]
    operator: OperatorArgs,
}

impl Export {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let act = self.operator.act()?;
        files::refuse_existing(&self.out)?;
        let mut desk = Desk::open(&self.plan, &self.register, out)?;
        match desk.entry()?.map(|entry| entry.state) {
            None => {
                warn_without_backup(&mut desk.register, out)?;
                desk.reserve(&act)?;
            }
            Some(PlanState::Cancelled) => {
                let file = self.plan.clone();
                return Err(DeskError::PlanCancelled { file }.into());
            }
            Some(PlanState::Begun | PlanState::Done) => {}
        }
        let labels = plan::export(&mut desk.register, &desk.plan, &self.out)?;
        if out.is_json() {
            out.json(&json!({ "file": self.out, "plan": desk.plan.id, "labels": labels }))?;
        } else {
            out.fields(&[
                ("plan", desk.plan.id.clone()),
                ("labels to sign", labels.to_string()),
            ])?;
            out.next("once they are signed, 'label register import-issued' takes them back")?;
        }
        Ok(Outcome::Done)
    }
}
