//! The report of a register: how much there is of what, what waits, what ended and what ends soon.

mod groups;

use std::collections::{BTreeMap, BTreeSet};

use label_core::scheme::Schemes;
use label_core::{Code, Day, UnixTime};
use serde::Serialize;

use crate::error::DeskError;
use crate::register::{
    Application, ApplicationKind, Db, Model, Registration, RegistrationState, Stage, Standing,
    subject,
};

pub use groups::{Group, Month};

const DAY: u64 = 86_400;

/// The report, as of a time. Days are those of each registration's scheme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The time.
    pub at: String,
    /// All of the register.
    pub total: Group,
    /// The number of registrations in each state.
    pub states: BTreeMap<String, u64>,
    /// By scheme and level.
    pub levels: Vec<Group>,
    /// By the category of products.
    pub categories: Vec<Group>,
    /// By holder.
    pub holders: Vec<Group>,
    /// By month.
    pub months: Vec<Month>,
    /// Applications that are not decided, the oldest first.
    pub pending: Vec<Pending>,
    /// Registrations that were granted and are not in force, the last one first.
    pub out_of_force: Vec<OutOfForce>,
    /// Days ahead in which ends are looked for.
    pub expiring_days: u32,
    /// Registrations in force that end in these days, the first one first.
    pub expiring: Vec<Expiring>,
    /// Artwork that was made, the last first.
    pub printed: Vec<Printed>,
}

/// An application that is not decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Pending {
    /// The registration that it is about.
    pub registration: String,
    /// Its holder, or the one that it is to have.
    pub holder: Option<String>,
    /// The kind of what is asked for.
    pub kind: ApplicationKind,
    /// The stage that it is in.
    pub stage: Stage,
    /// The number of models that it asks for; those of the registration for a new term or holder.
    pub models: u64,
    /// The day on which it was recorded.
    pub applied: String,
    /// The day on which the inquiry was sent.
    pub inquired: Option<String>,
    /// The day of the answer.
    pub answered: Option<String>,
    /// Whole days since it was recorded.
    pub age_days: u64,
    /// Whole days since the inquiry was sent, where no answer is recorded.
    pub inquiry_age_days: Option<u64>,
}

/// A registration that is not in force any more, or not for now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OutOfForce {
    /// The registration.
    pub registration: String,
    /// Its holder.
    pub holder: Option<String>,
    /// The state that it is in.
    pub state: String,
    /// The day from which on it is out of force.
    pub day: Option<String>,
    /// The class of the reason.
    pub reason: Option<String>,
    /// The words of whoever did it.
    pub why: Option<String>,
    /// The person who did it.
    pub who: Option<String>,
    /// The registration in its place.
    pub successor: Option<String>,
}

/// A registration in force that ends soon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Expiring {
    /// The registration.
    pub registration: String,
    /// Its holder.
    pub holder: Option<String>,
    /// Its last day.
    pub last_day: String,
    /// Whole days until its end.
    pub days_left: u64,
    /// True where a new term was applied for.
    pub renewal: bool,
}

/// Artwork that was made of labels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Printed {
    /// The registration.
    pub registration: String,
    /// The time.
    pub at: String,
    /// The person who made it.
    pub who: String,
    /// The number of labels, their form, and the reason.
    pub what: String,
}

/// Everything that a report is made of.
struct Seen {
    at: UnixTime,
    schemes: Schemes,
    registrations: BTreeMap<String, Registration>,
    applications: BTreeMap<u64, Application>,
    models: Vec<Model>,
    /// The signed labels: their registration, their term and when they were signed.
    labels: Vec<(String, UnixTime)>,
}

impl Report {
    /// Makes the report.
    ///
    /// # Errors
    ///
    /// Fails where the database does, and where a row cannot be read.
    pub fn new(db: &mut Db, at: UnixTime, expiring_days: u32) -> Result<Self, DeskError> {
        let seen = Seen::new(db, at)?;
        let mut states = BTreeMap::new();
        for registration in seen.registrations.values() {
            *states.entry(seen.state(registration)).or_default() += 1;
        }
        Ok(Self {
            at: at.to_string(),
            total: seen.total(),
            states,
            levels: seen.levels(),
            categories: seen.categories(),
            holders: seen.holders(),
            months: seen.months(),
            pending: seen.pending(),
            out_of_force: seen.out_of_force(db)?,
            expiring_days,
            expiring: seen.expiring(expiring_days),
            printed: printed(db)?,
        })
    }
}

impl Seen {
    fn new(db: &mut Db, at: UnixTime) -> Result<Self, DeskError> {
        let registrations: Vec<Registration> = db.select("ORDER BY number", &[])?;
        let registrations = registrations.into_iter();
        let applications: Vec<Application> = db.select("ORDER BY number", &[])?;
        let applications = applications.into_iter();
        let mut labels = Vec::new();
        let sql = "SELECT registration, signed FROM credentials
                   WHERE credential IS NOT NULL AND signed IS NOT NULL";
        db.each(sql, &[], &mut |mut row| {
            labels.push((row.text()?, row.time()?));
            Ok(())
        })?;
        Ok(Self {
            at,
            schemes: Schemes::builtin(),
            registrations: registrations.map(|one| (one.number.clone(), one)).collect(),
            applications: applications.map(|one| (one.number, one)).collect(),
            models: db.select("ORDER BY registration, model", &[])?,
            labels,
        })
    }

    /// The state of a registration, as everything in the report has it.
    fn state(&self, registration: &Registration) -> String {
        registration.standing(self.at).to_string()
    }

    fn is_in_force(&self, registration: &Registration) -> bool {
        registration.standing(self.at) == Standing::Valid
    }

    /// The day of a time where the scheme of a registration is.
    fn day(&self, registration: &Registration, time: UnixTime) -> String {
        let scheme = Code::Text(registration.scheme.clone());
        let day = Day::of(time, self.schemes.zone(&scheme));
        day.map_or_else(String::new, |day| day.to_string())
    }

    /// Tells whether a model was granted.
    fn is_granted(&self, model: &Model) -> bool {
        let application = self.applications.get(&model.application);
        application.is_some_and(|one| one.stage == Stage::Granted)
    }

    fn models_of<'a>(&'a self, number: &'a str) -> impl Iterator<Item = &'a Model> {
        let from = self
            .models
            .partition_point(|model| *model.registration < *number);
        let models = self.models.get(from..).unwrap_or_default().iter();
        models.take_while(move |model| model.registration == number)
    }

    fn open(&self) -> impl Iterator<Item = (&Application, &Registration)> {
        let open = self.applications.values();
        let open = open.filter(|one| Stage::UNDECIDED.contains(&one.stage));
        open.filter_map(|one| Some((one, self.registrations.get(&one.registration)?)))
    }

    fn pending(&self) -> Vec<Pending> {
        let days = |since: UnixTime| self.at.seconds().saturating_sub(since.seconds()) / DAY;
        let pending = self.open().map(|(one, registration)| Pending {
            registration: one.registration.clone(),
            holder: one.holder.clone().or_else(|| registration.holder.clone()),
            kind: one.kind,
            stage: one.stage,
            models: self
                .models_of(&one.registration)
                .filter(|model| match one.kind {
                    ApplicationKind::New | ApplicationKind::Models => {
                        model.application == one.number
                    }
                    ApplicationKind::Renewal | ApplicationKind::Transfer => self.is_granted(model),
                })
                .count() as u64,
            applied: self.day(registration, one.applied),
            inquired: one.inquired.map(|time| self.day(registration, time)),
            answered: one.answered.clone(),
            age_days: days(one.applied),
            inquiry_age_days: one.inquired.filter(|_| one.answer.is_none()).map(days),
        });
        let mut pending: Vec<Pending> = pending.collect();
        pending.sort_by(|one, other| one.applied.cmp(&other.applied));
        pending
    }

    fn out_of_force(&self, db: &mut Db) -> Result<Vec<OutOfForce>, DeskError> {
        let mut found = Vec::new();
        let registrations = self.registrations.values();
        for registration in registrations.filter(|one| one.granted.is_some()) {
            if self.is_in_force(registration) {
                continue;
            }
            let by_itself = registration.state == RegistrationState::Valid;
            let ended = registration.expires.filter(|end| *end <= self.at);
            let deed = match by_itself {
                true => None,
                false => db.last_end_of(&subject(&registration.number))?,
            };
            let day = match &deed {
                Some(deed) => Some(self.day(registration, deed.at)),
                None => ended.map(|end| self.day(registration, end)),
            };
            found.push(OutOfForce {
                registration: registration.number.clone(),
                holder: registration.holder.clone(),
                state: self.state(registration),
                day,
                reason: registration.reason.clone(),
                why: deed
                    .as_ref()
                    .map(|deed| deed.why.clone())
                    .filter(|why| !why.is_empty()),
                who: deed.map(|deed| deed.who),
                successor: registration.successor.clone(),
            });
        }
        found.sort_by(|one, other| other.day.cmp(&one.day));
        Ok(found)
    }

    fn expiring(&self, days: u32) -> Vec<Expiring> {
        let until = self.at.saturating_add(u64::from(days).saturating_mul(DAY));
        let registrations = self.registrations.values();
        let wanted = registrations.filter(|one| self.is_in_force(one));
        let ends = wanted.filter_map(|one| Some((one.expires.filter(|end| *end <= until)?, one)));
        let mut ends: Vec<(UnixTime, &Registration)> = ends.collect();
        ends.sort_by_key(|(end, _)| *end);
        let renewed = self
            .open()
            .filter(|(one, _)| one.kind == ApplicationKind::Renewal);
        let renewed: BTreeSet<&str> = renewed.map(|(one, _)| &*one.registration).collect();
        let ends = ends.into_iter();
        ends.map(|(end, registration)| Expiring {
            registration: registration.number.clone(),
            holder: registration.holder.clone(),
            last_day: registration
                .last_day()
                .map_or_else(String::new, |day| day.to_string()),
            days_left: end.seconds().saturating_sub(self.at.seconds()) / DAY,
            renewal: renewed.contains(&*registration.number),
        })
        .collect()
    }
}

/// The artwork that the journal tells of, the last first.
fn printed(db: &mut Db) -> Result<Vec<Printed>, DeskError> {
    let entries = db.entries_of(crate::register::PRINT)?;
    let entries = entries.into_iter().rev();
    Ok(entries
        .map(|entry| Printed {
            registration: entry
                .subject
                .strip_prefix("registration:")
                .unwrap_or(&entry.subject)
                .to_owned(),
            at: entry.at.to_string(),
            who: entry.who,
            what: entry.why,
        })
        .collect())
}
