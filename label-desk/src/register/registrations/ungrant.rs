//! Taking back a grant from which no label has come: everything is as it was before.

use std::collections::BTreeMap;

use label_core::Status;
use serde_json::Value as Json;

use super::Done;
use super::steps::{state, subject};
use crate::error::DeskError;
use crate::register::journal::{Entry, GRANT, SUPERSEDE};
use crate::register::record::Record;
use crate::register::states::ApplicationKind;
use crate::register::value::{Row, Value};
use crate::register::{
    Act, Application, Label, Labelled, Model, Register, Registration, StatusEntry, Transaction,
};

/// Rows of the journal, by table and key.
type Rows = BTreeMap<(String, String), Vec<Json>>;

impl Register {
    /// Takes back the last grants of registrations, and what they replaced.
    ///
    /// # Errors
    ///
    /// Fails where something was done with a registration since its grant, and where a label was signed
    /// that rests on the grant.
    pub fn ungrant(&mut self, act: &Act, numbers: &[String]) -> Done {
        self.write(act, |transaction| {
            numbers
                .iter()
                .try_for_each(|number| transaction.ungrant(number))
        })
    }
}

impl Transaction<'_> {
    fn ungrant(&mut self, number: &str) -> Done {
        let registration = self.registration(number)?;
        registration.timely(self.at())?;
        let grant = self.last_deed(number, GRANT)?;
        self.refuse_signed(&registration, &grant)?;
        let replaced: Vec<Registration> = self.db.select(
            "WHERE successor = ?1 AND state = 'superseded' ORDER BY number",
            &[number.into()],
        )?;
        for old in replaced {
            let deed = self.last_deed(&old.number, SUPERSEDE)?;
            self.take_back(&old.number, &deed)?;
            self.record("registration.ungrant-successor", &subject(&old.number))?;
        }
        self.give_up(&registration, &grant)?;
        self.take_back(number, &grant)?;
        self.record("registration.ungrant", &subject(number))
    }

    /// The last entry about a registration, which must be this action.
    fn last_deed(&mut self, number: &str, action: &str) -> Result<Entry, DeskError> {
        let sql = format!(
            "SELECT {} FROM journal WHERE subject = ?1 ORDER BY number DESC LIMIT 1",
            Entry::COLUMNS
        );
        let rows = self.db.rows(&sql, &[Value::from(&subject(number))])?.pop();
        let last = rows.map(|mut row| Entry::take(&mut row)).transpose()?;
        match last {
            Some(last) if last.action == action => Ok(last),
            Some(last) => Err(DeskError::GrantNotLast {
                number: number.to_owned(),
                action: last.action,
            }),
            None => Err(state(number, "unknown", "taken back")),
        }
    }

    /// Fails where a label was signed that rests on a grant.
    fn refuse_signed(&mut self, registration: &Registration, grant: &Entry) -> Done {
        let rests = self.resting(registration, grant)?;
        match rests.iter().find(|label| label.credential.is_some()) {
            None => Ok(()),
            Some(label) => Err(DeskError::LabelSigned {
                number: registration.number.clone(),
                label: label.name.clone(),
            }),
        }
    }

    /// The labels that rest on a grant: those of its models, or of its term.
    fn resting(&mut self, of: &Registration, grant: &Entry) -> Result<Vec<Label>, DeskError> {
        let condition = "WHERE registration = ?1 AND term = ?2 ORDER BY number";
        let term = [(&of.number).into(), of.term.into()];
        let mut labels: Vec<Label> = self.db.select(condition, &term)?;
        let applications = self.db.applications(&of.number)?;
        let granted = rows_of(grant, &self.damaged())?;
        let asked = applications.into_iter().find(|one| {
            let key = (
                Application::TABLE.name.to_owned(),
                format!("[{}]", one.number),
            );
            granted.contains_key(&key)
        });
        if let Some(asked) = asked.filter(|one| one.kind == ApplicationKind::Models) {
            let models = self.db.models(&of.number)?.into_iter();
            let models = models.filter(|model| model.application == asked.number);
            let models: Vec<String> = models.map(|model| model.model).collect();
            let labelled: Vec<Labelled> = self
                .db
                .select("WHERE registration = ?1 AND term = ?2", &term)?;
            let owned = |label: &Label| {
                labelled
                    .iter()
                    .any(|row| row.credential == label.number && models.contains(&row.model))
            };
            labels.retain(owned);
        }
        Ok(labels)
    }

    /// Gives up the labels of a grant that wait for their signature; their index rests until it is granted anew.
    fn give_up(&mut self, registration: &Registration, grant: &Entry) -> Done {
        for mut label in self.resting(registration, grant)? {
            if label.cancelled.is_none() {
                label.cancelled = Some(self.at());
                self.update(&label, &["cancelled"])?;
            }
        }
        Ok(())
    }

    /// Puts back every row that an entry wrote of a registration, as it was before.
    fn take_back(&mut self, number: &str, entry: &Entry) -> Done {
        let damaged = self.damaged();
        let before = self.rows_before(number, entry)?;
        for (key, written) in rows_of(entry, &damaged)? {
            let cells = before.get(&key).ok_or_else(|| damaged.clone());
            match key.0.as_str() {
                "registrations" => self.put_back::<Registration>(cells?, &damaged)?,
                "applications" => self.put_back::<Application>(cells?, &damaged)?,
                "models" => self.put_back::<Model>(cells?, &damaged)?,
                "statuses" => {
                    let mut entry = StatusEntry::take(&mut row(&written, &damaged)?)?;
                    // Indices are written along with labels; a step only changes their status.
                    let registration = self.registration(number)?;
                    entry.status = registration.state.status().unwrap_or(Status::Suspended);
                    entry.since = self.at();
                    self.replace(&entry)?;
                }
                _ => {}
            }
        }
        self.rest(number)
    }

    /// Lets the indices of a term rest that is not granted any more.
    fn rest(&mut self, number: &str) -> Done {
        let registration = self.registration(number)?;
        let later = [number.into(), registration.term.into()];
        let entries: Vec<StatusEntry> = self
            .db
            .select("WHERE registration = ?1 AND term > ?2", &later)?;
        for mut entry in entries {
            entry.status = Status::Suspended;
            entry.since = self.at();
            self.replace(&entry)?;
        }
        Ok(())
    }

    /// Puts the indices in force that rest for a term that is granted anew.
    pub(super) fn wake(&mut self, registration: &Registration) -> Done {
        let term = [(&registration.number).into(), registration.term.into()];
        let condition = "WHERE registration = ?1 AND term = ?2 AND status = 'suspended'";
        let entries: Vec<StatusEntry> = self.db.select(condition, &term)?;
        for mut entry in entries {
            entry.status = Status::Valid;
            entry.since = self.at();
            self.replace(&entry)?;
        }
        Ok(())
    }

    /// The rows of a registration as they were before an entry.
    fn rows_before(&mut self, number: &str, entry: &Entry) -> Result<Rows, DeskError> {
        let sql = format!(
            "SELECT {} FROM journal WHERE subject = ?1 AND number < ?2 ORDER BY number",
            Entry::COLUMNS
        );
        let of = [Value::from(&subject(number)), entry.number.into()];
        let mut rows = Rows::new();
        let damaged = self.damaged();
        for mut row in self.db.rows(&sql, &of)? {
            rows.extend(rows_of(&Entry::take(&mut row)?, &damaged)?);
        }
        Ok(rows)
    }

    fn put_back<R: Record>(&mut self, cells: &[Json], damaged: &DeskError) -> Done {
        self.replace(&R::take(&mut row(cells, damaged)?)?)
    }

    fn damaged(&self) -> DeskError {
        DeskError::Damaged {
            place: self.db.place().to_owned(),
            what: "the journal does not say what was before a grant".to_owned(),
        }
    }
}

/// The whole rows that an entry wrote; of tables of many rows it has only digests.
fn rows_of(entry: &Entry, damaged: &DeskError) -> Result<Rows, DeskError> {
    let changes: Vec<Vec<Json>> =
        serde_json::from_str(&entry.changes).map_err(|_| damaged.clone())?;
    let mut rows = Rows::new();
    for change in changes {
        let [Json::String(table), Json::Array(cells)] = change.as_slice() else {
            continue;
        };
        let length = match table.as_str() {
            "models" | "statuses" => 2,
            _ => 1,
        };
        let key = cells.get(..length).unwrap_or_default().to_vec();
        rows.insert((table.clone(), Json::Array(key).to_string()), cells.clone());
    }
    Ok(rows)
}

/// Cells of the journal as a row; none of these tables has bytes.
fn row(cells: &[Json], damaged: &DeskError) -> Result<Row, DeskError> {
    let cell = |cell: &Json| match cell {
        Json::Null => Ok(Value::Null),
        Json::String(text) => Ok(Value::from(text)),
        other => other
            .as_u64()
            .map(Value::from)
            .ok_or_else(|| damaged.clone()),
    };
    let cells: Result<Vec<Value>, DeskError> = cells.iter().map(cell).collect();
    Ok(Row::new(cells?))
}
