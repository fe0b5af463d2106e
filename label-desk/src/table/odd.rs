//! Oddities of a cell or a row besides its text.

use crate::label_fields::{Column, Fault};

/// Something about a cell or a row that its text does not show; columns count from 0.
#[cfg_attr(
    not(feature = "tables"),
    expect(dead_code, reason = "CSV holds text alone")
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Odd {
    /// A number, a date or another value.
    Converted(usize),
    /// An error in place of a result.
    Error(usize),
    /// A row that is not shown.
    Hidden,
    /// Part of the cell above it or beside it, and empty.
    Merged(usize),
    /// Shown as a date, with a number that is no day.
    NoDay(usize),
    /// A formula whose result the file does not hold.
    NoResult(usize),
    /// Struck through.
    Struck(usize),
}

/// Columns whose cells are taken as they were typed.
const NAMES: [Column; 4] = [
    Column::Registration,
    Column::Holder,
    Column::Product,
    Column::Models,
];

/// The fault of a cell that does not hold what it shows.
pub(super) fn oddity(odd: Odd, column: Column, cell: &str) -> Option<Fault> {
    let fault = |code, message: String| Some(Fault::new(column, code, message));
    match odd {
        Odd::NoDay(_) => fault(
            "cell_no_day",
            format!("{cell}: formatted as a date, and no day of a calendar"),
        ),
        Odd::Error(_) => fault(
            "cell_error",
            format!("{cell}: an error of the spreadsheet, not a value"),
        ),
        Odd::Merged(_) => fault(
            "cell_merged",
            "merged with another cell, which alone holds the text; unmerge them and write it into every row".to_owned(),
        ),
        Odd::NoResult(_) => fault(
            "cell_no_result",
            "a formula without its result; open the file in Excel and save it again, or write the value".to_owned(),
        ),
        Odd::Converted(_) if NAMES.contains(&column) => fault(
            "cell_not_text",
            format!("{cell}: not text, and may have been typed otherwise; format the column as Text and type it again"),
        ),
        Odd::Converted(_) | Odd::Hidden | Odd::Struck(_) => None,
    }
}
