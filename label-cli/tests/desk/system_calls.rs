//! A batch is stopped in the middle of every system call that changes a file, and goes on.
//!
//! `faults` stops the program where it knows that it writes; here neither it nor SQLite knows: half a page
//! may be written, or half a file.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use tempfile::TempDir;

use crate::faults::{LABELS, SIGN, goes_on, planned, stops};
use crate::world::{Desk, Kind};

/// The words of the program on a full disk, or of SQLite, which does not always tell why.
const FULL: [&str; 6] = [
    "no space left on device",
    "no storage space",
    "database or disk is full",
    "disk I/O error",
    "unable to open database file",
    // SQLite says this of a log file that it cannot make.
    "attempt to write a readonly database",
];

/// The library that counts and stops, built once.
fn library() -> PathBuf {
    static BUILT: OnceLock<TempDir> = OnceLock::new();
    let directory = BUILT.get_or_init(|| {
        let directory = tempfile::tempdir().unwrap();
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/desk/writes.c");
        let output = Command::new("cc")
            .args(["-std=gnu11", "-shared", "-fPIC", "-o"])
            .arg(directory.path().join("writes.so"))
            .arg(source)
            .output()
            .expect("there is no C compiler: 'cargo xtask setup' installs it");
        assert!(output.status.success(), "{output:?}");
        directory
    });
    directory.path().join("writes.so")
}

/// Signs with a fault in a system call; gives its exit code, what it said, and the calls on record.
fn signed(desk: &Desk, writes: &str) -> (Option<i32>, String, Vec<String>) {
    let record = desk.path("writes.log");
    let output = desk
        .command(&SIGN)
        .env("LD_PRELOAD", library())
        .env("WRITES", writes)
        .env("WRITES_LOG", &record)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let calls = fs::read_to_string(&record).unwrap_or_default();
    if output.status.code().is_none() {
        assert_eq!(output.status.signal(), Some(9), "{writes}: {said}");
    }
    let calls = calls.lines().map(str::to_owned).collect();
    (output.status.code(), said, calls)
}

/// Goes wrong in each of the calls that a run without faults makes, and in no other.
fn every_call(fault: &str) {
    let base = planned(Kind::Sqlite);
    let desk = base.copy();
    let (code, said, calls) = signed(&desk, "count");
    assert_eq!(code, Some(0), "{said}");
    desk.check(LABELS);
    // A label has two files; each is made, written, brought to the disk and renamed. So is, four times, what the
    // register remembers beside it.
    let renamed = |call: &&String| call.starts_with("rename");
    assert_eq!(calls.iter().filter(renamed).count(), 6 + 4);
    let mut met = BTreeMap::<String, u64>::new();
    for number in stops(fault, calls.len() as u64) {
        let desk = base.copy();
        let (code, said, fired) = signed(&desk, &format!("{fault}:{number}"));
        let call = fired.first().unwrap_or_else(|| {
            panic!("{fault}: {number} of {} calls is never made", calls.len());
        });
        *met.entry(call.clone()).or_default() += 1;
        match (fault, code) {
            ("kill", None) => {}
            ("full", Some(2)) => {
                let full = FULL.iter().any(|words| said.contains(words));
                assert!(full, "{call}: {said}");
            }
            // Only what is remembered, or SQLite's tidying up, found no room: all is there.
            ("full", Some(0)) => desk.check(LABELS),
            other => panic!("{number}, {call}: {other:?} {said}"),
        }
        goes_on(&desk);
    }
    let (code, said, fired) = signed(&base.copy(), &format!("{fault}:{}", calls.len() + 1));
    assert_eq!((code, fired.len()), (Some(0), 0), "{said}");
    println!("{fault}: {} calls, {met:?}", calls.len());
    let made = |call: &str| calls.iter().filter(|made| made.starts_with(call)).count();
    for call in ["open", "write", "fsync", "rename"] {
        assert!(made(call) >= 3, "{call}");
    }
    assert!(made("pwrite64") > 20, "the database");
}

#[test]
fn killed_in_every_system_call() {
    every_call("kill");
}

#[test]
fn every_system_call_finds_the_disk_full() {
    every_call("full");
}
