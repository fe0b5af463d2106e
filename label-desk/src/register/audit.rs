//! The audit of a register: of its journal, every row, every label and every index.

mod anchors;
mod invariants;
mod labels;
mod outside;

use std::collections::{HashMap, HashSet};

use label_core::{Status, hex};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use super::findings::{Audit, Head};
use super::journal::{self, Entry};
use super::record::{TABLES, Table};
use super::states::PlanState;
use super::{Db, List, PlanEntry, Register, Registration, StatusEntry, is_copy, shape};
use crate::error::DeskError;
use anchors::Wanted;

pub use anchors::Anchors;

impl Audit {
    /// Runs a check; a row that cannot be read is a finding, and the checks after it still run.
    fn run(&mut self, db: &mut Db, check: Check) -> Result<(), DeskError> {
        match check(db, self) {
            Err(DeskError::Damaged { what, .. }) => {
                self.find("row_unreadable", "register", what);
                Ok(())
            }
            done => done,
        }
    }
}

/// A check of everything in the register.
type Check = fn(&mut Db, &mut Audit) -> Result<(), DeskError>;

impl Register {
    /// Looks at everything as of one moment, and remembers the end of the journal if all holds.
    ///
    /// # Errors
    ///
    /// Fails where the noted entry is not in the journal, where the published part cannot be read, and
    /// where the database fails.
    pub fn audit(&mut self, given: &Anchors) -> Result<Audit, DeskError> {
        let mut audit = Audit::default();
        let wanted = Wanted::all(&self.id, given, self.memory.as_ref(), &mut audit)?;
        let id = self.id.clone();
        let audit = self.read(|db| look(db, &id, given, wanted, audit))?;
        // A copy stays as it is, also beside it.
        if let Some(head) = &audit.head
            && audit.findings.is_empty()
            && !self.read(is_copy)?
        {
            self.note(head);
        }
        Ok(audit)
    }

    /// The end of the journal.
    ///
    /// # Errors
    ///
    /// Fails where the database does, and where a row cannot be read.
    pub fn head(&mut self) -> Result<Head, DeskError> {
        let id = self.id.clone();
        self.read(|db| journal::end(db, &id))
    }

    /// The journal entries after a number, in order.
    ///
    /// # Errors
    ///
    /// Fails where the database does, and where a row cannot be read.
    pub fn entries(&mut self, after: u64) -> Result<Vec<Entry>, DeskError> {
        let sql = format!(
            "SELECT {} FROM journal WHERE number > ?1 ORDER BY number",
            Entry::COLUMNS
        );
        self.read(|db| {
            let rows = db.rows(&sql, &[after.into()])?.into_iter();
            rows.map(|mut row| Entry::take(&mut row)).collect()
        })
    }

    /// The journal entries about a subject, in order.
    ///
    /// # Errors
    ///
    /// Fails where the database does, and where a row cannot be read.
    pub fn journal(&mut self, subject: &str) -> Result<Vec<Entry>, DeskError> {
        let sql = format!(
            "SELECT {} FROM journal WHERE subject = ?1 ORDER BY number",
            Entry::COLUMNS
        );
        self.read(|db| {
            let rows = db.rows(&sql, &[subject.into()])?.into_iter();
            rows.map(|mut row| Entry::take(&mut row)).collect()
        })
    }
}

/// Looks at everything in the register.
fn look(
    db: &mut Db,
    id: &str,
    given: &Anchors,
    wanted: Vec<Wanted>,
    mut audit: Audit,
) -> Result<Audit, DeskError> {
    for fault in db.check()? {
        audit.find("database", "database", fault);
    }
    if !shape::check(db, &mut audit)? {
        return Ok(audit);
    }
    let recorded = chain(db, id, wanted, &mut audit)?;
    anchors::publication(db, given, &mut audit)?;
    anchors::newest(db, &mut audit)?;
    tables(db, recorded, &mut audit)?;
    audit.registrations = db.count("SELECT count(*) FROM registrations", &[])?;
    audit.models = db.count("SELECT count(*) FROM models", &[])?;
    let checks = [
        statuses,
        plans,
        gtins,
        labels::check,
        outside::check,
        invariants::check,
    ];
    for check in checks {
        audit.run(db, check)?;
    }
    Ok(audit)
}

/// The last entry of the journal about each row: its table and key, and a digest of its cells.
type Recorded = HashMap<(&'static str, String), String>;

/// Follows the journal from its first entry.
fn chain(
    db: &mut Db,
    id: &str,
    mut wanted: Vec<Wanted>,
    audit: &mut Audit,
) -> Result<Recorded, DeskError> {
    let mut recorded = Recorded::new();
    let mut previous = Sha256::digest(id).to_vec();
    // Before the first entry, the end is the hash of the register's id.
    Wanted::meet(&mut wanted, 0, &hex(&previous), audit);
    let sql = format!("SELECT {} FROM journal ORDER BY number", Entry::COLUMNS);
    db.each(&sql, &[], &mut |mut row| {
        let entry = Entry::take(&mut row)?;
        audit.entries += 1;
        let subject = format!("journal entry {}", entry.number);
        if entry.number != audit.entries {
            let message = format!("stands where entry {} should", audit.entries);
            audit.find("journal_gap", &subject, message);
            audit.entries = entry.number;
        }
        if entry.previous != previous {
            audit.find(
                "journal_chain",
                &subject,
                "does not follow the entry before it",
            );
        }
        if entry.hash != entry.right_hash() {
            audit.find("journal_hash", &subject, "was changed after it was written");
        }
        let hash = hex(&entry.hash);
        Wanted::meet(&mut wanted, entry.number, &hash, audit);
        if !replay(&entry.changes, &mut recorded) {
            audit.find("journal_changes", &subject, "its changes cannot be read");
        }
        previous.clone_from(&entry.hash);
        audit.head = Some(Head {
            number: entry.number,
            hash,
        });
        Ok(())
    })?;
    Wanted::missed(wanted, audit)?;
    Ok(recorded)
}

/// Applies the changes of an entry; `false` where they make no sense.
fn replay(changes: &str, recorded: &mut Recorded) -> bool {
    let Ok(Json::Array(changes)) = serde_json::from_str(changes) else {
        return false;
    };
    changes.iter().all(|change| {
        let Some(parts) = change.as_array() else {
            return false;
        };
        let name = parts.first().and_then(Json::as_str);
        let table = TABLES.iter().find(|table| Some(table.name) == name);
        let (Some(table), Some(cells)) = (table, parts.get(1).and_then(Json::as_array)) else {
            return false;
        };
        let digest = match (table.bulk, parts.get(2).and_then(Json::as_str)) {
            (true, Some(digest)) => digest.to_owned(),
            (false, None) => journal::digest(cells),
            _ => return false,
        };
        recorded.insert((table.name, key(table, cells)), digest);
        true
    })
}

fn key(table: &Table, cells: &[Json]) -> String {
    let cells = cells.get(..table.key).unwrap_or_default();
    Json::Array(cells.to_vec()).to_string()
}

/// Compares every row with what the journal says of it.
fn tables(db: &mut Db, mut recorded: Recorded, audit: &mut Audit) -> Result<(), DeskError> {
    for table in TABLES {
        let sql = format!("SELECT {} FROM {}", table.columns.join(", "), table.name);
        db.each(&sql, &[], &mut |row| {
            let cells: Vec<Json> = row.rest().iter().map(super::Value::to_json).collect();
            let key = key(&table, &cells);
            let subject = format!("{} {key}", table.name);
            match recorded.remove(&(table.name, key)) {
                None => audit.find("row_unrecorded", subject, "no journal entry wrote this row"),
                Some(digest) if digest != journal::digest(&cells) => {
                    audit.find("row_changed", subject, "is not as the journal says");
                }
                Some(_) => {}
            }
            Ok(())
        })?;
    }
    let mut missing: Vec<_> = recorded.into_keys().collect();
    missing.sort();
    for (table, key) in missing {
        audit.find(
            "row_missing",
            format!("{table} {key}"),
            "the journal wrote this row, and it is gone",
        );
    }
    Ok(())
}

/// Checks the indices: each in its list, given out once, and with the status of its registration.
fn statuses(db: &mut Db, audit: &mut Audit) -> Result<(), DeskError> {
    let lists: Vec<List> = db.select("", &[])?;
    let sizes: HashMap<String, u64> = lists
        .into_iter()
        .map(|list| (list.address, list.entries))
        .collect();
    let registrations: Vec<Registration> = db.select("", &[])?;
    let known: HashMap<&str, &Registration> = registrations
        .iter()
        .map(|registration| (registration.number.as_str(), registration))
        .collect();
    let mut met = HashSet::new();
    let entries: Vec<StatusEntry> = db.select("ORDER BY list, position", &[])?;
    for entry in entries {
        audit.indices += 1;
        let subject = format!("index {} of {}", entry.position, entry.list);
        if sizes
            .get(&entry.list)
            .is_none_or(|entries| entry.position >= *entries)
        {
            audit.find("index_outside", &subject, "lies outside its status list");
        }
        if !met.insert((entry.list.clone(), entry.position)) {
            audit.find("index_twice", &subject, "was given out twice");
        }
        let registration = known.get(entry.registration.as_str());
        if registration.is_some_and(|one| rests(one, &entry)) {
            unsigned(db, &entry, &subject, audit)?;
        } else if registration.is_none_or(|registration| entry.term > registration.term) {
            audit.find(
                "index_stray",
                &subject,
                "belongs to no term of a registration",
            );
        } else if registration.is_some_and(|registration| {
            entry.term == registration.term && Some(entry.status) != registration.state.status()
        }) {
            audit.find(
                "index_status",
                &subject,
                "has another status than its registration",
            );
        }
    }
    Ok(())
}

/// Tells whether an index rests: the grant of its term was taken back.
fn rests(registration: &Registration, entry: &StatusEntry) -> bool {
    entry.term == registration.term + 1 && entry.status == Status::Suspended
}

/// Checks that no label is signed under an index that rests.
fn unsigned(
    db: &mut Db,
    entry: &StatusEntry,
    subject: &str,
    audit: &mut Audit,
) -> Result<(), DeskError> {
    let sql = "SELECT count(*) FROM credentials
               WHERE list = ?1 AND position = ?2 AND credential IS NOT NULL";
    let index = [(&entry.list).into(), entry.position.into()];
    if db.count(sql, &index)? > 0 {
        let message = "has a label, and the grant of its term was taken back";
        audit.find("index_stray", subject, message);
    }
    Ok(())
}

/// Checks that each plan has as many labels as it says, and is done when it says so.
fn plans(db: &mut Db, audit: &mut Audit) -> Result<(), DeskError> {
    let plans: Vec<PlanEntry> = db.select("ORDER BY begun, id", &[])?;
    for plan in plans {
        let subject = format!("plan {}", plan.id);
        let sql = "SELECT count(*) FROM credentials WHERE plan = ?1";
        let labels = db.count(sql, &[(&plan.id).into()])?;
        if labels != plan.labels {
            let message = format!("has {labels} labels, not {}", plan.labels);
            audit.find("plan_labels", &subject, message);
        }
        let pending = db.counts(&plan.id)?.pending;
        if pending > 0 && plan.state != PlanState::Begun {
            let message = format!("is {}, but {pending} labels are not signed", plan.state);
            audit.find("plan_state", &subject, message);
        }
    }
    Ok(())
}

/// Checks that no GTIN belongs to two models, but for those of a registration and the one that is to
/// replace it.
fn gtins(db: &mut Db, audit: &mut Audit) -> Result<(), DeskError> {
    let registrations: Vec<Registration> = db.select("WHERE successor IS NOT NULL", &[])?;
    let successors: HashMap<&str, &str> = registrations
        .iter()
        .filter_map(|one| Some((one.number.as_str(), one.successor.as_deref()?)))
        .collect();
    let replaces = |old: &str, new: &str| successors.get(old) == Some(&new);
    let mut owners: HashMap<String, (String, String)> = HashMap::new();
    for (gtin, owner) in db.gtins_in_use()? {
        let Some(first) = owners.insert(gtin.clone(), owner.clone()) else {
            continue;
        };
        if replaces(&first.0, &owner.0) || replaces(&owner.0, &first.0) {
            continue;
        }
        let ((registration, model), (other, its)) = (first, owner);
        let message = format!("belongs to '{model}' of {registration} and to '{its}' of {other}");
        audit.find("gtin_twice", format!("GTIN {gtin}"), message);
    }
    Ok(())
}
