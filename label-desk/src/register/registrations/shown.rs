//! The labels that a step would put out of force, as they are shown to whoever decides.

use std::collections::HashMap;

use label_core::{Claims, Status};

use crate::error::DeskError;
use crate::register::{Db, Label, StatusEntry, Transaction, payload};

/// A label that is signed, and what shows which one it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedLabel {
    /// Its number in the register.
    pub number: u64,
    /// The stem of the names of its files.
    pub name: String,
    /// The registration.
    pub registration: String,
    /// The models that it names.
    pub models: Vec<String>,
    /// The address of its status list.
    pub list: String,
    /// Its index there.
    pub position: u64,
    /// The status of that index.
    pub status: Status,
}

impl SignedLabel {
    /// Tells whether it names a model; an empty one where it names none.
    pub fn is_of(&self, model: &str) -> bool {
        match model {
            "" => self.models.is_empty(),
            model => self.models.iter().any(|own| own == model),
        }
    }

    /// The place of its index.
    pub(crate) fn index(&self) -> (String, u64) {
        (self.list.clone(), self.position)
    }
}

impl Db {
    /// The signed labels of a registration, of all terms, in order.
    ///
    /// # Errors
    ///
    /// Fails where the database does, and where a row cannot be read.
    pub fn signed_labels(&mut self, registration: &str) -> Result<Vec<SignedLabel>, DeskError> {
        let of = [registration.into()];
        let mut statuses = HashMap::new();
        self.each_record("WHERE registration = ?1", &of, &mut |entry: StatusEntry| {
            statuses.insert((entry.list, entry.position), entry.status);
            Ok(())
        })?;
        let condition = "WHERE registration = ?1 AND credential IS NOT NULL ORDER BY number";
        let labels: Vec<Label> = self.select(condition, &of)?;
        let labels = labels.into_iter().map(|label| {
            let claims = payload(&label.to_be_signed);
            let claims = claims.and_then(|claims| Claims::decode(&claims).ok());
            let index = (label.list, label.position);
            SignedLabel {
                number: label.number,
                name: label.name,
                registration: label.registration,
                models: claims.map(|claims| claims.label.models).unwrap_or_default(),
                status: statuses.get(&index).copied().unwrap_or(Status::Valid),
                list: index.0,
                position: index.1,
            }
        });
        Ok(labels.collect())
    }
}

impl Transaction<'_> {
    /// Fails where the signed labels of a registration are others than those that were shown.
    pub(crate) fn as_shown(&mut self, registration: &str, shown: &[u64]) -> Result<(), DeskError> {
        let labels = self.db.signed_labels(registration)?;
        let labels = labels.iter().map(|label| &label.number);
        match labels.eq(shown) {
            true => Ok(()),
            false => Err(DeskError::ChangedSince {
                number: registration.to_owned(),
            }),
        }
    }
}
