//! The journal: who did what, when and why, each entry bound to the one before by its hash.
//!
//! The hash of an entry is the SHA-256 of this CBOR array:
//!
//! ```cddl
//! entry = ["label-journal-1", previous: bstr .size 32, number: uint, at: uint, who: tstr,
//!          action: tstr, subject: tstr, why: tstr, changes: tstr]
//! ```
//!
//! `previous` of the first entry is the SHA-256 of the register's id. `changes` is JSON: for each
//! row that was written its table, key and cells, or a digest of the cells in tables of many rows.

use ciborium::Value as Cbor;
use label_core::{UnixTime, hex};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

use super::Head;
use super::db::Db;
use super::record::Table;
use super::value::{Row, Value};
use crate::error::DeskError;

/// The action of a newer program that brought the register up to date.
pub(crate) const UPGRADE: &str = "register.upgrade";
/// The action that gave a term the end that it would get today, when the register was brought up to date.
pub(crate) const END_OF_DAY: &str = "registration.end-of-day";

/// The action of a grant.
pub(crate) const GRANT: &str = "registration.grant";
/// The action that ends a registration because another takes its place.
pub(crate) const SUPERSEDE: &str = "registration.supersede";

/// An action: its time, its doer and the reason.
#[derive(Clone, Debug)]
pub struct Act {
    /// The time.
    pub at: UnixTime,
    /// The doer.
    pub who: String,
    /// The reason; may be empty.
    pub why: String,
}

/// An entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number, from 1.
    pub number: u64,
    /// The time.
    pub at: UnixTime,
    /// The doer.
    pub who: String,
    /// The action, for example `registration.grant`.
    pub action: String,
    /// The subject: `registration:…`, `plan:…` and so on.
    pub subject: String,
    /// The reason; may be empty.
    pub why: String,
    /// The changes, in JSON.
    pub changes: String,
    /// The hash of the entry before.
    pub previous: Vec<u8>,
    /// Its own hash.
    pub hash: Vec<u8>,
}

impl Entry {
    pub(crate) const COLUMNS: &str =
        "number, at, who, action, subject, why, changes, previous, hash";

    pub(crate) fn take(row: &mut Row) -> Result<Self, DeskError> {
        Ok(Self {
            number: row.number()?,
            at: row.time()?,
            who: row.text()?,
            action: row.text()?,
            subject: row.text()?,
            why: row.text()?,
            changes: row.text()?,
            previous: row.bytes()?,
            hash: row.bytes()?,
        })
    }

    fn cells(&self) -> Vec<Value> {
        vec![
            self.number.into(),
            self.at.into(),
            Value::from(&self.who),
            Value::from(&self.action),
            Value::from(&self.subject),
            Value::from(&self.why),
            Value::from(&self.changes),
            self.previous.as_slice().into(),
            self.hash.as_slice().into(),
        ]
    }

    /// The hash that the entry should have.
    pub(crate) fn right_hash(&self) -> Vec<u8> {
        let text = |text: &str| Cbor::from(text);
        let array = Cbor::Array(vec![
            text("label-journal-1"),
            Cbor::Bytes(self.previous.clone()),
            self.number.into(),
            self.at.seconds().into(),
            text(&self.who),
            text(&self.action),
            text(&self.subject),
            text(&self.why),
            text(&self.changes),
        ]);
        let mut bytes = Vec::new();
        // Writing to memory cannot fail.
        drop(ciborium::into_writer(&array, &mut bytes));
        Sha256::digest(&bytes).to_vec()
    }
}

/// The last entry's number and hash; zero and the register's own hash before the first.
pub(crate) fn head(db: &mut Db, id: &str) -> Result<(u64, Vec<u8>), DeskError> {
    let sql = "SELECT number, hash FROM journal ORDER BY number DESC LIMIT 1";
    match db.rows(sql, &[])?.pop() {
        Some(mut row) => Ok((row.number()?, row.bytes()?)),
        None => Ok((0, Sha256::digest(id).to_vec())),
    }
}

/// The end of the journal, as it is shown and remembered.
pub(crate) fn end(db: &mut Db, id: &str) -> Result<Head, DeskError> {
    let (number, hash) = head(db, id)?;
    Ok(Head {
        number,
        hash: hex(&hash),
    })
}

/// Tells whether an entry has this number and this hash.
pub(crate) fn holds(db: &mut Db, head: &Head) -> Result<bool, DeskError> {
    let sql = "SELECT hash FROM journal WHERE number = ?1";
    let row = db.rows(sql, &[head.number.into()])?.pop();
    let hash = row.map(|mut row| row.bytes()).transpose()?;
    Ok(hash.is_some_and(|hash| hex(&hash) == head.hash))
}

/// Adds an entry; gives the end of the journal, which it is from now on.
pub(crate) fn append(
    db: &mut Db,
    id: &str,
    act: &Act,
    (action, subject): (&str, &str),
    changes: Vec<Json>,
) -> Result<Head, DeskError> {
    // Writers wait for each other, so that no other entry comes between this and the insert.
    let (last, previous) = head(db, id)?;
    let mut entry = Entry {
        number: last + 1,
        at: act.at,
        who: act.who.clone(),
        action: action.to_owned(),
        subject: subject.to_owned(),
        why: act.why.clone(),
        changes: Json::Array(changes).to_string(),
        previous,
        hash: Vec::new(),
    };
    entry.hash = entry.right_hash();
    let sql = "INSERT INTO journal (number, at, who, action, subject, why, changes, previous, hash)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    db.execute(sql, &entry.cells())?;
    Ok(Head {
        number: entry.number,
        hash: hex(&entry.hash),
    })
}

/// The last entry, but for those of a program that brought the register up to date.
pub(crate) fn last_deed(db: &mut Db) -> Result<Option<Entry>, DeskError> {
    let sql = format!(
        "SELECT {} FROM journal WHERE action NOT IN (?1, ?2) ORDER BY number DESC LIMIT 1",
        Entry::COLUMNS
    );
    let last = db.rows(&sql, &[UPGRADE.into(), END_OF_DAY.into()])?.pop();
    last.map(|mut row| Entry::take(&mut row)).transpose()
}

impl Db {
    /// The entries of an action, in order.
    ///
    /// # Errors
    ///
    /// Fails where the database does, and where a row cannot be read.
    pub(crate) fn entries_of(&mut self, action: &str) -> Result<Vec<Entry>, DeskError> {
        self.entries("WHERE action = ?1 ORDER BY number", action)
    }

    /// The last entry that took a registration, which is the subject, out of force.
    ///
    /// # Errors
    ///
    /// Fails where the database does, and where a row cannot be read.
    pub(crate) fn last_end_of(&mut self, subject: &str) -> Result<Option<Entry>, DeskError> {
        let condition = "WHERE subject = ?1 AND action IN ('registration.revoke',
            'registration.supersede', 'registration.suspend', 'registration.withdraw')
            ORDER BY number DESC LIMIT 1";
        let found = self.entries(condition, subject)?;
        Ok(found.into_iter().next())
    }

    fn entries(&mut self, condition: &str, value: &str) -> Result<Vec<Entry>, DeskError> {
        let sql = format!("SELECT {} FROM journal {condition}", Entry::COLUMNS);
        let rows = self.rows(&sql, &[value.into()])?.into_iter();
        rows.map(|mut row| Entry::take(&mut row)).collect()
    }
}

/// The last entry of an action.
pub(crate) fn last_of(db: &mut Db, action: &str) -> Result<Option<Entry>, DeskError> {
    let sql = format!(
        "SELECT {} FROM journal WHERE action = ?1 ORDER BY number DESC LIMIT 1",
        Entry::COLUMNS
    );
    let last = db.rows(&sql, &[action.into()])?.pop();
    last.map(|mut row| Entry::take(&mut row)).transpose()
}

/// A row in the journal: its table and its cells, or their digest.
pub(crate) fn change(table: &Table, cells: &[Value]) -> Json {
    let cells: Vec<Json> = cells.iter().map(Value::to_json).collect();
    if table.bulk {
        let key = cells.get(..table.key).unwrap_or_default();
        json!([table.name, key, digest(&cells)])
    } else {
        json!([table.name, cells])
    }
}

/// A digest of the cells of a row: half of a SHA-256.
pub(crate) fn digest(cells: &[Json]) -> String {
    let digest = Sha256::digest(Json::Array(cells.to_vec()).to_string());
    hex(digest.get(..16).unwrap_or_default())
}
