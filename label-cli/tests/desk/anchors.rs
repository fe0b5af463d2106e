//! The end of the journal is kept outside of the database: one that was cut or rewritten, or an older
//! copy in its place, is found without being asked.

use std::fs;
use std::path::PathBuf;

use ciborium::Value as Cbor;
use rusqlite::Connection;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::publish;
use crate::server;
use crate::world::{Desk, KINDS, Kind, table};

/// The codes that an audit finds, in order.
fn findings(desk: &Desk, more: &[&str]) -> Vec<String> {
    let words = [&["register", "audit", "--json"], more].concat();
    let output = desk.run(&words);
    let audit: Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = audit["findings"].as_array().unwrap().iter();
    let findings: Vec<String> = findings
        .map(|found| found["code"].as_str().unwrap().to_owned())
        .collect();
    let code = i32::from(!findings.is_empty());
    assert_eq!(output.status.code(), Some(code), "{audit:#}");
    findings
}

/// Changes rows as the owner of the database can: without the triggers, which are put back.
fn behind_its_back(desk: &Desk, sql: &str) {
    if desk.register.starts_with("postgres") {
        let sql = format!("SET session_replication_role = replica; {sql}");
        return server::run(&desk.register, &sql);
    }
    let file = Connection::open(desk.path(&desk.register)).unwrap();
    let mut statement = file
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap();
    let triggers: Vec<(String, String)> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let drop: String = triggers
        .iter()
        .map(|(name, _)| format!("DROP TRIGGER {name};"))
        .collect();
    let make: String = triggers.iter().map(|(_, sql)| format!("{sql};")).collect();
    file.execute_batch(&format!("{drop} {sql}; {make}"))
        .unwrap();
}

/// The file in which the end of the journal is remembered.
pub(crate) fn memory(desk: &Desk) -> PathBuf {
    if !desk.register.starts_with("postgres") {
        return desk.path(&format!("{}.head", desk.register));
    }
    let mut files = fs::read_dir(desk.path("label")).unwrap();
    let file = files.next().unwrap().unwrap().path();
    assert!(files.next().is_none());
    file
}

/// A desk with a grant, and the state before its last action.
fn desk(kind: Kind) -> Desk {
    let desk = Desk::granted(kind, &table(2, 1));
    desk.audit();
    desk
}

#[test]
fn an_older_copy_in_its_place_is_found() {
    for kind in KINDS {
        let desk = desk(kind);
        let older = desk.copy();
        desk.done(&["registration", "suspend", "R-0", "--at", "2026-11-08"]);
        desk.audit();
        if kind == Kind::Postgres {
            server::put_back(&desk.register, &older.register);
        } else {
            fs::copy(older.path("register.db"), desk.path("register.db")).unwrap();
        }
        assert_eq!(findings(&desk, &[]), ["journal_head"], "{kind:?}");
        // It is found again, also after more was written: what was remembered stays.
        for at in ["2026-11-09", "2026-11-10"] {
            desk.done(&["registration", "suspend", "R-1", "--at", at]);
            assert_eq!(findings(&desk, &[]), ["journal_head"], "{kind:?}");
            desk.done(&["registration", "resume", "R-1", "--at", at]);
        }
    }
}

/// A register has one memory, whatever link leads to it.
#[test]
fn an_older_copy_behind_a_link_is_found() {
    let mut desk = desk(Kind::Sqlite);
    let older = desk.copy();
    fs::create_dir(desk.path("links")).unwrap();
    std::os::unix::fs::symlink("../register.db", desk.path("links/desk.db")).unwrap();
    desk.register = "links/desk.db".to_owned();
    desk.done(&["registration", "suspend", "R-0", "--at", "2026-11-08"]);
    let names = fs::read_dir(desk.path("links")).unwrap();
    let names: Vec<_> = names.map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["desk.db"]);
    desk.register = "register.db".to_owned();
    assert_eq!(desk.audit()["warnings"], Value::Null);
    fs::copy(older.path("register.db"), desk.path("register.db")).unwrap();
    desk.register = "links/desk.db".to_owned();
    assert_eq!(findings(&desk, &[]), ["journal_head"]);
}

/// A memory that was damaged is no memory of nothing: it is found, and nothing takes its place by itself.
#[test]
fn a_memory_that_is_damaged_is_found() {
    for kind in KINDS {
        let desk = desk(kind);
        let memory = memory(&desk);
        let whole = fs::read_to_string(&memory).unwrap();
        let (id, head) = whole.trim_end().split_once(' ').unwrap();
        for damaged in [
            String::new(),
            "\u{0}".repeat(100),
            whole.trim_end().to_owned(),
            format!("{whole}{whole}"),
            format!("{id} {}\n", &head[..head.len() - 1]),
            format!("{} {head}\n", &id[1..]),
            "x".repeat(1_000),
        ] {
            fs::write(&memory, &damaged).unwrap();
            assert_eq!(findings(&desk, &[]), ["memory_damaged"], "{damaged:?}");
            desk.done(&["register", "list"]);
        }
        desk.done(&["registration", "suspend", "R-0", "--at", "2026-11-08"]);
        assert_eq!(findings(&desk, &[]), ["memory_damaged"], "{kind:?}");
        // Whoever has compared the journal takes it away, and the next audit begins another.
        fs::remove_file(&memory).unwrap();
        assert_eq!(desk.audit()["warnings"][0]["code"], "anchor_behind");
        assert_eq!(desk.audit()["warnings"], Value::Null, "{kind:?}");
    }
}

/// Another register in this place is none that was put back.
#[test]
fn another_register_in_its_place_is_found() {
    let (desk, other) = (desk(Kind::Sqlite), desk(Kind::Sqlite));
    fs::copy(other.path("register.db"), desk.path("register.db")).unwrap();
    assert_eq!(findings(&desk, &[]), ["journal_head"]);
}

#[test]
fn a_tail_that_was_cut_with_its_rows_is_found() {
    for kind in KINDS {
        let desk = desk(kind);
        let rows = "UPDATE registrations SET state = 'suspended' WHERE number = 'R-0'";
        desk.done(&["registration", "suspend", "R-0", "--at", "2026-11-08"]);
        let cut = "DELETE FROM journal WHERE number = (SELECT max(number) FROM journal)";
        let back = rows.replace("suspended", "valid");
        behind_its_back(&desk, &format!("{back}; {cut}"));
        assert_eq!(findings(&desk, &[]), ["journal_head"], "{kind:?}");
    }
}

/// The hash of a journal entry, as docs/REGISTER.md has it.
fn hash(entry: &Value, why: &str) -> Vec<u8> {
    let text = |name: &str| Cbor::from(entry[name].as_str().unwrap());
    let previous = entry["previous"].as_str().unwrap();
    let array = Cbor::Array(vec![
        Cbor::from("label-journal-1"),
        Cbor::Bytes(unhex(previous)),
        Cbor::from(entry["number"].as_u64().unwrap()),
        Cbor::from(entry["at"].as_u64().unwrap()),
        text("who"),
        text("action"),
        text("subject"),
        Cbor::from(why),
        text("changes"),
    ]);
    let mut bytes = Vec::new();
    ciborium::into_writer(&array, &mut bytes).unwrap();
    Sha256::digest(&bytes).to_vec()
}

fn unhex(text: &str) -> Vec<u8> {
    let digits: Vec<char> = text.chars().collect();
    let pairs = digits.chunks(2).map(|pair| pair.iter().collect::<String>());
    pairs
        .map(|pair| u8::from_str_radix(&pair, 16).unwrap())
        .collect()
}

/// The last journal entry, from the database itself.
fn last_entry(desk: &Desk) -> Value {
    let json = |hex: &str| {
        format!(
            "json_object('number', number, 'at', at, 'who', who, 'action', action, 'subject', subject,
             'why', why, 'changes', changes, 'previous', {hex}, 'hash', 'x') FROM journal
             ORDER BY number DESC LIMIT 1"
        )
    };
    let text: String = if desk.register.starts_with("postgres") {
        let mut client = postgres::Client::connect(&desk.register, postgres::NoTls).unwrap();
        let sql = json("encode(previous, 'hex')").replace("json_object", "json_build_object");
        let sql = format!("SELECT ({}", sql.replace(" FROM", ")::text FROM"));
        client.query_one(&sql, &[]).unwrap().get(0)
    } else {
        let file = Connection::open(desk.path(&desk.register)).unwrap();
        let sql = format!("SELECT {}", json("lower(hex(previous))"));
        file.query_row(&sql, [], |row| row.get(0)).unwrap()
    };
    serde_json::from_str(&text).unwrap()
}

#[test]
fn a_tail_that_was_rewritten_and_hashed_anew_is_found() {
    for kind in KINDS {
        let desk = desk(kind);
        desk.done(&[
            "registration",
            "suspend",
            "R-0",
            "--at",
            "2026-11-08",
            "--why",
            "a",
        ]);
        desk.audit();
        let entry = last_entry(&desk);
        // The test's own hash is the program's.
        let head = desk.audit()["head"]["hash"].as_str().unwrap().to_owned();
        assert_eq!(hash(&entry, "a"), unhex(&head));
        let digits: String = hash(&entry, "b")
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let bytes = match kind {
            Kind::Sqlite => format!("x'{digits}'"),
            Kind::Postgres => format!("decode('{digits}', 'hex')"),
        };
        let number = &entry["number"];
        behind_its_back(
            &desk,
            &format!("UPDATE journal SET why = 'b', hash = {bytes} WHERE number = {number}"),
        );
        assert_eq!(findings(&desk, &[]), ["journal_head"], "{kind:?}");
    }
}

/// A desk that remembers nothing says so, and the newest part shows what its journal lacks.
#[test]
fn the_newest_part_shows_an_older_copy() {
    for kind in KINDS {
        let desk = publish::desk(kind, 9);
        desk.grant(&table(1, 1));
        publish::sign(&desk, "plan", "2026-11-07");
        let older = desk.copy();
        desk.done(&publish::publish(&desk, "2026-11-08"));
        let part = ["--published", "part.cbor"];
        assert_eq!(findings(&desk, &part), Vec::<String>::new(), "{kind:?}");
        fs::copy(desk.path("part.cbor"), older.path("part.cbor")).unwrap();
        drop(fs::remove_file(older.path("register.db.head")));
        let warnings = older.audit()["warnings"].clone();
        assert_eq!(warnings[0]["code"], "anchor_behind", "{warnings:#}");
        assert_eq!(findings(&older, &part), ["publication_unknown"], "{kind:?}");
        // The part itself vouches for what was written before it.
        let words = [&["register", "audit"][..], &part].concat();
        let anchors = desk.json(&words)["anchors"].clone();
        let number = desk.audit()["head"]["number"].as_u64().unwrap();
        assert_eq!(anchors[0]["kept"], "published", "{anchors:#}");
        assert_eq!(anchors[0]["number"], number - 2, "{anchors:#}");
        // Once it was seen whole, it is remembered.
        assert_eq!(older.audit()["warnings"], Value::Null);
    }
}

/// A part that was made without the register tells nothing of its journal, which is said.
#[test]
fn a_part_without_a_journal_is_warned_of() {
    let desk = publish::desk(Kind::Sqlite, 9);
    desk.grant(&table(1, 1));
    publish::sign(&desk, "plan", "2026-11-07");
    desk.done(&publish::publish(&desk, "2026-11-08"));
    publish::publish_files(&desk, "plan.d", "files.cbor", "2026-11-08");
    let warned = |part: &str| {
        let output = desk.run(&["register", "audit", "--json", "--published", part]);
        let audit: Value = serde_json::from_slice(&output.stdout).unwrap();
        audit["warnings"]
            .to_string()
            .contains("published_no_journal")
    };
    assert!(!warned("part.cbor"));
    assert!(warned("files.cbor"));
}

/// A journal that was rewritten before a publication is not the one that was published.
#[test]
fn the_newest_part_shows_what_was_rewritten() {
    for kind in KINDS {
        let desk = publish::desk(kind, 9);
        desk.grant(&table(1, 1));
        desk.done(&publish::publish(&desk, "2026-11-08"));
        // Another end in the place of the one that was published.
        let hash = match kind {
            Kind::Sqlite => "randomblob(32)",
            Kind::Postgres => "decode(md5('a') || md5('b'), 'hex')",
        };
        let sql = format!("UPDATE journal SET hash = {hash} WHERE number = 6");
        behind_its_back(&desk, &sql);
        let part = ["--published", "part.cbor"];
        let found = findings(&desk, &part);
        assert!(found.contains(&"journal_head".to_owned()), "{found:?}");
    }
}

/// Every action is remembered, also where a register was made of a copy in the old one's place.
#[test]
fn what_was_done_is_remembered() {
    for kind in KINDS {
        let desk = desk(kind);
        let audit = desk.audit();
        let number = audit["head"]["number"].clone();
        let anchor = serde_json::json!([{ "kept": "remembered", "number": number }]);
        assert_eq!(audit["anchors"], anchor);
        desk.done(&["register", "backup", "copy.db", "--at", "2026-11-07"]);
        desk.done(&["registration", "suspend", "R-0", "--at", "2026-11-08"]);
        assert_eq!(desk.audit()["warnings"], Value::Null);
        if kind == Kind::Sqlite {
            fs::remove_file(desk.path("register.db")).unwrap();
        } else {
            server::empty(&desk.register);
        }
        desk.done("register restore copy.db --nothing-since --at 2026-11-09");
        assert_eq!(desk.audit()["warnings"], Value::Null);
        // A copy is looked at, and nothing is kept beside it.
        desk.done(&["register", "audit", "--register", "copy.db"]);
        assert!(!desk.path("copy.db.head").exists());
    }
}
