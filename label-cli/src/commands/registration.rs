//! `label registration`: from an application to a grant, and what becomes of it.

mod amend;
mod apply;
mod columns;
mod decide;
mod end;
mod shown;

use clap::Subcommand;
use label_core::UnixTime;
use label_desk::DeskError;
use label_desk::register::{Register, Registration, Stage, Standing};
use label_io::time;
use serde_json::json;

use crate::error::CliError;
use crate::messages::Messages;
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
    Amend(amend::Amend),
    Ungrant(amend::Ungrant),
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
            Self::Amend(command) => command.run(out),
            Self::Ungrant(command) => command.run(out),
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

/// A registration as a step leaves it.
struct Stated {
    registration: Registration,
    /// The stage of what is applied for.
    stage: Option<Stage>,
    standing: Standing,
}

/// The registrations as they stand at a time.
fn states(
    register: &mut Register,
    numbers: &[String],
    at: UnixTime,
) -> Result<Vec<Stated>, CliError> {
    register.read(|db| {
        let mut found = Vec::new();
        for number in numbers {
            let registration = db.registration(number)?.ok_or_else(|| unknown(number))?;
            found.push(Stated {
                stage: db.open_application(number)?.map(|open| open.stage),
                standing: registration.standing(at),
                registration,
            });
        }
        Ok(found)
    })
}

fn unknown(number: &str) -> DeskError {
    DeskError::RegistrationUnknown {
        number: number.to_owned(),
    }
}

/// Prints the state of registrations after a step, and what comes next.
fn report(registrations: &[Stated], next: &str, out: &mut Output) -> Result<Outcome, CliError> {
    if out.is_json() {
        out.json(&values(registrations))?;
        return Ok(Outcome::Done);
    }
    let messages = Messages::new(out.language())?;
    for stated in registrations {
        out.line(line(stated, &messages))?;
    }
    out.next(next)?;
    Ok(Outcome::Done)
}

/// The number and state of a registration.
fn line(stated: &Stated, messages: &Messages) -> String {
    let state = messages.word(stated.standing.as_str());
    let asked = match stated.stage {
        Some(step) if step.as_str() != stated.standing.as_str() => {
            format!(" ({})", messages.word(step.as_str()))
        }
        _ => String::new(),
    };
    let until = stated.registration.last_day();
    let until = until.map(|day| format!(", {day}")).unwrap_or_default();
    format!("{}: {state}{asked}{until}", stated.registration.number)
}

/// The state of registrations after a step, as data.
fn values(registrations: &[Stated]) -> Vec<serde_json::Value> {
    let value = |stated: &Stated| {
        let registration = &stated.registration;
        json!({
            "registration": registration.number,
            "state": stated.standing,
            "stage": stated.stage,
            "term": registration.term,
            "expires": registration.expires.map(time::format),
            "expires_day": expires_day(registration),
        })
    };
    registrations.iter().map(value).collect()
}
