//! The definitions in the database itself: those of the program, and nothing beside them.

use std::fs;
use std::path::Path;

use label_desk::register::{Location, Register, ServerFiles};
use rusqlite::Connection;
use serde_json::Value;

use crate::server;
use crate::world::{Desk, Kind, table};

/// A change by somebody who owns a file, and a finding that must come of it.
const FILE: &[(&str, &str, &str)] = &[
    (
        "DROP TRIGGER journal_no_update;
         CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN SELECT 1; END",
        "guard_changed",
        "trigger journal_no_update on journal",
    ),
    (
        "DROP TRIGGER credentials_no_delete",
        "guard_missing",
        "trigger credentials_no_delete on credentials",
    ),
    (
        "CREATE TRIGGER more AFTER INSERT ON journal BEGIN UPDATE plans SET labels = 1; END",
        "stranger",
        "trigger more on journal",
    ),
    (
        "ALTER TABLE publications RENAME TO kept; CREATE VIEW publications AS SELECT * FROM kept",
        "stranger",
        "view publications",
    ),
    ("CREATE TABLE more (line TEXT)", "stranger", "table more"),
    (
        "CREATE INDEX more ON plans (state)",
        "stranger",
        "index more",
    ),
    (
        "DROP INDEX applications_open",
        "schema_missing",
        "index applications_open",
    ),
    (
        "PRAGMA foreign_keys = off; DROP TABLE labelled",
        "schema_missing",
        "table labelled",
    ),
    (
        "PRAGMA writable_schema = on;
         UPDATE sqlite_schema SET sql = replace(sql, ' CHECK (number > 0)', '') WHERE name = 'journal'",
        "schema_changed",
        "table journal",
    ),
];

/// The same for somebody who owns the database of a server.
const SERVER: &[(&str, &str, &str)] = &[
    (
        "ALTER TABLE journal ENABLE REPLICA TRIGGER journal_guard",
        "guard_missing",
        "trigger journal_guard on journal",
    ),
    (
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
         $$ BEGIN RETURN NULL; END $$",
        "guard_changed",
        "function refuse_change()",
    ),
    (
        "CREATE SCHEMA other; CREATE FUNCTION other.refuse_change() RETURNS trigger LANGUAGE plpgsql AS
         $$ BEGIN RETURN NULL; END $$; DROP TRIGGER credentials_keep ON credentials;
         CREATE TRIGGER credentials_keep BEFORE DELETE OR TRUNCATE ON credentials
         FOR EACH STATEMENT EXECUTE FUNCTION other.refuse_change()",
        "guard_changed",
        "trigger credentials_keep on credentials",
    ),
    (
        "CREATE TRIGGER more BEFORE UPDATE ON plans FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "stranger",
        "trigger more on plans",
    ),
    (
        "ALTER TABLE publications RENAME TO kept; CREATE VIEW publications AS SELECT * FROM kept",
        "stranger",
        "view publications",
    ),
    (
        "CREATE RULE quiet AS ON DELETE TO plans DO INSTEAD NOTHING",
        "stranger",
        "rule quiet on plans",
    ),
    (
        "CREATE FUNCTION more() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'",
        "stranger",
        "function more()",
    ),
    ("CREATE TABLE more (line text)", "stranger", "table more"),
    (
        "CREATE TABLE more () INHERITS (plans)",
        "schema_changed",
        "table plans",
    ),
    (
        "ALTER TABLE credentials DISABLE TRIGGER ALL",
        "guard_missing",
        "disabled check credentials_plan_fkey on credentials",
    ),
    (
        "ALTER TABLE plans DROP CONSTRAINT plans_state_check",
        "schema_missing",
        "constraint plans_state_check on plans",
    ),
    (
        "ALTER TABLE lists ENABLE ROW LEVEL SECURITY; CREATE POLICY every ON lists USING (true)",
        "stranger",
        "policy every on lists",
    ),
    (
        "DROP TABLE labelled",
        "schema_missing",
        "table labelled",
    ),
    (
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET session_replication_role = replica', current_database()); END $$",
        "guard_setting",
        "setting session_replication_role",
    ),
    (
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = public, pg_catalog', current_database()); END $$",
        "guard_setting",
        "setting search_path",
    ),
];

fn every_change(kind: Kind, changes: &[(&str, &str, &str)]) {
    let base = Desk::granted(kind, &table(1, 1));
    base.audit();
    for (sql, code, subject) in changes {
        let desk = base.copy();
        if kind == Kind::Postgres {
            server::run(&desk.register, sql);
        } else {
            let file = Connection::open(desk.path(&desk.register)).unwrap();
            file.execute_batch(sql).unwrap();
        }
        let output = desk.run(&["register", "audit", "--json"]);
        assert_eq!(output.status.code(), Some(1), "{sql}: {output:?}");
        let audit: Value = serde_json::from_slice(&output.stdout).unwrap();
        let mut findings = audit["findings"].as_array().unwrap().iter();
        assert!(
            findings.any(|found| found["code"] == *code && found["subject"] == *subject),
            "{sql}: {audit:#}"
        );
    }
}

#[test]
fn what_was_done_to_the_definitions_in_a_file_is_found() {
    every_change(Kind::Sqlite, FILE);
}

#[test]
fn what_was_done_to_the_definitions_of_a_server_is_found() {
    every_change(Kind::Postgres, SERVER);
}

/// The definitions that a PostgreSQL server has of a new register are those that an audit compares with;
/// `LABEL_BLESS=1` writes them.
#[test]
fn the_definitions_of_a_server_are_those_that_are_expected() {
    let desk = Desk::new(Kind::Postgres);
    let location = Location::new(&desk.register, ServerFiles::default()).unwrap();
    let found = Register::open_read(&location)
        .unwrap()
        .definitions()
        .unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let file = root.join("label-desk/src/register/shape/postgres.txt");
    if std::env::var_os("LABEL_BLESS").is_some() {
        fs::write(&file, &found).unwrap();
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), found);
    assert!(found.lines().count() > 60, "{found}");
}
