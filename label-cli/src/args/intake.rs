//! Taking tables in: the desk's settings, what is looked at twice, and what goes back to the vendor.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use label_desk::label_fields::{Change, Intake, Kana, Problem};
use label_desk::settings::{FILE_BYTES, Settings};
use label_desk::table::{self, Entry, Grouping, Options, Table};
use label_io::files::{self, Access};
use serde::Serialize;

use crate::advice::arguments::named;
use crate::commands::csv_file;
use crate::error::CliError;
use crate::intake_words::IntakeWords;
use crate::language::Language;
use crate::output::Output;

/// The settings that are read where nobody names a file.
const SETTINGS: &str = "desk.toml";

/// Warnings that are shown one by one.
const WARNINGS: usize = 20;

/// The arguments by which a table is taken in.
#[derive(Args, Debug)]
#[command(next_help_heading = "Taking in a table")]
pub(crate) struct IntakeArgs {
    /// Sheet of a workbook [default: the first that can be seen]
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// Take half-width katakana in names as full-width
    #[arg(long)]
    wide_kana: bool,
    /// Refuse what is only warned of, and texts that would be changed
    #[arg(long)]
    strict: bool,
    /// New CSV file for everything that is wrong, to send back, in the language of --lang
    #[arg(long, value_name = "FILE")]
    faults: Option<PathBuf>,
    /// The desk's settings [default: desk.toml, where there is one]
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
}

/// The warnings and changes of labels that are taken.
#[derive(Debug, Serialize)]
pub(crate) struct Noticed {
    pub(crate) warnings: Vec<Problem>,
    pub(crate) changes: Vec<Change>,
}

impl IntakeArgs {
    /// The rules for texts.
    ///
    /// A file for faults must not exist yet.
    pub(crate) fn rules(&self) -> Result<Intake, CliError> {
        if let Some(file) = &self.faults {
            files::refuse_existing(file)?;
        }
        let (_, settings) = settings(self.settings.as_deref())?;
        let mut intake = settings.intake();
        if self.wide_kana {
            intake.kana = Kana::Widened;
        }
        Ok(intake)
    }

    /// The way to read a table by these rules.
    pub(crate) fn options<'a>(&'a self, grouping: Grouping, intake: &'a Intake) -> Options<'a> {
        Options {
            grouping,
            sheet: self.sheet.as_deref(),
            intake,
        }
    }

    /// Ends the reading of a table: faults go to their file, and warnings are faults where they are to be.
    pub(crate) fn settle(
        &self,
        input: Option<&Path>,
        read: Result<Table, CliError>,
        out: &Output,
    ) -> Result<(Vec<Entry>, Noticed), CliError> {
        let read = read.and_then(|table| self.refuse(table));
        self.tell(input, read.as_ref().map(|(_, noticed)| noticed), out)?;
        read
    }

    /// Writes the faults of a table, or else what was noticed in it, to the file for them.
    pub(crate) fn tell(
        &self,
        input: Option<&Path>,
        read: Result<&Noticed, &CliError>,
        out: &Output,
    ) -> Result<(), CliError> {
        let faults = |problems| Report::new(problems, "error", out.language());
        match (read, &self.faults) {
            (Err(CliError::Labels { problems, .. }), Some(file)) => {
                faults(problems)?.write(file, input, self.sheet.as_deref())?;
            }
            (Ok(noticed), Some(file)) if !noticed.is_empty() => {
                let problems = noticed.problems();
                let report = Report::new(&problems, "warning", out.language())?;
                report.write(file, input, self.sheet.as_deref())?;
            }
            _ => {}
        }
        Ok(())
    }

    /// The labels of a table, unless what was noticed in it is to be refused.
    pub(crate) fn refuse(&self, table: Table) -> Result<(Vec<Entry>, Noticed), CliError> {
        let noticed = Noticed {
            warnings: table.warnings.into_iter().map(named).collect(),
            changes: table.changes,
        };
        if self.strict {
            CliError::check(noticed.problems())?;
        }
        Ok((table.entries, noticed))
    }
}

impl Noticed {
    fn is_empty(&self) -> bool {
        self.warnings.is_empty() && self.changes.is_empty()
    }

    /// Everything as problems, in the order of the rows.
    fn problems(&self) -> Vec<Problem> {
        let changes = self.changes.iter().cloned().map(Change::into_problem);
        let changes = changes.map(named);
        let mut all: Vec<Problem> = changes.chain(self.warnings.iter().cloned()).collect();
        all.sort_by_key(|problem| problem.place.row());
        all
    }

    /// Prints the first of them, those with the same words together.
    pub(crate) fn print(&self, out: &mut Output) -> Result<(), CliError> {
        let mut alike: Vec<(Problem, usize)> = Vec::new();
        let mut places = BTreeMap::new();
        for problem in self.problems() {
            let key = (problem.code, problem.field.clone(), problem.message.clone());
            let place = *places.entry(key).or_insert(alike.len());
            match alike.get_mut(place) {
                Some((_, times)) => *times += 1,
                None => alike.push((problem, 1)),
            }
        }
        for (problem, times) in alike.iter().take(WARNINGS) {
            let words = out.problem(problem);
            match times {
                1 => out.warning(words)?,
                times => out.warning(format_args!("{words} (and {} more rows)", times - 1))?,
            }
        }
        match alike.len().checked_sub(WARNINGS).filter(|more| *more > 0) {
            Some(more) => out.warning(format_args!("and {more} more; --faults FILE lists all")),
            None => Ok(()),
        }
    }
}

/// The desk's settings: in the file that is named, or else in `desk.toml`, where there is one.
pub(crate) fn settings(named: Option<&Path>) -> Result<(PathBuf, Settings), CliError> {
    let file = named.unwrap_or_else(|| Path::new(SETTINGS));
    let settings = match named.is_some() || file.exists() {
        true => Settings::parse(file, &files::read(file, FILE_BYTES)?)?,
        false => Settings::default(),
    };
    Ok((file.to_owned(), settings))
}

/// Problems as a table that goes back to whoever made the first.
struct Report<'a> {
    problems: &'a [Problem],
    kind: &'static str,
    language: Language,
    words: IntakeWords,
}

impl<'a> Report<'a> {
    fn new(
        problems: &'a [Problem],
        kind: &'static str,
        language: Language,
    ) -> Result<Self, CliError> {
        Ok(Self {
            problems,
            kind,
            language,
            words: IntakeWords::new()?,
        })
    }

    fn write(
        &self,
        file: &Path,
        input: Option<&Path>,
        sheet: Option<&str>,
    ) -> Result<(), CliError> {
        let values = match input {
            Some(input) => {
                let bytes = files::read(input, table::FILE_BYTES)?;
                table::values(input, &bytes, sheet, self.problems)?
            }
            None => vec![None; self.problems.len()],
        };
        let (headers, kind) = match (self.language, self.kind) {
            (Language::Ja, "error") => (["行", "列", "値", "種別", "内容"], "誤り"),
            (Language::Ja, _) => (["行", "列", "値", "種別", "内容"], "確認"),
            (Language::En, kind) => (["row", "column", "value", "kind", "what is wrong"], kind),
        };
        let rows = self.problems.iter().zip(values).map(|(problem, value)| {
            [
                problem
                    .place
                    .row()
                    .map(|row| row.to_string())
                    .unwrap_or_default(),
                problem.field.clone().unwrap_or_default(),
                value.unwrap_or_default(),
                kind.to_owned(),
                self.words.fault(problem, self.language),
            ]
        });
        let headers = headers.map(str::to_owned);
        let bytes = csv_file::bytes(std::iter::once(headers).chain(rows))?;
        files::write_new(file, &bytes, Access::Public)?;
        Ok(())
    }
}
