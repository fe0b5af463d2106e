//! `label register list` and `search`: registrations, one a line.

use clap::Args;
use clap::builder::PossibleValuesParser;
use label_core::UnixTime;
use label_desk::DeskError;
use label_desk::register::{Db, Model, Register, Registration, Stage, Standing};
use label_io::time;
use serde_json::{Value as Json, json};
use unicode_normalization::UnicodeNormalization;
use unicode_width::UnicodeWidthStr;

use crate::args::as_of::AsOfArgs;
use crate::args::register::RegisterArgs;
use crate::commands::help;
use crate::commands::registration::expires_day;
use crate::error::CliError;
use crate::messages::Messages;
use crate::outcome::Outcome;
use crate::output::Output;
use crate::visible::Visible;

/// Columns that a holder's or a product's name gets.
const NAME: usize = 40;

/// List registrations
#[derive(Args, Debug)]
#[command(name = "list", after_help = help!("  label register list --state valid"))]
pub(crate) struct ListCommand {
    /// Only those in this state
    #[arg(long, value_name = "STATE", value_parser = states())]
    state: Option<String>,
    #[command(flatten)]
    as_of: AsOfArgs,
    #[command(flatten)]
    register: RegisterArgs,
}

impl ListCommand {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let at = self.as_of.at()?;
        let mut register = Register::open_read(&self.register.location(out)?)?;
        let rows = register.read(|db| {
            let state = self.state.as_deref();
            let wanted = |registration: &Registration| {
                state.is_none_or(|state| state == registration.standing(at).as_str())
            };
            rows(db, at, &mut |registration, _| wanted(registration))
        })?;
        print(&rows, out)
    }
}

/// Find registrations by number, holder, product, model or GTIN
#[derive(Args, Debug)]
#[command(after_help = help!("  label register search 4912345000002\n  label register search 見本電機"))]
pub(crate) struct Search {
    /// Part of any of these, in any width and case
    text: String,
    #[command(flatten)]
    as_of: AsOfArgs,
    #[command(flatten)]
    register: RegisterArgs,
}

impl Search {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let (wanted, at) = (fold(&self.text), self.as_of.at()?);
        let mut register = Register::open_read(&self.register.location(out)?)?;
        let rows = register.read(|db| {
            rows(db, at, &mut |registration, models| {
                let own = [
                    Some(&registration.number),
                    registration.holder.as_ref(),
                    registration.holder_id.as_ref(),
                ];
                let of_models = models
                    .iter()
                    .flat_map(|model| [&model.model, &model.product, &model.gtins]);
                own.into_iter()
                    .flatten()
                    .chain(of_models)
                    .any(|text| fold(text).contains(&wanted))
            })
        })?;
        print(&rows, out)
    }
}

fn fold(text: &str) -> String {
    text.nfkc().collect::<String>().to_lowercase()
}

/// The states that a registration can be in, as arguments name them.
fn states() -> PossibleValuesParser {
    Standing::ALL.iter().map(|one| one.as_str()).into()
}

/// A registration as it is listed.
struct Listed {
    registration: Registration,
    standing: Standing,
    stage: Option<Stage>,
    product: String,
    models: usize,
    labels: u64,
}

fn rows(
    db: &mut Db,
    at: UnixTime,
    wanted: &mut dyn FnMut(&Registration, &[Model]) -> bool,
) -> Result<Vec<Listed>, DeskError> {
    let mut listed = Vec::new();
    let registrations: Vec<Registration> = db.select("ORDER BY number", &[])?;
    for registration in registrations {
        let Some(known) = db.known(&registration.number)? else {
            continue;
        };
        // Also by the name of a model that was given up.
        let mut models = db.models(&registration.number)?;
        if !wanted(&registration, &models) {
            continue;
        }
        models.retain(|model| known.has(model));
        let sql = "SELECT count(*) FROM credentials
                   WHERE registration = ?1 AND credential IS NOT NULL";
        listed.push(Listed {
            labels: db.count(sql, &[(&registration.number).into()])?,
            stage: db
                .open_application(&registration.number)?
                .map(|open| open.stage),
            product: models
                .first()
                .map(|model| model.product.clone())
                .unwrap_or_default(),
            models: models.len(),
            standing: registration.standing(at),
            registration,
        });
    }
    Ok(listed)
}

fn print(rows: &[Listed], out: &mut Output) -> Result<Outcome, CliError> {
    if out.is_json() {
        out.json(&rows.iter().map(value).collect::<Vec<_>>())?;
        return Ok(Outcome::Done);
    }
    let messages = Messages::new(out.language())?;
    let mut table = vec![[
        messages.claim("registration").to_owned(),
        messages.word("state").to_owned(),
        messages.claim("expires").to_owned(),
        messages.claim("models").to_owned(),
        messages.word("labels").to_owned(),
        messages.claim("holder").to_owned(),
        messages.claim("product").to_owned(),
    ]];
    table.extend(rows.iter().map(|row| line(row, &messages)));
    out.aligned("", &table)?;
    Ok(Outcome::Done)
}

fn line(row: &Listed, messages: &Messages) -> [String; 7] {
    let registration = &row.registration;
    let state = messages.word(row.standing.as_str()).to_owned();
    let state = match row.stage {
        Some(step) if row.standing != Standing::Applied || step != Stage::Applied => {
            format!("{state} ({})", messages.word(step.as_str()))
        }
        _ => state,
    };
    [
        shown(&registration.number),
        state,
        expires_day(registration).unwrap_or_default(),
        row.models.to_string(),
        row.labels.to_string(),
        shown(registration.holder.as_deref().unwrap_or_default()),
        shown(&row.product),
    ]
}

/// A name, made visible and cut to a width.
fn shown(text: &str) -> String {
    let visible = Visible(text).to_string();
    if visible.width() <= NAME {
        return visible;
    }
    let mut cut = String::new();
    for character in visible.chars() {
        cut.push(character);
        if cut.width() >= NAME {
            break;
        }
    }
    cut + "…"
}

fn value(row: &Listed) -> Json {
    let registration = &row.registration;
    json!({
        "registration": registration.number,
        "scheme": registration.scheme,
        "level": registration.level,
        "holder": registration.holder,
        "holder_id": registration.holder_id,
        "product": row.product,
        "state": row.standing,
        "stage": row.stage,
        "term": registration.term,
        "expires": registration.expires.map(time::format),
        "expires_day": expires_day(registration),
        "models": row.models,
        "labels": row.labels,
    })
}
