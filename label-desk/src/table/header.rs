//! The header of a table: the names of its columns, and what stands in its place.

use csv::StringRecord;
use label_core::nfc;

use crate::label_fields::{Column, Fault};

/// Headers of columns that are for people.
const NOTES: [&str; 3] = ["note", "notes", "備考"];

/// Rows among which the header is looked for, where the first is none.
pub(crate) const SEARCHED: u64 = 20;

/// Names that a row needs to be the header below a title.
const ENOUGH: usize = 3;

/// Characters that set off a note in a header: `型番（必須）`.
const NOTE_MARKS: [char; 8] = ['(', '（', '[', '［', '【', '※', '＊', '*'];

/// A header: its text, and the field that it means.
pub(crate) type Header = (String, Option<Column>);

/// Reads the headers of a row.
pub(crate) fn read(record: &StringRecord) -> Vec<Header> {
    let one = |cell: &str| {
        let header = nfc(cell.trim());
        let column = Column::parse(&header);
        (header, column)
    };
    record.iter().map(one).collect()
}

/// Tells whether a row is a header, below something else: enough of its cells are names of columns.
pub(crate) fn is_header(record: &StringRecord) -> bool {
    record.iter().filter_map(Column::parse).count() >= ENOUGH
}

/// Tells whether no cell of a row is the name of a column.
pub(crate) fn has_no_name(record: &StringRecord) -> bool {
    record.iter().all(|cell| Column::parse(cell).is_none())
}

/// The faults of a header: names that are not known, and columns that stand twice or are given beside the table.
pub(crate) fn faults(headers: &[Header], given: impl Fn(Column) -> bool) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut seen: Vec<Column> = Vec::new();
    let mut is_listed = false;
    for (header, column) in headers {
        let Some(column) = *column else {
            if !header.is_empty() && !is_note(header) {
                let mut message = format!("no field is called '{}'", header.escape_debug());
                match meant(header) {
                    Some(column) => message = format!("{message}; write {}", name(column)),
                    None if is_listed => {}
                    None => {
                        is_listed = true;
                        message = format!("{message}; known are {}", names());
                    }
                }
                faults.push(Fault::of_table("column_unknown", message));
            }
            continue;
        };
        if seen.contains(&column) {
            let message = format!("stands twice, also as '{header}'");
            faults.push(Fault::new(column, "column_duplicate", message));
        }
        seen.push(column);
        if given(column) {
            let message = format!("is also given as {}", column.name());
            faults.push(Fault::new(column, "column_duplicate", message));
        }
    }
    faults
}

/// The mark between columns where it is not the comma, if a header has one.
pub(crate) fn separator(record: &StringRecord) -> Option<&'static str> {
    let mut cells = record.iter();
    let (Some(only), None) = (cells.next(), cells.next()) else {
        return None;
    };
    let named = |mark: char| only.split(mark).filter_map(Column::parse).count() > 1;
    [('\t', "tabs"), (';', "semicolons")]
        .into_iter()
        .find_map(|(mark, name)| named(mark).then_some(name))
}

/// The column that a header means, with a note or a line break in it.
fn meant(header: &str) -> Option<Column> {
    let one: String = header.split_whitespace().collect();
    let bare = one.split(NOTE_MARKS).find(|part| !part.is_empty())?;
    Column::parse(bare).or_else(|| header.lines().find_map(Column::parse))
}

fn is_note(header: &str) -> bool {
    NOTES.contains(&header.to_ascii_lowercase().as_str())
}

/// A column under both names.
fn name(column: Column) -> String {
    format!("{} or {}", column.name(), column.japanese())
}

fn names() -> String {
    let names: Vec<String> = Column::all().map(name).collect();
    names.join(", ")
}
