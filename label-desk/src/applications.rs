//! Applications as people write them down: a table, or the fields of one as arguments.

use std::collections::HashMap;
use std::path::Path;

use label_core::scheme::Schemes;
use label_core::{Claims, Gtin};
use label_io::files;

use crate::error::DeskError;
use crate::label_fields;
use crate::label_fields::{Change, Column, Draft, Fault, Place, Problem, Rules};
use crate::register::{
    Db, InquiryAnswer, Known, Model, Owner, Registration, RegistrationState, answers,
    demands_inquiry, model,
};
use crate::table::{self, Desk, Entry, Options, Relations, Table};

/// The fields that an application does not give: they are decided later.
pub const LATER: [Column; 4] = [
    Column::SupplyChain,
    Column::StatusIndex,
    Column::Issued,
    Column::Expires,
];

/// Entries whose memory is given back together.
const FREED: usize = 4_096;

/// Reads applications, one entry for each model.
///
/// # Errors
///
/// Fails with every fault of the table or the arguments, where the file cannot be read, and where the
/// desk cannot answer.
pub fn entries(
    input: Option<&Path>,
    mut arguments: Draft,
    rules: Rules<'_>,
    options: &Options<'_>,
    desk: &mut dyn Desk,
) -> Result<Table, DeskError> {
    if let Some(file) = input {
        let bytes = files::read(file, table::FILE_BYTES)?;
        return table::read_with(file, &bytes, (&arguments, rules), options, desk);
    }
    let (faults, changes) = arguments.take_in(options.intake);
    let problem = |fault| Problem::new(Place::Arguments, fault);
    let problems = |faults: Vec<Fault>| DeskError::check(faults.into_iter().map(problem).collect());
    problems(faults)?;
    problems(desk.complete(&mut arguments)?)?;
    let labels = arguments
        .parse(rules)
        .and_then(|parsed| parsed.each().map_err(|fault| vec![fault]));
    let labels = match labels {
        Ok(labels) => labels,
        Err(faults) => {
            return Err(DeskError::of_problems(
                faults.into_iter().map(problem).collect(),
            ));
        }
    };
    let (mut faults, mut notices) = (Vec::new(), Vec::new());
    for claims in &labels {
        faults.extend(table::check(claims, rules).err().map(Fault::from));
        faults.extend(desk.check(claims)?);
        notices.extend(desk.notice(claims)?.into_iter().map(problem));
    }
    problems(faults)?;
    let entries = labels.into_iter().map(|claims| Entry {
        id: String::new(),
        place: Place::Arguments,
        claims,
    });
    let entries: Vec<Entry> = entries.collect();
    let mut warnings = table::warnings(&entries, rules.schemes);
    warnings.extend(notices);
    Ok(Table {
        entries,
        warnings,
        changes: Change::all(&Place::Arguments, changes),
    })
}

/// The applications among entries: what is shared, and the models.
pub fn group(mut entries: Vec<Entry>, schemes: &Schemes) -> Vec<(Claims, Vec<Model>)> {
    let mut groups: Vec<(Claims, Vec<Model>)> = Vec::new();
    // From the end, so that entries go as models come: a large table has no room for both.
    entries.reverse();
    while let Some(Entry { claims, .. }) = entries.pop() {
        if entries.len().is_multiple_of(FREED) {
            entries.shrink_to_fit();
        }
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
    /// The registrations that are to be replaced.
    olds: Vec<Registration>,
    gtins: HashMap<String, Owner>,
    /// Holders, models and numbers of the register.
    relations: Relations,
    /// Columns that were not read.
    ignored: Vec<Column>,
}

impl<'a> ApplicationDesk<'a> {
    /// A desk for applications: new ones, or for more models of a registration that is known.
    ///
    /// # Errors
    ///
    /// Fails where the registration is not in force, where one cannot be replaced, where the database fails,
    /// and where a row cannot be read.
    pub fn new(
        db: &'a mut Db,
        schemes: &'a Schemes,
        known: Option<Known>,
        replacing: &[String],
    ) -> Result<Self, DeskError> {
        let registration = known.as_ref().map(|known| &known.registration);
        if let Some(one) = registration.filter(|one| one.state != RegistrationState::Valid) {
            return Err(DeskError::State {
                number: one.number.clone(),
                state: one.state.to_string(),
                step: "given more models",
            });
        }
        Ok(Self {
            gtins: db.gtins_in_use()?.into_iter().collect(),
            relations: relations(db)?,
            olds: db.to_replace(replacing)?,
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

    /// Tells whether a label is of a registration that replaces the owner of a GTIN.
    fn replaces(&self, label: &Claims, owner: &str) -> bool {
        let label = &label.label;
        let holder_id = label.holder_id.as_ref().map(label_fields::holder_id_text);
        self.olds.iter().any(|old| {
            let (holder, id) = (label.holder.as_deref(), holder_id.as_deref());
            old.number == owner && old.is_of_holder(holder, id)
        })
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
                false if self.replaces(label, owner) => continue,
                false => format!("{gtin}: belongs to registration {owner}"),
                true if is_own(label, model) => continue,
                true => format!("{gtin}: belongs to model {model}"),
            };
            found.push(Fault::new(Column::Gtins, "gtin_registered", message));
        }
        Ok(found)
    }

    fn notice(&mut self, label: &Claims) -> Result<Vec<Fault>, DeskError> {
        Ok(self.relations.against(label))
    }
}

/// The holders, models and numbers of registrations that were not refused.
fn relations(db: &mut Db) -> Result<Relations, DeskError> {
    let mut relations = Relations::default();
    let mut holders = HashMap::new();
    let sql = "SELECT number, holder, holder_id FROM registrations
               WHERE state <> 'refused' ORDER BY number";
    db.each(sql, &[], &mut |mut row| {
        let (number, holder, id) = (row.text()?, row.optional_text()?, row.optional_text()?);
        relations.know(&number, holder.as_deref(), id.as_deref());
        holders.extend(holder.map(|holder| (number, holder)));
        Ok(())
    })?;
    let sql = "SELECT models.registration, models.model FROM models
               JOIN applications ON applications.number = models.application
               WHERE applications.stage NOT IN ('refused', 'withdrawn')
               ORDER BY models.registration, models.model";
    db.each(sql, &[], &mut |mut row| {
        let (number, model) = (row.text()?, row.text()?);
        if let Some(holder) = holders.get(&number) {
            relations.know_model(&number, holder, &model);
        }
        Ok(())
    })?;
    Ok(relations)
}

/// Tells whether a label names a model, or none where the model has no name.
fn is_own(label: &Claims, model: &str) -> bool {
    let models = &label.label.models;
    match model {
        "" => models.is_empty(),
        name => models.iter().any(|own| own == name),
    }
}
