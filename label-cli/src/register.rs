//! The register: every registration, model, key, label and status, and a journal of every action.
//!
//! An embedded SQLite file for one desk, or a PostgreSQL database for an office with several
//! operators; both hold the same tables. Whatever is written is written in one transaction with
//! the journal entry that says who wrote it and why.

mod audit;
mod backup;
mod claims;
mod credentials;
mod db;
mod error;
mod journal;
mod keys;
mod location;
mod operator;
mod record;
mod registrations;
mod reservation;
mod restore;
mod schema;
mod value;
mod words;

use serde_json::Value as Json;

use crate::error::CliError;

pub(crate) use audit::payload;
pub(crate) use audit::{Audit, Head};
pub(crate) use claims::{Known, answer_words, demands_inquiry, entry_draft, faults, scheme_of};
pub(crate) use db::Db;
pub(crate) use error::RegisterError;
pub(crate) use journal::{Act, Entry};
pub(crate) use keys::no_index;
pub(crate) use location::{Location, OptionalRegisterArgs, RegisterArgs};
pub(crate) use operator::{DoerArgs, OperatorArgs};
pub(crate) use record::{
    Application, Key, Label, Labelled, List, Model, PlanEntry, Publication, Record, Registration,
    StatusEntry,
};
pub(crate) use registrations::{Answer, Change, OldLabels, Owner, is_over, model};
pub(crate) use reservation::{Planned, Signing};
pub(crate) use restore::Since;
pub(crate) use value::Value;

use db::{Access, Mode};
use schema::{MIGRATIONS, VERSION};

/// An open register.
pub(crate) struct Register {
    db: Db,
    id: String,
}

impl Register {
    /// Makes a new, empty register.
    pub(crate) fn init(location: &Location, act: &Act) -> Result<Self, CliError> {
        let id: [u8; 16] = label_io::random::bytes()?;
        let id = label_core::hex(&id);
        backup::make(location, |db| {
            db.migrate(MIGRATIONS_TABLE)?;
            for (version, migration) in (1_u64..).zip(MIGRATIONS) {
                db.migrate(migration)?;
                let sql = "INSERT INTO migrations (version, at) VALUES (?1, ?2)";
                db.execute(sql, &[version.into(), act.at.into()])?;
            }
            let sql = "INSERT INTO register (id, made) VALUES (?1, ?2)";
            db.execute(sql, &[Value::from(&id), act.at.into()])?;
            let action = ("register.init", "register");
            Ok(journal::append(db, &id, act, action, Vec::new())?)
        })?;
        Ok(Self::open(location)?)
    }

    /// Opens a register, and brings it up to date if an older program made it.
    pub(crate) fn open(location: &Location) -> Result<Self, RegisterError> {
        Self::open_as(location, Mode::Write)
    }

    /// Opens a register to look at it: nothing of it changes, unless an older program made it.
    pub(crate) fn open_read(location: &Location) -> Result<Self, RegisterError> {
        Self::open_as(location, Mode::Read)
    }

    fn open_as(location: &Location, mode: Mode) -> Result<Self, RegisterError> {
        let place = location.to_string();
        if let Location::File(path) = location
            && !path.exists()
        {
            return Err(RegisterError::Missing { place });
        }
        let mut db = Db::open(location, mode)?;
        if !db.has_table("register")? {
            return Err(RegisterError::Missing { place });
        }
        let version = version(&mut db)?;
        if version > VERSION as u64 {
            return Err(RegisterError::Newer {
                place,
                version: i64::try_from(version).unwrap_or(i64::MAX),
            });
        }
        if version < VERSION as u64 && mode == Mode::Read {
            return Self::open(location);
        }
        upgrade(&mut db, version, MIGRATIONS)?;
        // The register goes on without its copies, and gives their next numbers to others.
        if mode == Mode::Write && db.count("SELECT max(copied) FROM register", &[])? > 0 {
            return Err(RegisterError::Copy { place });
        }
        let id = id(&mut db)?;
        Ok(Self { db, id })
    }

    /// What distinguishes this register from every other.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// What errors call the register.
    pub(crate) fn place(&self) -> &str {
        self.db.place()
    }

    /// Looks at everything as of one moment.
    pub(crate) fn read<T, E: From<RegisterError>>(
        &mut self,
        look: impl FnOnce(&mut Db) -> Result<T, E>,
    ) -> Result<T, E> {
        self.db.begin(Access::Read)?;
        let seen = look(&mut self.db);
        match &seen {
            Ok(_) => self.db.commit(Access::Read)?,
            Err(_) => self.db.roll_back(),
        }
        seen
    }

    /// Changes the register: all of it together with its journal entries, or nothing.
    pub(crate) fn write<T, E: From<RegisterError>>(
        &mut self,
        act: &Act,
        change: impl FnOnce(&mut Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.db.begin(Access::Write)?;
        let mut transaction = Transaction {
            db: &mut self.db,
            id: &self.id,
            act,
            changes: Vec::new(),
        };
        let result = change(&mut transaction);
        // Nothing is written that the journal does not tell.
        let untold = !transaction.changes.is_empty();
        let committed = match result {
            Ok(_) if untold => Err(RegisterError::Damaged {
                place: self.db.place().to_owned(),
                what: "a change without a journal entry".to_owned(),
            }
            .into()),
            Ok(done) => self
                .db
                .commit(Access::Write)
                .map(|()| done)
                .map_err(E::from),
            Err(error) => Err(error),
        };
        if committed.is_err() {
            self.db.roll_back();
        }
        committed
    }
}

/// The table of migrations, which is there before the first.
const MIGRATIONS_TABLE: &str =
    "CREATE TABLE migrations (version {int} PRIMARY KEY, at {int} NOT NULL){table}";

/// Runs those of all migrations that a register lacks; another program may do so at the same time.
fn upgrade(db: &mut Db, from: u64, all: &[&str]) -> Result<(), RegisterError> {
    if from == all.len() as u64 {
        return Ok(());
    }
    db.begin(Access::Write)?;
    let run = |db: &mut Db| {
        let from = version(db)?;
        if from == all.len() as u64 {
            return db.commit(Access::Read);
        }
        for (version, migration) in (1_u64..).zip(all).filter(|(new, _)| *new > from) {
            db.migrate(migration)?;
            let sql = "INSERT INTO migrations (version, at) VALUES (?1, ?2)";
            db.execute(sql, &[version.into(), label_io::time::now().into()])?;
        }
        let act = operator::itself();
        let subject = format!("version:{}", all.len());
        let id = id(db)?;
        journal::append(db, &id, &act, ("register.upgrade", &subject), Vec::new())?;
        db.commit(Access::Write)
    };
    run(db).inspect_err(|_| db.roll_back())
}

fn id(db: &mut Db) -> Result<String, RegisterError> {
    let rows = db.rows("SELECT id FROM register", &[])?;
    let [mut row] = <[_; 1]>::try_from(rows).map_err(|_| RegisterError::Damaged {
        place: db.place().to_owned(),
        what: "it has no identity, or several".to_owned(),
    })?;
    row.text()
}

fn version(db: &mut Db) -> Result<u64, RegisterError> {
    let mut rows = db.rows("SELECT max(version) FROM migrations", &[])?;
    rows.pop().map_or(Ok(0), |mut row| row.number())
}

/// Says that there are no random numbers to be had.
fn no_random(error: &label_io::IoError) -> RegisterError {
    RegisterError::Storage {
        place: "random numbers".to_owned(),
        reason: error.to_string(),
    }
}

/// Changes that become lasting together.
pub(crate) struct Transaction<'a> {
    pub(crate) db: &'a mut Db,
    id: &'a str,
    act: &'a Act,
    changes: Vec<Json>,
}

impl Transaction<'_> {
    /// When the change is made, in seconds since 1970.
    pub(crate) fn at(&self) -> u64 {
        self.act.at
    }

    /// Adds a row.
    pub(crate) fn insert<R: Record>(&mut self, record: &R) -> Result<(), RegisterError> {
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
    pub(crate) fn replace<R: Record>(&mut self, record: &R) -> Result<(), RegisterError> {
        let (_, columns) = R::TABLE.columns.split_at(R::TABLE.key);
        self.update(record, columns)
    }

    /// Does the same as [`Transaction::replace`] where only some columns have changed: the indices of
    /// the others are left in peace.
    pub(crate) fn update<R: Record>(
        &mut self,
        record: &R,
        columns: &[&str],
    ) -> Result<(), RegisterError> {
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
            return Err(RegisterError::Damaged {
                place: self.db.place().to_owned(),
                what: format!("a row of {} is gone", table.name),
            });
        }
        self.changes.push(journal::change(&table, &cells));
        Ok(())
    }

    /// Adds the journal entry for the changes since the last one.
    pub(crate) fn record(&mut self, action: &str, subject: &str) -> Result<(), RegisterError> {
        let changes = std::mem::take(&mut self.changes);
        journal::append(self.db, self.id, self.act, (action, subject), changes)
    }
}

impl Db {
    /// The rows of a table that a condition selects.
    pub(crate) fn select<R: Record>(
        &mut self,
        condition: &str,
        values: &[Value],
    ) -> Result<Vec<R>, RegisterError> {
        let mut found = Vec::new();
        self.each_record(condition, values, &mut |record| {
            found.push(record);
            Ok(())
        })?;
        Ok(found)
    }

    /// Gives each row that a condition selects to a function.
    pub(crate) fn each_record<R: Record>(
        &mut self,
        condition: &str,
        values: &[Value],
        take: &mut dyn FnMut(R) -> Result<(), RegisterError>,
    ) -> Result<(), RegisterError> {
        let table = R::TABLE;
        let columns = table.columns.join(", ");
        let sql = format!("SELECT {columns} FROM {} {condition}", table.name);
        self.each(&sql, values, &mut |mut row| take(R::take(&mut row)?))
    }

    /// One number.
    pub(crate) fn count(&mut self, sql: &str, values: &[Value]) -> Result<u64, RegisterError> {
        let mut rows = self.rows(sql, values)?;
        let found = rows
            .pop()
            .map_or(Ok(None), |mut row| row.optional_number())?;
        Ok(found.unwrap_or(0))
    }
}

#[cfg(test)]
mod tests;
