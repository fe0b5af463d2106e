//! Spreadsheets as Excel saves them (Office Open XML): the cells of a sheet, and what its looks hide.

mod facts;
mod parts;

use std::io::Cursor;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;

use calamine::{Data, DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use csv::StringRecord;

use self::facts::{Facts, Package};
use super::odd::Odd;
use super::sheet::COLUMNS;
use super::{Note, Take};
use crate::error::DeskError;

/// Whole numbers above this may have lost their last digits.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Days of Excel's calendars: the first is 1900-01-01 or 1904-01-02, the last 9999-12-31. Excel shows others as ####.
const FIRST_DAY: f64 = 1.0;
const LAST_DAY: f64 = 2_958_465.0;
const LAST_DAY_FROM_1904: f64 = 2_957_003.0;

/// Gives the rows of a sheet to a function, each with its number and what is odd about it; gives what is odd about the
/// whole.
pub(crate) fn records(
    file: &Path,
    bytes: &[u8],
    sheet: Option<&str>,
    take: Take<'_>,
) -> Result<Vec<Note>, DeskError> {
    let fault = |reason: String| DeskError::Spreadsheet {
        file: file.to_owned(),
        reason,
    };
    parts::check(bytes).map_err(fault)?;
    let mut book: Xlsx<_> = whole(|| Xlsx::new(Cursor::new(bytes))).map_err(fault)?;
    let mut package = Package::open(bytes).ok_or_else(|| fault("not a workbook".to_owned()))?;
    let (name, mut facts, mut notes) = choose(file, &mut book, &mut package, sheet)?;
    let hidden = std::mem::take(&mut facts.hidden_columns);
    notes.extend(hidden.into_iter().map(Note::ColumnHidden));
    drop(package);
    read_rows(file, &mut book, &name, (&mut facts, take))?;
    Ok(notes)
}

/// Gives the rows of a sheet to a function.
fn read_rows(
    file: &Path,
    book: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    (facts, take): (&mut Facts, Take<'_>),
) -> Result<(), DeskError> {
    let fault = |reason: String| DeskError::Spreadsheet {
        file: file.to_owned(),
        reason,
    };
    let last = match book.has_1904_epoch() {
        true => LAST_DAY_FROM_1904,
        false => LAST_DAY,
    };
    let mut cells = whole(|| book.worksheet_cells_reader(name)).map_err(fault)?;
    let mut rows = Rows {
        row: 0,
        cells: Vec::new(),
        odd: Vec::new(),
        width: 0,
    };
    while let Some(cell) = whole(|| cells.next_cell()).map_err(fault)? {
        let (row, column) = cell.get_position();
        let odd = odd(cell.get_value(), column as usize, last);
        let text = text(cell.get_value(), last);
        if text.is_empty() {
            continue;
        }
        if column as usize >= COLUMNS {
            return Err(fault(format!(
                "row {}: more than {COLUMNS} columns",
                row + 1
            )));
        }
        if row < rows.row {
            return Err(fault("its rows are out of order".to_owned()));
        }
        if row > rows.row {
            rows.end(facts, take)?;
            rows.row = row;
        }
        rows.odd.extend(odd);
        rows.set(column as usize, text);
    }
    rows.end(facts, take)
}

/// The sheet that is read: the one that was named, or else the first that can be seen; with what is odd about it, and
/// the sheets that are not read.
fn choose(
    file: &Path,
    book: &mut Xlsx<Cursor<&[u8]>>,
    package: &mut Package<'_>,
    wanted: Option<&str>,
) -> Result<(String, Facts, Vec<Note>), DeskError> {
    let fault = |reason: &str| DeskError::Spreadsheet {
        file: file.to_owned(),
        reason: reason.to_owned(),
    };
    let sheets = book.sheets_metadata().to_vec();
    let (paths, styles) = package
        .sheets()
        .filter(|(paths, _)| paths.len() == sheets.len())
        .ok_or_else(|| fault("its sheets cannot be found"))?;
    let is_table = |sheet: &calamine::Sheet| sheet.typ == SheetType::WorkSheet;
    let tables: Vec<_> = sheets
        .iter()
        .zip(&paths)
        .filter(|(sheet, _)| is_table(sheet))
        .collect();
    let is_wanted = |sheet: &calamine::Sheet| match wanted {
        Some(name) => sheet.name == name,
        None => sheet.visible == SheetVisible::Visible,
    };
    let Some((chosen, path)) = tables.iter().find(|(sheet, _)| is_wanted(sheet)) else {
        return match wanted {
            Some(name) => Err(DeskError::SheetUnknown {
                file: file.to_owned(),
                name: name.to_owned(),
                sheets: tables.iter().map(|(sheet, _)| sheet.name.clone()).collect(),
            }),
            None => Err(fault("holds no sheet that can be seen")),
        };
    };
    let notes = match wanted {
        Some(_) => Vec::new(),
        None => others(&tables, &chosen.name, package),
    };
    let struck = styles
        .map(|styles| package.struck(&styles))
        .unwrap_or_default();
    let facts = package
        .facts(path, &struck)
        .map_err(|reason| fault(&reason))?;
    Ok((chosen.name.clone(), facts, notes))
}

/// The sheets that hold something and are not read.
fn others(
    tables: &[(&calamine::Sheet, &String)],
    chosen: &str,
    package: &mut Package<'_>,
) -> Vec<Note> {
    let mut notes = Vec::new();
    for (other, path) in tables {
        if other.name != chosen && package.is_filled(path) {
            notes.push(match other.visible {
                SheetVisible::Visible => Note::SheetIgnored(other.name.clone()),
                _ => Note::SheetHidden(other.name.clone()),
            });
        }
    }
    notes
}

/// The row that is being read.
struct Rows {
    row: u32,
    cells: Vec<String>,
    odd: Vec<Odd>,
    /// As many cells as the widest row so far has: those that are missing at the end are empty.
    width: usize,
}

impl Rows {
    fn set(&mut self, column: usize, text: String) {
        if self.cells.len() <= column {
            self.cells.resize(column + 1, String::new());
        }
        if let Some(cell) = self.cells.get_mut(column) {
            *cell = text;
        }
    }

    fn end(&mut self, facts: &mut Facts, take: Take<'_>) -> Result<(), DeskError> {
        if self.cells.is_empty() {
            return Ok(());
        }
        self.width = self.cells.len().max(self.width);
        self.cells.resize(self.width, String::new());
        let record = StringRecord::from(std::mem::take(&mut self.cells));
        let mut odd = std::mem::take(&mut self.odd);
        odd.extend(facts.take(self.row + 1));
        take(u64::from(self.row) + 1, &record, &odd)
    }
}

/// Calls calamine, whose panics are faults of the workbook that the look before did not foresee.
fn whole<T>(call: impl FnOnce() -> Result<T, XlsxError>) -> Result<T, String> {
    match panic::catch_unwind(AssertUnwindSafe(call)) {
        Ok(result) => result.map_err(|error| error.to_string()),
        Err(_) => Err("damaged in a way that no program writes".to_owned()),
    }
}

/// The cell as one that does not hold text, unless it does.
fn odd(value: &DataRef<'_>, column: usize, last: f64) -> Option<Odd> {
    match value {
        DataRef::Empty | DataRef::String(_) | DataRef::SharedString(_) => None,
        DataRef::DateTime(moment) if !is_day(moment, last) => Some(Odd::NoDay(column)),
        DataRef::Error(_) => Some(Odd::Error(column)),
        _ => Some(Odd::Converted(column)),
    }
}

/// Tells whether a number that is shown as a date is a day, of which this is the last.
fn is_day(moment: &ExcelDateTime, last: f64) -> bool {
    (FIRST_DAY..last + 1.0).contains(&moment.as_f64())
}

/// A cell as its text would stand in a CSV file.
fn text(cell: &DataRef<'_>, last: f64) -> String {
    match Data::from(cell.clone()) {
        Data::Empty => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text,
        Data::Int(number) => number.to_string(),
        Data::Float(number) => float(number),
        Data::Bool(value) => if value { "TRUE" } else { "FALSE" }.to_owned(),
        Data::DateTime(moment) if !is_day(&moment, last) => float(moment.as_f64()),
        Data::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        Data::Error(error) => error.to_string(),
    }
}

/// A number with all its digits, or as Excel shows one that lost some.
fn float(number: f64) -> String {
    if number.abs() >= EXACT {
        return format!("{number:.2E}").replace('E', "E+");
    }
    number.to_string()
}
