//! From labels as people wrote them to what a key signs.

use std::path::Path;

use label_core::scheme::Schemes;
use label_core::{Certificate, Error, Issuer, PreparedLabel};

use super::{Entry, read_one};
use crate::error::DeskError;
use crate::label_fields::{Draft, Intake, Place, Problem, Rules};

/// One label for all its models, checked against the format and its scheme.
///
/// # Errors
///
/// Fails with every fault of its fields, or else with the first rule that the whole breaks.
pub fn one(place: Place, draft: &Draft, rules: Rules<'_>) -> Result<Entry, DeskError> {
    read_one(place, draft.clone(), rules, &Intake::default()).map(|(entry, _)| entry)
}

/// Checks every label against its signer's certificate, which errors name by its file; nothing is signed yet.
///
/// # Errors
///
/// Fails with every label that is not valid within its signer's validity or too large, and where the certificate is no
/// label signer's.
pub fn prepare(
    entries: Vec<Entry>,
    (file, signer): (&Path, &Certificate),
    schemes: &Schemes,
) -> Result<Vec<(Entry, PreparedLabel)>, DeskError> {
    let issuer = Issuer::new(signer, schemes).map_err(DeskError::of_file(file))?;
    let (mut labels, mut problems) = (Vec::new(), Vec::new());
    for entry in entries {
        match issuer.prepare(&entry.claims) {
            Ok(label) => labels.push((entry, label)),
            Err(error @ (Error::LabelNotNested | Error::InputTooLarge { .. })) => {
                problems.push(Problem::new(entry.place, error.into()));
            }
            Err(error) => return Err(DeskError::of_file(file)(error)),
        }
    }
    DeskError::check(problems)?;
    Ok(labels)
}
