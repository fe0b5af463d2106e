//! A batch is stopped at every write, by `kill -9` and by a full disk, and goes on.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::world::{Desk, KINDS, Kind, table};

pub(crate) const SIGN: [&str; 10] = [
    "batch",
    "sign",
    "plan.jsonl",
    "--key",
    "desk.key",
    "--out",
    "labels",
    "--at",
    "2026-11-07",
    "--json",
];
const RESUME: [&str; 10] = [
    "batch",
    "resume",
    "plan.jsonl",
    "--key",
    "desk.key",
    "--out",
    "labels",
    "--at",
    "2026-11-08",
    "--json",
];
pub(crate) const LABELS: u64 = 3;

/// A desk with three labels of two registrations to be signed, two of them in one go.
pub(crate) fn planned(kind: Kind) -> Desk {
    let desk = Desk::granted(
        kind,
        &(table(1, 2) + "R-9,jc-star,1,self,JST-CR-01-01-2024R1,,Lamp,L\n"),
    );
    desk.plan("plan.jsonl");
    desk
}

/// What is recorded of each label so far, by its name: identity and credential.
fn recorded(desk: &Desk) -> BTreeMap<String, (String, Option<String>)> {
    let rows = desk.json(&["register", "export"]);
    let rows = rows.as_array().unwrap().iter();
    rows.filter_map(|row| {
        let name = row["label"].as_str()?.to_owned();
        let text = |name: &str| row[name].as_str().map(str::to_owned);
        Some((name, (text("identity")?, text("credential"))))
    })
    .collect()
}

/// Runs a command with a fault at its N-th write; tells whether it came that far.
fn with_fault(desk: &Desk, arguments: &[&str], fault: &str) -> bool {
    let output = desk
        .command(arguments)
        .env("LABEL_FAULT", fault)
        .output()
        .unwrap();
    match output.status.code() {
        Some(0) => false,
        Some(2) => {
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(fault.starts_with("full"), "{said}");
            assert!(said.contains("no storage space"), "{said}");
            true
        }
        None => {
            assert!(fault.starts_with("kill"));
            true
        }
        other => panic!("{other:?} {output:?}"),
    }
}

/// Stops the signing at every write there is, and goes on.
fn every_write(kind: Kind, fault: &str) {
    let base = planned(kind);
    let mut writes = 0;
    for number in 1.. {
        let desk = base.copy();
        if !with_fault(&desk, &SIGN, &format!("{fault}:{number}")) {
            desk.check(LABELS);
            break;
        }
        writes = number;
        goes_on(&desk);
    }
    // Plan, labels, indices, signatures, journal, commits and files.
    println!("{kind:?}, {fault}: {writes} writes");
    assert!(writes > 40, "only {writes} writes");
}

/// Whatever stopped the signing: the register is whole, and the rest is signed, nothing twice.
pub(crate) fn goes_on(desk: &Desk) {
    let pending = desk.audit()["pending"].as_u64().unwrap();
    assert!(pending <= LABELS);
    let before = recorded(desk);
    desk.done(&RESUME);
    desk.check(LABELS);
    let after = recorded(desk);
    for (name, (identity, credential)) in before {
        assert_eq!(after[&name].0, identity, "{name}: another label");
        if credential.is_some() {
            assert_eq!(after[&name].1, credential, "{name}: signed twice");
        }
    }
}

#[test]
fn killed_at_every_write_with_sqlite() {
    every_write(Kind::Sqlite, "kill");
}

#[test]
fn killed_at_every_write_with_postgres() {
    every_write(Kind::Postgres, "kill");
}

#[test]
fn the_disk_is_full_at_every_write_with_sqlite() {
    every_write(Kind::Sqlite, "full");
}

#[test]
fn the_disk_is_full_at_every_write_with_postgres() {
    every_write(Kind::Postgres, "full");
}

/// Every other command that changes the register, in an order that leads to a grant and beyond.
const STEPS: [&str; 23] = [
    "register add-signer --signer desk.pem --status-list https://label.example.jp/status/1 --entries 9 --at 2026-11-01",
    "registration apply apply.csv --at 2026-11-02",
    "registration inquire --all --at 2026-11-03",
    "registration answer --all --answer cleared --day 2026-11-04 --at 2026-11-04",
    "registration grant --all --at 2026-11-05",
    "batch plan --granted --signer desk.pem --page https://label.example.jp --out first.jsonl --at 2026-11-06",
    "batch resume first.jsonl --key desk.key --at 2026-11-08",
    "registration renew R-0 --at 2026-11-09",
    "registration transfer R-1 --holder X --at 2026-11-09",
    "registration add-models R-2 --model M --at 2026-11-09",
    "registration inquire --all --at 2026-11-10",
    "registration answer R-0 --answer refused --day 2026-11-11 --at 2026-11-11",
    "registration answer --all --answer conditions --day 2026-11-11 --conditions C --at 2026-11-11",
    "registration grant --all --at 2026-11-12",
    "batch plan --granted --signer desk.pem --page https://label.example.jp --out second.jsonl --at 2026-11-13",
    "batch resume second.jsonl --key desk.key --at 2026-11-13",
    "registration suspend R-0 R-1 --at 2026-11-14",
    "registration resume R-1 --at 2026-11-14",
    "registration revoke R-0 --reason vulnerability --at 2026-11-15",
    "registration withdraw R-1 --at 2026-11-15",
    "registration supersede R-2 --with R-3 --at 2026-11-15",
    "register backup copy.db --at 2026-11-15",
    "register restore copy.db --register restored.db --at 2026-11-15",
];

/// Stops each step at every write and does it again; after each stop the register is whole.
fn every_step(kind: Kind, fault: &str) {
    let desk = Desk::empty(kind);
    desk.done(&["register", "init", "--at", "2026-11-01"]);
    desk.write("apply.csv", &table(4, 1));
    for step in STEPS {
        let words: Vec<&str> = step.split(' ').collect();
        let mut stops = 0;
        loop {
            let mut command = desk.command(&words);
            let fault = format!("{fault}:{}", stops + 1);
            let output = command.env("LABEL_FAULT", fault).output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            desk.audit();
            match output.status.code() {
                None => stops += 1,
                Some(2) if said.contains("no storage space") => stops += 1,
                // The last stop came after it was done.
                Some(2) if stops > 0 => break,
                code => {
                    assert_eq!(code, Some(0), "{step}: {said}");
                    break;
                }
            }
        }
        println!("{kind:?}, {fault}: {stops} stops of {step}");
        assert!(stops > 1, "{step}: {stops} stops");
    }
    let states = desk.json(&["register", "list"]);
    let states: Vec<&str> = states
        .as_array()
        .unwrap()
        .iter()
        .map(|registration| registration["state"].as_str().unwrap())
        .collect();
    assert_eq!(states, ["revoked", "withdrawn", "superseded", "valid"]);
    assert_eq!(desk.audit()["signed"], 6);
    desk.done(&["register", "audit", "--register", "restored.db"]);
}

#[test]
fn every_step_is_whole_or_not_done_when_killed_with_sqlite() {
    every_step(Kind::Sqlite, "kill");
}

#[test]
fn every_step_is_whole_or_not_done_when_killed_with_postgres() {
    every_step(Kind::Postgres, "kill");
}

#[test]
fn every_step_is_whole_or_not_done_on_a_full_disk_with_sqlite() {
    every_step(Kind::Sqlite, "full");
}

#[test]
fn every_step_is_whole_or_not_done_on_a_full_disk_with_postgres() {
    every_step(Kind::Postgres, "full");
}

#[test]
fn a_register_appears_whole_or_not_at_all() {
    for kind in KINDS {
        let desk = Desk::empty(kind);
        for number in 1.. {
            let init = ["register", "init", "--at", "2026-11-01"];
            if !with_fault(&desk, &init, &format!("kill:{number}")) {
                break;
            }
            // The commit itself may be the last write.
            let there = desk.run(&["register", "audit"]).status.code();
            if there == Some(0) {
                break;
            }
            assert_eq!(desk.fails(&["register", "audit"]), "register_missing");
        }
        desk.audit();
    }
}

/// Kills at any moment, not only at writes.
#[test]
fn killed_at_any_moment() {
    for kind in KINDS {
        let base = planned(kind);
        for milliseconds in (0..120).step_by(8) {
            let desk = base.copy();
            let mut child = desk
                .command(&SIGN)
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            thread::sleep(Duration::from_millis(milliseconds));
            child.kill().unwrap();
            child.wait().unwrap();
            desk.audit();
            desk.done(&RESUME);
            desk.check(LABELS);
        }
    }
}

/// The system itself refuses to write: files may not grow beyond a size.
#[test]
fn the_system_refuses_to_write() {
    let base = planned(Kind::Sqlite);
    let mut refused = 0;
    for blocks in (0..400).step_by(12) {
        let desk = base.copy();
        let command = desk.command(&SIGN);
        // 512-byte blocks; a write beyond them fails with EFBIG, as the signal is ignored.
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"");
        let output = Command::new("sh")
            .args(["-c", &script, "sh"])
            .arg(command.get_program())
            .args(command.get_args())
            .current_dir(desk.directory.path())
            .env("LABEL_CHUNK", "2")
            .output()
            .unwrap();
        match output.status.code() {
            Some(0) => desk.check(LABELS),
            Some(2) => {
                refused += 1;
                desk.audit();
                desk.done(&RESUME);
                desk.check(LABELS);
            }
            other => panic!("{other:?} {output:?}"),
        }
    }
    assert!(refused > 3, "only {refused} refusals");
}
