//! `label registration amend` and `ungrant`: mistakes in what was granted.

use clap::Args;
use label_desk::amendments::{self, Amendment};
use label_desk::label_fields::{Column, Draft};
use label_desk::register::{Model, Register};
use serde_json::{Value as Json, json};

use super::{report, shown, states, values};
use crate::args::IntakeArgs;
use crate::args::consent::ConsentArgs;
use crate::args::intake::Noticed;
use crate::args::operator::DeedArgs;
use crate::args::register::RegisterArgs;
use crate::commands::help;
use crate::error::CliError;
use crate::messages::Messages;
use crate::outcome::Outcome;
use crate::output::Output;

/// Correct a model that was granted: its name, product, GTINs, product type or end of support
///
/// It shows what was and what will be, and the signed labels that are superseded: those that name the
/// model, and all that share a status index with them. It asks whether that is meant. The models of
/// these labels get new ones with the next plan; the labels of other models hold as before.
#[derive(Args, Debug)]
#[command(after_help = help!("  label registration amend SPEC-26-0001 --model HG-2600 --to-model HG-2600A --why 'typo in the letter'\n  label registration amend SPEC-26-0001 --model HG-2600 --support-end 2033-03"))]
pub(crate) struct Amend {
    /// Registration number
    number: String,
    /// The model, as it was granted; needed where there are several
    #[arg(long, value_name = "TEXT")]
    model: Option<String>,
    /// The right model number
    #[arg(long, value_name = "TEXT", help_heading = WORDS)]
    to_model: Option<String>,
    /// The right product or family name
    #[arg(long, value_name = "TEXT", help_heading = WORDS)]
    product: Option<String>,
    /// The right GTIN or JAN code; may be repeated, and stands for all of the model
    #[arg(long, value_name = "DIGITS", visible_alias = "jan", help_heading = WORDS)]
    gtin: Vec<String>,
    /// The right product type
    #[arg(long, value_name = "TYPE", help_heading = WORDS)]
    category: Option<String>,
    /// The right end of support
    #[arg(long, value_name = "DATE", help_heading = WORDS)]
    support_end: Option<String>,
    #[command(flatten)]
    consent: ConsentArgs,
    #[command(flatten)]
    register: RegisterArgs,
    #[command(flatten)]
    deed: DeedArgs,
    #[command(flatten)]
    intake: IntakeArgs,
}

const WORDS: &str = "What is right";

impl Amend {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let act = self.deed.act()?;
        let rules = self.intake.rules()?;
        let mut register = Register::open(&self.register.location(out)?)?;
        let model = (self.number.as_str(), self.model.as_deref());
        let read = register.read(|db| amendments::read(db, model, self.draft(), (act.at, &rules)));
        let (amendment, table) = match read.map_err(CliError::from) {
            Ok(both) => both,
            Err(error) => {
                self.intake.tell(None, Err(&error), out)?;
                return Err(error);
            }
        };
        let (_, noticed) = self.intake.settle(None, Ok(table), out)?;
        show(&amendment, &noticed, out)?;
        let labels = shown::numbers(&amendment.labels);
        if !labels.is_empty() {
            self.consent.ask(would(&amendment), out)?;
        }
        let (from, to) = (&amendment.before.model, &amendment.after);
        register.amend(&act, &self.number, (from, to), &labels)?;
        let numbers = [self.number.clone()];
        let states = states(&mut register, &numbers, act.at)?;
        if out.is_json() {
            out.json(&json!({
                "registrations": values(&states),
                "amended": would(&amendment),
                "warnings": noticed.warnings,
                "changes": noticed.changes,
            }))?;
            return Ok(Outcome::Done);
        }
        let next = match labels.is_empty() {
            true => "'label batch plan' plans the labels",
            false => {
                "'label batch plan' plans the new labels, 'label status publish' makes it known"
            }
        };
        report(&states, next, out)
    }

    /// The fields that are to be others.
    fn draft(&self) -> Draft {
        let mut draft = Draft::default();
        draft.set(Column::Models, &self.to_model);
        draft.set(Column::Product, &self.product);
        draft.set(Column::Gtins, &self.gtin);
        draft.set(Column::Category, &self.category);
        draft.set(Column::SupportEnd, &self.support_end);
        draft
    }
}

/// The fields of a model, by the names of the claims.
fn fields(model: &Model) -> [(&'static str, String); 5] {
    let optional = |text: &Option<String>| text.clone().unwrap_or_default();
    [
        ("models", model.model.clone()),
        ("product", model.product.clone()),
        ("gtins", model.gtins.replace(';', ", ")),
        ("category", optional(&model.category)),
        ("support_end", optional(&model.support_end)),
    ]
}

/// Shows what was and what will be, and the labels that are superseded.
fn show(amendment: &Amendment, noticed: &Noticed, out: &mut Output) -> Result<(), CliError> {
    if out.is_json() {
        return Ok(());
    }
    noticed.print(out)?;
    let messages = Messages::new(out.language())?;
    let (before, after) = (fields(&amendment.before), fields(&amendment.after));
    let none = messages.word("none");
    let value = |text: &str| match text {
        "" => none.to_owned(),
        text => text.to_owned(),
    };
    let pairs = before.iter().zip(&after).map(|((name, old), (_, new))| {
        let text = match old == new {
            true => value(old),
            false => format!("{} → {}", value(old), value(new)),
        };
        (messages.claim(name), text)
    });
    out.fields(&pairs.collect::<Vec<_>>())?;
    out.line(messages.word("labels_superseded"))?;
    shown::print(&amendment.labels, &messages, out)?;
    out.line("")
}

/// A correction as data.
fn would(amendment: &Amendment) -> Json {
    let model = |model: &Model| {
        json!({
            "model": model.model,
            "product": model.product,
            "gtins": model.gtins.split(';').filter(|gtin| !gtin.is_empty()).collect::<Vec<_>>(),
            "category": model.category,
            "support_end": model.support_end,
        })
    };
    json!({
        "registration": amendment.before.registration,
        "before": model(&amendment.before),
        "after": model(&amendment.after),
        "labels": shown::values(&amendment.labels),
    })
}

/// Take back the last grant of registrations, before the first label was signed
///
/// What was applied for is as it was before, and so is a registration that the grant replaced. Labels
/// that wait for their signature are given up. The number can be granted again, or closed and applied
/// for anew.
#[derive(Args, Debug)]
#[command(after_help = help!("  label registration ungrant SPEC-26-0001 --why 'granted before the board met'"))]
pub(crate) struct Ungrant {
    /// Registration numbers
    #[arg(required = true)]
    number: Vec<String>,
    #[command(flatten)]
    register: RegisterArgs,
    #[command(flatten)]
    deed: DeedArgs,
}

impl Ungrant {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let act = self.deed.act()?;
        let mut register = Register::open(&self.register.location(out)?)?;
        register.ungrant(&act, &self.number)?;
        let next = "'label registration grant' grants it again, 'label registration close' ends it";
        report(&states(&mut register, &self.number, act.at)?, next, out)
    }
}
