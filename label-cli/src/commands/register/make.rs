//! `label register init`, `backup` and `restore`.

use std::path::PathBuf;

use clap::Args;
use label_desk::register::{Anchors, Location, Register, Restored, Since};
use serde_json::json;

use crate::args::operator::OperatorArgs;
use crate::args::register::RegisterArgs;
use crate::commands::help;
use crate::credential_files;
use crate::error::CliError;
use crate::outcome::Outcome;
use crate::output::Output;

/// Make a new, empty register
#[derive(Args, Debug)]
#[command(after_help = help!("  label register init\n  label register init --register postgres://desk@localhost/register"))]
pub(crate) struct Init {
    #[command(flatten)]
    register: RegisterArgs,
    #[command(flatten)]
    operator: OperatorArgs,
}

impl Init {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let act = self.operator.act()?;
        let register = Register::init(&self.register.location(out)?, &act)?;
        if out.is_json() {
            out.json(&json!({ "register": register.place(), "id": register.id() }))?;
        } else {
            out.fields(&[
                ("register", register.place().to_owned()),
                ("id", register.id().to_owned()),
            ])?;
            out.next("'label register add-signer' says who signs, 'label registration apply' takes applications")?;
        }
        Ok(Outcome::Done)
    }
}

/// Copy the register, as of one moment, into a file
///
/// The copy is a file of SQLite, also of a register in PostgreSQL; its journal ends with the entry about
/// the copy. It can be looked at and audited like a register; what would write to it is refused.
#[derive(Args, Debug)]
#[command(after_help = help!("  label register backup backup-2026-11-22.db"))]
pub(crate) struct Backup {
    /// New file
    file: PathBuf,
    #[command(flatten)]
    register: RegisterArgs,
    #[command(flatten)]
    operator: OperatorArgs,
}

impl Backup {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let act = self.operator.act()?;
        let mut register = Register::open(&self.register.location(out)?)?;
        let head = register.back_up(&act, &self.file)?;
        if out.is_json() {
            out.json(&json!({ "file": self.file, "head": head }))?;
        } else {
            out.fields(&[
                ("copy", self.file.display().to_string()),
                ("head", format!("{}:{}", head.number, head.hash)),
            ])?;
            out.next(
                "keep the head in another place: 'label register audit --head' compares with it",
            )?;
        }
        Ok(Outcome::Done)
    }
}

/// Move the register to an empty place, after an audit, and close the old one
///
/// The register goes on at the new place with its id and its journal. The old one can be looked at, and
/// what would write to it is refused. A move that was stopped goes on with the same command; it may name
/// another place, and --back takes it back. One that is done is not done again.
#[derive(Args, Debug)]
#[command(after_help = help!("  label register move postgres://desk@localhost/register --register register.db\n  label register move --back --register register.db"))]
pub(crate) struct Move {
    /// New place: a file, or postgres://USER@HOST/DATABASE
    #[arg(value_name = "PATH|URL", required_unless_present = "back")]
    to: Option<String>,
    /// Take back a move that was stopped before it was done: the register goes on where it was
    #[arg(long, conflicts_with = "to")]
    back: bool,
    #[command(flatten)]
    register: RegisterArgs,
    #[command(flatten)]
    operator: OperatorArgs,
}

impl Move {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let act = self.operator.act()?;
        let from = self.register.location(out)?;
        let audit = Register::open_read(&from)?.audit(&Anchors::default())?;
        if !audit.findings.is_empty() {
            super::audit::print(&audit, out)?;
            return Ok(Outcome::Rejected);
        }
        let (mut register, closed) = match &self.to {
            Some(to) => {
                let to = self.register.other(to)?;
                let register = Register::relocate(&from, &to, &act)?;
                (register, Some(from.to_string()))
            }
            None => (Register::take_back(&from, &act)?, None),
        };
        let head = register.head()?;
        if out.is_json() {
            let mut said =
                json!({ "register": register.place(), "id": register.id(), "head": head });
            if let (Some(closed), Some(said)) = (closed, said.as_object_mut()) {
                said.insert("closed".to_owned(), closed.into());
            }
            out.json(&said)?;
            return Ok(Outcome::Done);
        }
        let mut fields = vec![
            ("register", register.place().to_owned()),
            ("id", register.id().to_owned()),
            ("head", format!("{}:{}", head.number, head.hash)),
        ];
        fields.extend(closed.map(|closed| ("closed", closed)));
        out.fields(&fields)?;
        Ok(Outcome::Done)
    }
}

/// Make a new register of a copy, after an audit of the copy
///
/// Labels that were signed since would be unknown, and their numbers and indices given out again: so say
/// where they are, or that there are none. Whatever does not fit the copy is refused.
#[derive(Args, Debug)]
#[command(after_help = help!("  label register restore backup-2026-11-22.db --register restored.db --labels labels --published part.cbor\n  label register restore backup-2026-11-22.db --register restored.db --nothing-since"))]
pub(crate) struct Restore {
    /// Copy, as 'label register backup' makes it
    file: PathBuf,
    /// Label that was signed after the copy was made, or a directory that is searched for them
    #[arg(long, value_name = "FILE|DIR")]
    labels: Vec<PathBuf>,
    /// No label was signed after the copy was made
    #[arg(long, conflicts_with = "labels", required_unless_present = "labels")]
    nothing_since: bool,
    /// The part that was published last, with exact records; its signature is not verified here
    #[arg(long, value_name = "FILE")]
    published: Option<PathBuf>,
    #[command(flatten)]
    register: RegisterArgs,
    #[command(flatten)]
    operator: OperatorArgs,
}

impl Restore {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let act = self.operator.act()?;
        let mut copy = Register::open_read(&Location::File(self.file.clone()))?;
        let audit = copy.audit(&Anchors::default())?;
        if !audit.findings.is_empty() {
            super::audit::print(&audit, out)?;
            return Ok(Outcome::Rejected);
        }
        let head = copy.head()?;
        let mut since = Since {
            labels: Vec::new(),
            published: self.published.clone(),
            nothing: self.nothing_since,
        };
        for path in &self.labels {
            credential_files::walk(path, &mut since.labels)?;
        }
        let location = self.register.location(out)?;
        let (register, restored) = Register::restore(&mut copy, &act, &location, &since)?;
        let found = restored.labels;
        warn_of_lost(restored, out)?;
        if out.is_json() {
            out.json(&json!({ "register": register.place(), "id": register.id(), "head": head, "taken_over": found }))?;
        } else {
            out.fields(&[
                ("register", register.place().to_owned()),
                ("id", register.id().to_owned()),
                ("labels", (audit.signed + found).to_string()),
                ("taken over", found.to_string()),
            ])?;
        }
        Ok(Outcome::Done)
    }
}

/// Warns of what a part shows that the restored register lacks.
fn warn_of_lost(restored: Restored, out: &mut Output) -> Result<(), CliError> {
    if restored.unknown > 0 {
        out.warning(format_args!(
            "{} labels of the part are not in the register: verifiers reject them after the next publication",
            restored.unknown
        ))?;
    }
    if restored.unseen > 0 {
        out.warning(format_args!(
            "the part has no exact record of {} signers, so that it does not show what they signed since: give the file that --out of 'label status publish' wrote",
            restored.unseen
        ))?;
    }
    if restored.untold {
        out.warning("the part does not name the end of a journal: whether anything was entered after the copy, it does not show")?;
    }
    if restored.behind {
        out.warning("the part was published after entries that the copy does not have: compare what was granted, suspended and withdrawn since with the letters")?;
    }
    Ok(())
}
