//! Tables for spreadsheets: CSV of one, or a workbook with a sheet for each.

use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::csv_file;
use crate::error::CliError;

/// Columns that a sheet is at least and at most wide.
const WIDTHS: std::ops::RangeInclusive<usize> = 8..=40;

/// A table: its name, its header and its rows.
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) headers: Vec<String>,
    pub(crate) rows: Vec<Vec<Cell>>,
}

/// A cell.
#[derive(Clone, Debug)]
pub(crate) enum Cell {
    Text(String),
    Number(u64),
    Empty,
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Cell {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<u64> for Cell {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<&Option<String>> for Cell {
    fn from(text: &Option<String>) -> Self {
        text.as_ref().map_or(Self::Empty, Self::from)
    }
}

impl From<&Option<u64>> for Cell {
    fn from(number: &Option<u64>) -> Self {
        number.map_or(Self::Empty, Self::Number)
    }
}

impl Cell {
    /// The cell as text.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Empty => String::new(),
        }
    }
}

impl Table {
    /// The table in CSV.
    pub(crate) fn csv(&self) -> Result<Vec<u8>, CliError> {
        let rows = self.rows.iter();
        let rows = rows.map(|row| row.iter().map(Cell::text).collect());
        csv_file::bytes([self.headers.clone()].into_iter().chain(rows))
    }
}

/// A workbook with a sheet for each table. Texts stay texts, also where they look like formulas or numbers.
pub(crate) fn xlsx(tables: &[Table]) -> Result<Vec<u8>, CliError> {
    workbook(tables).map_err(|error| CliError::Output {
        reason: error.to_string(),
    })
}

fn workbook(tables: &[Table]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let (text, bold) = (
        Format::new().set_num_format("@"),
        Format::new().set_num_format("@").set_bold(),
    );
    for table in tables {
        let sheet = book.add_worksheet();
        sheet.set_name(&table.name)?;
        sheet.set_freeze_panes(1, 0)?;
        for (column, header) in (0_u16..).zip(&table.headers) {
            sheet.write_string_with_format(0, column, header, &bold)?;
            let cells = table
                .rows
                .iter()
                .filter_map(|row| row.get(usize::from(column)));
            let widest = cells.map(|cell| unicode_width::UnicodeWidthStr::width(&*cell.text()));
            let header = unicode_width::UnicodeWidthStr::width(header.as_str());
            let width = widest.chain([header]).max().unwrap_or_default() + 2;
            let width = width.clamp(*WIDTHS.start(), *WIDTHS.end());
            sheet.set_column_width(column, u16::try_from(width).map_or(8.0, f64::from))?;
        }
        for (row, cells) in (1_u32..).zip(&table.rows) {
            for (column, cell) in (0_u16..).zip(cells) {
                match cell {
                    Cell::Text(words) => {
                        sheet.write_string_with_format(row, column, words, &text)?;
                    }
                    Cell::Number(number) => {
                        // Counts and indices are far below 2^53.
                        #[expect(clippy::cast_precision_loss, reason = "below 2^53")]
                        sheet.write_number(row, column, *number as f64)?;
                    }
                    Cell::Empty => {}
                }
            }
        }
    }
    book.save_to_buffer()
}
