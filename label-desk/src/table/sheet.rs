//! The rows of a table and their faults.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use csv::{ReaderBuilder, StringRecord};
use label_core::nfc;

use super::Desk;
use crate::error::{DeskError, PROBLEMS};
use crate::label_fields::{Column, Draft, Fault, Parsed, Place, Problem, Rules};

/// Columns that a table may have, whatever its format.
pub(crate) const COLUMNS: usize = 256;

/// A cell that does not hold text, with its column from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Odd {
    /// A number, a date or another value.
    #[cfg_attr(
        not(feature = "tables"),
        expect(dead_code, reason = "CSV holds text alone")
    )]
    Converted(usize),
    /// Shown as a date, with a number that is no day.
    #[cfg_attr(
        not(feature = "tables"),
        expect(dead_code, reason = "CSV holds text alone")
    )]
    NoDay(usize),
}

/// Headers of columns that are for people.
const NOTES: [&str; 3] = ["note", "notes", "備考"];

/// Texts that a cell may list: the models of a large family.
const LISTED: usize = 10_000;

/// The characters between the texts of a list.
const SEPARATORS: [char; 2] = [';', '；'];

/// Columns whose cells are taken as they were typed.
const NAMES: [Column; 4] = [
    Column::Registration,
    Column::Holder,
    Column::Product,
    Column::Models,
];

/// The headers of a table, with what is wrong in it so far.
pub(crate) struct Sheet {
    file: PathBuf,
    /// The headers as they stand in the file, and the field that each means.
    headers: Vec<(String, Option<Column>)>,
    /// The first of the problems, by row and in the order in which they were found.
    problems: BTreeMap<(u64, u64), Problem>,
    /// The number of all problems.
    found: u64,
    /// The problems of the row that was reported last, against doubles.
    seen: (u64, HashSet<String>),
    /// The problems of columns that the table lacks.
    absent: HashSet<String>,
}

/// The things that rows are read with.
pub(crate) struct Reading<'a, 'b> {
    pub(crate) defaults: &'a Draft,
    pub(crate) rules: Rules<'a>,
    pub(crate) desk: &'b mut dyn Desk,
}

impl Sheet {
    /// A table of which nothing is read yet.
    pub(crate) fn new(file: &Path) -> Self {
        Self {
            file: file.to_owned(),
            headers: Vec::new(),
            problems: BTreeMap::new(),
            found: 0,
            seen: (0, HashSet::new()),
            absent: HashSet::new(),
        }
    }

    /// Takes the next record: the headers first, then rows, whose fields are read.
    ///
    /// Blank rows, and rows with faults, give nothing; some cells may not hold text.
    pub(crate) fn take(
        &mut self,
        (row, record, odd): (u64, &StringRecord, &[Odd]),
        reading: &mut Reading<'_, '_>,
    ) -> Result<Option<(u64, Parsed)>, DeskError> {
        if record.iter().all(|cell| cell.trim().is_empty()) {
            return Ok(None);
        }
        if record.len() > COLUMNS {
            let message = format!("{} cells; at most {COLUMNS} are read", record.len());
            self.report([(row, Fault::of_table("cell_count", message))]);
            if self.headers.is_empty() {
                self.headers.push((String::new(), None));
            }
            return Ok(None);
        }
        if self.headers.is_empty() {
            self.take_headers(row, record, reading.defaults);
            return Ok(None);
        }
        if self.is_odd(row, record, odd) {
            return Ok(None);
        }
        let Some(mut draft) = self.take_row(row, record, reading.defaults) else {
            return Ok(None);
        };
        let faults = reading.desk.complete(&mut draft)?;
        if !faults.is_empty() {
            self.report(faults.into_iter().map(|fault| (row, fault)));
            return Ok(None);
        }
        match draft.parse(reading.rules) {
            Ok(label) => Ok(Some((row, label))),
            Err(faults) => {
                self.report(faults.into_iter().map(|fault| (row, fault)));
                Ok(None)
            }
        }
    }

    /// Notes faults; one of a column that the table lacks is noted once, at the first row it concerns.
    pub(crate) fn report(&mut self, faults: impl IntoIterator<Item = (u64, Fault)>) {
        for (row, fault) in faults {
            let header = fault.column.and_then(|column| self.header(column));
            let is_absent = fault.column.is_some() && header.is_none();
            let mut problem = Problem::new(Place::Row(self.file.clone(), row), fault);
            if header.is_some() {
                problem.field = header;
            }
            let field = problem.field.as_deref().unwrap_or_default();
            let key = format!("{field}: {}", problem.message);
            let is_new = if is_absent {
                // Beyond as many there is no table, only somebody who wants the memory.
                self.absent.len() >= PROBLEMS || self.absent.insert(key)
            } else {
                if self.seen.0 != row {
                    self.seen = (row, HashSet::new());
                }
                self.seen.1.insert(key)
            };
            if is_new {
                self.problems.insert((row, self.found), problem);
                self.found += 1;
            }
            if self.problems.len() > PROBLEMS {
                self.problems.pop_last();
            }
        }
    }

    /// Tells whether anything was reported.
    pub(crate) fn is_faulty(&self) -> bool {
        self.found > 0
    }

    /// Fails with the first problems, row by row, and the number of the others.
    pub(crate) fn into_result(self) -> Result<(), DeskError> {
        if self.found == 0 {
            return Ok(());
        }
        let problems: Vec<_> = self.problems.into_values().collect();
        let found = usize::try_from(self.found).unwrap_or(usize::MAX);
        let more = found.saturating_sub(problems.len());
        Err(DeskError::Labels { problems, more })
    }

    /// The header of a field, as it stands in the file.
    fn header(&self, column: Column) -> Option<String> {
        let mut headers = self.headers.iter();
        let found = headers.find(|(_, known)| *known == Some(column));
        found.map(|(header, _)| header.clone())
    }

    fn take_headers(&mut self, row: u64, record: &StringRecord, defaults: &Draft) {
        let mut faults = Vec::new();
        for header in record {
            let header = nfc(header.trim());
            let column = Column::parse(&header);
            let known = column.is_some() || header.is_empty() || is_note(&header);
            if let Some(column) = column {
                if self.header(column).is_some() {
                    let message = format!("stands twice, also as '{header}'");
                    faults.push(Fault::new(column, "column_duplicate", message));
                }
                if defaults.columns().any(|given| given == column) {
                    let message = format!("is also given as {}", column.name());
                    faults.push(Fault::new(column, "column_duplicate", message));
                }
            } else if !known {
                let message = format!("no field is called '{header}'");
                faults.push(Fault::of_table("column_unknown", message));
            }
            self.headers.push((header, column));
        }
        self.report(faults.into_iter().map(|fault| (row, fault)));
    }

    /// Reports names that a spreadsheet took for a number or a date, since what was typed may be lost, and
    /// dates that are none.
    fn is_odd(&mut self, row: u64, record: &StringRecord, odd: &[Odd]) -> bool {
        let mut faults = Vec::new();
        for odd in odd {
            let (Odd::Converted(place) | Odd::NoDay(place)) = odd;
            let column = self.headers.get(*place).and_then(|(_, column)| *column);
            let Some(column) = column else {
                continue;
            };
            let cell = record.get(*place).unwrap_or_default();
            let fault = match odd {
                Odd::NoDay(_) => {
                    let message = format!("{cell}: formatted as a date, and no day of a calendar");
                    Fault::new(column, "cell_no_day", message)
                }
                Odd::Converted(_) if NAMES.contains(&column) => {
                    let message = format!(
                        "{cell}: not text, and may have been typed otherwise; format the column as Text and type it again"
                    );
                    Fault::new(column, "cell_not_text", message)
                }
                Odd::Converted(_) => continue,
            };
            faults.push((row, fault));
        }
        let found = !faults.is_empty();
        self.report(faults);
        found
    }

    fn take_row(&mut self, row: u64, record: &StringRecord, defaults: &Draft) -> Option<Draft> {
        let (cells, expected) = (record.len(), self.headers.len());
        if cells != expected {
            let message = format!("{cells} cells; expected {expected}, as in the header");
            let fault = Fault::of_table("cell_count", message);
            self.report([(row, fault)]);
            return None;
        }
        let mut draft = Draft::default();
        let mut stray = Vec::new();
        for (cell, (header, column)) in record.iter().zip(&self.headers) {
            let cell = unguarded(cell);
            match column {
                Some(column) if cell.split(SEPARATORS).nth(LISTED).is_some() => {
                    let message = format!("more than {LISTED} texts");
                    stray.push(Fault::new(*column, "cell_list", message));
                }
                Some(column) if column.is_list() => draft.set(*column, cell.split(SEPARATORS)),
                Some(column) => draft.set(*column, [cell]),
                None if header.is_empty() && !cell.trim().is_empty() => {
                    stray.push(Fault::of_table("column_unknown", "a cell without a header"));
                }
                None => {}
            }
        }
        draft.fill(defaults);
        let is_read = !stray.iter().any(|fault| fault.code == "cell_list");
        self.report(stray.into_iter().map(|fault| (row, fault)));
        is_read.then_some(draft)
    }
}

/// A cell without what exports put around it so that spreadsheets leave it alone.
pub(crate) fn unguarded(cell: &str) -> &str {
    let formula = cell
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'));
    if let Some(digits) = formula.filter(|text| text.bytes().all(|byte| byte.is_ascii_digit())) {
        return digits;
    }
    let rest = cell.strip_prefix('\'');
    rest.filter(|rest| rest.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']))
        .unwrap_or(cell)
}

fn is_note(header: &str) -> bool {
    NOTES.contains(&header.to_ascii_lowercase().as_str())
}

/// Gives the records of a text to a function, each with its row as spreadsheets count.
///
/// A line end inside quotes begins no row. Line ends are `\n`. The first error of the function ends it.
pub(crate) fn records(
    text: &str,
    mut take: impl FnMut(u64, &StringRecord) -> Result<(), DeskError>,
) -> Result<(), DeskError> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut inside = 0;
    // Text in memory, with records of any length, cannot fail to be read.
    for record in reader.records().map_while(Result::ok) {
        let start = record.position().map_or(0, csv::Position::byte);
        let start = usize::try_from(start).unwrap_or(usize::MAX);
        let rest = text.get(start..).unwrap_or_default();
        let blank = rest.len() - rest.trim_start_matches('\n').len();
        let line = record.position().map_or(0, csv::Position::line);
        let row = (line + blank as u64).saturating_sub(inside);
        inside += record
            .iter()
            .map(|cell| cell.matches('\n').count() as u64)
            .sum::<u64>();
        take(row, &record)?;
    }
    Ok(())
}
