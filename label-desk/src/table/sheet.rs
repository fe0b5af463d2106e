//! The rows of a table and their faults.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use csv::StringRecord;

use super::header::{self, Header};
use super::odd::{Odd, oddity};
use super::{Desk, Note, WARNINGS};
use crate::error::{DeskError, PROBLEMS};
use crate::label_fields::{
    Change, Column, Draft, Fault, Intake, Parsed, Place, Problem, Rules, level_digits,
};

/// Columns that a table may have, whatever its format.
pub(crate) const COLUMNS: usize = 256;

/// Texts that a cell may list: the models of a large family.
const LISTED: usize = 10_000;

/// The characters between the texts of a list.
const SEPARATORS: [char; 2] = [';', '；'];

/// Words that begin the row below a table that sums it up.
const SUMS: [&str; 10] = [
    "合計",
    "小計",
    "総計",
    "総合計",
    "計",
    "件数",
    "以上",
    "total",
    "subtotal",
    "sum",
];

/// Cells of such a row.
const SUM_CELLS: usize = 3;

/// The headers of a table, with what is wrong in it so far.
pub(crate) struct Sheet {
    file: PathBuf,
    is_workbook: bool,
    /// True where the columns cannot be told apart.
    is_unreadable: bool,
    /// The headers as they stand in the file, and the field that each means.
    headers: Vec<Header>,
    /// The first row, where it is no header: its number, and its cells.
    title: Option<(u64, StringRecord)>,
    /// The first of the problems, by row and in the order in which they were found.
    problems: BTreeMap<(u64, u64), Problem>,
    /// The number of all problems.
    found: u64,
    /// The problems of the row that was reported last, against doubles.
    seen: (u64, HashSet<String>),
    /// The problems of columns that the table lacks.
    absent: HashSet<String>,
    /// The row and level of each registration with faulty rows.
    levels: BTreeMap<String, (u64, String)>,
    warnings: Vec<Problem>,
    changes: Vec<Change>,
}

/// The things that rows are read with.
pub(crate) struct Reading<'a, 'b> {
    pub(crate) defaults: &'a Draft,
    pub(crate) rules: Rules<'a>,
    pub(crate) intake: &'a Intake,
    pub(crate) desk: &'b mut dyn Desk,
}

/// A row as it stands in a file.
pub(crate) type Row<'a> = (u64, &'a StringRecord, &'a [Odd]);

impl Sheet {
    /// A table of which nothing is read yet.
    pub(crate) fn new(file: &Path, is_workbook: bool) -> Self {
        Self {
            file: file.to_owned(),
            is_workbook,
            is_unreadable: false,
            headers: Vec::new(),
            title: None,
            problems: BTreeMap::new(),
            found: 0,
            seen: (0, HashSet::new()),
            absent: HashSet::new(),
            levels: BTreeMap::new(),
            warnings: Vec::new(),
            changes: Vec::new(),
        }
    }

    /// Takes the next record: the headers first, then rows, whose fields are read.
    ///
    /// Blank rows, and rows with faults, give nothing.
    pub(crate) fn take(
        &mut self,
        (row, record, odd): Row<'_>,
        reading: &mut Reading<'_, '_>,
    ) -> Result<Option<(u64, Parsed)>, DeskError> {
        let is_blank = record.iter().all(|cell| cell.trim().is_empty());
        if is_blank || self.is_unreadable {
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
            self.seek_headers(row, record, reading.defaults);
            return Ok(None);
        }
        if self.is_odd((row, record, odd)) || self.is_sum(row, record) {
            return Ok(None);
        }
        let Some(mut draft) = self.take_row(row, record, reading) else {
            return Ok(None);
        };
        let faults = reading.desk.complete(&mut draft)?;
        if !faults.is_empty() {
            self.report(faults.into_iter().map(|fault| (row, fault)));
            return Ok(None);
        }
        let parsed = draft.parse(reading.rules);
        self.check_level(row, &draft, parsed.is_err());
        match parsed {
            Ok(label) => Ok(Some((row, label))),
            Err(faults) => {
                let faults = faults
                    .into_iter()
                    .map(|fault| (row, self.seen_blank(fault, record)));
                let faults: Vec<_> = faults.collect();
                self.report(faults);
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

    /// Gives warnings and changes; fails with the first problems, row by row, and the number of the others.
    pub(crate) fn into_result(self) -> Result<(Vec<Problem>, Vec<Change>), DeskError> {
        if self.found == 0 {
            return Ok((self.warnings, self.changes));
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

    /// Takes a row for the header, unless none of its cells is a name of a column and a row below may be.
    fn seek_headers(&mut self, row: u64, record: &StringRecord, defaults: &Draft) {
        if let Some(mark) = header::separator(record) {
            let message =
                format!("the columns are separated by {mark}; save the table as CSV, with commas");
            self.report([(row, Fault::of_table("table_separator", message))]);
            self.is_unreadable = true;
            return;
        }
        match self.title.take() {
            None if header::has_no_name(record) => self.title = Some((row, record.clone())),
            None => self.take_headers(row, record, defaults),
            Some((first, _)) if header::is_header(record) => {
                let message =
                    format!("the header stands in row {row}, below this; delete the rows above it");
                self.report([(first, Fault::of_table("header_below", message))]);
                self.take_headers(row, record, defaults);
            }
            Some((first, title)) if row >= first + header::SEARCHED => {
                self.take_headers(first, &title, defaults);
            }
            title @ Some(_) => self.title = title,
        }
    }

    /// Ends the table: a first row that no header followed was meant to be one.
    pub(crate) fn end(&mut self, defaults: &Draft) {
        if let Some((first, title)) = self.title.take() {
            self.take_headers(first, &title, defaults);
        }
    }

    fn take_headers(&mut self, row: u64, record: &StringRecord, defaults: &Draft) {
        self.headers = header::read(record);
        let given = |column| defaults.columns().any(|given| given == column);
        let faults = header::faults(&self.headers, given);
        self.report(faults.into_iter().map(|fault| (row, fault)));
    }

    /// Reports cells that do not hold what they show, and warns of rows that somebody may not mean.
    fn is_odd(&mut self, (row, record, odd): Row<'_>) -> bool {
        let mut faults = Vec::new();
        let mut struck = false;
        for odd in odd {
            let place = match odd {
                Odd::Hidden => {
                    let message = "the row is hidden or filtered out, and is read";
                    self.warn(row, Fault::of_table("row_hidden", message));
                    continue;
                }
                Odd::Struck(_) if !struck => {
                    struck = true;
                    let message = "the row is struck through, and is read";
                    self.warn(row, Fault::of_table("row_struck", message));
                    continue;
                }
                Odd::Struck(_) => continue,
                Odd::Converted(place)
                | Odd::Error(place)
                | Odd::Merged(place)
                | Odd::NoDay(place)
                | Odd::NoResult(place) => *place,
            };
            let column = self.headers.get(place).and_then(|(_, column)| *column);
            let cell = record.get(place).unwrap_or_default();
            let fault = column.and_then(|column| oddity(*odd, column, cell));
            faults.extend(fault.map(|fault| (row, fault)));
        }
        let found = !faults.is_empty();
        self.report(faults);
        found
    }

    /// Reports the row below a table that sums it up.
    fn is_sum(&mut self, row: u64, record: &StringRecord) -> bool {
        let mut cells = record.iter().map(str::trim).filter(|cell| !cell.is_empty());
        let few = cells.clone().nth(SUM_CELLS).is_none();
        let first = cells.next().unwrap_or_default();
        let word = first.trim_end_matches(|c: char| c.is_numeric() || ":： 件".contains(c));
        let is_sum = few && SUMS.iter().any(|sum| sum.eq_ignore_ascii_case(word));
        if is_sum {
            let message = format!("'{first}' begins a row that sums up the table; delete it");
            self.report([(row, Fault::of_table("row_sum", message))]);
        }
        is_sum
    }

    fn take_row(
        &mut self,
        row: u64,
        record: &StringRecord,
        reading: &Reading<'_, '_>,
    ) -> Option<Draft> {
        let (cells, expected) = (record.len(), self.headers.len());
        // A sheet has no last column: what is beyond the header and empty is not there.
        let beyond = record.iter().skip(expected).any(|cell| !cell.is_empty());
        if cells != expected && (beyond || !self.is_workbook) {
            let message = format!("{cells} cells; expected {expected}, as in the header");
            let fault = Fault::of_table("cell_count", message);
            self.report([(row, fault)]);
            return None;
        }
        let mut draft = Draft::default();
        let mut stray = Vec::new();
        for (cell, (header, column)) in record.iter().zip(&self.headers) {
            match column {
                Some(column) if is_formula(cell) => {
                    let shown: String = cell.chars().take(40).collect();
                    let message = format!("'{shown}' is a formula; write what it shows");
                    stray.push(Fault::new(*column, "cell_formula", message));
                }
                Some(column) if cell.split(SEPARATORS).nth(LISTED).is_some() => {
                    let message = format!("more than {LISTED} texts");
                    stray.push(Fault::new(*column, "cell_list", message));
                }
                Some(column) if column.is_list() => {
                    draft.set_as_typed(*column, unguarded(cell).split(SEPARATORS));
                }
                Some(column) => draft.set_as_typed(*column, [unguarded(cell)]),
                None if header.is_empty() && !cell.trim().is_empty() => {
                    stray.push(Fault::of_table("column_unknown", "a cell without a header"));
                }
                None => {}
            }
        }
        draft.fill(reading.defaults);
        let (faults, changes) = draft.take_in(reading.intake);
        let is_read = stray.iter().all(|fault| fault.column.is_none()) && faults.is_empty();
        self.report(stray.into_iter().chain(faults).map(|fault| (row, fault)));
        self.note_changes(row, changes);
        is_read.then_some(draft)
    }

    /// Notes texts that are taken otherwise than they were written.
    fn note_changes(&mut self, row: u64, changes: Vec<(Column, String, String)>) {
        for (column, from, to) in changes {
            // Those of arguments are the same in every row.
            if self.changes.len() < WARNINGS
                && let Some(field) = self.header(column)
            {
                let (place, field) = (Place::Row(self.file.clone(), row), Some(field));
                self.changes.push(Change {
                    place,
                    field,
                    from,
                    to,
                });
            }
        }
    }

    /// Reports a level that is not that of the registration's first row, where either row has other faults.
    fn check_level(&mut self, row: u64, draft: &Draft, is_faulty: bool) {
        let texts = |column| draft.texts(column);
        let Some(number) = texts(Column::Registration).first() else {
            return;
        };
        let level = texts(Column::Level).first();
        let level = level.map_or("", |text| level_digits(text)).to_owned();
        if self.levels.len() >= PROBLEMS {
            return;
        }
        let known = self
            .levels
            .entry(number.clone())
            .or_insert((row, level.clone()));
        if is_faulty && known.1 != level {
            let first = known.0;
            let message = format!("is not that of row {first}, which has the same registration");
            self.report([(
                row,
                Fault::new(Column::Level, "registration_differs", message),
            )]);
        }
    }

    /// A fault of a field that is missing, in words that tell of the spaces in its cell.
    fn seen_blank(&self, mut fault: Fault, record: &StringRecord) -> Fault {
        let place = fault.column.and_then(|column| {
            let mut headers = self.headers.iter();
            headers.position(|(_, known)| *known == Some(column))
        });
        let cell = place
            .and_then(|place| record.get(place))
            .unwrap_or_default();
        if fault.code.ends_with("missing") && !cell.is_empty() {
            fault.message = format!("{}; the cell holds spaces alone", fault.message);
        }
        fault
    }

    /// Notes what is odd about the whole table.
    pub(crate) fn note(&mut self, notes: Vec<Note>) {
        for note in notes {
            match note {
                Note::ColumnHidden(place) => {
                    let column = self.headers.get(place).and_then(|(_, column)| *column);
                    let message = "the column is hidden, and is read";
                    let fault = column.map(|column| Fault::new(column, "column_hidden", message));
                    if let Some(fault) = fault {
                        self.warn(1, fault);
                    }
                }
                Note::SheetHidden(name) => {
                    let message = format!("the sheet '{name}' is hidden, and is not read");
                    self.warn(1, Fault::of_table("sheet_hidden", message));
                }
                Note::SheetIgnored(name) => {
                    let message =
                        format!("the sheet '{name}' is not read, only the first that can be seen");
                    self.warn(1, Fault::of_table("sheet_ignored", message));
                }
            }
        }
    }

    /// Notes something to look at twice.
    pub(crate) fn warn(&mut self, row: u64, fault: Fault) {
        if self.warnings.len() < WARNINGS {
            let header = fault.column.and_then(|column| self.header(column));
            let mut problem = Problem::new(Place::Row(self.file.clone(), row), fault);
            problem.field = header.or(problem.field);
            self.warnings.push(problem);
        }
    }
}

/// Tells whether a cell holds a formula as its text, and not what exports put around a number.
fn is_formula(cell: &str) -> bool {
    cell.trim_start().starts_with('=') && unguarded(cell) == cell
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
