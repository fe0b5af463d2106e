//! `label register report`: what there is, what waits, what ended and what was printed.

mod tables;

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use label_desk::register::Register;
use label_desk::report::Report;
use label_io::files::{self, Access};

use crate::args::register::RegisterArgs;
use crate::commands::help;
use crate::commands::table_file::{Cell, Table, xlsx};
use crate::commands::trust::AtArgs;
use crate::error::CliError;
use crate::messages::Messages;
use crate::outcome::Outcome;
use crate::output::Output;
use tables::{Name, tables};

/// Report on the register: numbers, pending inquiries, what is out of force, what ends, what was printed
///
/// Registrations, models and labels by scheme and level, by category, by holder and by month; applications that are
/// not decided, with their age, also for more models under a registration in force; registrations out of force with day
/// and reason; those that end soon; and what artwork was made, by whom. Days are those of each scheme.
///
/// docs/schemas has a schema of the JSON.
#[derive(Args, Debug)]
#[command(name = "report", after_help = help!("  label register report\n  label register report --format xlsx --out october.xlsx --lang ja\n  label register report --format csv --table pending\n  label register report --expiring 90 --json"))]
pub(crate) struct ReportCommand {
    /// Days ahead in which ends of registrations are looked for
    #[arg(long, value_name = "DAYS", default_value_t = 90)]
    expiring: u32,
    /// Form of the report [default: lines; JSON with --json]
    #[arg(long, value_name = "FORM", requires_ifs = [("xlsx", "out")])]
    format: Option<Form>,
    /// Only this table; CSV holds one
    #[arg(long, value_name = "TABLE", required_if_eq("format", "csv"))]
    table: Option<Name>,
    /// New file; without it, the report is printed
    #[arg(long, value_name = "FILE", requires = "format")]
    out: Option<PathBuf>,
    #[command(flatten)]
    register: RegisterArgs,
    #[command(flatten)]
    at: AtArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    Csv,
    Json,
    Xlsx,
}

impl ReportCommand {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        if let Some(file) = &self.out {
            files::refuse_existing(file)?;
        }
        let at = self.at.time()?;
        let mut register = Register::open_read(&self.register.location(out)?)?;
        let report = register.read(|db| Report::new(db, at, self.expiring))?;
        let messages = Messages::new(out.language())?;
        let mut shown = tables(&report, &messages);
        shown.retain(|(name, _)| self.table.is_none_or(|wanted| wanted == *name));
        let shown: Vec<Table> = shown.into_iter().map(|(_, table)| table).collect();
        let bytes = match self.format {
            None if out.is_json() => return out.json(&report).map(|()| Outcome::Done),
            None => return lines(&report, &shown, &messages, out).map(|()| Outcome::Done),
            Some(Form::Json) => json(&report)?,
            Some(Form::Xlsx) => xlsx(&shown)?,
            Some(Form::Csv) => shown.first().map_or(Ok(Vec::new()), Table::csv)?,
        };
        match &self.out {
            None => out.bytes(&bytes)?,
            Some(file) => {
                files::write_new(file, &bytes, Access::Public)?;
                match out.is_json() {
                    true => out.json(&serde_json::json!({ "file": file }))?,
                    false => out.fields(&[("file", file.display().to_string())])?,
                }
            }
        }
        Ok(Outcome::Done)
    }
}

fn json(report: &Report) -> Result<Vec<u8>, CliError> {
    let text = serde_json::to_string_pretty(report).map_err(|error| CliError::Output {
        reason: error.to_string(),
    })?;
    Ok(format!("{}\n", crate::visible::visible_json(&text)).into_bytes())
}

/// Prints the tables, each under its name; those without rows in one line.
fn lines(
    report: &Report,
    tables: &[Table],
    messages: &Messages,
    out: &mut Output,
) -> Result<(), CliError> {
    let total = &report.total;
    out.fields(&[
        (messages.word("checked_at"), report.at.clone()),
        (
            messages.word("report_registrations"),
            total.registrations.to_string(),
        ),
        (messages.word("report_in_force"), total.in_force.to_string()),
        (messages.word("report_models"), total.models.to_string()),
        (messages.word("labels"), total.labels.to_string()),
    ])?;
    for table in tables {
        out.line("")?;
        out.painted("1", &table.name)?;
        if table.rows.is_empty() {
            out.line(format_args!("  {}", messages.word("none")))?;
            continue;
        }
        let rows = table.rows.iter();
        let rows = rows.map(|row| row.iter().map(Cell::text).collect());
        let rows: Vec<Vec<String>> = [table.headers.clone()].into_iter().chain(rows).collect();
        out.aligned("  ", &rows)?;
    }
    Ok(())
}
