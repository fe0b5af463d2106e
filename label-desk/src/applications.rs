//! Applications as people write them down: a table, or the fields of one as arguments.

use std::collections::HashMap;
use std::path::Path;

use label_core::scheme::Schemes;
use label_core::{Claims, Gtin};
use label_io::files;

use crate::error::DeskError;
use crate::label_fields::{Column, Draft, Fault, Place, Problem, Rules};
use crate::register::{
    Db, InquiryAnswer, Known, Model, Owner, RegistrationState, answers, demands_inquiry, model,
};
use crate::table::{self, Desk, Entry, Grouping};

/// The fields that an application does not give: they are decided later.
const LATER: [Column; 4] = [
    Column::SupplyChain,
    Column::StatusIndex,
    Column::Issued,
    Column::Expires,
];

/// Reads applications, one entry for each model.
///
/// # Errors
///
/// Fails with every fault of the table or the arguments, where the file cannot be read, and where the
/// desk cannot answer.
pub fn entries(
    input: Option<&Path>,
    arguments: Draft,
    rules: Rules<'_>,
    desk: &mut dyn Desk,
) -> Result<Vec<Entry>, DeskError> {
    if let Some(file) = input {
        let bytes = files::read(file, table::FILE_BYTES)?;
        return table::read_with(file, &bytes, &arguments, rules, Grouping::PerModel, desk);
    }
    let mut draft = arguments;
    let problem = |fault| Problem::new(Place::Arguments, fault);
    let problems = |faults: Vec<Fault>| DeskError::check(faults.into_iter().map(problem).collect());
    problems(desk.complete(&mut draft)?)?;
    let labels = draft
        .parse(rules)
        .and_then(|parsed| parsed.each().map_err(|fault| vec![fault]));
    let labels = match labels {
        Ok(labels) => labels,
        Err(faults) => return problems(faults).map(|()| Vec::new()),
    };
    let mut faults = Vec::new();
    for claims in &labels {
        faults.extend(table::check(claims, rules).err().map(Fault::from));
        faults.extend(desk.check(claims)?);
    }
    problems(faults)?;
    let entries = labels.into_iter().map(|claims| Entry {
        id: String::new(),
        place: Place::Arguments,
        claims,
    });
    Ok(entries.collect())
}

/// The applications among entries: what is shared, and the models.
pub fn group(entries: Vec<Entry>, schemes: &Schemes) -> Vec<(Claims, Vec<Model>)> {
    let mut groups: Vec<(Claims, Vec<Model>)> = Vec::new();
    for Entry { claims, .. } in entries {
        let model = model(&claims, schemes);
        match groups.last_mut() {
            Some((first, models)) if first.registration == claims.registration => {
                models.push(model);
            }
            _ => groups.push((claims, vec![model])),
        }
    }
    groups
}

/// The register's part in reading applications.
pub struct ApplicationDesk<'a> {
    db: &'a mut Db,
    schemes: &'a Schemes,
    /// The registration that more models are asked for.
    known: Option<Known>,
    gtins: HashMap<String, Owner>,
    /// Columns that were not read.
    ignored: Vec<Column>,
}

impl<'a> ApplicationDesk<'a> {
    /// A desk for applications: new ones, or for more models of a registration that is known.
    ///
    /// # Errors
    ///
    /// Fails where the database does, and where a row cannot be read.
    pub fn new(
        db: &'a mut Db,
        schemes: &'a Schemes,
        known: Option<Known>,
    ) -> Result<Self, DeskError> {
        Ok(Self {
            gtins: db.gtins_in_use()?.into_iter().collect(),
            db,
            schemes,
            known,
            ignored: Vec::new(),
        })
    }

    /// The columns that were not read.
    pub fn into_ignored(self) -> Vec<Column> {
        self.ignored
    }

    /// Fills in what a scheme demands of a label and an application cannot say yet.
    fn provisional(&self, row: &mut Draft) {
        let name = row
            .texts(Column::Scheme)
            .first()
            .cloned()
            .unwrap_or_default();
        let code = match name.parse() {
            Ok(number) => label_core::Code::Number(number),
            Err(_) => label_core::Code::Text(name.to_ascii_lowercase()),
        };
        let scheme = self
            .schemes
            .get(&code)
            .filter(|scheme| demands_inquiry(scheme));
        let answer = scheme.and_then(|scheme| answers(scheme).first().copied());
        row.set(Column::SupplyChain, answer.map(InquiryAnswer::as_str));
    }

    fn exists(&mut self, number: &str) -> Result<bool, DeskError> {
        let found = self.db.registration(number)?;
        Ok(found.is_some_and(|found| found.state != RegistrationState::Refused))
    }
}

impl Desk for ApplicationDesk<'_> {
    fn complete(&mut self, row: &mut Draft) -> Result<Vec<Fault>, DeskError> {
        for column in LATER {
            if !row.texts(column).is_empty() && !self.ignored.contains(&column) {
                self.ignored.push(column);
            }
            row.unset(column);
        }
        let mut found = Vec::new();
        if let Some(known) = &self.known {
            let number = &known.registration.number;
            let other = row
                .texts(Column::Registration)
                .first()
                .is_some_and(|own| own != number);
            if other {
                let message = format!("another registration than {number}");
                found.push(Fault::new(
                    Column::Registration,
                    "registration_differs",
                    message,
                ));
            }
            let mut shared = crate::register::entry_draft(known, &[]);
            LATER
                .iter()
                .chain(&[Column::Models, Column::Gtins])
                .for_each(|column| shared.unset(*column));
            row.fill(&shared);
        }
        self.provisional(row);
        Ok(found)
    }

    fn check(&mut self, label: &Claims) -> Result<Vec<Fault>, DeskError> {
        let mut found = Vec::new();
        let number = &label.registration;
        let exists = self.known.is_none() && self.exists(number)?;
        match &self.known {
            None if exists => {
                let message = format!("the register has '{number}' already");
                found.push(Fault::new(
                    Column::Registration,
                    "registration_exists",
                    message,
                ));
            }
            None => {}
            Some(known) => {
                let names = &label.label.models;
                let known = names.iter().filter(|name| {
                    let asked = known
                        .models
                        .get(*name)
                        .and_then(|model| known.application(model));
                    asked.is_some_and(|asked| !asked.stage.is_over())
                });
                found.extend(known.map(|name| {
                    let message = format!("{name}: {number} has this model already");
                    Fault::new(Column::Models, "model_registered", message)
                }));
            }
        }
        for gtin in label.label.gtins.iter().map(Gtin::to_string) {
            let Some((owner, model)) = self.gtins.get(&gtin) else {
                continue;
            };
            let message = match owner == number {
                false => format!("{gtin}: belongs to registration {owner}"),
                true if is_own(label, model) => continue,
                true => format!("{gtin}: belongs to model {model}"),
            };
            found.push(Fault::new(Column::Gtins, "gtin_registered", message));
        }
        Ok(found)
    }
}

/// Tells whether a label names a model, or none where the model has no name.
fn is_own(label: &Claims, model: &str) -> bool {
    let models = &label.label.models;
    match model {
        "" => models.is_empty(),
        name => models.iter().any(|own| own == name),
    }
}
