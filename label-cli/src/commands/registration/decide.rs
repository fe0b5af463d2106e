//! `label registration inquire`, `answer` and `grant`: from an application to a decision.

use clap::{Args, ValueEnum};
use label_core::UnixTime;
use label_desk::DeskError;
use label_desk::label_fields::Moment;
use label_desk::register::{
    Answer, InquiryAnswer, OldLabels, Register, Stage, demands_inquiry, scheme_of,
};

use super::{line, report, states};
use crate::args::operator::OperatorArgs;
use crate::args::register::RegisterArgs;
use crate::commands::help;
use crate::error::CliError;
use crate::messages::Messages;
use crate::outcome::Outcome;
use crate::output::Output;

/// Which registrations a step is about.
#[derive(Args, Debug)]
#[group(id = "which", required = true, multiple = false)]
struct Which {
    /// Registration numbers
    number: Vec<String>,
    /// All that this step is next for
    #[arg(long)]
    all: bool,
}

impl Which {
    fn numbers(&self, register: &mut Register, stages: &[Stage]) -> Result<Vec<String>, CliError> {
        if !self.all {
            return Ok(self.number.clone());
        }
        let numbers = register.read(|db| db.numbers_in(stages))?;
        match numbers.is_empty() {
            false => Ok(numbers),
            true => Err(DeskError::Nothing {
                what: "no application is at this step".to_owned(),
            }
            .into()),
        }
    }

    /// Fails where all are meant and somebody expects another number of them, or none; shows them then.
    fn expected(
        &self,
        expected: Option<usize>,
        (register, at): (&mut Register, UnixTime),
        numbers: &[String],
        out: &mut Output,
    ) -> Result<(), CliError> {
        if !self.all || expected == Some(numbers.len()) {
            return Ok(());
        }
        if !out.is_json() {
            let messages = Messages::new(out.language())?;
            for stated in states(register, numbers, at)? {
                let holder = stated.registration.holder.as_ref();
                let holder = holder.map(|holder| format!(", {holder}"));
                let line = line(&stated, &messages);
                out.line(format_args!("{line}{}", holder.unwrap_or_default()))?;
            }
        }
        Err(CliError::RegistrationCount {
            registrations: numbers.to_vec(),
            expected,
        })
    }
}

/// Record that the supply-chain inquiry was sent
#[derive(Args, Debug)]
#[command(after_help = help!("  label registration inquire SPEC-26-0001 --why 'letter 26-114'\n  label registration inquire --all"))]
pub(crate) struct Inquire {
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    register: RegisterArgs,
    #[command(flatten)]
    operator: OperatorArgs,
}

impl Inquire {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let act = self.operator.act()?;
        let mut register = Register::open(&self.register.location(out)?)?;
        let numbers = self.which.numbers(&mut register, &[Stage::Applied])?;
        register.inquire(&act, &numbers)?;
        let next = "'label registration answer' records the answer";
        report(&states(&mut register, &numbers, act.at)?, next, out)
    }
}

/// The answer to an inquiry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Word {
    /// Nothing speaks against it.
    Cleared,
    /// Nothing, under conditions.
    Conditions,
    /// The applicant declares it.
    Declared,
    /// It is not to be granted.
    Refused,
}

/// Record the answer to the supply-chain inquiry
#[derive(Args, Debug)]
#[command(name = "answer", after_help = help!("  label registration answer SPEC-26-0001 --answer cleared --day 2026-10-20\n  label registration answer SPEC-26-0002 --answer conditions --day 2026-10-20 --conditions 'not for substations'"))]
pub(crate) struct Answered {
    #[command(flatten)]
    which: Which,
    /// With --all: the number of registrations that are meant
    #[arg(long, value_name = "N", requires = "all")]
    expect: Option<usize>,
    /// What the answer is
    #[arg(long, value_name = "WORD")]
    answer: Word,
    /// Day of the answer, where the scheme is: YYYY-MM-DD
    #[arg(long, value_name = "DAY")]
    day: String,
    /// The conditions
    #[arg(long, value_name = "TEXT", required_if_eq("answer", "conditions"))]
    conditions: Option<String>,
    #[command(flatten)]
    register: RegisterArgs,
    #[command(flatten)]
    operator: OperatorArgs,
}

impl Answered {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let act = self.operator.act()?;
        let Moment::Day(day) = Moment::parse(&self.day)? else {
            return Err(CliError::Usage {
                message: format!("--day: '{}' is no day", self.day),
                hint: "give the day of the answer, YYYY-MM-DD".to_owned(),
            });
        };
        let word = match self.answer {
            Word::Cleared => InquiryAnswer::Cleared,
            Word::Conditions => InquiryAnswer::Conditions,
            Word::Declared => InquiryAnswer::Declared,
            Word::Refused => InquiryAnswer::Refused,
        };
        let answer = Answer {
            word,
            day,
            conditions: self.conditions.clone(),
        };
        let mut register = Register::open(&self.register.location(out)?)?;
        let numbers = self.which.numbers(&mut register, &[Stage::Inquired])?;
        self.which
            .expected(self.expect, (&mut register, act.at), &numbers, out)?;
        register.answer(&act, &numbers, &answer)?;
        let next = "'label registration grant' grants what was cleared";
        report(&states(&mut register, &numbers, act.at)?, next, out)
    }
}

/// The ways of [`OldLabels`], as arguments name them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum OldLabelsArg {
    /// They hold until they expire.
    Keep,
    /// They are superseded, those of earlier terms as well.
    Supersede,
}

impl From<OldLabelsArg> for OldLabels {
    fn from(argument: OldLabelsArg) -> Self {
        match argument {
            OldLabelsArg::Keep => Self::Keep,
            OldLabelsArg::Supersede => Self::Supersede,
        }
    }
}

/// Grant what was applied for
///
/// Where the scheme demands a supply-chain inquiry, its answer must be recorded before.
#[derive(Args, Debug)]
#[command(after_help = help!("  label registration grant SPEC-26-0001\n  label registration grant --all --expect 12 --why 'decision 26-11'"))]
pub(crate) struct Grant {
    #[command(flatten)]
    which: Which,
    /// With --all: the number of registrations that are meant
    #[arg(long, value_name = "N", requires = "all")]
    expect: Option<usize>,
    /// End of the label; a day ends where the scheme is [default: as late as the scheme allows]
    #[arg(long, value_name = "TIME")]
    expires: Option<String>,
    /// What becomes of labels of the term before [default: keep after a renewal, supersede after a
    /// change of holder]
    #[arg(long, value_name = "WHAT")]
    old_labels: Option<OldLabelsArg>,
    #[command(flatten)]
    register: RegisterArgs,
    #[command(flatten)]
    operator: OperatorArgs,
}

impl Grant {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let act = self.operator.act()?;
        let expires = self.expires.as_ref();
        let expires = expires.map(|text| Moment::parse(text)).transpose()?;
        let mut register = Register::open(&self.register.location(out)?)?;
        let numbers = match self.which.all {
            true => ready(&mut register)?,
            false => self.which.number.clone(),
        };
        self.which
            .expected(self.expect, (&mut register, act.at), &numbers, out)?;
        register.grant(
            &act,
            &numbers,
            (expires, self.old_labels.map(OldLabels::from)),
        )?;
        let next = "'label batch plan' plans the labels";
        report(&states(&mut register, &numbers, act.at)?, next, out)
    }
}

/// The registrations that can be granted: those whose scheme has its answer or asks for none.
fn ready(register: &mut Register) -> Result<Vec<String>, CliError> {
    let schemes = label_core::scheme::Schemes::builtin();
    let ready = register.read(|db| {
        let mut numbers = db.numbers_in(&[Stage::Cleared, Stage::Conditions, Stage::Declared])?;
        for number in db.numbers_in(&[Stage::Applied])? {
            let Some(registration) = db.registration(&number)? else {
                continue;
            };
            if scheme_of(&registration.scheme, &schemes)
                .is_ok_and(|scheme| !demands_inquiry(scheme))
            {
                numbers.push(number);
            }
        }
        Ok::<_, CliError>(numbers)
    })?;
    match ready.is_empty() {
        false => Ok(ready),
        true => Err(DeskError::Nothing {
            what: "no application can be granted".to_owned(),
        }
        .into()),
    }
}
