//! Copies: a register of either kind into a file, and such a file into a new register.

use std::path::Path;

use super::db::Access;
use super::record::TABLES;
use super::{Db, Location, MIGRATIONS_TABLE, Register, RegisterError, VERSION, Value, schema};
use crate::error::CliError;
use crate::files;

/// Tables that the journal does not speak of, and their columns.
const OTHERS: [(&str, &[&str]); 2] = [
    ("register", &["id", "made"]),
    (
        "journal",
        &[
            "number", "at", "who", "action", "subject", "why", "changes", "previous", "hash",
        ],
    ),
];

impl Register {
    /// Copies the register, as of one moment, into a new file.
    pub(crate) fn back_up(&mut self, file: &Path) -> Result<(), CliError> {
        files::refuse_existing(file)?;
        let location = Location::File(file.to_owned());
        self.read(|from| make(&location, |to| copy(to, from)))
    }

    /// Makes a new register of a copy.
    pub(crate) fn restore(copy: &mut Self, location: &Location) -> Result<Self, CliError> {
        copy.read(|from| make(location, |to| self::copy(to, from)))?;
        Ok(Self::open(location)?)
    }
}

/// Makes an empty database and fills it in one transaction; a file appears when it is whole.
pub(super) fn make(
    location: &Location,
    fill: impl FnOnce(&mut Db) -> Result<(), RegisterError>,
) -> Result<(), CliError> {
    let exists = || RegisterError::Exists {
        place: location.to_string(),
    };
    match location {
        Location::File(path) => {
            if path.exists() {
                return Err(exists().into());
            }
            let staged = files::Staged::new(path)?;
            let mut db = Db::open(&Location::File(staged.path().to_owned()), true)?;
            db.at_once(fill)?;
            db.close()?;
            staged.persist_new()
        }
        Location::Server(_) => {
            let mut db = Db::open(location, true)?;
            if db.has_table("register")? {
                return Err(exists().into());
            }
            Ok(db.at_once(fill)?)
        }
    }
}

impl Db {
    /// Fills an empty database in one transaction.
    fn at_once(
        &mut self,
        fill: impl FnOnce(&mut Self) -> Result<(), RegisterError>,
    ) -> Result<(), RegisterError> {
        self.script("BEGIN")?;
        let filled = fill(self).and_then(|()| self.commit(Access::Write));
        filled.inspect_err(|_| self.roll_back())
    }
}

fn copy(to: &mut Db, from: &mut Db) -> Result<(), RegisterError> {
    to.migrate(MIGRATIONS_TABLE)?;
    for migration in schema::MIGRATIONS {
        to.migrate(migration)?;
    }
    let sql = "SELECT version, at FROM migrations WHERE version <= ?1 ORDER BY version";
    for row in from.rows(sql, &[Value::from(VERSION as u64)])? {
        let sql = "INSERT INTO migrations (version, at) VALUES (?1, ?2)";
        to.execute(sql, &row.rest())?;
    }
    let tables = TABLES.iter().map(|table| (table.name, table.columns));
    for (name, columns) in OTHERS.into_iter().chain(tables) {
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
