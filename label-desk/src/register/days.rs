//! The days of registrations: counted where their schemes are.
//!
//! Registers up to version 1 counted them in UTC. What was granted then and has no label yet gets the
//! end that it would get today; where labels were recorded the term keeps theirs.

use label_core::scheme::{Scheme, Schemes, Validity};
use label_core::{Code, Day, UnixTime, Zone};

use super::journal::END_OF_DAY;
use super::registrations::subject;
use super::states::{RegistrationState, Standing};
use super::{Registration, Transaction};
use crate::error::DeskError;

/// The version from which on days are counted where schemes are.
pub(super) const VERSION: u64 = 2;

impl Registration {
    /// The state that it is in at a time.
    pub fn standing(&self, at: UnixTime) -> Standing {
        let over = self.expires.is_some_and(|end| end <= at);
        match self.state {
            RegistrationState::Valid | RegistrationState::Suspended if over => Standing::Expired,
            state => state.into(),
        }
    }

    /// The last day on which its labels hold, where its scheme is.
    pub fn last_day(&self) -> Option<Day> {
        let scheme = Code::Text(self.scheme.clone());
        let zone = Schemes::builtin().zone(&scheme);
        self.expires.and_then(|end| Day::last_before(end, zone))
    }
}

impl Transaction<'_> {
    /// Moves the end of terms without labels, each with an entry of its own.
    pub(super) fn move_terms(&mut self) -> Result<(), DeskError> {
        let schemes = Schemes::builtin();
        let sql = "WHERE state IN ('valid', 'suspended') AND expires IS NOT NULL AND NOT EXISTS
            (SELECT 1 FROM credentials WHERE credentials.registration = registrations.number
             AND credentials.term = registrations.term AND credentials.cancelled IS NULL)
            ORDER BY number";
        let terms: Vec<Registration> = self.db.select(sql, &[])?;
        for mut registration in terms {
            let scheme = Code::Text(registration.scheme.clone());
            let end = schemes
                .get(&scheme)
                .and_then(|scheme| moved(&registration, scheme));
            if end.is_none() || end == registration.expires {
                continue;
            }
            registration.expires = end;
            self.replace(&registration)?;
            self.record(END_OF_DAY, &subject(&registration.number))?;
        }
        Ok(())
    }
}

/// The end of a term under today's rule; none where it did not end with a day in UTC.
fn moved(registration: &Registration, scheme: &Scheme) -> Option<UnixTime> {
    let (granted, expires) = (registration.granted?, registration.expires?);
    let latest = scheme.latest_expiry(granted)?;
    if longest_in_utc(scheme, granted) == Some(expires) {
        return Some(latest);
    }
    let last = Day::of(expires, Zone::UTC)?;
    // A day that was typed ended with its last second in UTC.
    (last.end(Zone::UTC) == expires + 1).then(|| last.end(scheme.zone()).min(latest))
}

/// The end that an earlier program gave where nobody named one.
fn longest_in_utc(scheme: &Scheme, granted: UnixTime) -> Option<UnixTime> {
    let Validity::AtMostYears(years) = scheme.validity() else {
        return None;
    };
    let number = Day::of(granted, Zone::UTC)?.number() + u64::from(years.get()) * 10_000;
    let last = Day::new(number).or_else(|| Day::new(number - 1))?;
    Some(last.end(Zone::UTC) - 1)
}
