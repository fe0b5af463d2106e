//! Registrations that take the place of others: for the same product, with its GTINs.

use std::collections::HashMap;

use super::steps::{state, subject};
use super::{Done, Owner};
use crate::error::DeskError;
use crate::register::journal::SUPERSEDE;
use crate::register::states::{RegistrationState, Stage, Standing};
use crate::register::{Db, Model, Registration, Transaction};

impl Registration {
    /// Tells whether another registration is of the same holder: by its identifier where both have one.
    pub(crate) fn is_of_holder(&self, holder: Option<&str>, holder_id: Option<&str>) -> bool {
        match (self.holder_id.as_deref(), holder_id) {
            (Some(own), Some(other)) => own == other,
            _ => self.holder.as_deref() == holder,
        }
    }
}

impl Db {
    /// The registrations that applications are to replace.
    ///
    /// # Errors
    ///
    /// Fails where one is not in the register or has ended, and where another is to replace it.
    pub fn to_replace(&mut self, numbers: &[String]) -> Result<Vec<Registration>, DeskError> {
        let mut olds = Vec::new();
        for number in numbers {
            let old = self.registration(number)?;
            let old = old.ok_or_else(|| DeskError::RegistrationUnknown {
                number: number.clone(),
            })?;
            if !matches!(
                old.state,
                RegistrationState::Valid | RegistrationState::Suspended
            ) {
                return Err(state(
                    number,
                    old.state.as_str(),
                    Standing::Superseded.as_str(),
                ));
            }
            if let Some(successor) = &old.successor
                && let Some(named) = self.registration(successor)?
                && named.state != RegistrationState::Refused
            {
                return Err(DeskError::SuccessorNamed {
                    number: number.clone(),
                    successor: successor.clone(),
                });
            }
            olds.push(old);
        }
        Ok(olds)
    }

    /// The registrations in force that are replaced once another is granted.
    fn replaced_by(&mut self, number: &str) -> Result<Vec<Registration>, DeskError> {
        let condition = "WHERE successor = ?1 AND state IN ('valid', 'suspended') ORDER BY number";
        self.select(condition, &[number.into()])
    }
}

/// Takes those registrations off the list that a new one replaces, and their GTINs off their owners.
///
/// It has the same holder, and a GTIN of each; what is applied for alone needs none.
pub(super) fn replaced(
    olds: &mut Vec<Registration>,
    (new, models): (&Registration, &[Model]),
    alone: bool,
    gtins: &mut HashMap<String, Owner>,
) -> Vec<Registration> {
    let of_models = models.iter().flat_map(|model| model.gtins.split(';'));
    let owners: Vec<String> = of_models
        .filter_map(|gtin| gtins.get(gtin).map(|(number, _)| number.clone()))
        .collect();
    let (holder, holder_id) = (new.holder.as_deref(), new.holder_id.as_deref());
    let replaces = |old: &Registration| {
        old.is_of_holder(holder, holder_id) && (alone || owners.contains(&old.number))
    };
    let taken: Vec<Registration> = olds.extract_if(.., |old| replaces(old)).collect();
    for old in &taken {
        gtins.retain(|_, (owner, _)| *owner != old.number);
    }
    taken
}

impl Transaction<'_> {
    /// Notes which registration is to replace some, once it is granted.
    pub(super) fn name_successor(&mut self, olds: Vec<Registration>, new: &str) -> Done {
        for mut old in olds {
            old.successor = Some(new.to_owned());
            self.replace(&old)?;
            self.record("registration.name-successor", &subject(&old.number))?;
        }
        Ok(())
    }

    /// Forgets the registration that was to replace others, and is refused.
    pub(super) fn forget_successor(&mut self, refused: &str) -> Done {
        for mut old in self.db.replaced_by(refused)? {
            old.successor = None;
            self.replace(&old)?;
            self.record("registration.forget-successor", &subject(&old.number))?;
        }
        Ok(())
    }

    /// Ends the registrations that one replaces which is granted.
    pub(super) fn replace_old(&mut self, granted: &str) -> Done {
        for mut old in self.db.replaced_by(granted)? {
            old.state = RegistrationState::Superseded;
            old.reason = None;
            self.replace(&old)?;
            self.end(&old.number, RegistrationState::Superseded)?;
            self.record(SUPERSEDE, &subject(&old.number))?;
        }
        Ok(())
    }

    /// Ends what hangs on a registration that is out of force for good.
    pub(super) fn end(&mut self, number: &str, to: RegistrationState) -> Done {
        self.set_statuses(number, to)?;
        self.cancel_pending("registration", number)?;
        if let Some(mut open) = self.db.open_application(number)? {
            open.stage = Stage::Withdrawn;
            self.replace(&open)?;
        }
        Ok(())
    }
}
