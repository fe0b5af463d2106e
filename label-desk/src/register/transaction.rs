//! Changes of the register with their journal entries, and rows that are looked up.

use label_core::{Digest, UnixTime};
use serde_json::Value as Json;

use super::db::Db;
use super::findings::Head;
use super::journal::{self, Act};
use super::record::Record;
use super::value::Value;
use crate::error::DeskError;

/// Changes that become lasting together.
pub struct Transaction<'a> {
    /// The database, for looking things up.
    pub db: &'a mut Db,
    pub(super) id: &'a str,
    pub(super) act: &'a Act,
    pub(super) changes: Vec<Json>,
    /// The end of the journal, once there is an entry.
    pub(super) head: Option<Head>,
}

impl<'a> Transaction<'a> {
    pub(crate) fn new(db: &'a mut Db, id: &'a str, act: &'a Act) -> Self {
        Self {
            db,
            id,
            act,
            changes: Vec::new(),
            head: None,
        }
    }

    /// The hash of the last journal entry so far.
    pub(crate) fn end_of_journal(&mut self) -> Result<Digest, DeskError> {
        let (_, hash) = journal::head(self.db, self.id)?;
        hash.try_into().map_err(|_| DeskError::Damaged {
            place: self.db.place().to_owned(),
            what: "the hash of a journal entry is none".to_owned(),
        })
    }

    /// The time of the change.
    pub fn at(&self) -> UnixTime {
        self.act.at
    }

    /// Adds a row.
    ///
    /// # Errors
    ///
    /// Fails where the database does.
    pub fn insert<R: Record>(&mut self, record: &R) -> Result<(), DeskError> {
        let table = R::TABLE;
        let values: Vec<String> = (1..=table.columns.len())
            .map(|number| format!("?{number}"))
            .collect();
        let sql = format!(
            "INSERT INTO {} ({}) VALUES ({})",
            table.name,
            table.columns.join(", "),
            values.join(", ")
        );
        let cells = record.cells();
        self.db.execute(&sql, &cells)?;
        self.changes.push(journal::change(&table, &cells));
        Ok(())
    }

    /// Changes the row of this key, which must be there.
    ///
    /// # Errors
    ///
    /// Fails where the row is not there, and where the database does.
    pub fn replace<R: Record>(&mut self, record: &R) -> Result<(), DeskError> {
        let (_, columns) = R::TABLE.columns.split_at(R::TABLE.key);
        self.update(record, columns)
    }

    /// Does the same as [`Transaction::replace`] where only some columns have changed: the indices of
    /// the others are left in peace.
    ///
    /// # Errors
    ///
    /// Fails where the row is not there, and where the database does.
    pub fn update<R: Record>(&mut self, record: &R, columns: &[&str]) -> Result<(), DeskError> {
        let table = R::TABLE;
        let cells = record.cells();
        let mut values = Vec::with_capacity(columns.len() + table.key);
        let mut pairs = |wanted: &mut dyn FnMut(usize, &str) -> bool| {
            let mut pairs = Vec::new();
            for (place, (column, cell)) in table.columns.iter().zip(&cells).enumerate() {
                if wanted(place, column) {
                    values.push(cell.clone());
                    pairs.push(format!("{column} = ?{}", values.len()));
                }
            }
            pairs
        };
        let set = pairs(&mut |_, column| columns.contains(&column)).join(", ");
        let key = pairs(&mut |place, _| place < table.key).join(" AND ");
        let sql = format!("UPDATE {} SET {set} WHERE {key}", table.name);
        if self.db.execute(&sql, &values)? != 1 {
            return Err(DeskError::Damaged {
                place: self.db.place().to_owned(),
                what: format!("a row of {} is gone", table.name),
            });
        }
        self.changes.push(journal::change(&table, &cells));
        Ok(())
    }

    /// Has the next entry tell every row of a table as it stands: a migration gave it columns, or
    /// an older program did not record it.
    pub(super) fn tell_anew<R: Record>(&mut self) -> Result<(), DeskError> {
        let rows: Vec<R> = self.db.select("", &[])?;
        let told = rows
            .iter()
            .map(|row| journal::change(&R::TABLE, &row.cells()));
        self.changes.extend(told);
        Ok(())
    }

    /// Adds the journal entry for the changes since the last one.
    ///
    /// # Errors
    ///
    /// Fails where the database does.
    pub fn record(&mut self, action: &str, subject: &str) -> Result<(), DeskError> {
        let act = self.act;
        self.record_as(act, action, subject)
    }

    /// Adds the entry with words of its own.
    pub(super) fn record_as(
        &mut self,
        act: &Act,
        action: &str,
        subject: &str,
    ) -> Result<(), DeskError> {
        let changes = std::mem::take(&mut self.changes);
        let head = journal::append(self.db, self.id, act, (action, subject), changes)?;
        self.head = Some(head);
        Ok(())
    }
}

impl Db {
    /// The rows of a table that a condition selects.
    ///
    /// # Errors
    ///
    /// Fails where the database does, and where a row cannot be read.
    pub fn select<R: Record>(
        &mut self,
        condition: &str,
        values: &[Value],
    ) -> Result<Vec<R>, DeskError> {
        let mut found = Vec::new();
        self.each_record(condition, values, &mut |record| {
            found.push(record);
            Ok(())
        })?;
        Ok(found)
    }

    /// Gives each row that a condition selects to a function.
    ///
    /// # Errors
    ///
    /// Fails where the database or the function does, and where a row cannot be read.
    pub fn each_record<R: Record>(
        &mut self,
        condition: &str,
        values: &[Value],
        take: &mut dyn FnMut(R) -> Result<(), DeskError>,
    ) -> Result<(), DeskError> {
        let table = R::TABLE;
        let columns = table.columns.join(", ");
        let sql = format!("SELECT {columns} FROM {} {condition}", table.name);
        self.each(&sql, values, &mut |mut row| take(R::take(&mut row)?))
    }

    /// One number.
    ///
    /// # Errors
    ///
    /// Fails where the database does, and where a row cannot be read.
    pub fn count(&mut self, sql: &str, values: &[Value]) -> Result<u64, DeskError> {
        let mut rows = self.rows(sql, values)?;
        let found = rows
            .pop()
            .map_or(Ok(None), |mut row| row.optional_number())?;
        Ok(found.unwrap_or(0))
    }
}
