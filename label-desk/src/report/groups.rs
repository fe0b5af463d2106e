//! The numbers of a report: of registrations, models and labels that have something in common.

use std::collections::{BTreeMap, BTreeSet};

use label_core::{Code, Day, UnixTime};
use serde::Serialize;

use super::Seen;
use crate::register::{Model, Registration, RegistrationState};

/// The numbers of registrations that have something in common.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Group {
    /// The scheme, for levels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheme: Option<String>,
    /// The level, the category or the holder; null where a registration states none.
    pub name: Option<String>,
    /// Registrations that were granted.
    pub registrations: u64,
    /// Those of them that are in force.
    pub in_force: u64,
    /// Models that were granted.
    pub models: u64,
    /// Labels that were signed, of every term; all of a registration stand under each category that it has.
    pub labels: u64,
}

/// The numbers of a month.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Month {
    /// The month, YYYY-MM.
    pub month: String,
    /// Applications that were recorded.
    pub applied: u64,
    /// Applications that were granted.
    pub granted: u64,
    /// Labels that were signed.
    pub signed: u64,
    /// Terms that end, or ended.
    pub ending: u64,
}

/// A key of groups: the scheme, where it counts, and the name.
type Key = (Option<String>, Option<String>);

impl Seen {
    pub(super) fn total(&self) -> Group {
        self.groups(|_, _| (None, None)).pop().unwrap_or_default()
    }

    pub(super) fn levels(&self) -> Vec<Group> {
        self.groups(|registration, _| {
            let level = registration.level.map(|level| level.to_string());
            (Some(registration.scheme.clone()), level)
        })
    }

    pub(super) fn categories(&self) -> Vec<Group> {
        self.groups(|_, model| (None, model.and_then(|model| model.category.clone())))
    }

    pub(super) fn holders(&self) -> Vec<Group> {
        let mut holders = self.groups(|registration, _| (None, registration.holder.clone()));
        holders.sort_by_key(|group| std::cmp::Reverse((group.in_force, group.models)));
        holders
    }

    /// Counts what was granted, by a key of each registration and model.
    fn groups(&self, key: impl Fn(&Registration, Option<&Model>) -> Key) -> Vec<Group> {
        let mut signed: BTreeMap<&str, u64> = BTreeMap::new();
        for (registration, _) in &self.labels {
            *signed.entry(registration).or_default() += 1;
        }
        let mut groups: BTreeMap<Key, Group> = BTreeMap::new();
        let registrations = self.registrations.values();
        for registration in registrations.filter(|one| one.granted.is_some()) {
            let models = self.models_of(&registration.number);
            let models: Vec<&Model> = models.filter(|model| self.is_granted(model)).collect();
            let mut keys = BTreeSet::new();
            for model in &models {
                let key = key(registration, Some(model));
                groups.entry(key.clone()).or_default().models += 1;
                keys.insert(key);
            }
            if models.is_empty() {
                keys.insert(key(registration, None));
            }
            for key in keys {
                let group = groups.entry(key).or_default();
                group.registrations += 1;
                group.in_force += u64::from(self.is_in_force(registration));
                let number = registration.number.as_str();
                group.labels += signed.get(number).copied().unwrap_or_default();
            }
        }
        let groups = groups.into_iter();
        groups
            .map(|((scheme, name), group)| Group {
                scheme,
                name,
                ..group
            })
            .collect()
    }

    pub(super) fn months(&self) -> Vec<Month> {
        let mut months: BTreeMap<String, Month> = BTreeMap::new();
        let mut count = |registration: &Registration, at, what: fn(&mut Month) -> &mut u64| {
            if let Some(name) = self.month(registration, at) {
                let month = months.entry(name).or_default();
                *what(month) += 1;
            }
        };
        for application in self.applications.values() {
            if let Some(registration) = self.registrations.get(&application.registration) {
                count(registration, application.applied, |month| {
                    &mut month.applied
                });
                if let Some(granted) = application.granted {
                    count(registration, granted, |month| &mut month.granted);
                }
            }
        }
        for (number, signed) in &self.labels {
            if let Some(registration) = self.registrations.get(number) {
                count(registration, *signed, |month| &mut month.signed);
            }
        }
        for registration in self.registrations.values() {
            let open = [RegistrationState::Valid, RegistrationState::Suspended];
            let end = registration
                .expires
                .filter(|_| open.contains(&registration.state));
            if let Some(end) = end {
                // A term ends with its last day: the second after it belongs to the next one.
                count(registration, end.saturating_sub(1), |month| {
                    &mut month.ending
                });
            }
        }
        let months = months.into_iter();
        months
            .map(|(name, month)| Month {
                month: name,
                ..month
            })
            .collect()
    }

    /// The month of a time where the scheme of a registration is.
    fn month(&self, registration: &Registration, at: UnixTime) -> Option<String> {
        let scheme = Code::Text(registration.scheme.clone());
        let day = Day::of(at, self.schemes.zone(&scheme))?.number();
        Some(format!("{:04}-{:02}", day / 10_000, day / 100 % 100))
    }
}
