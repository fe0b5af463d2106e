//! The register's part in reading a table: it completes rows, and finds what contradicts it.

use std::collections::BTreeMap;

use label_core::scheme::Schemes;
use label_core::{Claims, UnixTime};
use label_io::time;

use crate::error::DeskError;
use crate::label_fields::{Column, Draft, Fault, Parsed, Rules};
use crate::register::{
    Db, Known, Registration, Stage, Standing, demands_inquiry, entry_draft, faults, scheme_of,
};
use crate::table::Desk;

/// A register that is asked about rows.
pub struct RegisterDesk<'a> {
    db: &'a mut Db,
    schemes: &'a Schemes,
    issued: UnixTime,
    published: Option<UnixTime>,
    known: BTreeMap<String, Option<Held>>,
    /// The weight of everything in `known`.
    weight: usize,
}

/// A registration, and which of its models have a label.
struct Held {
    known: Known,
    labelled: BTreeMap<String, String>,
}

impl<'a> RegisterDesk<'a> {
    /// A desk for labels that are issued at a time, where rows say no other.
    ///
    /// # Errors
    ///
    /// Fails where the database does, and where a row cannot be read.
    pub fn new(db: &'a mut Db, schemes: &'a Schemes, issued: UnixTime) -> Result<Self, DeskError> {
        let published = db.last_publication()?.map(|last| last.at);
        Ok(Self {
            db,
            schemes,
            issued,
            published,
            known: BTreeMap::new(),
            weight: 0,
        })
    }

    fn held(&mut self, number: &str) -> Result<Option<&Held>, DeskError> {
        if !self.known.contains_key(number) {
            let held = held(self.db, number)?;
            if self.weight > Known::CACHE {
                self.known.clear();
                self.weight = 0;
            }
            self.weight += held.as_ref().map_or(1, |held| held.known.weight());
            self.known.insert(number.to_owned(), held);
        }
        Ok(self.known.get(number).and_then(Option::as_ref))
    }

    /// The reason for which there can be no labels for a registration, if there is one.
    fn refusal(&mut self, registration: &Registration) -> Result<Option<Fault>, DeskError> {
        let fault = |code, message: String| Some(Fault::new(Column::Registration, code, message));
        let number = &registration.number;
        Ok(match registration.standing(self.issued) {
            Standing::Valid => None,
            Standing::Applied => {
                let open = self.db.open_application(number)?;
                let scheme = scheme_of(&registration.scheme, self.schemes);
                let asks = scheme.is_ok_and(demands_inquiry);
                match open.map(|open| open.stage) {
                    Some(Stage::Applied | Stage::Inquired) if asks => fault(
                        "supply_chain_unanswered",
                        format!("{number}: the supply-chain inquiry has no answer yet"),
                    ),
                    _ => fault(
                        "registration_not_granted",
                        format!("{number} is not granted yet"),
                    ),
                }
            }
            state => fault("registration_not_granted", format!("{number} is {state}")),
        })
    }
}

impl Desk for RegisterDesk<'_> {
    fn complete(&mut self, row: &mut Draft) -> Result<Vec<Fault>, DeskError> {
        let Some(number) = row.texts(Column::Registration).first().cloned() else {
            return Ok(Vec::new());
        };
        let mut found = Vec::new();
        if !row.texts(Column::StatusIndex).is_empty() {
            let message = "the register gives out indices; leave the column out";
            found.push(Fault::new(
                Column::StatusIndex,
                "status_index_given",
                message,
            ));
        }
        let Some(registration) = self
            .held(&number)?
            .map(|held| held.known.registration.clone())
        else {
            let message = format!("the register has no registration '{number}'");
            found.push(Fault::new(
                Column::Registration,
                "registration_unknown",
                message,
            ));
            return Ok(found);
        };
        if let Some(refusal) = self.refusal(&registration)? {
            found.push(refusal);
            return Ok(found);
        }
        let issued = self.issued;
        let Some(held) = self.held(&number)? else {
            return Ok(found);
        };
        let models = row.texts(Column::Models).to_vec();
        for model in models
            .iter()
            .filter(|model| held.known.grant(model).is_none())
        {
            let message = format!("{model}: not granted under {number}");
            found.push(Fault::new(Column::Models, "model_not_granted", message));
        }
        row.fill(&entry_draft(&held.known, &models));
        if row.texts(Column::Issued).is_empty() {
            row.set(Column::Issued, [format!("@{}", issued.seconds())]);
        }
        Ok(found)
    }

    /// Adds the GTINs that the rows leave out; those that are not the register's stay, and are a fault.
    fn fill(&mut self, label: &mut Claims) -> Result<(), DeskError> {
        let rules = Rules {
            schemes: self.schemes,
            issued: label.issued,
        };
        let Some(held) = self.held(&label.registration)? else {
            return Ok(());
        };
        let draft = held.known.draft(&label.label.models, label.issued);
        let whole = draft.and_then(|draft| draft.parse(rules).ok());
        if let Some(whole) = whole.map(Parsed::whole) {
            let known = whole.label.gtins;
            if label.label.gtins.iter().all(|gtin| known.contains(gtin)) {
                label.label.gtins = known;
            }
        }
        Ok(())
    }

    fn check(&mut self, label: &Claims) -> Result<Vec<Fault>, DeskError> {
        let mut found = Vec::new();
        if let Some(published) = self
            .published
            .filter(|published| label.issued <= *published)
        {
            let published = time::format(published);
            let message = format!("not after the lists that were published as of {published}");
            found.push(Fault::new(Column::Issued, "plan_published", message));
        }
        let schemes = self.schemes;
        let Some(held) = self.held(&label.registration)? else {
            return Ok(found);
        };
        found.extend(faults(label, &held.known, schemes));
        let none = [String::new()];
        let models = match label.label.models.as_slice() {
            [] => &none[..],
            models => models,
        };
        for model in models {
            if let Some(name) = held.labelled.get(model) {
                let message = format!("{model}: has the label {name} already");
                found.push(Fault::new(Column::Models, "label_exists", message));
            }
        }
        Ok(found)
    }
}

fn held(db: &mut Db, number: &str) -> Result<Option<Held>, DeskError> {
    let Some(known) = db.known(number)? else {
        return Ok(None);
    };
    let labelled = db.labelled(number, known.registration.term)?;
    Ok(Some(Held { known, labelled }))
}

/// A label for every model that was granted and has none.
///
/// # Errors
///
/// Fails where the database does, and where a row cannot be read.
pub fn granted(db: &mut Db, schemes: &Schemes, issued: UnixTime) -> Result<Vec<Claims>, DeskError> {
    let numbers: Vec<Registration> = db.select("WHERE state = 'valid' ORDER BY number", &[])?;
    let rules = Rules { schemes, issued };
    let mut labels = Vec::new();
    let in_force = |one: &Registration| one.standing(issued) == Standing::Valid;
    for registration in numbers.into_iter().filter(in_force) {
        let Some(Held { known, labelled }) = held(db, &registration.number)? else {
            continue;
        };
        for model in known
            .granted()
            .filter(|model| !labelled.contains_key(&model.model))
        {
            let names = [model.model.clone()];
            let names = if model.model.is_empty() {
                &[][..]
            } else {
                &names
            };
            let draft = known.draft(names, issued).unwrap_or_default();
            let claims = draft.parse(rules).map(Parsed::whole).map_err(|faults| {
                let fault = faults.first().map(|fault| fault.message.clone());
                DeskError::Damaged {
                    place: db.place().to_owned(),
                    what: format!("{}: {}", registration.number, fault.unwrap_or_default()),
                }
            })?;
            labels.push(claims);
        }
    }
    Ok(labels)
}
