//! `label registration columns`: what a table may hold, and a table to fill in.

use std::path::PathBuf;

use clap::Args;
use label_core::{Day, Zone};
use label_desk::applications::LATER;
use label_desk::label_fields::Column;
use label_io::files::{self, Access};
use label_io::time;
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use serde_json::json;

use crate::commands::help;
use crate::error::CliError;
use crate::intake_words::{IntakeWords, heading};
use crate::language::Language;
use crate::outcome::Outcome;
use crate::output::Output;

/// Years that the product in the sample is supported.
const SUPPORTED_YEARS: u64 = 5;

/// List the columns of a table: their names, what they mean and the values that they take
///
/// A header may have any of the names, in any case and width. The sample is a workbook with one row, whose
/// columns are formatted as text so that Excel changes no number.
#[derive(Args, Debug)]
#[command(after_help = help!("  label registration columns --lang ja\n  label registration columns --sample applications.xlsx\n  label registration columns --markdown > COLUMNS.md"))]
pub(crate) struct Columns {
    /// New workbook for applications, to be filled in
    #[arg(long, value_name = "FILE")]
    sample: Option<PathBuf>,
    /// Print a page in Markdown, in both languages
    #[arg(long, conflicts_with = "sample")]
    markdown: bool,
}

impl Columns {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let words = IntakeWords::new()?;
        if let Some(file) = &self.sample {
            files::refuse_existing(file)?;
            let bytes = sample(&words, out.language()).map_err(|error| CliError::Output {
                reason: error.to_string(),
            })?;
            files::write_new(file, &bytes, Access::Public)?;
            if out.is_json() {
                out.json(&json!({ "file": file }))?;
            } else {
                out.fields(&[("sample", file.display().to_string())])?;
                out.next("'label registration apply' takes it when it is filled in")?;
            }
            return Ok(Outcome::Done);
        }
        if self.markdown {
            out.bytes(page(&words).as_bytes())?;
            return Ok(Outcome::Done);
        }
        match out.is_json() {
            true => out.json(
                &Column::all()
                    .map(|column| data(column, &words))
                    .collect::<Vec<_>>(),
            )?,
            false => list(&words, out)?,
        }
        Ok(Outcome::Done)
    }
}

/// Prints each column with its names, meaning and values.
fn list(words: &IntakeWords, out: &mut Output) -> Result<(), CliError> {
    let language = out.language();
    let (names, values, example, later) = match language {
        Language::Ja => ("列名", "値", "例", "申請の表では読み取りません"),
        Language::En => ("names", "values", "example", "not read from an application"),
    };
    for column in Column::all() {
        let Some(own) = words.column(column, language) else {
            continue;
        };
        let mut fields = vec![
            (names, all_names(column).join(", ")),
            (values, own.values.clone()),
            (example, filled(&own.example)),
        ];
        if LATER.contains(&column) {
            fields.push(("", later.to_owned()));
        }
        out.section(&own.what, &fields)?;
    }
    Ok(())
}

fn data(column: Column, words: &IntakeWords) -> serde_json::Value {
    let told = [Language::Ja, Language::En].map(|language| {
        words.column(column, language).map(|own| {
            json!({ "what": own.what, "values": own.values, "example": filled(&own.example) })
        })
    });
    let [ja, en] = told;
    json!({
        "name": column.name(),
        "names": all_names(column),
        "in_applications": !LATER.contains(&column),
        "list": column.is_list(),
        "ja": ja,
        "en": en,
    })
}

fn all_names(column: Column) -> Vec<&'static str> {
    [column.name()]
        .into_iter()
        .chain(column.aliases().iter().copied())
        .collect()
}

/// The page about all columns.
fn page(words: &IntakeWords) -> String {
    let mut lines = vec![
        "# The columns of a table\n".to_owned(),
        "Made by `label registration columns --markdown`. A header may have any of the names, in any case and width; columns 備考 and note are for people."
            .to_owned(),
    ];
    for (language, title, header) in [
        (
            Language::En,
            "English",
            "| names | meaning | values | example |",
        ),
        (Language::Ja, "日本語", "| 列名 | 意味 | 値 | 例 |"),
    ] {
        lines.push(format!("\n## {title}\n\n{header}\n|---|---|---|---|"));
        lines.extend(Column::all().filter_map(|column| row(column, words, language)));
    }
    lines.join("\n") + "\n"
}

/// The row of a column in that page.
fn row(column: Column, words: &IntakeWords, language: Language) -> Option<String> {
    let own = words.column(column, language)?;
    let names = all_names(column).into_iter();
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    let names = names.join(", ");
    let later = match (language, LATER.contains(&column)) {
        (_, false) => "",
        (Language::En, true) => " (not read from an application)",
        (Language::Ja, true) => "（申請の表では読み取りません）",
    };
    // The sample's day follows the clock; the page does not.
    let example = own.example.replace(SUPPORT, "2031-03-31");
    let (what, values) = (&own.what, &own.values);
    Some(format!(
        "| {names} | {what}{later} | {values} | {example} |"
    ))
}

/// The place of a day on which support ends, in examples.
const SUPPORT: &str = "{support}";

/// An example with a day that is still to come.
fn filled(example: &str) -> String {
    let year = Day::of(time::now(), Zone::UTC).map_or(0, |day| day.number() / 10_000);
    example.replace(SUPPORT, &format!("{:04}-03-31", year + SUPPORTED_YEARS))
}

/// A workbook with a header and one row, in a language.
fn sample(words: &IntakeWords, language: Language) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let text = Format::new().set_num_format("@");
    let bold = Format::new().set_num_format("@").set_bold();
    let sheet = book.add_worksheet();
    sheet.set_name(match language {
        Language::Ja => "申請",
        Language::En => "applications",
    })?;
    sheet.set_freeze_panes(1, 0)?;
    let columns = Column::all().filter(|column| !LATER.contains(column));
    for (place, column) in (0_u16..).zip(columns) {
        sheet.set_column_format(place, &text)?;
        sheet.set_column_width(place, 22)?;
        sheet.write_string_with_format(0, place, heading(column, language), &bold)?;
        if let Some(own) = words.column(column, language) {
            sheet.write_string_with_format(1, place, filled(&own.example), &text)?;
        }
    }
    book.save_to_buffer()
}
