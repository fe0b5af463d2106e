//! The cells that problems of a table are about.

use std::collections::HashMap;
use std::path::Path;

use csv::StringRecord;
use label_core::nfc;

use super::{header, records};
use crate::error::DeskError;
use crate::label_fields::{Place, Problem};

/// The cells that problems are about, in the order of the problems; none where there is no such cell.
///
/// # Errors
///
/// Fails where the bytes are no table.
pub fn values(
    file: &Path,
    bytes: &[u8],
    sheet: Option<&str>,
    problems: &[Problem],
) -> Result<Vec<Option<String>>, DeskError> {
    let mut wanted: HashMap<u64, Vec<usize>> = HashMap::new();
    for (index, problem) in problems.iter().enumerate() {
        if let Place::Row(_, row) = problem.place {
            wanted.entry(row).or_default().push(index);
        }
    }
    let mut found = vec![None; problems.len()];
    let mut headers: Option<HashMap<String, usize>> = None;
    let mut take = |row: u64, record: &StringRecord, _: &[super::Odd]| {
        if headers.is_none() && !header::has_no_name(record) {
            let names = record.iter().map(|name| nfc(name.trim()));
            headers = Some(names.zip(0..).collect());
        }
        for index in wanted.get(&row).into_iter().flatten() {
            let field = problems
                .get(*index)
                .and_then(|problem| problem.field.as_ref());
            let place = field
                .zip(headers.as_ref())
                .and_then(|(field, names)| names.get(field));
            let cell = place.and_then(|place| record.get(*place));
            if let (Some(value), Some(cell)) = (found.get_mut(*index), cell) {
                *value = Some(cell.to_owned());
            }
        }
        Ok(())
    };
    records(file, bytes, sheet, &mut take)?;
    Ok(found)
}
