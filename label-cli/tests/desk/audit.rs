//! Whatever is tampered with, an audit finds it.

use rusqlite::Connection;
use serde_json::Value;

use crate::server;
use crate::world::{Desk, KINDS, Kind, table};

/// A change behind the register's back, and the codes that an audit must report, among others.
const CHANGES: &[(&str, &[&str])] = &[
    (
        "UPDATE journal SET why = 'x' WHERE number = 5",
        &["journal_hash"],
    ),
    (
        "UPDATE journal SET who = 'x' WHERE number = 1",
        &["journal_hash"],
    ),
    (
        "UPDATE journal SET at = at + 1 WHERE number = 7",
        &["journal_hash"],
    ),
    (
        "UPDATE journal SET changes = '[]' WHERE number = 3",
        &["journal_hash", "row_unrecorded"],
    ),
    (
        "UPDATE journal SET changes = '7' WHERE number = 3",
        &["journal_hash", "journal_changes"],
    ),
    (
        "DELETE FROM journal WHERE number = 6",
        &["journal_gap", "journal_chain"],
    ),
    (
        "DELETE FROM journal WHERE number = (SELECT max(number) FROM journal)",
        &["row_changed"],
    ),
    (
        "UPDATE registrations SET holder = 'x' WHERE number = 'R-0'",
        &["row_changed", "claims_register"],
    ),
    (
        "UPDATE registrations SET state = 'revoked' WHERE number = 'R-0'",
        &["row_changed", "index_status"],
    ),
    (
        "UPDATE registrations SET expires = expires + 1",
        &["row_changed", "claims_register"],
    ),
    (
        "UPDATE applications SET answer = 'conditions', conditions = 'x' WHERE registration = 'R-1'",
        &["row_changed", "claims_register"],
    ),
    (
        "UPDATE applications SET answer = NULL, answered = NULL WHERE registration = 'R-1'",
        &["row_changed", "answer_missing"],
    ),
    (
        "UPDATE models SET product = 'x' WHERE model = 'M-0-0'",
        &["row_changed", "claims_register"],
    ),
    (
        "DELETE FROM models WHERE model = 'M-0-0'",
        &["row_missing", "claims_register"],
    ),
    (
        "UPDATE statuses SET status = 'suspended' WHERE position = 0",
        &["row_changed", "index_status"],
    ),
    (
        "UPDATE statuses SET registration = 'R-1', term = 2 WHERE position = 0",
        &["row_changed", "index_other", "index_stray"],
    ),
    (
        "UPDATE keys SET chain = ''",
        &["row_changed", "key_other", "signature"],
    ),
    ("UPDATE keys SET subject = 'x'", &["row_changed"]),
    (
        "UPDATE lists SET entries = 1",
        &["row_changed", "index_outside"],
    ),
    (
        "UPDATE plans SET labels = 9",
        &["row_changed", "plan_labels"],
    ),
    (
        "UPDATE credentials SET credential = to_be_signed WHERE number = 1",
        &["row_changed", "credential"],
    ),
    (
        "UPDATE credentials SET credential = (SELECT credential FROM credentials WHERE number = 2) WHERE number = 1",
        &["row_changed", "credential_other"],
    ),
    (
        "UPDATE credentials SET identity = 'x' WHERE number = 2",
        &["row_changed", "identity"],
    ),
    (
        "UPDATE credentials SET to_be_signed = credential WHERE number = 2",
        &["identity", "to_be_signed", "credential_other"],
    ),
    (
        "UPDATE credentials SET position = 1, registration = 'R-1' WHERE number = 1",
        &["row_changed", "claims_row"],
    ),
    (
        "UPDATE credentials SET credential = NULL, signed = NULL WHERE number = 3",
        &["row_changed", "plan_state"],
    ),
    (
        "DELETE FROM labelled WHERE credential = 2; DELETE FROM credentials WHERE number = 2",
        &["row_missing", "number_gap", "plan_labels"],
    ),
    (
        "DELETE FROM labelled WHERE credential = 2",
        &["row_missing", "labelled_missing"],
    ),
    (
        "UPDATE labelled SET credential = 1 WHERE credential = 2",
        &["row_changed", "label_twice"],
    ),
    (
        "UPDATE labelled SET model = 'x' WHERE credential = 2",
        &["row_unrecorded", "labelled_stray", "labelled_missing"],
    ),
    ("UPDATE register SET made = made + 1", &["row_changed"]),
    (
        "UPDATE register SET id = 'x'",
        &["row_missing", "row_unrecorded", "journal_chain"],
    ),
    ("UPDATE register SET copied = 5", &["copy_mark"]),
    ("UPDATE migrations SET at = at + 1", &["row_changed"]),
    ("DELETE FROM migrations WHERE version = 1", &["row_missing"]),
    (
        "INSERT INTO migrations (version, at) VALUES (0, 1)",
        &["row_unrecorded"],
    ),
    (
        "INSERT INTO publications (number, at, labels, part) VALUES (1, 1, 1, '')",
        &["row_unrecorded"],
    ),
];

fn tamper(desk: &Desk, sql: &str) {
    if desk.register.starts_with("postgres") {
        // What a superuser can do.
        server::run(
            &desk.register,
            &format!("SET session_replication_role = replica; {sql}"),
        );
        return;
    }
    let connection = Connection::open(desk.path(&desk.register)).unwrap();
    connection
        .execute_batch(&format!(
            "PRAGMA foreign_keys = off; DROP TRIGGER journal_no_update; DROP TRIGGER journal_no_delete;
             DROP TRIGGER credentials_no_update; DROP TRIGGER credentials_no_delete; {sql}"
        ))
        .unwrap();
}

fn signed(kind: Kind) -> Desk {
    let desk = Desk::granted(kind, &table(2, 2));
    desk.plan("plan.jsonl");
    desk.done("batch sign plan.jsonl --key desk.key --at 2026-11-07");
    desk.audit();
    desk
}

#[test]
fn every_change_behind_its_back_is_found() {
    for kind in KINDS {
        let base = signed(kind);
        for (sql, codes) in CHANGES {
            let desk = base.copy();
            tamper(&desk, sql);
            let output = desk.run(&["register", "audit", "--json"]);
            assert_eq!(output.status.code(), Some(1), "{sql}: {output:?}");
            let audit: Value = serde_json::from_slice(&output.stdout).unwrap();
            let findings = audit["findings"].as_array().unwrap();
            let found: Vec<&str> = findings
                .iter()
                .map(|finding| finding["code"].as_str().unwrap())
                .collect();
            for code in *codes {
                assert!(found.contains(code), "{kind:?}: {sql}: {found:?}");
            }
        }
    }
}

#[test]
fn a_guard_that_is_gone_is_found() {
    for kind in KINDS {
        let desk = signed(kind);
        if kind == Kind::Postgres {
            let sql = "ALTER TABLE journal DISABLE TRIGGER journal_guard";
            server::run(&desk.register, sql);
        } else {
            tamper(&desk, "");
        }
        let output = desk.run(&["register", "audit", "--json"]);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        let audit: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(audit["findings"][0]["code"], "guard_missing", "{audit:#}");
    }
}

/// A date that lies before the one before it is worth a look, and no more.
#[test]
fn a_clock_that_goes_back_is_a_warning() {
    for kind in KINDS {
        let desk = signed(kind);
        assert_eq!(desk.audit()["warnings"], Value::Null);
        desk.done(&["register", "backup", "copy.db", "--at", "2026-11-03"]);
        assert_eq!(desk.audit()["warnings"][0]["code"], "clock_backwards");
    }
}

/// A journal whose end is cut off, with the rows put back, shows only by what was noted elsewhere.
#[test]
fn a_noted_head_shows_what_was_cut_off() {
    for kind in KINDS {
        let desk = signed(kind);
        let earlier = desk.copy();
        desk.done(&["registration", "suspend", "R-0", "--at", "2026-11-08"]);
        let head = desk.audit()["head"].clone();
        let noted = format!("{}:{}", head["number"], head["hash"].as_str().unwrap());
        desk.done(&["register", "audit", "--head", &noted]);
        desk.done(&["registration", "resume", "R-0", "--at", "2026-11-09"]);
        desk.done(&["register", "audit", "--head", &noted]);
        earlier.audit();
        assert_eq!(
            earlier.fails(&["register", "audit", "--head", &noted]),
            "journal_head"
        );
    }
}

#[test]
fn the_databases_themselves_refuse_to_change_what_is_final() {
    let changes = [
        "UPDATE journal SET why = 'x'",
        "DELETE FROM journal",
        "DELETE FROM credentials",
        "UPDATE credentials SET credential = NULL, signed = NULL",
    ];
    let desk = signed(Kind::Sqlite);
    let connection = Connection::open(desk.path(&desk.register)).unwrap();
    for sql in changes {
        assert!(connection.execute(sql, []).is_err(), "{sql}");
    }
    let desk = signed(Kind::Postgres);
    let mut client = postgres::Client::connect(&desk.register, postgres::NoTls).unwrap();
    for sql in changes
        .iter()
        .chain(&["TRUNCATE journal", "TRUNCATE credentials, labelled"])
    {
        assert!(client.execute(*sql, &[]).is_err(), "{sql}");
    }
}

#[test]
fn copies_go_from_one_database_to_the_other_and_back() {
    for kind in KINDS {
        let desk = signed(kind);
        desk.done(&["register", "backup", "copy.db", "--at", "2026-11-08"]);
        assert_eq!(
            desk.fails(&["register", "backup", "copy.db"]),
            "file_exists"
        );
        let rows = desk.json(&["register", "export"]);
        let other = server::database();
        for target in ["restored.db", &other] {
            desk.done(&format!(
                "register restore copy.db --nothing-since --register {target} --at 2026-11-09"
            ));
            let restored = desk.json(&["register", "export", "--register", target]);
            assert_eq!(restored, rows);
            desk.done(&["register", "audit", "--register", target]);
            let again = ["register", "restore", "copy.db", "--nothing-since"];
            let again = desk.fails(&[&again[..], &["--register", target]].concat());
            assert_eq!(again, "register_exists");
        }
        // Labels go on where the copy ended.
        desk.write("apply.csv", "registration,scheme,level,assessment,criteria,product,model\nR-7,jc-star,1,self,JST-CR-01-01-2024R1,P,M\n");
        desk.done(&[
            "registration",
            "apply",
            "apply.csv",
            "--register",
            &other,
            "--at",
            "2026-11-10",
        ]);
        desk.done(&["register", "audit", "--register", &other]);
        // A copy that was tampered with is no register.
        let copy = Connection::open(desk.path("copy.db")).unwrap();
        copy.execute("UPDATE models SET product = 'x'", []).unwrap();
        drop(copy);
        let restore = ["register", "restore", "copy.db", "--nothing-since"];
        let output = desk.run(&[&restore[..], &["--register", "bad.db"]].concat());
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        assert!(!desk.path("bad.db").exists());
    }
}

/// A copy is looked at without a change, and written to by nothing.
#[test]
fn a_copy_is_only_read() {
    for kind in KINDS {
        let desk = Desk::granted(kind, &table(1, 1));
        desk.done(&["register", "backup", "copy.db"]);
        let bytes = || std::fs::read(desk.path("copy.db")).unwrap();
        let before = bytes();
        for words in ["audit", "list", "journal", "export", "show R-0"] {
            let words = words.split(' ');
            let words: Vec<&str> = ["register"].into_iter().chain(words).collect();
            desk.done(&[&words[..], &["--register", "copy.db"]].concat());
        }
        assert!(bytes() == before, "the copy has changed");
        assert!(!desk.path("copy.db-wal").exists());
        let suspend = ["registration", "suspend", "R-0", "--register", "copy.db"];
        assert_eq!(desk.fails(&suspend), "register_copy");
        assert_eq!(desk.audit()["entries"], 7);
    }
}
