//! Artwork that is made of labels, as the journal tells of it.

use std::collections::BTreeMap;

use label_core::CredentialId;

use super::journal::Act;
use super::registrations::subject;
use super::{Label, Register};
use crate::error::DeskError;

/// The action that made artwork.
pub const PRINT: &str = "artwork.print";

impl Register {
    /// Records that artwork is made of labels: an entry for each registration, with how many and as what.
    ///
    /// # Errors
    ///
    /// Fails where the register did not sign one of the labels, and where the database fails.
    pub fn record_prints(
        &mut self,
        act: &Act,
        labels: &[(String, CredentialId)],
        form: &str,
    ) -> Result<(), DeskError> {
        self.write(act, |transaction| {
            let mut counts: BTreeMap<String, u64> = BTreeMap::new();
            for (number, identity) in labels {
                let identity = identity.to_string();
                let condition = "WHERE identity = ?1 AND credential IS NOT NULL";
                let known: Vec<Label> = transaction.db.select(condition, &[(&identity).into()])?;
                let number = number.clone();
                let label = known.into_iter().find(|label| label.registration == number);
                let label = label.ok_or(DeskError::LabelUnknown { number, identity })?;
                *counts.entry(label.registration).or_default() += 1;
            }
            for (number, count) in counts {
                let why = match act.why.as_str() {
                    "" => format!("{count} as {form}"),
                    why => format!("{count} as {form}: {why}"),
                };
                let act = Act { why, ..act.clone() };
                transaction.record_as(&act, PRINT, &subject(&number))?;
            }
            Ok(())
        })
    }
}
