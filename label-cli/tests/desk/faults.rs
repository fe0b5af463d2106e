//! A batch is stopped at every write, by `kill -9` and by a full disk, and goes on.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use serde_json::Value;

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
pub(crate) const RESUME: [&str; 10] = [
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

/// The record of each label so far, by its name: identity and credential.
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

/// Tests of a function that stops something at every write: killed and on a full disk, with each database.
macro_rules! at_every_write {
    ($run:ident) => {
        #[test]
        fn killed_at_every_write_with_sqlite() {
            $run(crate::world::Kind::Sqlite, "kill");
        }

        #[test]
        fn killed_at_every_write_with_postgres() {
            $run(crate::world::Kind::Postgres, "kill");
        }

        #[test]
        fn the_disk_is_full_at_every_write_with_sqlite() {
            $run(crate::world::Kind::Sqlite, "full");
        }

        #[test]
        fn the_disk_is_full_at_every_write_with_postgres() {
            $run(crate::world::Kind::Postgres, "full");
        }
    };
}
pub(crate) use at_every_write;

/// Stops the signing at every write there is, and goes on.
fn every_write(kind: Kind, fault: &str) {
    let base = planned(kind);
    let desk = base.copy();
    let writes = count(&desk, &SIGN);
    desk.check(LABELS);
    // Plan, labels, indices, signatures, journal, commits and files.
    println!("{kind:?}, {fault}: {writes} writes");
    assert!(writes > 40, "only {writes} writes");
    for number in stops(&format!("{kind:?} {fault}"), writes) {
        let desk = base.copy();
        stop(&desk, &SIGN, fault, number);
        goes_on(&desk);
    }
}

/// Runs a command to its end, and counts its writes.
pub(crate) fn count(desk: &Desk, arguments: &[&str]) -> u64 {
    let output = faulty(desk, arguments, "count").output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {output:?}");
    fired(desk)
}

/// The numbers of the writes at which a command is stopped: all where `LABEL_WHOLE` is set, as `cargo xtask soak writes`
/// does; else the last and every fourth, from a start of its own for each `what`.
pub(crate) fn stops(what: &str, writes: u64) -> Vec<u64> {
    let step = if env::var_os("LABEL_WHOLE").is_some() {
        1
    } else {
        4
    };
    let start = what.bytes().map(u64::from).sum::<u64>() % step;
    let is_due = |number: &u64| number % step == start || *number == writes;
    (1..=writes).filter(is_due).collect()
}

/// Stops a command at its N-th write.
pub(crate) fn stop(desk: &Desk, arguments: &[&str], fault: &str, number: u64) {
    let fault = format!("{fault}:{number}");
    let output = faulty(desk, arguments, &fault).output().unwrap();
    assert!(fired(desk) > 0, "{arguments:?}: no write for {fault}");
    let said = String::from_utf8_lossy(&output.stderr);
    if fault.starts_with("kill") {
        assert_eq!(output.status.signal(), Some(9), "{fault}: {said}");
    } else if output.status.code() == Some(0) {
        // Only the end of the journal may not be remembered, which an audit says.
        let place = match arguments {
            ["register", "move", to, ..] => to,
            _ => &*desk.register,
        };
        let words = ["register", "audit", "--json", "--register", place];
        let audit: Value = serde_json::from_slice(&desk.run(&words).stdout).unwrap();
        let anchors = audit["anchors"].as_array().unwrap().iter();
        let remembered = anchors
            .map(|anchor| &anchor["number"])
            .any(|number| *number == audit["head"]["number"]);
        let behind = audit["warnings"][0]["code"] == "anchor_behind";
        assert!(remembered != behind, "{fault}: {audit:#}");
    } else {
        assert_eq!(output.status.code(), Some(2), "{fault}: {said}");
        assert!(said.contains("no storage space"), "{fault}: {said}");
    }
}

fn faulty(desk: &Desk, arguments: &[&str], fault: &str) -> Command {
    let log = desk.path(LOG);
    if log.exists() {
        fs::remove_file(&log).unwrap();
    }
    let mut command = desk.command(arguments);
    command
        .env("LABEL_FAULT", fault)
        .env("LABEL_FAULT_LOG", log);
    command
}

/// The number of writes that were counted, or went wrong.
pub(crate) fn fired(desk: &Desk) -> u64 {
    fs::metadata(desk.path(LOG)).map_or(0, |log| log.len())
}

const LOG: &str = "faults.log";

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

at_every_write!(every_write);

/// Kills at any moment after a write, not only at writes.
#[test]
fn killed_at_any_moment() {
    for kind in KINDS {
        let base = planned(kind);
        let writes = count(&base.copy(), &SIGN);
        let mut between = 0;
        for number in (1..writes).step_by(4) {
            let desk = base.copy();
            let mut command = faulty(&desk, &SIGN, "count");
            command.stdout(Stdio::null()).stderr(Stdio::null());
            let mut child = command.spawn().unwrap();
            while fired(&desk) < number && child.try_wait().unwrap().is_none() {
                thread::yield_now();
            }
            thread::sleep(Duration::from_micros(number * 97 % 1_000));
            child.kill().unwrap();
            if child.wait().unwrap().signal() == Some(9) && fired(&desk) < writes {
                between += 1;
            }
            goes_on(&desk);
        }
        println!("{kind:?}: {between} kills before the last of {writes} writes");
        assert!(between > 5, "only {between} kills");
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
