//! Corrections of what was granted, as people write them down: the fields of a model that are to be others.

use std::collections::HashMap;

use label_core::scheme::Schemes;
use label_core::{Claims, Gtin, UnixTime};

use crate::applications;
use crate::error::DeskError;
use crate::label_fields::{Column, Draft, Fault, Intake, Rules};
use crate::register::{AMENDED, Db, Known, Model, Owner, SignedLabel, model};
use crate::table::{Desk, Grouping, Options, Table};

/// A correction, and what it would do.
pub struct Amendment {
    /// The model, as it was granted.
    pub before: Model,
    /// The model, as it is to be.
    pub after: Model,
    /// The labels that it supersedes.
    pub labels: Vec<SignedLabel>,
}

/// Reads a correction of a model, by its name or as the only one, and finds the labels that it supersedes; gives
/// the new words too, with what was noticed about them.
///
/// # Errors
///
/// Fails with every fault of the new words, where the model was not granted, and where the database does.
pub fn read(
    db: &mut Db,
    (number, name): (&str, Option<&str>),
    draft: Draft,
    (at, intake): (UnixTime, &Intake),
) -> Result<(Amendment, Table), DeskError> {
    let schemes = Schemes::builtin();
    let known = db.known(number)?;
    let known = known.ok_or_else(|| DeskError::RegistrationUnknown {
        number: number.to_owned(),
    })?;
    known.registration.in_force(at, AMENDED)?;
    let before = known.granted_model(name)?.clone();
    let mut desk = AmendmentDesk {
        gtins: db.gtins_in_use()?.into_iter().collect(),
        known,
        before,
        at,
    };
    let rules = Rules {
        schemes: &schemes,
        issued: at,
    };
    let options = Options {
        grouping: Grouping::PerModel,
        sheet: None,
        intake,
    };
    let table = applications::entries(None, draft, rules, &options, &mut desk)?;
    let before = desk.before;
    let after = table.entries.first();
    let after = after.map_or_else(|| before.clone(), |entry| model(&entry.claims, &schemes));
    let after = Model {
        application: before.application,
        ..after
    };
    if after == before {
        let what = format!("{number}: the register says this already");
        return Err(DeskError::Nothing { what });
    }
    let amendment = Amendment {
        labels: db.labels_with(number, &before.model)?,
        after,
        before,
    };
    Ok((amendment, table))
}

/// The register's part in reading a correction.
struct AmendmentDesk {
    known: Known,
    before: Model,
    gtins: HashMap<String, Owner>,
    at: UnixTime,
}

impl Desk for AmendmentDesk {
    /// Fills in what stays as it is.
    fn complete(&mut self, row: &mut Draft) -> Result<Vec<Fault>, DeskError> {
        let name = Some(self.before.model.clone()).filter(|name| !name.is_empty());
        let draft = self.known.draft(name.as_slice(), self.at);
        row.fill(&draft.unwrap_or_default());
        Ok(Vec::new())
    }

    fn check(&mut self, label: &Claims) -> Result<Vec<Fault>, DeskError> {
        let mut found = Vec::new();
        let number = &self.before.registration;
        let other = |name: &&String| **name != self.before.model;
        for name in label.label.models.iter().filter(other) {
            let there = self.known.models.get(name);
            let asked = there.and_then(|model| self.known.application(model));
            if asked.is_some_and(|asked| !asked.stage.is_over()) {
                let message = format!("{name}: {number} has this model already");
                found.push(Fault::new(Column::Models, "model_registered", message));
            }
        }
        let own: Vec<&str> = self.before.gtins.split(';').collect();
        for gtin in label.label.gtins.iter().map(Gtin::to_string) {
            if own.contains(&gtin.as_str()) {
                continue;
            }
            if let Some((owner, model)) = self.gtins.get(&gtin) {
                let message = match owner == number {
                    true => format!("{gtin}: belongs to model {model}"),
                    false => format!("{gtin}: belongs to registration {owner}"),
                };
                found.push(Fault::new(Column::Gtins, "gtin_registered", message));
            }
        }
        Ok(found)
    }
}
