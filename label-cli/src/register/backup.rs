//! Copies: a register of either kind into a file, and such a file into a new register.

use std::path::Path;

use super::db::Access;
use super::record::TABLES;
use super::{Db, Location, Register, RegisterError, VERSION, Value, schema};
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
        let staged = files::Staged::new(file)?;
        let location = Location::File(staged.path().to_owned());
        let mut copy = Db::open(&location, true)?;
        self.read(|db| fill(&mut copy, db))?;
        copy.close()?;
        staged.persist_new()
    }

    /// Makes a new register of a copy.
    pub(crate) fn restore(copy: &mut Self, location: &Location) -> Result<Self, CliError> {
        let place = location.to_string();
        if let Location::File(path) = location {
            if path.exists() {
                return Err(RegisterError::Exists { place }.into());
            }
            let staged = files::Staged::new(path)?;
            let mut db = Db::open(&Location::File(staged.path().to_owned()), true)?;
            copy.read(|from| fill(&mut db, from))?;
            db.close()?;
            staged.persist_new()?;
        } else {
            let mut db = Db::open(location, false)?;
            if db.has_table("register")? {
                return Err(RegisterError::Exists { place }.into());
            }
            copy.read(|from| fill(&mut db, from))?;
        }
        Ok(Self::open(location)?)
    }
}

/// Makes the tables in an empty database and copies every row into them.
fn fill(to: &mut Db, from: &mut Db) -> Result<(), RegisterError> {
    to.script("BEGIN")?;
    let copied = copy(to, from).and_then(|()| to.commit(Access::Write));
    if copied.is_err() {
        to.roll_back();
    }
    copied
}

fn copy(to: &mut Db, from: &mut Db) -> Result<(), RegisterError> {
    to.migrate("CREATE TABLE migrations (version {int} PRIMARY KEY, at {int} NOT NULL){table}")?;
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
