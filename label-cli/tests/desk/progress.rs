//! The progress of a long batch, on a terminal and only there.

use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use rusqlite::Connection;

use crate::world::{Desk, Kind, table};

const MODELS: u32 = 400;

#[test]
fn a_terminal_shows_how_far_how_fast_and_how_long_still() {
    let desk = Desk::granted(Kind::Sqlite, &table(1, MODELS));
    desk.plan("plan.jsonl");
    let label = env!("CARGO_BIN_EXE_label");
    let sign = format!("{label} batch sign plan.jsonl --key desk.key --at 2026-11-07");
    // `script` of util-linux runs a command on a terminal of its own.
    let running = Command::new("script")
        .args(["-q", "-e", "-f", "-c", &sign, "typescript"])
        .current_dir(desk.directory.path())
        .env("LABEL_CHUNK", "1")
        .env("TERM", "xterm")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    hold_up(&desk);
    let output = running.wait_with_output().unwrap();
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{shown}");
    for part in [&format!("/{MODELS}"), "/s", " left"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let audit = desk.audit();
    assert_eq!(audit["signed"], MODELS);
}

/// Keeps the register from storing labels for longer than a run takes that shows no bar.
fn hold_up(desk: &Desk) {
    let mut register = Connection::open(desk.path("register.db")).unwrap();
    register.busy_timeout(Duration::from_mins(1)).unwrap();
    let planned = "SELECT count(*) FROM credentials";
    while register
        .query_row(planned, [], |row| row.get::<_, u32>(0))
        .unwrap()
        < MODELS
    {
        thread::sleep(Duration::from_millis(1));
    }
    let lock = rusqlite::TransactionBehavior::Immediate;
    let lock = register.transaction_with_behavior(lock).unwrap();
    let signed = "SELECT count(*) FROM credentials WHERE credential IS NOT NULL";
    let signed: u32 = lock.query_row(signed, [], |row| row.get(0)).unwrap();
    assert!(signed < MODELS, "signed before it could be held up");
    thread::sleep(Duration::from_millis(1500));
    lock.rollback().unwrap();
}
