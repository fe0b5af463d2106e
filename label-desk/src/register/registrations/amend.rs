//! Corrections of what was granted: other words for a model, and new labels in place of those with the old.
//!
//! Labels are never changed. Those that name the model lose their index, and with it all others that share
//! it; a new term gives their models new labels, and the labels of other models hold in it as before.

use std::collections::BTreeSet;

use label_core::Status;

use super::steps::{free_gtins, state, subject};
use super::{Done, SignedLabel};
use crate::error::DeskError;
use crate::register::claims::Known;
use crate::register::states::{ApplicationKind, Stage};
use crate::register::{
    Act, Application, Db, Label, Labelled, Model, Register, Registration, StatusEntry, Transaction,
};

/// The step, for errors.
pub(crate) const AMENDED: &str = "amended";

impl Known {
    /// The model of a name that was granted; where no name is given, the only one.
    ///
    /// # Errors
    ///
    /// Fails where there is none, or more than one.
    pub fn granted_model(&self, name: Option<&str>) -> Result<&Model, DeskError> {
        let number = &self.registration.number;
        let mut granted = self.granted();
        let found = match name {
            Some(name) => self.grant(name).map(|(model, _)| model),
            None => granted.next().filter(|_| granted.next().is_none()),
        };
        found.ok_or_else(|| DeskError::ModelUnknown {
            number: number.clone(),
            model: name.unwrap_or_default().to_owned(),
        })
    }
}

impl Db {
    /// The labels in force that another word for a model would supersede: those that name it, and those
    /// that share an index with them.
    ///
    /// # Errors
    ///
    /// Fails where the database does, and where a row cannot be read.
    pub fn labels_with(
        &mut self,
        registration: &str,
        model: &str,
    ) -> Result<Vec<SignedLabel>, DeskError> {
        let mut labels = self.signed_labels(registration)?;
        labels.retain(|label| matches!(label.status, Status::Valid | Status::Suspended));
        let named = labels.iter().filter(|label| label.is_of(model));
        let indices: BTreeSet<(String, u64)> = named.map(SignedLabel::index).collect();
        labels.retain(|label| indices.contains(&label.index()));
        Ok(labels)
    }
}

impl Register {
    /// Puts other words in the place of a model that was granted: its name, GTINs, product, category or
    /// end of support.
    ///
    /// `shown` are the numbers of the labels that somebody agreed to supersede.
    ///
    /// # Errors
    ///
    /// Fails where the registration is not in force, where the model was not granted, where nothing would
    /// change, where the new name or a GTIN belongs to another model, and where other labels would be
    /// superseded than were shown.
    pub fn amend(
        &mut self,
        act: &Act,
        number: &str,
        (from, to): (&str, &Model),
        shown: &[u64],
    ) -> Done {
        self.write(act, |transaction| {
            let registration = transaction.in_force(number, AMENDED)?;
            let known = transaction.db.known(number)?;
            let known = known.ok_or_else(|| DeskError::RegistrationUnknown {
                number: number.to_owned(),
            })?;
            let before = known.granted_model(Some(from))?;
            let mut to = to.clone();
            to.registration.clone_from(&registration.number);
            to.application = before.application;
            if to == *before {
                let what = format!("{number}: the register says this already");
                return Err(DeskError::Nothing { what });
            }
            transaction.check_gtins(before, &to)?;
            let labels = transaction.db.labels_with(number, from)?;
            if !labels.iter().map(|label| &label.number).eq(shown) {
                return Err(DeskError::ChangedSince {
                    number: number.to_owned(),
                });
            }
            transaction.put(&known, before, &to)?;
            transaction.supersede_labels(registration, &labels)?;
            transaction.record("registration.amend", &subject(number))
        })
    }
}

impl Transaction<'_> {
    /// Fails where a GTIN that a model gets belongs to another.
    fn check_gtins(&mut self, before: &Model, after: &Model) -> Done {
        let own: Vec<&str> = before.gtins.split(';').collect();
        let mut owners = self.db.gtins_in_use()?.into_iter().collect();
        let new = after.gtins.split(';').filter(|gtin| !own.contains(gtin));
        free_gtins(&after.registration, &after.model, new, &mut owners)
    }

    /// Writes a model; one that gets another name stays with the old one as given up.
    fn put(&mut self, known: &Known, before: &Model, after: &Model) -> Done {
        if before.model == after.model {
            return self.replace(after);
        }
        let number = &after.registration;
        let there = known.models.get(&after.model);
        let asked = there.and_then(|model| known.application(model));
        if asked.is_some_and(|asked| !asked.stage.is_over()) {
            let number = number.clone();
            return Err(DeskError::ModelRegistered { number });
        }
        let given_up = Application {
            stage: Stage::Withdrawn,
            ..Application::new(self, number, ApplicationKind::Models)?
        };
        self.insert(&given_up)?;
        self.replace(&Model {
            application: given_up.number,
            ..before.clone()
        })?;
        match there {
            None => self.insert(after),
            Some(_) => self.replace(after),
        }
    }

    /// Supersedes labels, and begins a term in which those of other models hold as before.
    fn supersede_labels(&mut self, mut registration: Registration, labels: &[SignedLabel]) -> Done {
        let number = registration.number.clone();
        let sql = "SELECT count(*) FROM credentials WHERE registration = ?1 AND term = ?2";
        let term = [(&number).into(), registration.term.into()];
        if self.db.count(sql, &term)? == 0 && labels.is_empty() {
            // Nothing was recorded that says the old words.
            return Ok(());
        }
        let indices: BTreeSet<(String, u64)> = labels.iter().map(SignedLabel::index).collect();
        for (list, position) in &indices {
            let index = [list.into(), (*position).into()];
            let entries: Vec<StatusEntry> = self
                .db
                .select("WHERE list = ?1 AND position = ?2", &index)?;
            for mut entry in entries {
                entry.status = Status::Superseded;
                entry.since = self.at();
                self.replace(&entry)?;
            }
        }
        let kept = self.kept(&registration, &indices)?;
        self.cancel_pending("registration", &number)?;
        registration.term += 1;
        self.replace(&registration)?;
        kept.iter().try_for_each(|row| self.insert(row))
    }

    /// The models whose labels hold in the next term.
    fn kept(
        &mut self,
        registration: &Registration,
        gone: &BTreeSet<(String, u64)>,
    ) -> Result<Vec<Labelled>, DeskError> {
        let (number, term) = (&registration.number, registration.term);
        // Without those that were given up, and those of a stolen key.
        let counted = self.db.labelled(number, term)?;
        let of_term = [number.into(), term.into()];
        let rows: Vec<Labelled> = self.db.select(
            "WHERE registration = ?1 AND term = ?2 ORDER BY model",
            &of_term,
        )?;
        let mut kept = Vec::new();
        for mut row in rows {
            let label = [row.credential.into()];
            let label: Option<Label> = self.db.select("WHERE number = ?1", &label)?.pop();
            let holds = label.is_some_and(|label| {
                label.credential.is_some() && !gone.contains(&(label.list, label.position))
            });
            if holds && counted.contains_key(&row.model) {
                row.term += 1;
                kept.push(row);
            }
        }
        Ok(kept)
    }
}

impl Application {
    /// The next application, of today.
    pub(super) fn new(
        transaction: &mut Transaction<'_>,
        number: &str,
        kind: ApplicationKind,
    ) -> Result<Self, DeskError> {
        let sql = "SELECT max(number) FROM applications";
        let last = transaction.db.count(sql, &[])?;
        Ok(Self {
            number: last + 1,
            registration: number.to_owned(),
            kind,
            stage: Stage::Applied,
            applied: transaction.at(),
            inquired: None,
            answer: None,
            answered: None,
            conditions: None,
            granted: None,
            holder: None,
            holder_id: None,
        })
    }

    /// The next application of a registration that has no open one.
    pub(super) fn only(
        transaction: &mut Transaction<'_>,
        number: &str,
        kind: ApplicationKind,
    ) -> Result<Self, DeskError> {
        match transaction.db.open_application(number)? {
            Some(open) => Err(state(number, open.stage.as_str(), "applied for again")),
            None => Self::new(transaction, number, kind),
        }
    }
}
