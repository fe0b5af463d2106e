//! `label registration apply`, `renew`, `transfer` and `add-models`: what holders ask for.

use std::path::{Path, PathBuf};

use clap::Args;
use label_core::scheme::Schemes;
use label_core::{UnixTime, check_text};
use label_desk::applications::{self, ApplicationDesk};
use label_desk::label_fields::{self, Column, Draft, Intake, Rules};
use label_desk::register::Register;
use label_desk::table::{Entry, Grouping};
use serde_json::json;

use super::{Stated, report, states, unknown, values};
use crate::args::IntakeArgs;
use crate::args::intake::Noticed;
use crate::args::operator::OperatorArgs;
use crate::args::register::RegisterArgs;
use crate::commands::help;
use crate::commands::issue::FieldArgs;
use crate::error::CliError;
use crate::outcome::Outcome;
use crate::output::Output;

const NEXT: &str = "'label registration inquire' notes that the supply-chain inquiry was sent";

/// Record applications for new registrations, from a table or from arguments
///
/// The table is one that 'label issue --csv' reads, or a spreadsheet in XLSX; 'label registration columns'
/// lists its columns. The supply-chain check, the dates and the status index are not read from it: they
/// come with the answer, the grant and the signing. What somebody should look at twice is warned of, and
/// texts that are written otherwise than the register has them are changed and listed.
#[derive(Args, Debug)]
#[command(after_help = help!("  label registration apply applications.csv --why 'letter of 2026-10-01'\n  label registration apply --registration R-1 --scheme jc-star --level 1 --assessment self --criteria JST-CR-01-01-2024R1 --product Router --model RT-1\n  label registration apply level-2.csv --supersedes SPEC-26-0001"))]
pub(crate) struct Apply {
    /// Table of products
    input: Option<PathBuf>,
    /// Registration in force that one of these replaces once it is granted; may be repeated
    ///
    /// It must be of the same holder. Its GTINs may be applied for meanwhile; where several
    /// registrations are applied for, that which has one of them replaces it.
    #[arg(long, value_name = "NUMBER")]
    supersedes: Vec<String>,
    #[command(flatten)]
    register: RegisterArgs,
    #[command(flatten)]
    operator: OperatorArgs,
    #[command(flatten)]
    fields: FieldArgs,
    #[command(flatten)]
    intake: IntakeArgs,
}

impl Apply {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let act = self.operator.act()?;
        let rules = self.intake.rules()?;
        let mut register = Register::open(&self.register.location(out)?)?;
        let draft = self.fields.draft();
        let asked = Asked {
            input: self.input.as_deref(),
            known: None,
            supersedes: &self.supersedes,
            at: act.at,
        };
        let (entries, noticed) = asked.read(&mut register, draft, (&self.intake, &rules), out)?;
        let schemes = Schemes::builtin();
        let asked = applications::group(entries, &schemes);
        register.apply(&act, &asked, &self.supersedes)?;
        let numbers: Vec<String> = asked
            .into_iter()
            .map(|(claims, _)| claims.registration)
            .collect();
        report_taken(&states(&mut register, &numbers, act.at)?, &noticed, out)
    }
}

/// The steps that are asked for, and of whom.
struct Asked<'a> {
    input: Option<&'a Path>,
    /// The registration that more models are asked for.
    known: Option<&'a str>,
    /// The registrations that are replaced once these are granted.
    supersedes: &'a [String],
    at: UnixTime,
}

impl Asked<'_> {
    /// Reads the applications, and says which columns were not read.
    fn read(
        &self,
        register: &mut Register,
        draft: Draft,
        (intake, texts): (&IntakeArgs, &Intake),
        out: &mut Output,
    ) -> Result<(Vec<Entry>, Noticed), CliError> {
        let schemes = Schemes::builtin();
        let rules = Rules {
            schemes: &schemes,
            issued: self.at,
        };
        let options = intake.options(Grouping::PerModel, texts);
        let (table, ignored) = register.read(|db| {
            let known = match self.known {
                Some(number) => Some(db.known(number)?.ok_or_else(|| unknown(number))?),
                None => None,
            };
            let mut desk = ApplicationDesk::new(db, &schemes, known, self.supersedes)?;
            let table = applications::entries(self.input, draft, rules, &options, &mut desk);
            Ok::<_, CliError>((table.map_err(CliError::from), desk.into_ignored()))
        })?;
        let settled = intake.settle(self.input, table, out)?;
        warn_ignored(&ignored, out)?;
        Ok(settled)
    }
}

/// Record an application for more models under a registration in force
#[derive(Args, Debug)]
#[command(after_help = help!("  label registration add-models SPEC-26-0001 --model HG-2600AX-B --gtin 4912345000026\n  label registration add-models SPEC-26-0001 models.csv"))]
pub(crate) struct AddModels {
    /// Registration number
    number: String,
    /// Table of the models
    input: Option<PathBuf>,
    /// Model number; may be repeated
    #[arg(
        long,
        value_name = "TEXT",
        conflicts_with = "input",
        required_unless_present = "input"
    )]
    model: Vec<String>,
    /// GTIN or JAN code of each model, in order
    #[arg(
        long,
        value_name = "DIGITS",
        visible_alias = "jan",
        conflicts_with = "input"
    )]
    gtin: Vec<String>,
    /// Product or family name [default: that of the other models]
    #[arg(long, value_name = "TEXT", conflicts_with = "input")]
    product: Option<String>,
    /// End of support [default: that of the other models]
    #[arg(long, value_name = "DATE", conflicts_with = "input")]
    support_end: Option<String>,
    #[command(flatten)]
    register: RegisterArgs,
    #[command(flatten)]
    operator: OperatorArgs,
    #[command(flatten)]
    intake: IntakeArgs,
}

impl AddModels {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let act = self.operator.act()?;
        let rules = self.intake.rules()?;
        let mut register = Register::open(&self.register.location(out)?)?;
        let mut draft = Draft::default();
        draft.set(Column::Models, &self.model);
        draft.set(Column::Gtins, &self.gtin);
        draft.set(Column::Product, &self.product);
        draft.set(Column::SupportEnd, &self.support_end);
        let asked = Asked {
            input: self.input.as_deref(),
            known: Some(&self.number),
            supersedes: &[],
            at: act.at,
        };
        let (entries, noticed) = asked.read(&mut register, draft, (&self.intake, &rules), out)?;
        let schemes = Schemes::builtin();
        let models: Vec<_> = applications::group(entries, &schemes)
            .into_iter()
            .flat_map(|(_, models)| models)
            .collect();
        register.add_models(&act, &self.number, &models)?;
        let numbers = [self.number.clone()];
        report_taken(&states(&mut register, &numbers, act.at)?, &noticed, out)
    }
}

/// Record an application to renew a registration
///
/// With the grant a new term begins, with new labels and a status index of its own.
#[derive(Args, Debug)]
#[command(after_help = help!("  label registration renew SPEC-26-0001"))]
pub(crate) struct Renew {
    /// Registration number
    number: String,
    #[command(flatten)]
    register: RegisterArgs,
    #[command(flatten)]
    operator: OperatorArgs,
}

impl Renew {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let act = self.operator.act()?;
        let mut register = Register::open(&self.register.location(out)?)?;
        register.renew(&act, &self.number)?;
        let numbers = [self.number.clone()];
        report(&states(&mut register, &numbers, act.at)?, NEXT, out)
    }
}

/// Record an application for another holder
///
/// With the grant a new term begins under the new holder; the labels of the old one are superseded,
/// unless 'label registration grant --old-labels keep' says otherwise.
#[derive(Args, Debug)]
#[command(after_help = help!("  label registration transfer SPEC-26-0001 --holder 新見本電機株式会社 --holder-id 7123456789012"))]
pub(crate) struct Transfer {
    /// Registration number
    number: String,
    /// Who is to hold the label
    #[arg(long, value_name = "TEXT")]
    holder: String,
    /// The new holder in a register, for example 0188:1234567890123
    #[arg(long, value_name = "ICD:ID")]
    holder_id: Option<String>,
    #[command(flatten)]
    register: RegisterArgs,
    #[command(flatten)]
    operator: OperatorArgs,
}

impl Transfer {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let act = self.operator.act()?;
        check_text("holder", &self.holder)?;
        let holder_id = self
            .holder_id
            .as_deref()
            .map(label_fields::read_holder_id)
            .transpose();
        let holder_id = holder_id.map_err(|message| CliError::Usage {
            message: format!("--holder-id: {message}"),
            hint: "write for example 0188:7123456789012".to_owned(),
        })?;
        let mut register = Register::open(&self.register.location(out)?)?;
        register.transfer(&act, &self.number, (&self.holder, holder_id.as_deref()))?;
        let numbers = [self.number.clone()];
        report(&states(&mut register, &numbers, act.at)?, NEXT, out)
    }
}

/// Prints what was taken in, after what was noticed about it.
fn report_taken(
    registrations: &[Stated],
    noticed: &Noticed,
    out: &mut Output,
) -> Result<Outcome, CliError> {
    if out.is_json() {
        out.json(&json!({
            "registrations": values(registrations),
            "warnings": noticed.warnings,
            "changes": noticed.changes,
        }))?;
        return Ok(Outcome::Done);
    }
    noticed.print(out)?;
    report(registrations, NEXT, out)
}

fn warn_ignored(columns: &[Column], out: &mut Output) -> Result<(), CliError> {
    columns.iter().try_for_each(|column| {
        out.warning(format_args!(
            "{}: not read from an application; the register gives it later",
            column.name()
        ))
    })
}
