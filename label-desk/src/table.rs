//! Tables of products: from the bytes of a CSV file to the claims of every label in it.
//!
//! The whole table is checked before the first label exists, and every fault in it is reported.

mod decode;
mod id;
mod prepare;
mod registrations;
mod sheet;
#[cfg(feature = "tables")]
mod xlsx;

#[cfg(feature = "tables")]
use std::borrow::Cow;
use std::path::Path;

use csv::StringRecord;
use label_core::{Claims, Error};
use sheet::{Odd, Reading, Sheet};

use crate::error::DeskError;
use crate::label_fields::{Draft, Fault, Parsed, Place, Rules};

pub use decode::decode;
pub use id::{Ids, harmless};
pub use prepare::{one, prepare};
#[cfg(feature = "register")]
pub(crate) use sheet::{records, unguarded};

/// Bytes of a table: 100,000 rows at 300 bytes each.
pub const FILE_BYTES: usize = 32 * 1_024 * 1_024;

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
    read_with(file, bytes, defaults, rules, grouping, &mut Alone)
}

/// Reads a table as [`read`] does, in CSV or as XLSX, and asks a desk about each row and label.
///
/// # Errors
///
/// Fails as [`read`] does, and where the desk cannot answer.
#[cfg(feature = "tables")]
pub fn read_with(
    file: &Path,
    bytes: &[u8],
    defaults: &Draft,
    rules: Rules<'_>,
    grouping: Grouping,
    desk: &mut dyn Desk,
) -> Result<Vec<Entry>, DeskError> {
    let rows = |take: Take<'_>| {
        if decode::is_xlsx(bytes) {
            return xlsx::records(file, bytes, take);
        }
        let text = decode_csv(file, bytes)?;
        sheet::records(&text, |row, record| take(row, record, &[]))
    };
    entries(file, &rows, (defaults, rules, grouping), desk)
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
    let rows = |take: Take<'_>| sheet::records(text, |row, record| take(row, record, &[]));
    entries(file, &rows, (defaults, rules, grouping), &mut Alone)
}

/// Takes a row: its number, its cells, and those that do not hold text.
type Take<'a> = &'a mut dyn FnMut(u64, &StringRecord, &[Odd]) -> Result<(), DeskError>;

/// The labels of the rows that a function gives.
fn entries(
    file: &Path,
    rows_of: &dyn Fn(Take<'_>) -> Result<(), DeskError>,
    (defaults, rules, grouping): (&Draft, Rules<'_>, Grouping),
    desk: &mut dyn Desk,
) -> Result<Vec<Entry>, DeskError> {
    let mut sheet = Sheet::new(file);
    let mut rows = Vec::new();
    let mut reading = Reading {
        defaults,
        rules,
        desk,
    };
    rows_of(&mut |row, record, odd| {
        rows.extend(sheet.take((row, record, odd), &mut reading)?);
        Ok(())
    })?;
    registrations::check(&rows, grouping, |fault| sheet.report([fault]));
    let mut labels = group(rows, grouping, &mut sheet);
    for (row, claims) in &mut labels {
        desk.fill(claims)?;
        let own = check(claims, rules).err().map(Fault::from);
        let faults = own.into_iter().chain(desk.check(claims)?);
        sheet.report(faults.map(|fault| (*row, fault)));
    }
    if labels.is_empty() && !sheet.is_faulty() {
        sheet.report([(
            1,
            Fault::of_table("table_empty", "the table holds no labels"),
        )]);
    }
    sheet.into_result()?;
    let mut ids = Ids::default();
    let entries = labels.into_iter().map(|(row, claims)| Entry {
        id: ids.next(&claims.registration),
        place: Place::Row(file.to_owned(), row),
        claims,
    });
    Ok(entries.collect())
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
}

/// A desk that knows nothing: the rows state everything themselves.
struct Alone;

impl Desk for Alone {
    fn complete(&mut self, _: &mut Draft) -> Result<Vec<Fault>, DeskError> {
        Ok(Vec::new())
    }

    fn check(&mut self, _: &Claims) -> Result<Vec<Fault>, DeskError> {
        Ok(Vec::new())
    }
}

/// Makes the labels of the rows, registration by registration.
fn group(rows: Vec<(u64, Parsed)>, grouping: Grouping, sheet: &mut Sheet) -> Vec<(u64, Claims)> {
    let mut labels = Vec::new();
    for rows in registrations::split(rows) {
        match grouping {
            Grouping::PerModel => {
                for (row, parsed) in rows {
                    match parsed.each() {
                        Ok(each) => labels.extend(each.into_iter().map(|claims| (row, claims))),
                        Err(fault) => sheet.report([(row, fault)]),
                    }
                }
            }
            Grouping::PerRegistration => labels.extend(registrations::merge(rows)),
        }
    }
    labels
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
