//! A batch is stopped in the middle of every system call that changes a file, and goes on.
//!
//! `faults` stops the program where it knows that it writes; here the library below it and SQLite do not
//! know either: half a page may be written, or half a file.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use tempfile::TempDir;

use crate::faults::{LABELS, SIGN, goes_on, planned};
use crate::world::Kind;

/// The library that counts and stops, built once.
fn library() -> PathBuf {
    static BUILT: OnceLock<TempDir> = OnceLock::new();
    let directory = BUILT.get_or_init(|| {
        let directory = tempfile::tempdir().unwrap();
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/desk/writes.c");
        let output = Command::new("cc")
            .args(["-std=gnu11", "-shared", "-fPIC", "-o"])
            .arg(directory.path().join("writes.so"))
            .args([source, "-ldl"])
            .output()
            .expect("there is no C compiler: 'cargo xtask setup' installs it");
        assert!(output.status.success(), "{output:?}");
        directory
    });
    directory.path().join("writes.so")
}

fn every_call(fault: &str) {
    let base = planned(Kind::Sqlite);
    let mut calls = 0;
    for number in 1.. {
        let desk = base.copy();
        let fired = desk.path("fired");
        let output = desk
            .command(&SIGN)
            .env("LD_PRELOAD", library())
            .env("WRITES", format!("{fault}:{number}"))
            .env("WRITES_FIRED", &fired)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        if !fired.exists() {
            assert_eq!(output.status.code(), Some(0), "{said}");
            desk.check(LABELS);
            break;
        }
        calls = number;
        fs::remove_file(fired).unwrap();
        match (fault, output.status.code()) {
            ("kill", None) => {}
            ("full", Some(2)) => assert!(said.contains("label: error: "), "{said}"),
            // What failed was no more than tidying up.
            ("full", Some(0)) => desk.check(LABELS),
            other => panic!("{other:?} {said}"),
        }
        goes_on(&desk);
    }
    println!("{fault}: {calls} calls");
    assert!(calls > 100, "only {calls} calls");
}

#[test]
fn killed_in_every_system_call() {
    every_call("kill");
}

#[test]
fn every_system_call_finds_the_disk_full() {
    every_call("full");
}
