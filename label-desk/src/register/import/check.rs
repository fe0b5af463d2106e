//! The checks of labels that were signed elsewhere: nothing that a stolen key made is taken.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

use label_core::scheme::Schemes;
use label_core::{CredentialId, Error, Status, UnixTime};
use label_io::time;

use crate::error::DeskError;
use crate::issued::Issued;
use crate::label_fields::{Column, Fault, Place};
use crate::register::claims::Known;
use crate::register::indices::{IN_FORCE, model_of};
use crate::register::states::{GivenBy, PlanState, RegistrationState};
use crate::register::{Db, Key, Label, List, PlanEntry, StatusEntry, faults, no_index};

type Faults = Vec<Fault>;

/// The way in which the register takes a label.
pub(super) enum Found {
    /// It has the label, with this signature.
    Known,
    /// It recorded the label, which waits for its signature.
    Planned(Box<Label>),
    /// It does not know the label, and its signer may issue outside.
    Outside(Outside),
}

/// The place of a label that was issued outside.
pub(super) struct Outside {
    pub(super) list: String,
    pub(super) position: u64,
    pub(super) term: u64,
}

/// A registration with the names of its labels, by model.
struct Held {
    known: Known,
    labelled: BTreeMap<String, String>,
}

/// The state of the checks, from label to label.
pub(super) struct Check<'a> {
    db: &'a mut Db,
    schemes: Schemes,
    at: UnixTime,
    published: Option<UnixTime>,
    keys: HashMap<String, Option<(Key, List)>>,
    held: BTreeMap<String, Option<Held>>,
    /// The weight of everything in `held`.
    weight: usize,
    /// The numbers of the labels that were given up, by identity, once they are asked for.
    given_up: Option<HashMap<String, u64>>,
    /// The place of each label so far.
    seen: HashMap<CredentialId, String>,
    /// The owner of each index that labels before brought: a registration and its term.
    positions: HashMap<(String, u64), (String, u64)>,
    /// The index of each model in a list, by list, registration, term and model.
    owners: HashMap<(String, String, u64, String), u64>,
    /// The place of the label that each model got so far.
    models: HashMap<(String, String), String>,
}

impl<'a> Check<'a> {
    pub(super) fn new(db: &'a mut Db, at: UnixTime) -> Result<Self, DeskError> {
        Ok(Self {
            published: db.last_publication()?.map(|last| last.at),
            db,
            schemes: Schemes::builtin(),
            at,
            keys: HashMap::new(),
            held: BTreeMap::new(),
            weight: 0,
            given_up: None,
            seen: HashMap::new(),
            positions: HashMap::new(),
            owners: HashMap::new(),
            models: HashMap::new(),
        })
    }

    /// The way in which a label is taken, or all that speaks against it.
    pub(super) fn label(&mut self, issued: &Issued) -> Result<Result<Found, Faults>, DeskError> {
        match self.seen.entry(issued.identity) {
            Entry::Occupied(before) => {
                let message = format!("the same label as in {}", before.get());
                return Ok(fault("credential_duplicate", message));
            }
            Entry::Vacant(free) => drop(free.insert(place(issued))),
        }
        match self.recorded(&issued.identity.to_string())? {
            Some(label) => self.planned(issued, label),
            None => self.outside(issued),
        }
    }

    /// The label of an identity, if the register recorded it.
    fn recorded(&mut self, identity: &str) -> Result<Option<Label>, DeskError> {
        // One that was given up may have been planned anew, with the same bytes.
        let condition = "WHERE identity = ?1 AND cancelled IS NULL";
        let mut found: Vec<Label> = self.db.select(condition, &[identity.into()])?;
        if let Some(label) = found.pop() {
            return Ok(Some(label));
        }
        // No index has these: they are read once.
        let given_up = match self.given_up.take() {
            Some(known) => known,
            None => given_up(self.db)?,
        };
        let number = self.given_up.insert(given_up).get(identity);
        match number {
            None => Ok(None),
            Some(number) => {
                let number = [(*number).into()];
                Ok(self.db.select("WHERE number = ?1", &number)?.pop())
            }
        }
    }

    /// A label that the register recorded.
    fn planned(
        &mut self,
        issued: &Issued,
        label: Label,
    ) -> Result<Result<Found, Faults>, DeskError> {
        let signer = issued.certificate.fingerprint().to_string();
        if label.to_be_signed != issued.to_be_signed || label.certificate != signer {
            return Ok(fault(
                "signer_other",
                "not of the signer that it was planned for",
            ));
        }
        if let Some(stored) = &label.credential {
            return Ok(match *stored == issued.compact {
                true => Ok(Found::Known),
                false => fault("label_signed", "signed already, with another signature"),
            });
        }
        let mut found = self.of_signer(issued, &signer)?;
        found.extend(self.of_time(issued));
        let plan = self.db.plan(&label.plan)?;
        if let Some(PlanEntry { id, .. }) = plan.filter(|plan| plan.state == PlanState::Cancelled) {
            found.push(of_error(&DeskError::PlanCancelled { file: id.into() }));
        } else if label.cancelled.is_some() {
            let message = "given up, and not signed any more";
            found.push(Fault::of_table("label_cancelled", message));
        }
        let (plan, line) = (&label.plan, label.line);
        if let Some((number, state)) = self.db.out_of_force(plan, line, line)? {
            found.push(not_in_force(number, state));
        }
        Ok(match found.is_empty() {
            true => Ok(Found::Planned(Box::new(label))),
            false => Err(found),
        })
    }

    /// A label that the register does not know.
    fn outside(&mut self, issued: &Issued) -> Result<Result<Found, Faults>, DeskError> {
        let signer = issued.certificate.fingerprint().to_string();
        let Some((key, list)) = self.key(&signer)? else {
            let message = "the register does not know its signer";
            return Ok(fault("signer_not_enrolled", message));
        };
        if list.given_by != GivenBy::Outside {
            let message = "no plan has this label, and its signer issues none outside of plans";
            return Ok(fault("plan_row_unknown", message));
        }
        let mut found = self.of_signer(issued, &signer)?;
        found.extend(self.of_time(issued));
        let (term, wrong) = self.of_registration(issued)?;
        found.extend(wrong);
        let place = match (term, index(issued, &key, &list)) {
            (_, Err(fault)) => Err(fault),
            (None, Ok(_)) => Ok(None),
            (Some(term), Ok(position)) => self.index(issued, (&list.address, position), term)?,
        };
        Ok(match place {
            Ok(Some(place)) if found.is_empty() => Ok(Found::Outside(place)),
            Ok(_) => Err(found),
            Err(fault) => {
                found.push(fault);
                Err(found)
            }
        })
    }

    /// Faults of the signer: both it and its certificate must be in force.
    fn of_signer(&mut self, issued: &Issued, signer: &str) -> Result<Faults, DeskError> {
        let mut found = Faults::new();
        if let Some((key, _)) = self.key(signer)?
            && let Err(retired) = key.in_use()
        {
            found.push(of_error(&retired));
        }
        let (at, certificate) = (self.at, &issued.certificate);
        let (not_before, not_after) = (certificate.not_before(), certificate.not_after());
        if at < not_before {
            found.push(Fault::from(Error::CertNotYetValid { at, not_before }));
        }
        if at > not_after {
            found.push(Fault::from(Error::CertExpired { at, not_after }));
        }
        Ok(found)
    }

    /// Faults of the time of issue.
    fn of_time(&self, issued: &Issued) -> Option<Fault> {
        let at = issued.claims.issued;
        if let Some(published) = self.published.filter(|published| at <= *published) {
            let published = time::format(published);
            let message = format!("not after the lists that were published as of {published}");
            return Some(Fault::new(Column::Issued, "plan_published", message));
        }
        let message = || format!("{} is still to come", time::format(at));
        (at > self.at).then(|| Fault::new(Column::Issued, "issued_ahead", message()))
    }

    /// The term that a label is of, and the faults of its claims: it must be what the register grants.
    fn of_registration(&mut self, issued: &Issued) -> Result<(Option<u64>, Faults), DeskError> {
        let number = &issued.claims.registration;
        self.hold(number)?;
        let Some(held) = self.held.get(number).and_then(Option::as_ref) else {
            let message = format!("the register has no registration '{number}'");
            let fault = Fault::new(Column::Registration, "registration_unknown", message);
            return Ok((None, vec![fault]));
        };
        let registration = &held.known.registration;
        if registration.state != RegistrationState::Valid {
            let state = registration.state.to_string();
            return Ok((None, vec![not_in_force(number.clone(), state)]));
        }
        let mut found = faults(&issued.claims, &held.known, &self.schemes);
        let none = [String::new()];
        let models = match issued.claims.label.models.as_slice() {
            [] => &none[..],
            models => models,
        };
        for model in models {
            let mut exists =
                |message| found.push(Fault::new(Column::Models, "label_exists", message));
            if let Some(name) = held.labelled.get(model) {
                exists(format!("{model}: has the label {name} already"));
            }
            match self.models.entry((number.clone(), model.clone())) {
                Entry::Occupied(before) => {
                    exists(format!("{model}: has a label in {} already", before.get()));
                }
                Entry::Vacant(free) => drop(free.insert(place(issued))),
            }
        }
        Ok((Some(registration.term), found))
    }

    /// The place of a label with an index, which must be free or its registration's own.
    fn index(
        &mut self,
        issued: &Issued,
        (list, position): (&str, u64),
        term: u64,
    ) -> Result<Result<Option<Outside>, Fault>, DeskError> {
        let number = &issued.claims.registration;
        let (owner, model) = ((number.clone(), term), model_of(&issued.claims));
        let known = self.indices((list, position), (number, term, model))?;
        let refused = |code, message| Ok(Err(Fault::new(Column::StatusIndex, code, message)));
        let at = self.positions.entry((list.to_owned(), position));
        let of_position = at.or_insert_with(|| owner.clone());
        if *of_position != owner {
            let message = format!("{position} is the index of {}", of_position.0);
            return refused("index_used", message);
        }
        let of = (list.to_owned(), owner.0, owner.1, model.to_owned());
        let of_model = *self.owners.entry(of).or_insert(position);
        if of_model != position {
            let message = format!("'{model}' has the index {of_model} for this term");
            return refused("index_differs", message);
        }
        if let Some(entry) = known.iter().find(|entry| entry.status != Status::Valid) {
            return Ok(Err(not_in_force(
                number.clone(),
                entry.status.code().to_owned(),
            )));
        }
        Ok(Ok(Some(Outside {
            list: list.to_owned(),
            position,
            term,
        })))
    }

    /// Notes the owner of an index, and the index that a model has, as the register has them.
    fn indices(
        &mut self,
        (list, position): (&str, u64),
        (number, term, model): (&str, u64, &str),
    ) -> Result<Vec<StatusEntry>, DeskError> {
        // Spelt out for the two indices of the table.
        let condition = format!(
            "WHERE (list = ?1 AND position = ?2) OR (list = ?1 AND registration = ?3 AND term = ?4
             AND model = ?5 AND {IN_FORCE})"
        );
        let (at, of) = (
            [list.into(), position.into()],
            [number.into(), term.into(), model.into()],
        );
        let known: Vec<StatusEntry> = self.db.select(&condition, &[&at[..], &of].concat())?;
        for entry in &known {
            let (place, registration) = (entry.list.clone(), entry.registration.clone());
            let owner = (registration.clone(), entry.term);
            self.positions
                .insert((place.clone(), entry.position), owner);
            let own = |own: &String| (place, registration, entry.term, own.clone());
            if let Some(own) = entry.model.as_ref().map(own) {
                self.owners.insert(own, entry.position);
            }
        }
        Ok(known)
    }

    /// The signer of a certificate and its list.
    fn key(&mut self, signer: &str) -> Result<Option<(Key, List)>, DeskError> {
        if let Some(known) = self.keys.get(signer) {
            return Ok(known.clone());
        }
        let key = self.db.key(signer)?;
        let list = key
            .as_ref()
            .map(|key| self.db.list(&key.list))
            .transpose()?;
        let both = key.zip(list.flatten());
        self.keys.insert(signer.to_owned(), both.clone());
        Ok(both)
    }

    /// Reads a registration, unless it is at hand.
    fn hold(&mut self, number: &str) -> Result<(), DeskError> {
        if self.held.contains_key(number) {
            return Ok(());
        }
        if self.weight > Known::CACHE {
            self.held.clear();
            self.weight = 0;
        }
        let held = match self.db.known(number)? {
            None => None,
            Some(known) => {
                let labelled = self.db.labelled(number, known.registration.term)?;
                Some(Held { known, labelled })
            }
        };
        self.weight += held.as_ref().map_or(1, |held| held.known.weight());
        self.held.insert(number.to_owned(), held);
        Ok(())
    }
}

/// The numbers of all labels that were given up, by identity.
fn given_up(db: &mut Db) -> Result<HashMap<String, u64>, DeskError> {
    let mut numbers = HashMap::new();
    let sql = "SELECT identity, number FROM credentials WHERE cancelled IS NOT NULL";
    db.each(sql, &[], &mut |mut row| {
        numbers.insert(row.text()?, row.number()?);
        Ok(())
    })?;
    Ok(numbers)
}

/// The index of a label, which must be one that its signer may have.
fn index(issued: &Issued, key: &Key, list: &List) -> Result<u64, Fault> {
    let Some(position) = issued.claims.label.status_index else {
        let message = "missing; without one it could never be withdrawn";
        return Err(Fault::new(
            Column::StatusIndex,
            "status_index_missing",
            message,
        ));
    };
    let entries = key.entries(list);
    match position < entries {
        true => Ok(position),
        false => Err(of_error(&no_index(list, &key.subject, entries))),
    }
}

fn not_in_force(number: String, state: String) -> Fault {
    let step = "labelled";
    of_error(&DeskError::State {
        number,
        state,
        step,
    })
}

fn of_error(error: &DeskError) -> Fault {
    Fault::of_table(error.code(), error.to_string())
}

fn fault<T>(code: &'static str, message: impl Into<String>) -> Result<T, Faults> {
    Err(vec![Fault::of_table(code, message)])
}

/// The place of a label, in words.
fn place(issued: &Issued) -> String {
    match &issued.place {
        Place::Row(_, row) => format!("row {row}"),
        Place::File(file) => file.display().to_string(),
        Place::Arguments | Place::Register(_) => String::new(),
    }
}
