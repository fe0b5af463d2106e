//! Copies: a register of either kind into a file, and such a file into a new register.

use std::path::Path;

use label_io::{Exclusive, files};

use super::db::{Access, Mode};
use super::departure::{Departure, departure};
use super::record::TABLES;
use super::{
    Act, Db, Head, Location, MIGRATIONS_TABLE, Register, Restored, Since, Transaction, journal,
    schema,
};
use crate::error::DeskError;

/// The journal, whose changes it does not record itself, and its columns.
const JOURNAL: (&str, &[&str]) = (
    "journal",
    &[
        "number", "at", "who", "action", "subject", "why", "changes", "previous", "hash",
    ],
);

/// The action of a backup, the last in the journal of a copy.
pub(crate) const BACKUP: &str = "register.backup";

impl Register {
    /// Copies the register, as of one moment, into a new file that is only read; gives the end of
    /// the copy's journal.
    ///
    /// # Errors
    ///
    /// Fails where the file exists or cannot be written, and where the database does.
    pub fn back_up(&mut self, act: &Act, file: &Path) -> Result<Head, DeskError> {
        files::refuse_existing(file)?;
        let head = self.head()?;
        // Recorded first: the copy's journal ends with the entry about the copy.
        self.write(act, |transaction| {
            let subject = format!("head:{}:{}", head.number, head.hash);
            transaction.record(BACKUP, &subject)
        })
        .map_err(|error: DeskError| error)?;
        let location = Location::File(file.to_owned());
        self.read(|from| {
            make(&location, None, |to| {
                copy(to, from)?;
                let sql = "UPDATE register SET copied = ?1";
                to.execute(sql, &[act.at.into()]).map(drop)
            })
        })?;
        Self::open_read(&location)?.head()
    }

    /// Makes a new register of a copy, with what was signed and published since.
    ///
    /// # Errors
    ///
    /// Fails where the place holds a register, where the copy is a register whose move was begun, where what
    /// was signed since does not fit the copy, and where a database fails.
    pub fn restore(
        copy: &mut Self,
        act: &Act,
        location: &Location,
        since: &Since,
    ) -> Result<(Self, Restored), DeskError> {
        // Taken back it goes on as it is; restored, there would be two.
        if let Some(Departure::Begun(_)) = copy.read(departure)? {
            let place = copy.place().to_owned();
            return Err(DeskError::Moving { place });
        }
        let mut restored = Restored::default();
        let (id, head) = (copy.id.clone(), copy.head()?);
        let subject = format!("head:{}:{}", head.number, head.hash);
        copy.read(|from| {
            make(location, Some(&id), |to| {
                self::copy(to, from)?;
                let mut transaction = Transaction::new(to, &id, act);
                restored = since.take_over(&mut transaction, &head)?;
                transaction.record("register.restore", &subject)
            })
        })?;
        Ok((Self::open(location)?, restored))
    }
}

impl Db {
    /// The number of entries about registrations and signers since the last backup: a register made of
    /// that one could not take over labels that rest on them.
    ///
    /// # Errors
    ///
    /// Fails where the database does, and where a row cannot be read.
    pub fn changes_since_backup(&mut self) -> Result<u64, DeskError> {
        let sql = "SELECT count(*) FROM journal
                   WHERE (action LIKE 'registration.%' OR action LIKE 'signer.%') AND number >
                   (SELECT coalesce(max(number), 0) FROM journal
                    WHERE action IN ('register.backup', 'register.restore'))";
        self.count(sql, &[])
    }
}

/// Tries whether a register can be made at an empty place; leaves nothing there.
///
/// # Errors
///
/// Fails where the place holds a register, and where its tables cannot be made there.
pub(crate) fn probe(location: &Location) -> Result<(), DeskError> {
    match location {
        Location::File(path) => {
            vacant_file(path)?;
            let staged = files::Staged::new(path)?;
            let mut db = Db::open(&Location::File(staged.path().to_owned()), Mode::Create)?;
            db.try_tables()?;
            db.close()
        }
        Location::Server(_) => open_vacant(location)?.try_tables(),
    }
}

/// Fails where there is a file of this name.
fn vacant_file(path: &Path) -> Result<(), DeskError> {
    match path.exists() {
        true => Err(DeskError::Exists {
            place: path.display().to_string(),
        }),
        false => Ok(()),
    }
}

/// Opens a database of a server that holds no register.
fn open_vacant(location: &Location) -> Result<Db, DeskError> {
    let mut db = Db::open(location, Mode::Create)?;
    match db.has_table("register")? {
        true => Err(DeskError::Exists {
            place: location.to_string(),
        }),
        false => Ok(db),
    }
}

/// Makes an empty database and fills it in one transaction; a file appears when it is whole.
///
/// The end of its journal is remembered first, as that of the register with this id; a copy has none.
pub(crate) fn make(
    location: &Location,
    id: Option<&str>,
    fill: impl FnOnce(&mut Db) -> Result<(), DeskError>,
) -> Result<(), DeskError> {
    match location {
        Location::File(path) => {
            vacant_file(path)?;
            let staged = files::Staged::new(path)?;
            let mut db = Db::open(&Location::File(staged.path().to_owned()), Mode::Create)?;
            db.at_once(fill)?;
            let head = id.map(|id| journal::end(&mut db, id)).transpose()?;
            db.close()?;
            let _lock = begin_memory(location, id.zip(head.as_ref()), || vacant_file(path))?;
            Ok(staged.persist_new()?)
        }
        Location::Server(_) => {
            let mut db = open_vacant(location)?;
            let mut lock = None;
            db.at_once(|db| {
                fill(db)?;
                let head = id.map(|id| journal::end(db, id)).transpose()?;
                lock = begin_memory(location, id.zip(head.as_ref()), || Ok(()))?;
                Ok(())
            })
        }
    }
}

/// Begins to remember the journal of a register that is about to appear.
fn begin_memory(
    location: &Location,
    journal: Option<(&str, &Head)>,
    vacant: impl FnOnce() -> Result<(), DeskError>,
) -> Result<Option<Exclusive>, DeskError> {
    match (location.memory(), journal) {
        (Some(memory), Some((id, head))) => memory.begin(id, head, vacant),
        _ => Ok(None),
    }
}

impl Db {
    /// Makes the tables of a register in an empty database.
    pub(crate) fn make_tables(&mut self) -> Result<(), DeskError> {
        self.migrate(MIGRATIONS_TABLE)?;
        let migrations = schema::MIGRATIONS.iter();
        migrations.copied().try_for_each(|one| self.migrate(one))
    }

    /// Makes the tables of a register and takes them back.
    fn try_tables(&mut self) -> Result<(), DeskError> {
        self.script("BEGIN")?;
        let made = self.make_tables();
        self.roll_back();
        made
    }

    /// Fills an empty database in one transaction.
    fn at_once(
        &mut self,
        fill: impl FnOnce(&mut Self) -> Result<(), DeskError>,
    ) -> Result<(), DeskError> {
        self.script("BEGIN")?;
        let filled = fill(self).and_then(|()| self.commit(Access::Write));
        filled.inspect_err(|_| self.roll_back())
    }
}

pub(crate) fn copy(to: &mut Db, from: &mut Db) -> Result<(), DeskError> {
    to.make_tables()?;
    let tables = TABLES.iter().map(|table| (table.name, table.columns));
    for (name, columns) in [JOURNAL].into_iter().chain(tables) {
        let values: Vec<String> = (1..=columns.len())
            .map(|number| format!("?{number}"))
            .collect();
        let (columns, values) = (columns.join(", "), values.join(", "));
        let insert = format!("INSERT INTO {name} ({columns}) VALUES ({values})");
        from.each(&format!("SELECT {columns} FROM {name}"), &[], &mut |row| {
            to.execute(&insert, &row.rest()).map(drop)
        })?;
    }
    Ok(())
}
