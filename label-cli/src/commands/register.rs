//! `label register`: where every registration, model, label and action is kept.

mod audit;
mod export;
mod import;
mod list;
mod make;
mod report;
mod show;
mod signers;

use clap::Subcommand;

use crate::error::CliError;
use crate::outcome::Outcome;
use crate::output::Output;

/// Keep the register: what was applied for, granted, signed and done
///
/// A register is a file (SQLite) or a database of a PostgreSQL server. Whatever is written is
/// written together with an entry of the journal, which is only added to.
#[derive(Debug, Subcommand)]
pub(crate) enum RegisterCommand {
    Init(make::Init),
    AddSigner(signers::AddSigner),
    RetireSigner(signers::RetireSigner),
    List(list::ListCommand),
    Show(show::Show),
    Search(list::Search),
    Export(export::Export),
    Report(report::ReportCommand),
    ImportIssued(import::ImportIssued),
    Journal(audit::Journal),
    Audit(audit::AuditCommand),
    Backup(make::Backup),
    Move(make::Move),
    Restore(make::Restore),
}

impl RegisterCommand {
    /// Runs the command.
    pub(crate) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        match self {
            Self::Init(command) => command.run(out),
            Self::AddSigner(command) => command.run(out),
            Self::RetireSigner(command) => command.run(out),
            Self::List(command) => command.run(out),
            Self::Show(command) => command.run(out),
            Self::Search(command) => command.run(out),
            Self::Export(command) => command.run(out),
            Self::Report(command) => command.run(out),
            Self::ImportIssued(command) => command.run(out),
            Self::Journal(command) => command.run(out),
            Self::Audit(command) => command.run(out),
            Self::Backup(command) => command.run(out),
            Self::Move(command) => command.run(out),
            Self::Restore(command) => command.run(out),
        }
    }
}
