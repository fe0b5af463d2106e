//! Labels that were signed elsewhere, stored in the register.

use std::collections::{BTreeMap, BTreeSet};

use label_core::{Status, hex};
use sha2::{Digest, Sha256};

use super::check::Outside;
use super::{Imported, ImportedLabel, OUTSIDE};
use crate::error::DeskError;
use crate::issued::Issued;
use crate::register::credentials::CHUNK;
use crate::register::indices::model_of;
use crate::register::{Label, Labelled, PlanEntry, PlanState, StatusEntry, Transaction};
use crate::table;

/// The action in the journal.
const IMPORT: &str = "label.import";

impl Transaction<'_> {
    /// Stores labels of plans as their signing would have, and marks the plans that are done with it.
    pub(super) fn store_planned(
        &mut self,
        labels: Vec<(&Issued, Label)>,
        imported: &mut Imported,
    ) -> Result<(), DeskError> {
        let mut plans: BTreeMap<String, Vec<(&Issued, Label)>> = BTreeMap::new();
        for (issued, label) in labels {
            let plan = label.plan.clone();
            plans.entry(plan).or_default().push((issued, label));
        }
        for (id, labels) in plans {
            let subject = format!("plan:{id}");
            for chunk in labels.chunks(CHUNK) {
                for (issued, label) in chunk {
                    let label = Label {
                        credential: Some(issued.compact.clone()),
                        signed: Some(self.at()),
                        ..label.clone()
                    };
                    self.update(&label, &["credential", "signed"])?;
                    imported.labels.push(ImportedLabel::of(issued, &label));
                }
                self.record(IMPORT, &subject)?;
            }
            let Some(mut plan) = self.db.plan(&id)? else {
                continue;
            };
            if self.db.counts(&id)?.pending == 0 {
                plan.state = PlanState::Done;
                self.replace(&plan)?;
                self.record("plan.done", &subject)?;
            }
            imported.plans.insert(id, plan.state);
        }
        Ok(())
    }

    /// Stores labels that were issued outside, with their indices, under a plan of their own.
    pub(super) fn store_outside(
        &mut self,
        labels: &[(&Issued, Outside)],
        imported: &mut Imported,
    ) -> Result<(), DeskError> {
        if labels.is_empty() {
            return Ok(());
        }
        let plan = PlanEntry {
            id: name_of(labels),
            labels: labels.len() as u64,
            state: PlanState::Done,
            begun: self.at(),
        };
        self.insert(&plan)?;
        let subject = format!("plan:{}", plan.id);
        let mut number = self.db.count("SELECT max(number) FROM credentials", &[])?;
        let mut line = 0;
        for chunk in labels.chunks(CHUNK) {
            for (issued, place) in chunk {
                (number, line) = (number + 1, line + 1);
                let label = self.row(issued, place, (&plan.id, number, line));
                self.give_index(issued, &label)?;
                self.insert(&label)?;
                self.give_models(issued, &label)?;
                imported.labels.push(ImportedLabel::of(issued, &label));
            }
            self.record(IMPORT, &subject)?;
        }
        imported.plans.insert(plan.id, plan.state);
        Ok(())
    }

    /// The row of a label that was issued outside.
    fn row(
        &self,
        issued: &Issued,
        place: &Outside,
        (plan, number, line): (&str, u64, u64),
    ) -> Label {
        let claims = &issued.claims;
        Label {
            number,
            plan: plan.to_owned(),
            line,
            name: format!("{}-{number:06}", table::harmless(&claims.registration)),
            certificate: issued.certificate.fingerprint().to_string(),
            registration: claims.registration.clone(),
            term: place.term,
            list: place.list.clone(),
            position: place.position,
            issued: claims.issued,
            expires: claims.expires,
            identity: issued.identity.to_string(),
            to_be_signed: issued.to_be_signed.clone(),
            credential: Some(issued.compact.clone()),
            signed: Some(self.at()),
            cancelled: None,
        }
    }

    /// Notes that an index is given out.
    fn give_index(&mut self, issued: &Issued, label: &Label) -> Result<(), DeskError> {
        let entry = StatusEntry {
            list: label.list.clone(),
            position: label.position,
            registration: label.registration.clone(),
            term: label.term,
            status: Status::Valid,
            since: self.at(),
            model: Some(model_of(&issued.claims).to_owned()),
        };
        self.take_index(&entry)
    }

    /// Notes that the models have this label, in place of one of a compromised key or of none.
    fn give_models(&mut self, issued: &Issued, label: &Label) -> Result<(), DeskError> {
        let none = [String::new()];
        let models = match issued.claims.label.models.as_slice() {
            [] => &none[..],
            models => models,
        };
        for model in models {
            let sql = "SELECT count(*) FROM labelled
                       WHERE registration = ?1 AND term = ?2 AND model = ?3";
            let key = [
                (&label.registration).into(),
                label.term.into(),
                model.into(),
            ];
            let labelled = Labelled {
                registration: label.registration.clone(),
                term: label.term,
                model: model.clone(),
                credential: label.number,
            };
            match self.db.count(sql, &key)? {
                0 => self.insert(&labelled)?,
                _ => self.replace(&labelled)?,
            }
        }
        Ok(())
    }
}

impl ImportedLabel {
    fn of(issued: &Issued, label: &Label) -> Self {
        Self {
            id: issued.id.clone(),
            name: label.name.clone(),
            registration: label.registration.clone(),
            plan: label.plan.clone(),
            identity: label.identity.clone(),
        }
    }
}

/// The name of the plan of some labels: no two imports have one label.
fn name_of(labels: &[(&Issued, Outside)]) -> String {
    let identities: BTreeSet<String> = labels
        .iter()
        .map(|(issued, _)| issued.identity.to_string())
        .collect();
    let mut digest = Sha256::new();
    for identity in identities {
        digest.update(identity);
    }
    format!("{OUTSIDE}{}", hex(&digest.finalize()))
}
