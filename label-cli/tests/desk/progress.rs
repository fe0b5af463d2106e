//! How far a long batch is, on a terminal and only there.

use std::process::Command;

use crate::world::{Desk, Kind, table};

const MODELS: u32 = 400;

#[test]
fn a_terminal_shows_how_far_how_fast_and_how_long_still() {
    let desk = Desk::granted(Kind::Sqlite, &table(1, MODELS));
    desk.plan("plan.jsonl");
    let label = env!("CARGO_BIN_EXE_label");
    let sign = format!("{label} batch sign plan.jsonl --key desk.key --at 2026-11-07");
    // `script` of util-linux runs a command on a terminal of its own.
    let output = Command::new("script")
        .args(["-q", "-e", "-f", "-c", &sign, "typescript"])
        .current_dir(desk.directory.path())
        .env("LABEL_CHUNK", "1")
        .env("TERM", "xterm")
        .output()
        .unwrap();
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{shown}");
    for part in [&format!("/{MODELS}"), "/s", " left"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let audit = desk.audit();
    assert_eq!(audit["signed"], MODELS);
}
