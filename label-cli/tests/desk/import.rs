//! Labels that the issuing page signed come back into the register: all of a file, once.

use std::env;
use std::fs;
use std::process::Stdio;

use label_core::Claims;
use serde_json::Value;

use crate::faults::{count, stop, stops};
use crate::page::{Made, Signer, granted, write};
use crate::publish::{desk, labels, publish, trust_list, verdict};
use crate::world::{Desk, KINDS, Kind, LIST, PAGE, table};

pub(crate) const OTHER_LIST: &str = "https://label.example.jp/status/2";

const IMPORT: [&str; 7] = [
    "register",
    "import-issued",
    "issued.csv",
    "--at",
    "2026-11-07",
    "--by",
    "office",
];

/// Plans what is granted, and writes its rows for the page.
pub(crate) fn export(desk: &Desk) {
    desk.done(&format!(
        "batch plan --granted --signer labels.pem --page {PAGE} --out plan.jsonl --at 2026-11-06"
    ));
    desk.done("batch export plan.jsonl --out rows.jsonl --at 2026-11-06");
}

/// A desk whose rows the page has signed.
pub(crate) fn signed(kind: Kind, table: &str) -> (Desk, Vec<Made>) {
    let desk = desk(kind, 99);
    desk.grant(table);
    export(&desk);
    let made = Signer::new(&desk, "labels").sign_rows(&desk, "rows.jsonl");
    write(&desk, "issued.csv", &made);
    (desk, made)
}

/// A desk with a signer that issues outside, and labels that it made of what is granted.
pub(crate) fn outside(kind: Kind, table: &str) -> (Desk, Signer, Vec<Claims>) {
    let desk = desk(kind, 99);
    let trust = fs::read_to_string(desk.path("trust.toml")).unwrap();
    let trust = trust.replace(
        &format!("addresses = [\"{LIST}\"]"),
        &format!("addresses = [\"{LIST}\", \"{OTHER_LIST}\"]"),
    ) + &format!(
        "[[label_signer]]\ncertificate = \"other.pem\"\nschemes = [\"jc-star\"]\nstatus_list = \"{OTHER_LIST}\"\n"
    );
    desk.write("trust.toml", &trust);
    trust_list(&desk);
    desk.done(&format!("register add-signer --signer other.pem --status-list {OTHER_LIST} --entries 50 --outside --at 2026-11-01"));
    desk.grant(table);
    let claims = granted(&desk, "2026-11-06");
    let signer = Signer::new(&desk, "other");
    (desk, signer, claims)
}

/// Signs labels under the names that the page gives them, and writes the table.
pub(crate) fn issue(desk: &Desk, signer: &Signer, claims: &[Claims]) -> Vec<Made> {
    let made: Vec<Made> = (1..)
        .zip(claims)
        .map(|(number, claims)| signer.sign(&format!("page-{number}"), claims))
        .collect();
    write(desk, "issued.csv", &made);
    made
}

fn entries(desk: &Desk) -> u64 {
    desk.audit()["entries"].as_u64().unwrap()
}

/// The credentials in the register, by the name of each label.
fn stored(desk: &Desk) -> Vec<(String, String)> {
    let rows = desk.json(&["register", "export"]);
    let rows = rows.as_array().unwrap().iter();
    let cell = |row: &Value, name: &str| Some(row[name].as_str()?.to_owned());
    rows.filter_map(|row| Some((cell(row, "label")?, cell(row, "credential")?)))
        .collect()
}

#[test]
fn rows_of_a_plan_come_back() {
    for kind in KINDS {
        let (desk, made) = signed(kind, &table(2, 2));
        assert_eq!(desk.audit()["pending"], 4);
        let report = desk.json(&[&IMPORT[..], &["--why", "page of the 6th"]].concat());
        assert_eq!(report["imported"], 4, "{report:#}");
        assert_eq!(report["already_imported"], 0);
        assert_eq!(report["labels"][0]["id"], report["labels"][0]["label"]);
        desk.check(4);
        let plan = desk.json(&["batch", "show", "plan.jsonl"]);
        assert_eq!(
            (&plan["state"], &plan["signed"]),
            (&"done".into(), &4.into())
        );
        // The bytes of the page, under the names that it was told.
        let hex = |made: &Made| label_core::hex(&made.compact);
        let expected: Vec<_> = made
            .iter()
            .map(|made| (made.cells[0].clone(), hex(made)))
            .collect();
        assert_eq!(stored(&desk), expected);
        let journal = desk.json(&["register", "journal"]);
        let told = journal.as_array().unwrap().iter();
        let told: Vec<_> = told
            .filter(|entry| entry["action"] == "label.import")
            .collect();
        assert_eq!(told.len(), 1, "{journal:#}");
        assert_eq!(told[0]["who"], "office");
        assert_eq!(told[0]["why"], "page of the 6th");
        assert_eq!(
            told[0]["subject"],
            format!("plan:{}", plan["plan"].as_str().unwrap())
        );

        // Once more, and after the next publication: nothing new, and nothing refused.
        let before = entries(&desk);
        let again = desk.json(&IMPORT);
        assert_eq!(
            (&again["imported"], &again["already_imported"]),
            (&0.into(), &4.into())
        );
        assert!(desk.done(&IMPORT).contains("already imported  4"));
        assert_eq!(entries(&desk), before);
        desk.done(&publish(&desk, "2026-11-08"));
        desk.done(&IMPORT);
        desk.done("batch resume plan.jsonl --key labels.key --out labels --at 2026-11-08");
        desk.check(4);
        assert_eq!(
            fs::read(
                desk.path("labels")
                    .join(format!("{}.cbor", made[0].cells[0]))
            )
            .unwrap(),
            made[0].full
        );
        for number in ["R-0", "R-1"] {
            assert_eq!(verdict(&desk, number, "2026-11-08").0, Some(0), "{number}");
        }
    }
}

#[test]
fn what_was_granted_outside_comes_in_with_its_indices() {
    for kind in KINDS {
        let (desk, signer, claims) = outside(kind, &table(2, 2));
        let made = issue(&desk, &signer, &claims);
        let report = desk.json(&IMPORT);
        assert_eq!(report["imported"], 4, "{report:#}");
        assert_eq!(report["labels"][0]["id"], "page-1");
        desk.check(4);
        assert_eq!(stored(&desk).len(), 4);
        let shown = desk.json(&["register", "show", "R-1"]);
        let index = &shown["indices"][0];
        assert_eq!(index["index"], 14, "{shown:#}");
        assert_eq!(shown["indices"].as_array().unwrap().len(), 1);
        assert_eq!(desk.json(&IMPORT)["already_imported"], 4);
        // The register goes on from here: published, withdrawn, and no label twice.
        fs::create_dir(desk.path("labels.d")).unwrap();
        for (name, label) in labels(&desk, "R-1").iter().zip(&made[2..]) {
            fs::write(
                desk.path("labels.d").join(format!("{name}.cbor")),
                &label.full,
            )
            .unwrap();
        }
        desk.done(&publish(&desk, "2026-11-08"));
        assert_eq!(verdict(&desk, "R-1", "2026-11-08").0, Some(0));
        desk.done(&["registration", "withdraw", "R-1", "--at", "2026-11-09"]);
        desk.done(&publish(&desk, "2026-11-10"));
        let (exit, codes) = verdict(&desk, "R-1", "2026-11-10");
        assert_eq!(exit, Some(1), "{codes:?}");
        assert!(codes.contains(&"withdrawn".to_owned()), "{codes:?}");
        let plan = format!(
            "batch plan --granted --signer labels.pem --page {PAGE} --out more --at 2026-11-11"
        );
        assert_eq!(desk.fails(&plan), "nothing_to_do");
        desk.audit();
    }
}

/// Labels that are signed a few at a time, as files, in any order.
#[test]
fn a_plan_comes_back_in_parts_and_as_files() {
    let (desk, made) = signed(Kind::Sqlite, &table(1, 3));
    fs::create_dir_all(desk.path("some/more")).unwrap();
    let import = "register import-issued some --at 2026-11-07";
    assert_eq!(desk.fails(import), "nothing_to_do");
    for (name, label) in ["some/b.cbor", "some/more/a.cbor"].iter().zip(&made) {
        fs::write(desk.path(name), &label.full).unwrap();
    }
    let report = desk.json(import);
    assert_eq!(report["imported"], 2, "{report:#}");
    let plan = report["plans"].as_object().unwrap();
    assert_eq!(plan.values().next().unwrap(), "begun");
    // What is left is exported anew, and nothing else.
    desk.done("batch export plan.jsonl --out rest.jsonl --at 2026-11-07");
    let rest = Signer::new(&desk, "labels").sign_rows(&desk, "rest.jsonl");
    assert_eq!(rest.len(), 1);
    assert_eq!(rest[0].cells[6], made[2].cells[6]);
    let report = desk.json(&IMPORT);
    assert_eq!(
        (&report["imported"], &report["already_imported"]),
        (&1.into(), &2.into())
    );
    desk.check(3);
    let export = "batch export plan.jsonl --out none.jsonl --at 2026-11-07";
    assert_eq!(desk.fails(export), "nothing_to_do");
}

/// A register that is made of the backup before the import takes the labels over from their files.
#[test]
fn imported_labels_outlive_the_register() {
    let (mut desk, made) = signed(Kind::Sqlite, &table(2, 1));
    desk.done(&["register", "backup", "copy.db", "--at", "2026-11-06"]);
    desk.done(&IMPORT);
    fs::create_dir(desk.path("labels")).unwrap();
    for label in &made {
        let file = format!("labels/{}.cbor", label.cells[0]);
        fs::write(desk.path(&file), &label.full).unwrap();
    }
    desk.done("register restore copy.db --labels labels --register restored.db --at 2026-11-08");
    desk.register = "restored.db".to_owned();
    desk.check(2);
    assert_eq!(desk.json(&IMPORT)["already_imported"], 2);
}

/// Stopped at any write, an import is done or not done, and the same file goes on.
fn every_write(base: &Desk, labels: u64, fault: &str) {
    let done = base.copy();
    let writes = count(&done, &IMPORT);
    let (before, after) = (entries(base), entries(&done));
    assert!(writes > labels, "{writes} writes");
    for number in stops(fault, writes) {
        let desk = base.copy();
        stop(&desk, &IMPORT, fault, number);
        let now = entries(&desk);
        assert!(now == before || now == after, "write {number}: half done");
        let report = desk.json(&IMPORT);
        let (new, known) = (&report["imported"], &report["already_imported"]);
        let expected = if now == before {
            (labels, 0)
        } else {
            (0, labels)
        };
        assert_eq!(
            (new.as_u64(), known.as_u64()),
            (Some(expected.0), Some(expected.1))
        );
        desk.check(labels);
    }
    println!("{fault}: {writes} writes");
}

#[test]
fn an_import_is_stopped_at_every_write() {
    for kind in KINDS {
        for fault in ["kill", "full"] {
            every_write(&signed(kind, &table(2, 2)).0, 4, fault);
            let (desk, signer, claims) = outside(kind, &table(2, 2));
            issue(&desk, &signer, &claims);
            every_write(&desk, 4, fault);
        }
    }
}

/// Two people import the same file at once: each label is stored once, and both are told so.
#[test]
fn two_imports_at_once() {
    let rounds = env::var("LABEL_ROUNDS").map_or(5, |text| text.parse().unwrap());
    for kind in KINDS {
        let (planned, _) = signed(kind, &table(2, 3));
        let (outside, signer, claims) = outside(kind, &table(2, 3));
        issue(&outside, &signer, &claims);
        for base in [&planned, &outside] {
            for _ in 0..rounds {
                let desk = base.copy();
                let words = [&IMPORT[..], &["--json"]].concat();
                let start = || {
                    let mut command = desk.command(&words);
                    command.stdout(Stdio::piped()).stderr(Stdio::piped());
                    command.spawn().unwrap()
                };
                let both = [start(), start()].map(|child| child.wait_with_output().unwrap());
                let mut imported = both.map(|output| {
                    assert_eq!(output.status.code(), Some(0), "{output:?}");
                    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
                    let number = |name: &str| report[name].as_u64().unwrap();
                    (number("imported"), number("already_imported"))
                });
                imported.sort_unstable();
                assert_eq!(imported, [(0, 6), (6, 0)]);
                desk.check(6);
            }
        }
    }
}
