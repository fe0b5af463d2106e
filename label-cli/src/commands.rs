//! The commands, one module each.
//!
//! A command is a struct of arguments with `run(&self, out) -> Result<Outcome, CliError>`.

mod artwork;
mod batch;
mod ca;
mod completions;
pub(crate) mod csv_file;
mod demo;
mod drawing;
mod inspect;
mod issue;
mod key;
mod man;
mod policy;
mod publish;
mod register;
mod registration;
mod render;
mod scheme;
mod sheet;
mod site;
mod status;
pub(crate) mod table_file;
mod trust;
mod verify;

use clap::Subcommand;

use crate::error::CliError;
use crate::outcome::Outcome;
use crate::output::Output;

/// Ends the help of a command that answers no question about a label.
macro_rules! help {
    ($examples:literal) => {
        concat!(
            "EXAMPLES\n",
            $examples,
            "\n\nEXIT CODES\n",
            "  0  done\n",
            "  2  not done: wrong use, or a file or key that cannot be used"
        )
    };
}
use help;

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Demo(demo::Demo),
    #[command(subcommand)]
    Key(key::Key),
    #[command(subcommand)]
    Ca(ca::Ca),
    Issue(issue::Issue),
    Render(render::Render),
    Artwork(artwork::Artwork),
    Sheet(sheet::SheetCommand),
    Verify(verify::Verify),
    Inspect(inspect::Inspect),
    #[command(subcommand)]
    Register(register::RegisterCommand),
    #[command(subcommand)]
    Registration(registration::RegistrationCommand),
    #[command(subcommand)]
    Batch(batch::BatchCommand),
    #[command(subcommand)]
    Trust(trust::TrustCommand),
    #[command(subcommand)]
    Status(status::StatusCommand),
    #[command(subcommand)]
    Publish(publish::PublishCommand),
    #[command(subcommand)]
    Policy(policy::PolicyCommand),
    #[command(subcommand)]
    Scheme(scheme::SchemeCommand),
    #[command(subcommand)]
    Site(site::SiteCommand),
    Completions(completions::Completions),
    Man(man::Man),
}

impl Command {
    /// Runs the command, which is a part of `program`.
    pub(crate) fn run(
        &self,
        program: fn() -> clap::Command,
        out: &mut Output,
    ) -> Result<Outcome, CliError> {
        match self {
            Self::Demo(command) => command.run(out),
            Self::Key(command) => command.run(out),
            Self::Ca(command) => command.run(out),
            Self::Issue(command) => command.run(out),
            Self::Render(command) => command.run(out),
            Self::Artwork(command) => command.run(out),
            Self::Sheet(command) => command.run(out),
            Self::Verify(command) => command.run(out),
            Self::Inspect(command) => command.run(out),
            Self::Register(command) => command.run(out),
            Self::Registration(command) => command.run(out),
            Self::Batch(command) => command.run(out),
            Self::Trust(command) => command.run(out),
            Self::Status(command) => command.run(out),
            Self::Publish(command) => command.run(out),
            Self::Policy(command) => command.run(out),
            Self::Scheme(command) => command.run(out),
            Self::Site(command) => command.run(out),
            Self::Completions(command) => command.run(program(), out),
            Self::Man(command) => command.run(program(), out),
        }
    }
}
