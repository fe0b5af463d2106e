//! `label registration close`, `suspend`, `resume`, `withdraw`, `revoke` and `supersede`.

use clap::{Args, ValueEnum};
use label_desk::register::{Change, Register, SignedLabel};
use serde_json::json;

use super::{Stated, line, report, shown, states};
use crate::args::consent::ConsentArgs;
use crate::args::operator::{DeedArgs, OperatorArgs};
use crate::args::register::RegisterArgs;
use crate::commands::help;
use crate::error::CliError;
use crate::messages::Messages;
use crate::outcome::Outcome;
use crate::output::Output;

const NEXT: &str = "'label status publish --register' makes it known";

/// What these commands share.
#[derive(Args, Debug)]
struct About {
    /// Registration numbers
    #[arg(required = true)]
    number: Vec<String>,
    #[command(flatten)]
    register: RegisterArgs,
    #[command(flatten)]
    deed: DeedArgs,
}

impl About {
    fn change(&self, change: &Change, out: &mut Output) -> Result<Outcome, CliError> {
        let act = self.deed.act()?;
        let mut register = Register::open(&self.register.location(out)?)?;
        register.change(&act, &self.number, change, None)?;
        report(&states(&mut register, &self.number, act.at)?, NEXT, out)
    }
}

/// Why an application is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Closed {
    /// The applicant takes it back.
    Withdrawn,
    /// It is not granted, for another reason than the answer to the inquiry.
    Refused,
    /// It was recorded by mistake.
    Mistake,
}

/// End applications that are not granted: for a registration, a renewal, a holder or models
///
/// What was granted before stays as it is. A number that was never granted can be applied for again.
#[derive(Args, Debug)]
#[command(after_help = help!("  label registration close SPEC-26-0001 --reason withdrawn --why 'letter of 2026-10-12'"))]
pub(crate) struct Close {
    /// Why
    #[arg(long, value_name = "REASON")]
    reason: Closed,
    /// Registration numbers
    #[arg(required = true)]
    number: Vec<String>,
    #[command(flatten)]
    register: RegisterArgs,
    #[command(flatten)]
    operator: OperatorArgs,
}

impl Close {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let act = self.operator.act()?;
        let reason = self.reason.to_possible_value();
        let reason = reason.as_ref().map_or("", |reason| reason.get_name());
        let numbers = &self.number;
        let mut register = Register::open(&self.register.location(out)?)?;
        register.close(&act, numbers, reason)?;
        let next = "'label register show' shows what was done";
        report(&states(&mut register, numbers, act.at)?, next, out)
    }
}

/// Put registrations out of force for the time being
#[derive(Args, Debug)]
#[command(after_help = help!("  label registration suspend SPEC-26-0001 --why 'inquiry into the update server'"))]
pub(crate) struct Suspend {
    #[command(flatten)]
    about: About,
}

impl Suspend {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        self.about.change(&Change::Suspend, out)
    }
}

/// Put suspended registrations in force again
#[derive(Args, Debug)]
#[command(after_help = help!("  label registration resume SPEC-26-0001"))]
pub(crate) struct Resume {
    #[command(flatten)]
    about: About,
}

impl Resume {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        self.about.change(&Change::Resume, out)
    }
}

/// Record that the holder withdraws registrations; this is final
#[derive(Args, Debug)]
#[command(after_help = help!("  label registration withdraw SPEC-26-0001 --why 'letter of 2027-01-15'"))]
pub(crate) struct Withdraw {
    #[command(flatten)]
    about: About,
}

impl Withdraw {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        self.about.change(&Change::Withdraw, out)
    }
}

/// Why a registration is revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Reason {
    /// The product does not meet the criteria.
    Nonconformity,
    /// What was declared is not true.
    FalseDeclaration,
    /// A vulnerability that is not mended.
    Vulnerability,
    /// The label is used against the rules.
    Misuse,
    /// The supply-chain check was taken back.
    SupplyChain,
    /// It should not have been issued.
    IssuedInError,
    /// A key that signed it may be stolen.
    KeyCompromise,
    /// Another reason; see --why.
    Other,
}

/// Revoke registrations; this is final
///
/// It shows each registration with its holder and its signed labels, and asks whether that is meant.
#[derive(Args, Debug)]
#[command(after_help = help!("  label registration revoke SPEC-26-0001 --reason false-declaration --why 'report 27-3'"))]
pub(crate) struct Revoke {
    /// Class of the reason
    #[arg(long, value_name = "CLASS")]
    reason: Reason,
    #[command(flatten)]
    consent: ConsentArgs,
    #[command(flatten)]
    about: About,
}

impl Revoke {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let reason = self.reason.to_possible_value();
        let reason = reason.as_ref().map_or("", |reason| reason.get_name());
        let reason = reason.to_owned();
        let change = Change::Revoke { reason };
        let act = self.about.deed.act()?;
        let numbers = &self.about.number;
        let mut register = Register::open(&self.about.register.location(out)?)?;
        let labels = register.read(|db| {
            let labels = numbers.iter().map(|number| db.signed_labels(number));
            labels.collect::<Result<Vec<_>, _>>()
        })?;
        let states = states(&mut register, numbers, act.at)?;
        show(&states, &labels, out)?;
        let would = states.iter().zip(&labels).map(|(stated, labels)| {
            json!({
                "registration": stated.registration.number,
                "holder": stated.registration.holder,
                "state": stated.standing,
                "labels": shown::values(labels),
            })
        });
        self.consent.ask(would.collect(), out)?;
        let shown: Vec<Vec<u64>> = labels.iter().map(|labels| shown::numbers(labels)).collect();
        register.change(&act, numbers, &change, Some(&shown))?;
        report(&super::states(&mut register, numbers, act.at)?, NEXT, out)
    }
}

/// Shows what is to be revoked: each registration with its holder, and its labels.
fn show(states: &[Stated], labels: &[Vec<SignedLabel>], out: &mut Output) -> Result<(), CliError> {
    if out.is_json() {
        return Ok(());
    }
    let messages = Messages::new(out.language())?;
    for (stated, labels) in states.iter().zip(labels) {
        let holder = stated.registration.holder.as_ref();
        let holder = holder.map(|holder| format!(", {holder}"));
        let heading = line(stated, &messages);
        out.line(format_args!("{heading}{}", holder.unwrap_or_default()))?;
        shown::print(labels, &messages, out)?;
    }
    out.line("")
}

/// Record that another registration replaces some; this is final
#[derive(Args, Debug)]
#[command(after_help = help!("  label registration supersede SPEC-26-0001 --with SPEC-27-0004"))]
pub(crate) struct Supersede {
    /// The registration that replaces them; it must be in force
    #[arg(long, value_name = "NUMBER")]
    with: String,
    #[command(flatten)]
    about: About,
}

impl Supersede {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let successor = self.with.clone();
        let change = Change::Supersede { successor };
        self.about.change(&change, out)
    }
}
