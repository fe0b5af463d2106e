//! The register: every registration, model, key, label and status, and a journal of every action.
//!
//! An embedded SQLite file for one desk, or a PostgreSQL database for an office with several
//! operators; both hold the same tables. Whatever is written is written in one transaction with
//! the journal entry that says who wrote it and why.

mod audit;
mod backup;
mod claims;
mod credentials;
mod days;
mod db;
mod departure;
mod findings;
mod import;
mod indices;
mod journal;
mod keys;
mod location;
mod memory;
mod operator;
mod prints;
mod record;
mod registrations;
mod relocation;
mod reservation;
mod restore;
mod schema;
mod shape;
mod states;
mod transaction;
mod value;
mod words;

use db::{Access, Mode};
use departure::{Departure, departure};
use memory::Memory;
use schema::{MIGRATIONS, VERSION};

use crate::error::DeskError;

pub use audit::Anchors;
pub use claims::{Known, answers, demands_inquiry, entry_draft, faults, scheme_of};
pub use credentials::payload;
pub use db::Db;
pub use findings::{Anchor, Audit, Head, Kept};
pub use import::{Imported, ImportedLabel};
pub use indices::model_of;
pub use journal::{Act, Entry};
pub use keys::no_index;
pub use location::{Location, Server, ServerFiles};
pub(crate) use operator::is_ahead;
pub use prints::PRINT;
pub use record::{
    Application, Identity, Key, Label, Labelled, List, Migration, Model, PlanEntry, Publication,
    Record, Registration, StatusEntry,
};
pub(crate) use registrations::{AMENDED, subject};
pub use registrations::{Answer, Change, OldLabels, Owner, SignedLabel, model};
pub use reservation::Signing;
pub use restore::{Restored, Since};
pub use states::{
    Allocation, ApplicationKind, GivenBy, InquiryAnswer, PlanState, RegistrationState, Retirement,
    Stage, Standing,
};
pub use transaction::Transaction;
pub use value::Value;

/// An open register.
pub struct Register {
    db: Db,
    id: String,
    memory: Option<Memory>,
}

impl Register {
    /// Makes a new, empty register.
    ///
    /// # Errors
    ///
    /// Fails where the place holds a register, or cannot be written.
    pub fn init(location: &Location, act: &Act) -> Result<Self, DeskError> {
        let id: [u8; 16] = label_io::random::bytes()?;
        let id = label_core::hex(&id);
        backup::make(location, Some(&id), |db| {
            db.make_tables()?;
            let mut transaction = Transaction::new(db, &id, act);
            // The first entry covers what the register is.
            for version in 1..=VERSION as u64 {
                let at = act.at;
                transaction.insert(&Migration { version, at })?;
            }
            transaction.insert(&Identity {
                id: id.clone(),
                made: act.at,
            })?;
            transaction.record("register.init", "register")
        })?;
        Self::open(location)
    }

    /// Opens a register, and brings it up to date if an older program made it.
    ///
    /// # Errors
    ///
    /// Fails where there is no register, where it is a copy or of a newer program, and where the
    /// database fails.
    pub fn open(location: &Location) -> Result<Self, DeskError> {
        let mut register = Self::open_any(location, Mode::Write)?;
        writable(&mut register.db)?;
        Ok(register)
    }

    /// Opens a register to look at it: nothing of it changes, unless an older program made it.
    ///
    /// # Errors
    ///
    /// Fails where there is no register, where it is of a newer program, and where the database fails.
    pub fn open_read(location: &Location) -> Result<Self, DeskError> {
        Self::open_any(location, Mode::Read)
    }

    /// Opens a register, also one that is closed.
    fn open_any(location: &Location, mode: Mode) -> Result<Self, DeskError> {
        let place = location.to_string();
        if let Location::File(path) = location
            && !path.exists()
        {
            return Err(DeskError::Missing { place });
        }
        let mut db = Db::open(location, mode)?;
        if !db.has_table("register")? {
            return Err(DeskError::Missing { place });
        }
        let version = version(&mut db)?;
        if version > VERSION as u64 {
            return Err(DeskError::Newer { place, version });
        }
        let older = version < VERSION as u64;
        if older && mode == Mode::Read {
            // Brought up to date as well, then looked at.
            drop(db);
            let mut writable = Db::open(location, Mode::Write)?;
            upgrade(&mut writable, version, MIGRATIONS)?;
            drop(writable);
            db = Db::open(location, mode)?;
        }
        upgrade(&mut db, version, MIGRATIONS)?;
        let id = id(&mut db)?;
        let memory = location.memory();
        let mut register = Self { db, id, memory };
        // A copy stays as it is, also beside it.
        if older && !is_copy(&mut register.db)? {
            let head = register.head()?;
            register.note(&head);
        }
        Ok(register)
    }

    /// The identity that distinguishes this register from every other.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The name of the register in errors.
    pub fn place(&self) -> &str {
        self.db.place()
    }

    /// Looks at everything as of one moment.
    ///
    /// # Errors
    ///
    /// Fails where the database or the function does.
    pub fn read<T, E: From<DeskError>>(
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
    ///
    /// # Errors
    ///
    /// Fails where the database or the function does; then nothing is changed.
    pub fn write<T, E: From<DeskError>>(
        &mut self,
        act: &Act,
        change: impl FnOnce(&mut Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        // Asked once more: it may have been closed since it was opened.
        self.write_if(act, writable, change)
    }

    /// Changes the register where that is `allowed` as it stands, also one that is closed.
    fn write_if<T, E: From<DeskError>>(
        &mut self,
        act: &Act,
        allowed: impl FnOnce(&mut Db) -> Result<(), DeskError>,
        change: impl FnOnce(&mut Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.db.begin(Access::Write)?;
        let mut transaction = Transaction::new(&mut self.db, &self.id, act);
        let result = allowed(transaction.db)
            .map_err(E::from)
            .and_then(|()| change(&mut transaction));
        // Nothing is written that the journal does not tell.
        let untold = !transaction.changes.is_empty();
        let head = transaction.head.take();
        let committed = match result {
            Ok(_) if untold => Err(DeskError::Damaged {
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
        match (&committed, head) {
            (Err(_), _) => self.db.roll_back(),
            // After the commit: what is remembered must never be more than what is written.
            (Ok(_), Some(head)) => self.note(&head),
            (Ok(_), None) => {}
        }
        committed
    }

    /// Remembers an end of the journal, if it has the one that is remembered.
    fn note(&mut self, head: &Head) {
        let db = &mut self.db;
        let holds = |last: &Head| journal::holds(db, last).unwrap_or(false);
        if let Some(memory) = &self.memory {
            memory.note(&self.id, head, holds);
        }
    }
}

/// The table of migrations, which is there before the first.
const MIGRATIONS_TABLE: &str =
    "CREATE TABLE migrations (version {int} PRIMARY KEY, at {int} NOT NULL){table}";

/// Runs those of all migrations that a register lacks; another program may do so at the same time.
fn upgrade(db: &mut Db, from: u64, all: &[&str]) -> Result<(), DeskError> {
    if from == all.len() as u64 {
        return Ok(());
    }
    db.begin(Access::Write)?;
    let run = |db: &mut Db| {
        let from = version(db)?;
        if from == all.len() as u64 {
            return db.commit(Access::Read);
        }
        let (act, id) = (operator::itself(), id(db)?);
        for (version, migration) in (1_u64..).zip(all).filter(|(new, _)| *new > from) {
            db.migrate(migration)?;
            let sql = "INSERT INTO migrations (version, at) VALUES (?1, ?2)";
            db.execute(sql, &[version.into(), act.at.into()])?;
        }
        let mut transaction = Transaction::new(db, &id, &act);
        transaction.tell_anew::<Identity>()?;
        transaction.tell_anew::<Migration>()?;
        transaction.tell_anew::<List>()?;
        transaction.tell_anew::<Publication>()?;
        let subject = format!("version:{}", all.len());
        transaction.record(journal::UPGRADE, &subject)?;
        if from < indices::VERSION {
            transaction.tell_in_pieces::<StatusEntry>(&subject)?;
        }
        if from < days::VERSION {
            transaction.move_terms()?;
        }
        db.commit(Access::Write)
    };
    run(db).inspect_err(|_| db.roll_back())
}

/// Fails where a register is only read: it goes on elsewhere, and gives its next numbers to others.
fn writable(db: &mut Db) -> Result<(), DeskError> {
    if !is_copy(db)? {
        return Ok(());
    }
    let place = db.place().to_owned();
    Err(match departure(db)? {
        Some(Departure::Begun(_) | Departure::Arrived) => DeskError::Moving { place },
        Some(Departure::Done(_)) => DeskError::Moved { place },
        None => DeskError::Copy { place },
    })
}

/// Tells whether a register is marked as one that is only read.
fn is_copy(db: &mut Db) -> Result<bool, DeskError> {
    let sql = "SELECT count(*) FROM register WHERE copied IS NOT NULL";
    Ok(db.count(sql, &[])? > 0)
}

fn id(db: &mut Db) -> Result<String, DeskError> {
    let rows = db.rows("SELECT id FROM register", &[])?;
    let [mut row] = <[_; 1]>::try_from(rows).map_err(|_| DeskError::Damaged {
        place: db.place().to_owned(),
        what: "it has no identity, or several".to_owned(),
    })?;
    row.text()
}

fn version(db: &mut Db) -> Result<u64, DeskError> {
    let mut rows = db.rows("SELECT max(version) FROM migrations", &[])?;
    rows.pop().map_or(Ok(0), |mut row| row.number())
}

/// The error where the system gives no random numbers.
fn no_random(error: &label_io::IoError) -> DeskError {
    DeskError::Storage {
        place: "random numbers".to_owned(),
        reason: error.to_string(),
    }
}

impl Transaction<'_> {
    /// Has entries tell every row of a large table as it stands, so that none lists all.
    fn tell_in_pieces<R: Record>(&mut self, subject: &str) -> Result<(), DeskError> {
        let rows: Vec<R> = self.db.select("", &[])?;
        for rows in rows.chunks(credentials::CHUNK) {
            let told = rows
                .iter()
                .map(|row| journal::change(&R::TABLE, &row.cells()));
            self.changes.extend(told);
            self.record(journal::UPGRADE, subject)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
