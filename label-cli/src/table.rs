//! Tables of products: from the bytes of a CSV file to the claims of every label in it.
//!
//! The whole table is checked before the first label exists, and every fault in it is reported.

mod decode;
mod id;
mod registrations;
mod sheet;

use std::path::Path;

use label_core::{Claims, Error};

use crate::draft::{Draft, Fault, Parsed, Place, Rules};
use crate::error::CliError;

pub(crate) use id::Ids;
use sheet::Sheet;

/// Bytes of a table: 100,000 rows at 300 bytes each.
pub(crate) const FILE_BYTES: usize = 32 * 1_024 * 1_024;

/// How the models of a registration are put into credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grouping {
    /// One credential for each model.
    PerModel,
    /// One credential for all models of a registration.
    PerRegistration,
}

/// A label of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// What its files are called: unlike every other, and harmless as a file name.
    pub(crate) id: String,
    /// Where the label stands.
    pub(crate) place: Place,
    /// What it claims.
    pub(crate) claims: Claims,
}

/// Reads a table, in UTF-8 or in Shift_JIS, with a header row.
///
/// Rows of one registration share all that belongs to the registration; `defaults` holds what is
/// the same in every row and has no column. The labels come in the order of the registrations and,
/// within each, of the rows and models.
pub(crate) fn read(
    file: &Path,
    bytes: &[u8],
    defaults: &Draft,
    rules: Rules<'_>,
    grouping: Grouping,
) -> Result<Vec<Entry>, CliError> {
    let text = decode::decode(file, bytes)?;
    let mut sheet = Sheet::read(file, &text, defaults);
    let rows = sheet.parse(rules);
    let faults = registrations::check(&rows, grouping);
    sheet.report(faults);
    let labels = group(rows, grouping, &mut sheet);
    for (row, claims) in &labels {
        if let Err(error) = check(claims, rules) {
            sheet.report([(*row, error.into())]);
        }
    }
    if labels.is_empty() && !sheet.is_faulty() {
        sheet.report([(
            1,
            Fault::of_table("table_empty", "the table holds no labels"),
        )]);
    }
    CliError::check(sheet.into_problems())?;
    let mut ids = Ids::default();
    let entries = labels.into_iter().map(|(row, claims)| Entry {
        id: ids.next(&claims.registration),
        place: Place::Row(file.to_owned(), row),
        claims,
    });
    Ok(entries.collect())
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
pub(crate) fn check(claims: &Claims, rules: Rules<'_>) -> Result<(), Error> {
    let scheme = rules.schemes.get(&claims.label.scheme);
    scheme.ok_or(Error::SchemeUnknown)?.check(claims)?;
    claims.encode().map(drop)
}

#[cfg(test)]
mod tests;
