//! `label registration`: from an application to a grant, and what becomes of it.

mod apply;
mod columns;
mod decide;
mod end;

use clap::Subcommand;
use label_desk::register::{Registration, Stage};
use label_io::time;
use serde_json::json;

use crate::error::CliError;
use crate::outcome::Outcome;
use crate::output::Output;

/// Take applications, ask about them, grant them, and change what was granted
///
/// An application is applied for, then the supply-chain inquiry is sent and answered, then it is
/// granted. Where the scheme demands an inquiry, nothing is granted or signed before its answer.
/// Renewals, changes of holder and more models are applied for in the same way. What goes out of
/// force is in the next lists that 'label status publish' makes.
#[derive(Debug, Subcommand)]
#[expect(clippy::large_enum_variant, reason = "there is one, made once")]
pub(crate) enum RegistrationCommand {
    Apply(apply::Apply),
    Columns(columns::Columns),
    Inquire(decide::Inquire),
    Answer(decide::Answered),
    Grant(decide::Grant),
    Renew(apply::Renew),
    Transfer(apply::Transfer),
    AddModels(apply::AddModels),
    Close(end::Close),
    Suspend(end::Suspend),
    Resume(end::Resume),
    Withdraw(end::Withdraw),
    Revoke(end::Revoke),
    Supersede(end::Supersede),
}

impl RegistrationCommand {
    /// Runs the command.
    pub(crate) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        match self {
            Self::Apply(command) => command.run(out),
            Self::Columns(command) => command.run(out),
            Self::Inquire(command) => command.run(out),
            Self::Answer(command) => command.run(out),
            Self::Grant(command) => command.run(out),
            Self::Renew(command) => command.run(out),
            Self::Transfer(command) => command.run(out),
            Self::AddModels(command) => command.run(out),
            Self::Close(command) => command.run(out),
            Self::Suspend(command) => command.run(out),
            Self::Resume(command) => command.run(out),
            Self::Withdraw(command) => command.run(out),
            Self::Revoke(command) => command.run(out),
            Self::Supersede(command) => command.run(out),
        }
    }
}

/// The last day of a registration's labels, as data.
pub(super) fn expires_day(registration: &Registration) -> Option<String> {
    registration.last_day().map(|day| day.to_string())
}

/// Prints the state of registrations after a step, and what comes next.
fn report(
    registrations: &[(Registration, Option<Stage>)],
    next: &str,
    out: &mut Output,
) -> Result<Outcome, CliError> {
    if out.is_json() {
        out.json(&values(registrations))?;
        return Ok(Outcome::Done);
    }
    let messages = crate::messages::Messages::new(out.language())?;
    for (registration, stage) in registrations {
        let state = messages.word(registration.state.as_str());
        let asked = match stage {
            Some(step) if step.as_str() != registration.state.as_str() => {
                format!(" ({})", messages.word(step.as_str()))
            }
            _ => String::new(),
        };
        let until = registration.last_day().map(|day| format!(", {day}"));
        let until = until.unwrap_or_default();
        out.line(format_args!(
            "{}: {state}{asked}{until}",
            registration.number
        ))?;
    }
    out.next(next)?;
    Ok(Outcome::Done)
}

/// The state of registrations after a step, as data.
fn values(registrations: &[(Registration, Option<Stage>)]) -> Vec<serde_json::Value> {
    let value = |(registration, stage): &(Registration, Option<Stage>)| {
        json!({
            "registration": registration.number,
            "state": registration.state,
            "stage": stage,
            "term": registration.term,
            "expires": registration.expires.map(time::format),
            "expires_day": expires_day(registration),
        })
    };
    registrations.iter().map(value).collect()
}
