//! The shape of the database: its tables, indices, constraints, triggers and functions, compared with
//! those that the migrations make.
//!
//! Whoever owns the tables can put a trigger of the same name in the place of one that refuses changes,
//! or a view in the place of a table; so definitions are compared, and whatever else is there is listed.

use std::collections::BTreeMap;

use super::db::{Db, Mode};
use super::findings::Audit;
use super::{Location, Register};
use crate::error::DeskError;

/// The definitions of everything in a database, by kind and name.
type Shape = BTreeMap<(String, String), String>;

/// All that stands in a file; SQLite keeps each statement as it was written.
const SQLITE: &str = "SELECT type, CASE type WHEN 'trigger' THEN name || ' on ' || tbl_name ELSE name END,
    coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_stat%' ESCAPE '\\' ORDER BY 1, 2";

/// All that stands in the schema of the register, but for what belongs to an extension.
const POSTGRES: &str = include_str!("shape/postgres.sql");

/// The definitions that the statement above finds in a new register; a test writes them.
const POSTGRES_NEW: &str = include_str!("shape/postgres.txt");

impl Register {
    /// The definitions of everything in the database, one a line.
    ///
    /// # Errors
    ///
    /// Fails where the database does.
    pub fn definitions(&mut self) -> Result<String, DeskError> {
        let shape = self.read(read)?;
        let lines = shape
            .iter()
            .map(|((kind, name), definition)| line(kind, name, definition));
        Ok(lines.collect())
    }
}

/// Compares the shape of a database with that of a new register; false where tables are missing, so
/// that nothing can be read.
pub(crate) fn check(db: &mut Db, audit: &mut Audit) -> Result<bool, DeskError> {
    let mut shape = read(db)?;
    let mut whole = true;
    for ((kind, name), wanted) in expected(db)? {
        let subject = format!("{kind} {name}");
        let guard = kind == "trigger" || kind == "function";
        match shape.remove(&(kind.clone(), name.clone())) {
            Some(found) if found == wanted => {}
            Some(_) if guard => {
                audit.find(
                    "guard_changed",
                    subject,
                    "does something else than it should",
                );
            }
            Some(_) => audit.find("schema_changed", subject, "is defined in another way"),
            None if guard => {
                shape.remove(&("disabled trigger".to_owned(), name));
                let message = "what refuses changes is gone, or switched off";
                audit.find("guard_missing", subject, message);
            }
            None => {
                whole &= kind != "table";
                audit.find("schema_missing", subject, "is gone");
            }
        }
    }
    for ((kind, name), definition) in shape {
        let subject = format!("{kind} {name}");
        match kind.as_str() {
            "disabled check" => {
                audit.find("guard_missing", subject, "is switched off");
            }
            "setting" => {
                let message = format!("is '{definition}', which takes the guards out of force");
                audit.find("guard_setting", subject, message);
            }
            _ => audit.find("stranger", subject, "is nothing that the program made"),
        }
    }
    Ok(whole)
}

/// Reads the shape of a database.
fn read(db: &mut Db) -> Result<Shape, DeskError> {
    let sql = if db.is_file() { SQLITE } else { POSTGRES };
    let mut shape = Shape::new();
    for mut row in db.rows(sql, &[])? {
        let (kind, name, definition) = (row.text()?, row.text()?, row.text()?);
        shape.insert((kind, one_line(&name)), one_line(&definition));
    }
    Ok(shape)
}

/// The shape of a new register in the same kind of database.
fn expected(db: &Db) -> Result<Shape, DeskError> {
    if !db.is_file() {
        let lines = POSTGRES_NEW.lines().filter_map(split);
        return Ok(lines.collect());
    }
    let mut model = Db::open(&Location::File(":memory:".into()), Mode::Create)?;
    model.make_tables()?;
    read(&mut model)
}

fn line(kind: &str, name: &str, definition: &str) -> String {
    format!("{kind}\t{name}\t{definition}\n")
}

fn split(line: &str) -> Option<((String, String), String)> {
    let mut parts = line.splitn(3, '\t').map(str::to_owned);
    Some(((parts.next()?, parts.next()?), parts.next()?))
}

/// Puts a text on one line, with escapes.
fn one_line(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('\n', "\\n")
        .replace('\r', "\\r")
        .replace('\t', "\\t")
}
