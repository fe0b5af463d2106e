//! Spreadsheets as Excel saves them (Office Open XML): the cells of the first sheet.

use std::io::{self, Cursor, Read};
use std::path::Path;

use calamine::{Data, DataRef, Reader, Xlsx};
use csv::StringRecord;

use crate::error::DeskError;

/// Inflated bytes of all parts of a file: a table of 100,000 rows has some 100 MiB.
const INFLATED_BYTES: u64 = 512 * 1_024 * 1_024;
/// Columns that a row may reach to.
const COLUMNS: u32 = 256;
/// Whole numbers above this may have lost their last digits.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Takes a row: its number, its cells, and the columns that do not hold text.
type Take<'a> = &'a mut dyn FnMut(u64, &StringRecord, &[usize]) -> Result<(), DeskError>;

/// Tells whether a file is a ZIP archive, as XLSX files are.
pub(crate) fn is_xlsx(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// Gives the rows of the first sheet to a function, each with its number and the columns that do not
/// hold text.
pub(crate) fn records(file: &Path, bytes: &[u8], take: Take<'_>) -> Result<(), DeskError> {
    let fault = |reason: String| DeskError::Spreadsheet {
        file: file.to_owned(),
        reason,
    };
    check_size(bytes).map_err(|error| fault(label_io::reason(&error)))?;
    let broken = |error: calamine::XlsxError| fault(error.to_string());
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let name = book.sheet_names().first().cloned();
    let name = name.ok_or_else(|| fault("holds no sheet".to_owned()))?;
    let mut cells = book.worksheet_cells_reader(&name).map_err(broken)?;
    let mut rows = Rows {
        row: 0,
        cells: Vec::new(),
        converted: Vec::new(),
        width: 0,
    };
    while let Some(cell) = cells.next_cell().map_err(broken)? {
        let (row, column) = cell.get_position();
        let converted = !matches!(
            cell.get_value(),
            DataRef::Empty | DataRef::String(_) | DataRef::SharedString(_)
        );
        let text = text(cell.get_value());
        if text.is_empty() {
            continue;
        }
        if column >= COLUMNS {
            return Err(fault(format!(
                "row {}: more than {COLUMNS} columns",
                row + 1
            )));
        }
        if row < rows.row {
            return Err(fault("its rows are out of order".to_owned()));
        }
        if row > rows.row {
            rows.end(take)?;
            rows.row = row;
        }
        if converted {
            rows.converted.push(column as usize);
        }
        rows.set(column as usize, text);
    }
    rows.end(take)
}

/// The row that is being read.
struct Rows {
    row: u32,
    cells: Vec<String>,
    /// Columns whose cell is a number, a date or another value than text.
    converted: Vec<usize>,
    /// As many cells as the first row has: those that are missing at the end are empty.
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

    fn end(&mut self, take: Take<'_>) -> Result<(), DeskError> {
        if self.cells.is_empty() {
            return Ok(());
        }
        let width = self.cells.len().max(self.width);
        self.cells.resize(width, String::new());
        if self.width == 0 {
            self.width = width;
        }
        let record = StringRecord::from(std::mem::take(&mut self.cells));
        let converted = std::mem::take(&mut self.converted);
        take(u64::from(self.row) + 1, &record, &converted)
    }
}

/// A cell as its text would stand in a CSV file.
fn text(cell: &DataRef<'_>) -> String {
    match Data::from(cell.clone()) {
        Data::Empty => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text,
        Data::Int(number) => number.to_string(),
        Data::Float(number) => float(number),
        Data::Bool(value) => if value { "TRUE" } else { "FALSE" }.to_owned(),
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

/// Inflates every part once, so that nothing larger is ever held.
fn check_size(bytes: &[u8]) -> io::Result<()> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(io::Error::from)?;
    let mut left = INFLATED_BYTES;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(io::Error::from)?;
        let inflated = io::copy(&mut part.take(left + 1), &mut io::sink())?;
        left = left.checked_sub(inflated).ok_or_else(|| {
            io::Error::new(
                io::ErrorKind::FileTooLarge,
                "larger than any table when unpacked",
            )
        })?;
    }
    Ok(())
}
