//! The owners of indices: each belongs to a term of a registration, and to one model of it.
//!
//! Up to version 4 of the register all labels of a term shared one; so may those that were issued outside.

use std::collections::BTreeSet;

use label_core::Claims;

use super::registrations::Owner;
use super::{Db, StatusEntry, Transaction};
use crate::error::DeskError;

/// The version from which on each model has an index of its own.
pub(super) const VERSION: u64 = 5;
/// Selects indices that a label can have; the words are those of an index of the table.
pub(crate) const IN_FORCE: &str = "status IN ('valid', 'suspended')";

/// The model that the index of a label belongs to: its first, or an empty one where it names none.
pub fn model_of(claims: &Claims) -> &str {
    claims.label.models.first().map_or("", String::as_str)
}

impl StatusEntry {
    /// Tells whether it belongs to a term of a registration.
    pub(crate) fn is_of(&self, registration: &str, term: u64) -> bool {
        self.registration == registration && self.term == term
    }
}

impl Transaction<'_> {
    /// Notes the index that a label brings along; one that its registration has for another model is
    /// shared from now on.
    ///
    /// The caller has checked that no other registration or term has it.
    pub(crate) fn take_index(&mut self, entry: &StatusEntry) -> Result<(), DeskError> {
        let condition = "WHERE list = ?1 AND position = ?2";
        let place = [(&entry.list).into(), entry.position.into()];
        let known: Vec<StatusEntry> = self.db.select(condition, &place)?;
        let Some(mut known) = known.into_iter().next() else {
            return self.insert(entry);
        };
        if known.model.is_none() || known.model == entry.model {
            return Ok(());
        }
        known.model = None;
        self.replace(&known)
    }
}

impl Db {
    /// The registrations and models that have an index in force in a list, for their present term.
    ///
    /// # Errors
    ///
    /// Fails where the database does, and where a row cannot be read.
    pub fn indexed(&mut self, list: &str) -> Result<BTreeSet<Owner>, DeskError> {
        let sql = format!(
            "SELECT registration, model FROM statuses JOIN registrations
             ON registrations.number = statuses.registration AND registrations.term = statuses.term
             WHERE list = ?1 AND model IS NOT NULL AND {IN_FORCE}"
        );
        let rows = self.rows(&sql, &[list.into()])?.into_iter();
        rows.map(|mut row| Ok((row.text()?, row.text()?))).collect()
    }
}
