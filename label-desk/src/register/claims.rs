//! The claims of a label as the register has them, and the differences between the two.

use std::collections::BTreeMap;

use label_core::scheme::{Field, Scheme, Schemes};
use label_core::{Claims, Code, SupplyChainStatus, UnixTime};

use super::states::{ApplicationKind, InquiryAnswer, Stage};
use super::{Application, Db, Model, Registration};
use crate::error::DeskError;
use crate::label_fields::{Column, Draft, Fault, Rules};

/// The scheme of a registration.
///
/// # Errors
///
/// Fails where no scheme has the name.
pub fn scheme_of<'a>(name: &str, schemes: &'a Schemes) -> Result<&'a Scheme, label_core::Error> {
    let scheme = schemes.get(&Code::Text(name.to_owned()));
    scheme.ok_or(label_core::Error::SchemeUnknown)
}

/// Tells whether a scheme's labels must state the result of a supply-chain check.
pub fn demands_inquiry(scheme: &Scheme) -> bool {
    scheme.required().contains(&Field::SupplyChain)
}

/// The answers to an inquiry with which a scheme grants labels.
pub fn answers(scheme: &Scheme) -> Vec<InquiryAnswer> {
    let answer = |status: &SupplyChainStatus| match status {
        SupplyChainStatus::Cleared => Some(InquiryAnswer::Cleared),
        SupplyChainStatus::ClearedWithConditions => Some(InquiryAnswer::Conditions),
        SupplyChainStatus::Declared => Some(InquiryAnswer::Declared),
        SupplyChainStatus::NotPerformed | SupplyChainStatus::NotPartOfScheme => None,
    };
    scheme.supply_chain().iter().filter_map(answer).collect()
}

/// A registration with its applications and models.
#[derive(Clone, Debug)]
pub struct Known {
    /// The registration, as it stands.
    pub registration: Registration,
    /// Its applications, in order.
    pub applications: Vec<Application>,
    /// The models, by their names.
    pub models: BTreeMap<String, Model>,
}

impl Known {
    /// The weight of registrations that are kept at hand together: some 40 MB at most.
    pub const CACHE: usize = 40_000;

    /// The memory that it takes, in models.
    pub fn weight(&self) -> usize {
        // A registration with its application takes as much as three models.
        3 + self.models.len()
    }

    /// The models that were granted.
    pub fn granted(&self) -> impl Iterator<Item = &Model> {
        let models = self.models.values();
        models.filter(|model| self.grant(&model.model).is_some())
    }

    /// A model that was granted, and the application that asked for it.
    pub fn grant(&self, name: &str) -> Option<(&Model, &Application)> {
        let model = self.models.get(name)?;
        let asked = self.application(model)?;
        (asked.stage == Stage::Granted).then_some((model, asked))
    }

    /// Tells whether a model is the registration's: not one that was added and refused, or given up.
    pub fn has(&self, model: &Model) -> bool {
        let over = |one: &Application| one.kind == ApplicationKind::Models && one.stage.is_over();
        !self.application(model).is_some_and(over)
    }

    /// The application that asked for a model.
    pub fn application(&self, model: &Model) -> Option<&Application> {
        let mut applications = self.applications.iter();
        applications.find(|one| one.number == model.application)
    }

    /// The fields of a label for these models, as texts.
    ///
    /// `None` where a model is not in the register, or not granted.
    pub fn draft(&self, models: &[String], issued: UnixTime) -> Option<Draft> {
        let mut draft = self.shared();
        let none = [String::new()];
        let names = if models.is_empty() { &none[..] } else { models };
        let (mut gtins, mut first) = (Vec::new(), None);
        for name in names {
            let found = self.grant(name)?;
            gtins.extend(found.0.gtins.split(';').filter(|gtin| !gtin.is_empty()));
            first.get_or_insert(found);
        }
        let (model, application) = first?;
        draft.set(Column::Models, models);
        draft.set(Column::Gtins, gtins);
        fill_model(&mut draft, model, application);
        draft.set(Column::Issued, [format!("@{}", issued.seconds())]);
        Some(draft)
    }

    /// The fields that all labels of the registration share, as texts.
    fn shared(&self) -> Draft {
        let registration = &self.registration;
        let mut draft = Draft::default();
        draft.set(Column::Registration, [&registration.number]);
        draft.set(Column::Scheme, [&registration.scheme]);
        draft.set(
            Column::Level,
            registration.level.map(|level| level.to_string()),
        );
        draft.set(Column::Assessment, [&registration.assessment]);
        draft.set(Column::Criteria, &registration.criteria);
        draft.set(Column::Holder, &registration.holder);
        draft.set(Column::HolderId, &registration.holder_id);
        draft.set(Column::Evaluator, &registration.evaluator);
        draft.set(
            Column::Expires,
            registration.expires.map(|at| format!("@{}", at.seconds())),
        );
        draft
    }
}

fn fill_model(draft: &mut Draft, model: &Model, application: &Application) {
    draft.set(Column::Product, [&model.product]);
    draft.set(Column::Category, &model.category);
    draft.set(Column::SupportEnd, &model.support_end);
    if let (Some(answer), Some(day)) = (&application.answer, &application.answered) {
        draft.set(Column::SupplyChain, [format!("{answer}:{day}")]);
    }
}

/// The fields that a row of a table leaves out and the register knows.
///
/// Models of the row stay; where it has none, all that were granted are taken. GTINs are left to each
/// label.
pub fn entry_draft(known: &Known, models: &[String]) -> Draft {
    let mut draft = known.shared();
    let names: Vec<String> = match models {
        [] => known.granted().map(|model| model.model.clone()).collect(),
        some => some.to_vec(),
    };
    let found: Vec<_> = names.iter().filter_map(|name| known.grant(name)).collect();
    if models.is_empty() {
        draft.set(Column::Models, &names);
    }
    if let Some((model, application)) = found.first() {
        fill_model(&mut draft, model, application);
    }
    draft
}

/// The faults of a label, measured by the register.
pub fn faults(label: &Claims, known: &Known, schemes: &Schemes) -> Vec<Fault> {
    let Some(draft) = known.draft(&label.label.models, label.issued) else {
        let message = "not granted under this registration";
        return vec![Fault::new(Column::Models, "model_not_granted", message)];
    };
    let issued = label.issued;
    let register = match draft.parse(Rules { schemes, issued }) {
        Ok(parsed) => parsed.whole(),
        Err(faults) => return faults,
    };
    let differs = |column| {
        let message = "is not what the register says";
        Fault::new(column, "register_differs", message)
    };
    let mut found: Vec<Fault> = differences(label, &register)
        .into_iter()
        .map(differs)
        .collect();
    let granted = known.registration.granted;
    if granted.is_none_or(|granted| issued < granted) {
        let message = "before the registration was granted";
        found.push(Fault::new(Column::Issued, "issued_before_grant", message));
    }
    found
}

/// The fields in which a label is not what the register says.
fn differences(label: &Claims, register: &Claims) -> Vec<Column> {
    let (x, y) = (&label.label, &register.label);
    let gtins = |claims: &Claims| {
        let mut numbers: Vec<_> = claims
            .label
            .gtins
            .iter()
            .map(|gtin| gtin.number())
            .collect();
        numbers.sort_unstable();
        numbers
    };
    let same = [
        (
            Column::Registration,
            label.registration == register.registration,
        ),
        (Column::Scheme, x.scheme == y.scheme),
        (Column::Level, x.level == y.level),
        (Column::Assessment, x.assessment == y.assessment),
        (Column::Criteria, x.criteria == y.criteria),
        (Column::Holder, x.holder == y.holder),
        (Column::HolderId, x.holder_id == y.holder_id),
        (Column::Product, x.product == y.product),
        (Column::Models, x.models == y.models),
        (Column::Gtins, gtins(label) == gtins(register)),
        (Column::Category, x.category == y.category),
        (Column::SupplyChain, x.supply_chain == y.supply_chain),
        (Column::SupportEnd, x.support_end == y.support_end),
        (Column::Evaluator, x.evaluator == y.evaluator),
        (Column::Expires, label.expires == register.expires),
    ];
    let different = same.into_iter().filter(|(_, same)| !same);
    different.map(|(column, _)| column).collect()
}

impl Db {
    /// Reads a registration with its applications and models.
    ///
    /// # Errors
    ///
    /// Fails where the database does, and where a row cannot be read.
    pub fn known(&mut self, number: &str) -> Result<Option<Known>, DeskError> {
        let Some(registration) = self.registration(number)? else {
            return Ok(None);
        };
        let applications = self.applications(number)?;
        let models = self.models(number)?.into_iter();
        Ok(Some(Known {
            registration,
            applications,
            models: models.map(|model| (model.model.clone(), model)).collect(),
        }))
    }
}
