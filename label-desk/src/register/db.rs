//! One set of statements for SQLite and PostgreSQL.
//!
//! Statements name their values `?1`, `?2`, …; what differs between the two databases stands in
//! this file and in `words.rs`.

use std::collections::HashMap;
use std::error::Error as _;
use std::path::Path;
use std::time::Duration;

use label_io::write_points;
use postgres::types::{ToSql, Type};
use rusqlite::OpenFlags;

use super::location::Location;
use super::value::{Row, Value};
use super::words::{POSTGRES, POSTGRES_WRITE, SQLITE};
use crate::error::DeskError;

/// The time that one writer waits for another.
const PATIENCE: Duration = Duration::from_mins(1);

type Done<T = ()> = Result<T, DeskError>;

/// An open database.
pub struct Db {
    backend: Backend,
    place: String,
}

enum Backend {
    Sqlite(rusqlite::Connection),
    Postgres(Box<postgres::Client>, HashMap<String, postgres::Statement>),
}

/// The purpose that a database is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Read,
    Write,
    /// A file that is not there is made.
    Create,
}

/// The purpose of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// A consistent look at everything.
    Read,
    /// Changes, one writer at a time.
    Write,
}

impl Db {
    /// Opens a database; a file is only made if it may be.
    pub(crate) fn open(location: &Location, mode: Mode) -> Done<Self> {
        let place = location.to_string();
        let backend = match location {
            Location::File(path) => Backend::Sqlite(
                open_file(path, mode).map_err(|error| sqlite_error(&place, &error))?,
            ),
            Location::Server(config) => {
                let client = config
                    .connect()
                    .map_err(|error| server_error(&place, &error))?;
                Backend::Postgres(Box::new(client), HashMap::new())
            }
        };
        Ok(Self { backend, place })
    }

    /// The name of the database in errors.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// Closes the database; a file then stands alone, without files beside it.
    pub(crate) fn close(self) -> Done {
        let Backend::Sqlite(connection) = self.backend else {
            return Ok(());
        };
        let place = self.place;
        connection
            .pragma_update(None, "journal_mode", "DELETE")
            .map_err(|error| sqlite_error(&place, &error))?;
        let closed = connection.close();
        closed.map_err(|(_, error)| sqlite_error(&place, &error))
    }

    /// Begins a transaction.
    ///
    /// Writers wait for each other: in SQLite for the file, in PostgreSQL for a lock that every one of
    /// them takes.
    pub(crate) fn begin(&mut self, access: Access) -> Done {
        let begun = match (&self.backend, access) {
            (Backend::Sqlite(_), Access::Write) => self.script("BEGIN IMMEDIATE"),
            (Backend::Sqlite(_), Access::Read) => self.script("BEGIN"),
            (Backend::Postgres(..), Access::Write) => self.script(POSTGRES_WRITE),
            (Backend::Postgres(..), Access::Read) => {
                self.script("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            }
        };
        begun.inspect_err(|_| self.roll_back())
    }

    /// Makes the changes of a transaction last.
    pub(crate) fn commit(&mut self, access: Access) -> Done {
        if access == Access::Read {
            return self.script("COMMIT");
        }
        self.fault_point()?;
        self.script("COMMIT")?;
        self.fault_point()
    }

    /// Takes the changes of a transaction back.
    pub(crate) fn roll_back(&mut self) {
        // If that fails, the connection is gone, and the changes with it.
        drop(self.script("ROLLBACK"));
    }

    /// Changes rows; tells how many.
    pub(crate) fn execute(&mut self, sql: &str, values: &[Value]) -> Done<u64> {
        self.fault_point()?;
        let place = &self.place;
        match &mut self.backend {
            Backend::Sqlite(connection) => {
                let changed = connection.prepare_cached(sql).and_then(|mut statement| {
                    statement.execute(rusqlite::params_from_iter(values))
                });
                let changed = changed.map_err(|error| sqlite_error(place, &error))?;
                Ok(changed as u64)
            }
            Backend::Postgres(client, statements) => prepared(client, statements, sql)
                .and_then(|statement| client.execute(&statement, &borrowed(values)))
                .map_err(|error| server_error(place, &error)),
        }
    }

    /// Gives every row that a statement finds to a function.
    ///
    /// # Errors
    ///
    /// Fails where the database or the function does.
    pub fn each(&mut self, sql: &str, values: &[Value], take: &mut dyn FnMut(Row) -> Done) -> Done {
        let place = self.place.clone();
        match &mut self.backend {
            Backend::Sqlite(connection) => {
                let failed = |error| sqlite_error(&place, &error);
                let mut statement = connection.prepare_cached(sql).map_err(failed)?;
                let columns = statement.column_count();
                let rows = statement.query(rusqlite::params_from_iter(values));
                let mut rows = rows.map_err(failed)?;
                while let Some(row) = rows.next().map_err(failed)? {
                    let cells = (0..columns).map(|column| row.get_ref(column).map(sqlite_cell));
                    let cells = cells.collect::<Result<Vec<_>, _>>().map_err(failed)?;
                    take(Row::new(cells)).map_err(|error| placed(error, &place))?;
                }
            }
            Backend::Postgres(client, statements) => {
                use postgres::fallible_iterator::FallibleIterator as _;
                let failed = |error| server_error(&place, &error);
                let statement = prepared(client, statements, sql).map_err(failed)?;
                let values = values.iter().map(|value| value as &dyn ToSql);
                let mut rows = client.query_raw(&statement, values).map_err(failed)?;
                while let Some(row) = rows.next().map_err(failed)? {
                    let cells = (0..row.len()).map(|column| server_cell(&row, column));
                    let cells = cells.collect::<Result<Vec<_>, _>>().map_err(failed)?;
                    take(Row::new(cells)).map_err(|error| placed(error, &place))?;
                }
            }
        }
        Ok(())
    }

    /// Every row that a statement finds.
    ///
    /// # Errors
    ///
    /// Fails where the database does.
    pub fn rows(&mut self, sql: &str, values: &[Value]) -> Done<Vec<Row>> {
        let mut found = Vec::new();
        self.each(sql, values, &mut |row| {
            found.push(row);
            Ok(())
        })?;
        Ok(found)
    }

    /// Runs statements that take no values and give no rows.
    pub(crate) fn script(&mut self, sql: &str) -> Done {
        let place = &self.place;
        match &mut self.backend {
            Backend::Sqlite(connection) => connection
                .execute_batch(sql)
                .map_err(|error| sqlite_error(place, &error)),
            Backend::Postgres(client, _) => client
                .batch_execute(sql)
                .map_err(|error| server_error(place, &error)),
        }
    }

    /// Runs a migration, with the words of this database in place of `{…}`.
    pub(crate) fn migrate(&mut self, sql: &str) -> Done {
        self.fault_point()?;
        let words = match self.is_file() {
            true => SQLITE,
            false => POSTGRES,
        };
        let mut sql = sql.to_owned();
        for (name, word) in words {
            sql = sql.replace(name, word);
        }
        self.script(&sql)
    }

    /// Tells whether a table is there.
    pub(crate) fn has_table(&mut self, name: &str) -> Done<bool> {
        let sql = match &self.backend {
            Backend::Sqlite(_) => {
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name = ?1"
            }
            Backend::Postgres(..) => {
                "SELECT to_regclass(?1)::text WHERE to_regclass(?1) IS NOT NULL"
            }
        };
        Ok(!self.rows(sql, &[Value::from(name)])?.is_empty())
    }

    /// Asks the database for faults of its own.
    pub(crate) fn check(&mut self) -> Done<Vec<String>> {
        let Backend::Sqlite(_) = &self.backend else {
            return Ok(Vec::new());
        };
        let mut faults = Vec::new();
        for mut row in self.rows("PRAGMA integrity_check(20)", &[])? {
            faults.extend(row.optional_text()?.filter(|text| text != "ok"));
        }
        for mut row in self.rows("PRAGMA foreign_key_check", &[])? {
            let table = row.text()?;
            faults.push(format!("a row of {table} points to nothing"));
        }
        Ok(faults)
    }

    /// Tells whether this is a file of SQLite.
    pub(crate) fn is_file(&self) -> bool {
        matches!(self.backend, Backend::Sqlite(_))
    }

    fn fault_point(&self) -> Done {
        write_points::point().map_err(|error| DeskError::Storage {
            place: self.place.clone(),
            reason: label_io::reason(&error),
        })
    }
}

fn open_file(path: &Path, mode: Mode) -> rusqlite::Result<rusqlite::Connection> {
    let flags = match mode {
        Mode::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
        Mode::Write => OpenFlags::SQLITE_OPEN_READ_WRITE,
        Mode::Create => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
    };
    let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = rusqlite::Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(PATIENCE)?;
    if mode != Mode::Read {
        connection.pragma_update(None, "journal_mode", "WAL")?;
    }
    // Each commit reaches the disk before it counts as made.
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // 32 MiB of pages at hand, and 16 MiB of changes before they are moved into the file.
    connection.pragma_update(None, "cache_size", -32_768)?;
    connection.pragma_update(None, "wal_autocheckpoint", 4_096)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

fn prepared(
    client: &mut postgres::Client,
    statements: &mut HashMap<String, postgres::Statement>,
    sql: &str,
) -> Result<postgres::Statement, postgres::Error> {
    if let Some(statement) = statements.get(sql) {
        return Ok(statement.clone());
    }
    let statement = client.prepare(&sql.replace('?', "$"))?;
    statements.insert(sql.to_owned(), statement.clone());
    Ok(statement)
}

fn borrowed(values: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    let values = values.iter();
    values.map(|value| value as &(dyn ToSql + Sync)).collect()
}

fn sqlite_cell(cell: rusqlite::types::ValueRef<'_>) -> Value {
    use rusqlite::types::ValueRef;
    match cell {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Int(number),
        // The tables hold no such numbers; what cannot be is shown, and compares with nothing.
        ValueRef::Real(number) => Value::Text(number.to_string()),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
    }
}

fn server_cell(row: &postgres::Row, column: usize) -> Result<Value, postgres::Error> {
    let ty = row
        .columns()
        .get(column)
        .map(|column| column.type_().clone());
    Ok(match ty {
        Some(Type::INT8) => row
            .try_get::<_, Option<i64>>(column)?
            .map_or(Value::Null, Value::Int),
        Some(Type::BYTEA) => row
            .try_get::<_, Option<Vec<u8>>>(column)?
            .map_or(Value::Null, Value::Bytes),
        _ => row
            .try_get::<_, Option<String>>(column)?
            .map_or(Value::Null, Value::Text),
    })
}

fn sqlite_error(place: &str, error: &rusqlite::Error) -> DeskError {
    let reason = match error {
        rusqlite::Error::SqliteFailure(_, Some(text)) => text.clone(),
        other => other.to_string(),
    };
    DeskError::Storage {
        place: place.to_owned(),
        reason: lower(&reason),
    }
}

fn server_error(place: &str, error: &postgres::Error) -> DeskError {
    let reason = match (error.as_db_error(), error.source()) {
        (Some(said), _) => said.message().to_owned(),
        (None, Some(source)) => source.to_string(),
        (None, None) => error.to_string(),
    };
    DeskError::Storage {
        place: place.to_owned(),
        reason: lower(reason.lines().next().unwrap_or_default()),
    }
}

/// Puts a text in the style of the other messages: a small letter first, unless the word is all capitals.
fn lower(text: &str) -> String {
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut characters = text.chars();
    let first = characters.next().unwrap_or_default();
    if characters.clone().next().is_some_and(char::is_uppercase) {
        return text.to_owned();
    }
    first.to_lowercase().chain(characters).collect()
}

/// Adds the register's name to the error of a cell that cannot be read.
fn placed(error: DeskError, at: &str) -> DeskError {
    match error {
        DeskError::Damaged { place, what } if place.is_empty() => DeskError::Damaged {
            place: at.to_owned(),
            what,
        },
        other => other,
    }
}
