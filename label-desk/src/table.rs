//! Tables of products: from the bytes of a CSV file to the claims of every label in it.
//!
//! The whole table is checked before the first label exists, and every fault in it is reported.

mod header;
mod id;
mod odd;
mod prepare;
mod registrations;
mod relations;
mod sheet;
mod text;
#[cfg(feature = "tables")]
mod values;
mod warnings;
#[cfg(feature = "tables")]
mod xlsx;

#[cfg(feature = "tables")]
use std::borrow::Cow;
use std::path::Path;

use csv::StringRecord;
use label_core::scheme::Schemes;
use label_core::{Claims, Error};
use odd::Odd;
use sheet::{Reading, Sheet};

use crate::error::DeskError;
use crate::label_fields::{Change, Draft, Fault, Intake, Parsed, Place, Problem, Rules};

pub use id::{Ids, harmless, is_id};
pub use prepare::{one, prepare};
#[cfg(feature = "register")]
pub(crate) use relations::Relations;
pub use text::decode;
#[cfg(feature = "tables")]
pub use values::values;
pub use warnings::warnings;
#[cfg(feature = "register")]
pub(crate) use {sheet::unguarded, text::records as csv_records};

/// Bytes of a table: 100,000 rows at 300 bytes each.
pub const FILE_BYTES: usize = 32 * 1_024 * 1_024;

/// Warnings and changed texts of a table that are kept: one for each of 100,000 rows.
const WARNINGS: usize = 100_000;

/// The way in which the models of a registration are put into credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grouping {
    /// One credential for each model.
    PerModel,
    /// One credential for all models of a registration.
    PerRegistration,
}

/// A label of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The stem of the names of its files: unlike every other, and harmless as a file name.
    pub id: String,
    /// The place of the label.
    pub place: Place,
    /// Its claims.
    pub claims: Claims,
}

/// The choices by which a table is read, besides the rules of its labels.
#[derive(Clone, Debug)]
pub struct Options<'a> {
    /// The way in which models are put into credentials.
    pub grouping: Grouping,
    /// The sheet of a workbook; the first that can be seen where there is no name.
    pub sheet: Option<&'a str>,
    /// The desk's rules for texts.
    pub intake: &'a Intake,
}

/// A table that was read.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its labels.
    pub entries: Vec<Entry>,
    /// Warnings: places to look at twice.
    pub warnings: Vec<Problem>,
    /// Texts that are taken otherwise than they were written.
    pub changes: Vec<Change>,
}

/// Something odd about a table as a whole.
#[cfg_attr(
    not(feature = "tables"),
    expect(dead_code, reason = "CSV has neither sheets nor hidden columns")
)]
#[derive(Clone, Debug)]
pub(crate) enum Note {
    /// A column that is not shown, from 0.
    ColumnHidden(usize),
    /// A sheet that is not shown, and not read.
    SheetHidden(String),
    /// Another sheet, which is not read.
    SheetIgnored(String),
}

/// Reads a table, in UTF-8 or in Shift_JIS, with a header row.
///
/// Rows of one registration share all that belongs to the registration; `defaults` holds what is
/// the same in every row and has no column. The labels come in the order of the registrations and,
/// within each, of the rows and models.
///
/// # Errors
///
/// Fails with every fault of the table, and where its bytes are none.
#[cfg(feature = "tables")]
pub fn read(
    file: &Path,
    bytes: &[u8],
    defaults: &Draft,
    rules: Rules<'_>,
    grouping: Grouping,
) -> Result<Vec<Entry>, DeskError> {
    let options = Options {
        grouping,
        sheet: None,
        intake: &Intake::default(),
    };
    read_with(file, bytes, (defaults, rules), &options, &mut Alone).map(|table| table.entries)
}

/// Reads a table as [`read`] does, in CSV or as XLSX, and asks a desk about each row and label; gives warnings too.
///
/// # Errors
///
/// Fails as [`read`] does, and where the desk cannot answer.
#[cfg(feature = "tables")]
pub fn read_with(
    file: &Path,
    bytes: &[u8],
    (defaults, rules): (&Draft, Rules<'_>),
    options: &Options<'_>,
    desk: &mut dyn Desk,
) -> Result<Table, DeskError> {
    let rows = |take: Take<'_>| records(file, bytes, options.sheet, take);
    let is_workbook = text::is_xlsx(bytes);
    let texts = (defaults, rules);
    let warnings_of = warnings::of_labels;
    entries(
        (file, is_workbook),
        &rows,
        texts,
        options,
        desk,
        warnings_of,
    )
}

/// Decodes CSV as [`decode`] does, with the library's knowledge of Shift_JIS.
#[cfg(feature = "tables")]
pub(crate) fn decode_csv<'a>(file: &Path, bytes: &'a [u8]) -> Result<Cow<'a, str>, DeskError> {
    decode(file, bytes, |bytes| {
        encoding_rs::SHIFT_JIS.decode_without_bom_handling_and_without_replacement(bytes)
    })
}

/// Reads the text of a table in CSV, which [`decode`] decoded, as [`read`] does.
///
/// # Errors
///
/// Fails with every fault of the table.
pub fn read_text(
    file: &Path,
    text: &str,
    defaults: &Draft,
    rules: Rules<'_>,
    grouping: Grouping,
) -> Result<Vec<Entry>, DeskError> {
    let rows = |take: Take<'_>| of_text(text, take);
    let options = Options {
        grouping,
        sheet: None,
        intake: &Intake::default(),
    };
    // Nobody is told of them here.
    let no_warnings: WarningsOf = |_, _| Vec::new();
    let texts = (defaults, rules);
    let read = entries(
        (file, false),
        &rows,
        texts,
        &options,
        &mut Alone,
        no_warnings,
    );
    read.map(|table| table.entries)
}

/// The labels of the rows that a function gives.
fn entries(
    (file, is_workbook): (&Path, bool),
    rows_of: &dyn Fn(Take<'_>) -> Result<Around, DeskError>,
    (defaults, rules): (&Draft, Rules<'_>),
    options: &Options<'_>,
    desk: &mut dyn Desk,
    warnings_of: WarningsOf,
) -> Result<Table, DeskError> {
    let mut sheet = Sheet::new(file, is_workbook);
    let mut rows = Vec::new();
    let mut reading = Reading {
        defaults,
        rules,
        intake: options.intake,
        desk,
    };
    let mut take = |row, record: &StringRecord, odd: &[Odd]| {
        rows.extend(sheet.take((row, record, odd), &mut reading)?);
        Ok(())
    };
    let (notes, faults) = rows_of(&mut take)?;
    sheet.end(defaults);
    sheet.note(notes);
    sheet.report(faults);
    let grouping = options.grouping;
    registrations::check(&rows, grouping, |fault| sheet.report([fault]));
    let mut labels = group(rows, grouping, &mut sheet);
    check_labels(&mut labels, rules, desk, &mut sheet)?;
    if labels.is_empty() && !sheet.is_faulty() {
        let message = "the table holds no labels";
        sheet.report([(1, Fault::of_table("table_empty", message))]);
    }
    for (row, fault) in warnings_of(&labels, rules.schemes) {
        sheet.warn(row, fault);
    }
    let (warnings, changes) = sheet.into_result()?;
    let mut ids = Ids::default();
    let entries = labels.into_iter().map(|(row, claims)| Entry {
        id: ids.next(&claims.registration),
        place: Place::Row(file.to_owned(), row),
        claims,
    });
    Ok(Table {
        entries: entries.collect(),
        warnings,
        changes,
    })
}

/// Completes labels, and finds what is wrong in them.
fn check_labels(
    labels: &mut [(u64, Claims)],
    rules: Rules<'_>,
    desk: &mut dyn Desk,
    sheet: &mut Sheet,
) -> Result<(), DeskError> {
    for (row, claims) in labels {
        desk.fill(claims)?;
        let own = check(claims, rules).err().map(Fault::from);
        let faults = own.into_iter().chain(desk.check(claims)?);
        sheet.report(faults.map(|fault| (*row, fault)));
        for notice in desk.notice(claims)? {
            sheet.warn(*row, notice);
        }
    }
    Ok(())
}

/// Finds what is most likely wrong in labels, each with its row.
type WarningsOf = fn(&[(u64, Claims)], &Schemes) -> Vec<(u64, Fault)>;

/// Takes a row: its number, its cells, and what they do not show.
type Take<'a> = &'a mut dyn FnMut(u64, &StringRecord, &[Odd]) -> Result<(), DeskError>;

/// The oddities of a whole table, and the faults beyond its cells.
type Around = (Vec<Note>, Vec<(u64, Fault)>);

/// Gives the rows of a table to a function, whatever its format.
#[cfg(feature = "tables")]
fn records(
    file: &Path,
    bytes: &[u8],
    sheet: Option<&str>,
    take: Take<'_>,
) -> Result<Around, DeskError> {
    if text::is_xlsx(bytes) {
        return Ok((xlsx::records(file, bytes, sheet, take)?, Vec::new()));
    }
    if let Some(name) = sheet {
        return Err(DeskError::SheetUnknown {
            file: file.to_owned(),
            name: name.to_owned(),
            sheets: Vec::new(),
        });
    }
    of_text(&decode_csv(file, bytes)?, take)
}

/// Gives the rows of CSV to a function, as far as its quotation marks close.
fn of_text(text: &str, take: Take<'_>) -> Result<Around, DeskError> {
    let open = text::unclosed(text);
    let whole = open.map_or(text, |(_, at)| text.get(..at).unwrap_or_default());
    text::records(whole, |row, record| take(row, record, &[]))?;
    let faults = open.map(|(row, _)| {
        let message = "a quotation mark begins a cell in this row and never ends; nothing from here on was read";
        (row, Fault::of_table("quote_open", message))
    });
    Ok((Vec::new(), faults.into_iter().collect()))
}

/// The knowledge beside a table: it completes rows, and finds faults of labels.
pub trait Desk {
    /// Adds what a row leaves out; faults keep it from being read further.
    ///
    /// # Errors
    ///
    /// Fails where the desk cannot answer.
    fn complete(&mut self, row: &mut Draft) -> Result<Vec<Fault>, DeskError>;

    /// Adds what is only known of a label once its models are.
    ///
    /// # Errors
    ///
    /// Fails where the desk cannot answer.
    fn fill(&mut self, _: &mut Claims) -> Result<(), DeskError> {
        Ok(())
    }

    /// Finds the faults of a label.
    ///
    /// # Errors
    ///
    /// Fails where the desk cannot answer.
    fn check(&mut self, label: &Claims) -> Result<Vec<Fault>, DeskError>;

    /// Finds what somebody should look at twice.
    ///
    /// # Errors
    ///
    /// Fails where the desk cannot answer.
    fn notice(&mut self, _: &Claims) -> Result<Vec<Fault>, DeskError> {
        Ok(Vec::new())
    }
}

/// A desk that knows nothing: the rows state everything themselves.
pub struct Alone;

impl Desk for Alone {
    fn complete(&mut self, _: &mut Draft) -> Result<Vec<Fault>, DeskError> {
        Ok(Vec::new())
    }

    fn check(&mut self, _: &Claims) -> Result<Vec<Fault>, DeskError> {
        Ok(Vec::new())
    }
}

/// Makes the labels of the rows, registration by registration.
fn group(
    mut rows: Vec<(u64, Parsed)>,
    grouping: Grouping,
    sheet: &mut Sheet,
) -> Vec<(u64, Claims)> {
    registrations::sort(&mut rows);
    if grouping == Grouping::PerRegistration {
        return registrations::merge(rows);
    }
    let mut labels = Vec::with_capacity(rows.len());
    for (row, parsed) in rows {
        match parsed.each() {
            Ok(each) => labels.extend(each.into_iter().map(|claims| (row, claims))),
            Err(fault) => sheet.report([(row, fault)]),
        }
    }
    labels
}

/// Reads one label for all its models, checked against the format and its scheme.
///
/// # Errors
///
/// Fails with every fault of its fields, or else with the first rule that the whole breaks.
pub fn take_one(
    place: Place,
    draft: Draft,
    rules: Rules<'_>,
    intake: &Intake,
) -> Result<Table, DeskError> {
    let (entry, changes) = read_one(place, draft, rules, intake)?;
    let entries = vec![entry];
    Ok(Table {
        warnings: warnings(&entries, rules.schemes),
        entries,
        changes,
    })
}

/// Reads one label, and lists the texts that were changed.
fn read_one(
    place: Place,
    mut draft: Draft,
    rules: Rules<'_>,
    intake: &Intake,
) -> Result<(Entry, Vec<Change>), DeskError> {
    let (faults, changes) = draft.take_in(intake);
    let checked = match faults.is_empty() {
        true => draft.parse(rules).map(Parsed::whole),
        false => Err(faults),
    };
    let checked = checked.and_then(|claims| match check(&claims, rules) {
        Ok(()) => Ok(claims),
        Err(error) => Err(vec![error.into()]),
    });
    let claims = checked.map_err(|faults| {
        let problem = |fault| Problem::new(place.clone(), fault);
        DeskError::of_problems(faults.into_iter().map(problem).collect())
    })?;
    let changes = Change::all(&place, changes);
    let id = Ids::default().next(&claims.registration);
    Ok((Entry { id, place, claims }, changes))
}

/// Checks a label against the format and its scheme.
///
/// # Errors
///
/// Fails with the first rule that it breaks.
pub fn check(claims: &Claims, rules: Rules<'_>) -> Result<(), Error> {
    let scheme = rules.schemes.get(&claims.label.scheme);
    scheme.ok_or(Error::SchemeUnknown)?.check(claims)?;
    claims.encode().map(drop)
}

#[cfg(test)]
mod tests;
