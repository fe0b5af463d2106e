//! `label register export`: every model and its label, for spreadsheets and programs.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use label_core::scheme::Schemes;
use label_core::{Claims, Gtin, Status, UnixTime, hex};
use label_desk::register::{
    Db, Label, Labelled, Model, Register, Registration, Standing, StatusEntry, model, payload,
};
use label_desk::{DeskError, label_fields};
use label_io::files::{self, Access};
use label_io::time;
use label_print::short_gtin;
use serde::Serialize;
use serde_json::Value as Json;

use crate::args::as_of::AsOfArgs;
use crate::args::register::RegisterArgs;
use crate::commands::help;
use crate::commands::registration::expires_day;
use crate::commands::table_file::{Cell, Table, xlsx};
use crate::error::CliError;
use crate::messages::Messages;
use crate::outcome::Outcome;
use crate::output::Output;

/// Write every model and its label to a table
///
/// A row is a model that was granted, with its label of the present term. Applications that were not granted and
/// labels of earlier terms come with --all, the signed labels themselves, of some 500 digits, with --credentials. JSON always has
/// everything; `kind` says which it is.
///
/// CSV comes in UTF-8 with the byte order mark that Excel wants. A cell that a spreadsheet would
/// take for a formula gets an apostrophe in front, and a long number is written so that it stays one;
/// tables that the program reads may have both.
#[derive(Args, Debug)]
#[command(after_help = help!("  label register export --out register.csv\n  label register export --format json --out register.json"))]
pub(crate) struct Export {
    /// Form of the file
    #[arg(long, value_name = "FORM", default_value = "csv")]
    format: Form,
    /// Also what was not granted, and labels of earlier terms
    #[arg(long)]
    all: bool,
    /// Also the signed labels, in hexadecimal digits
    #[arg(long)]
    credentials: bool,
    /// New file; without it, the table is printed
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    as_of: AsOfArgs,
    #[command(flatten)]
    register: RegisterArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    Csv,
    Json,
    Xlsx,
}

impl Export {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        if let Some(file) = &self.out {
            files::refuse_existing(file)?;
        }
        if self.format == Form::Xlsx && self.out.is_none() {
            return Err(CliError::Usage {
                message: "--format xlsx: a workbook is not printed".to_owned(),
                hint: "give --out FILE".to_owned(),
            });
        }
        let at = self.as_of.at()?;
        let mut register = Register::open_read(&self.register.location(out)?)?;
        let rows = register.read(|db| rows(db, at))?;
        let json = self.format == Form::Json || self.out.is_none() && out.is_json();
        let shown = rows
            .iter()
            .filter(|row| self.all || row.kind == Kind::Present);
        let shown: Vec<&Exported> = shown.collect();
        let words = || Messages::new(out.language());
        let bytes = match self.format {
            _ if json => text(&rows)?.into_bytes(),
            Form::Xlsx => xlsx(&[self.table(&shown, &words()?, out)?])?,
            _ => self.table(&shown, &words()?, out)?.csv()?,
        };
        let written = if json { rows.len() } else { shown.len() };
        let Some(file) = &self.out else {
            return match json {
                true => out.json(&rows),
                false => out.bytes(&bytes),
            }
            .map(|()| Outcome::Done);
        };
        files::write_new(file, &bytes, Access::Public)?;
        if out.is_json() {
            out.json(&serde_json::json!({ "file": file, "rows": written }))?;
        } else {
            let file = file.display().to_string();
            out.fields(&[("file", file), ("rows", written.to_string())])?;
        }
        Ok(Outcome::Done)
    }
}

/// The kind of a row.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    /// A model that was granted.
    Present,
    /// A model that was applied for, and not granted.
    NotGranted,
    /// A label that is not the present one of its model.
    Earlier,
}

impl Kind {
    /// The key of its word.
    fn word(self) -> &'static str {
        match self {
            Self::Present => "row_present",
            Self::NotGranted => "row_not_granted",
            Self::Earlier => "row_earlier",
        }
    }
}

/// A model with a label, or without one in the present term.
#[derive(Serialize)]
struct Exported {
    kind: Kind,
    registration: String,
    scheme: String,
    level: Option<u64>,
    assessment: String,
    criteria: Option<String>,
    holder: Option<String>,
    holder_id: Option<String>,
    product: String,
    model: String,
    gtins: String,
    category: Option<String>,
    support_end: Option<String>,
    evaluator: Option<String>,
    state: String,
    term: u64,
    granted: Option<String>,
    expires: Option<String>,
    expires_day: Option<String>,
    label: Option<String>,
    status_index: Option<u64>,
    issued: Option<String>,
    identity: Option<String>,
    credential: Option<String>,
}

/// The columns: the name of each in JSON, and the word that people call it by.
const COLUMNS: [(&str, &str); 23] = [
    ("kind", "row_kind"),
    ("registration", "registration"),
    ("scheme", "scheme"),
    ("level", "level"),
    ("assessment", "assessment"),
    ("criteria", "criteria"),
    ("holder", "holder"),
    ("holder_id", "holder_id"),
    ("product", "product"),
    ("model", "models"),
    ("gtins", "gtins"),
    ("category", "category"),
    ("support_end", "support_end"),
    ("evaluator", "evaluator"),
    ("state", "state"),
    ("term", "term"),
    ("granted", "granted"),
    ("expires_day", "expires"),
    ("label", "label_name"),
    ("status_index", "status_index"),
    ("issued", "issued"),
    ("identity", "label_identity"),
    ("credential", "credential"),
];

/// The columns that hold words of the program, not of people.
const WORDS: [&str; 3] = ["assessment", "state", "support_end"];

fn rows(db: &mut Db, at: UnixTime) -> Result<Vec<Exported>, DeskError> {
    let mut rows = Vec::new();
    let registrations: Vec<Registration> = db.select("ORDER BY number", &[])?;
    for registration in registrations {
        let of_term = [(&registration.number).into(), registration.term.into()];
        let labelled: Vec<Labelled> =
            db.select("WHERE registration = ?1 AND term = ?2", &of_term)?;
        let mut labels: Vec<Label> = db.select(
            "WHERE registration = ?1 AND cancelled IS NULL ORDER BY number",
            &[(&registration.number).into()],
        )?;
        let known = db.known(&registration.number)?;
        let has = |model: &Model| known.as_ref().is_some_and(|known| known.has(model));
        for model in db.models(&registration.number)?.into_iter().filter(has) {
            let granted = known.as_ref().and_then(|known| known.grant(&model.model));
            let kind = match granted.is_some() && registration.granted.is_some() {
                true => Kind::Present,
                false => Kind::NotGranted,
            };
            let number = labelled.iter().find(|row| row.model == model.model);
            let number = number.map(|row| row.credential);
            let label = labels.iter().find(|label| Some(label.number) == number);
            rows.push(exported((&registration, at), kind, model, label));
        }
        labels.retain(|label| labelled.iter().all(|row| row.credential != label.number));
        for label in labels {
            rows.extend(earlier((db, at), &registration, &label)?);
        }
    }
    Ok(rows)
}

fn exported(
    (registration, at): (&Registration, UnixTime),
    kind: Kind,
    model: Model,
    label: Option<&Label>,
) -> Exported {
    let registration = registration.clone();
    Exported {
        kind,
        state: registration.standing(at).to_string(),
        expires_day: expires_day(&registration),
        registration: registration.number,
        scheme: registration.scheme,
        level: registration.level,
        assessment: registration.assessment,
        criteria: registration.criteria,
        holder: registration.holder,
        holder_id: registration.holder_id,
        product: model.product,
        model: model.model,
        gtins: model.gtins,
        category: model.category,
        support_end: model.support_end,
        evaluator: registration.evaluator,
        term: registration.term,
        granted: registration.granted.map(time::format),
        expires: registration.expires.map(time::format),
        label: label.map(|label| label.name.clone()),
        status_index: label.map(|label| label.position),
        issued: label.map(|label| time::format(label.issued)),
        identity: label.map(|label| label.identity.clone()),
        credential: label.and_then(|label| label.credential.as_deref().map(hex)),
    }
}

/// The rows of a label that is not the present one of its models: as it says itself, with its status.
fn earlier(
    (db, at): (&mut Db, UnixTime),
    registration: &Registration,
    label: &Label,
) -> Result<Vec<Exported>, DeskError> {
    let claims = payload(&label.to_be_signed);
    let Some(claims) = claims.and_then(|payload| Claims::decode(&payload).ok()) else {
        return Ok(Vec::new());
    };
    let place = [(&label.list).into(), label.position.into()];
    let status: Vec<StatusEntry> = db.select("WHERE list = ?1 AND position = ?2", &place)?;
    let status = status.first().map(|entry| entry.status);
    let over = label.expires.is_some_and(|end| end <= at);
    let state = match status {
        Some(Status::Valid | Status::Suspended) if over => Standing::Expired.as_str(),
        other => other.map_or("", Status::code),
    };
    let mut registration = registration.clone();
    registration.term = label.term;
    registration.granted = None;
    registration.expires = label.expires;
    registration.holder.clone_from(&claims.label.holder);
    registration.holder_id = claims
        .label
        .holder_id
        .as_ref()
        .map(label_fields::holder_id_text);
    let of_claims = model(&claims, &Schemes::builtin());
    let mut names = claims.label.models;
    if names.is_empty() {
        names.push(String::new());
    }
    let row = |name| {
        let mut model = of_claims.clone();
        model.model = name;
        Exported {
            state: state.to_owned(),
            ..exported((&registration, at), Kind::Earlier, model, Some(label))
        }
    };
    Ok(names.into_iter().map(row).collect())
}

fn text(rows: &[Exported]) -> Result<String, CliError> {
    let text = serde_json::to_string_pretty(rows).map_err(|error| CliError::Output {
        reason: error.to_string(),
    })?;
    // Hidden characters are spelled out, as everywhere.
    Ok(format!("{}\n", crate::visible::visible_json(&text)))
}

impl Export {
    /// The rows as a table for people.
    fn table(
        &self,
        rows: &[&Exported],
        messages: &Messages,
        out: &Output,
    ) -> Result<Table, CliError> {
        let columns = COLUMNS.iter().filter(|(name, _)| match *name {
            "kind" => self.all,
            "credential" => self.credentials,
            _ => true,
        });
        let columns: Vec<_> = columns.collect();
        let headers = columns
            .iter()
            .map(|(_, column)| match messages.claim(column) {
                same if same == *column => messages.word(column).to_owned(),
                own => own.to_owned(),
            });
        let mut table = Table {
            name: messages.word("labels").to_owned(),
            headers: headers.collect(),
            rows: Vec::new(),
        };
        for row in rows {
            let cells = serde_json::to_value(row).map_err(|error| CliError::Output {
                reason: error.to_string(),
            })?;
            let cells = columns.iter().map(|(name, _)| match cells.get(*name) {
                Some(Json::String(text)) if *name == "gtins" => Cell::Text(short(text)),
                Some(_) if *name == "kind" => Cell::from(messages.word(row.kind.word())),
                // The program's own words; tables that it reads may have them in Japanese.
                Some(Json::String(text)) if WORDS.contains(name) => {
                    Cell::Text(out.word(name, text))
                }
                Some(Json::String(text)) => Cell::from(text),
                Some(Json::Number(number)) => number.as_u64().map_or(Cell::Empty, Cell::Number),
                _ => Cell::Empty,
            });
            table.rows.push(cells.collect());
        }
        Ok(table)
    }
}

/// GTINs as they are printed: without the zeros in front that fill them up to 14 digits.
fn short(gtins: &str) -> String {
    let gtins = gtins.split(';').map(|text| {
        let gtin = text.parse().ok().and_then(|number| Gtin::new(number).ok());
        gtin.map_or_else(|| text.to_owned(), short_gtin)
    });
    gtins.collect::<Vec<_>>().join(";")
}
