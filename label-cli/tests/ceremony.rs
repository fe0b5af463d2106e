//! Runs the commands of `docs/CEREMONY.md` and `docs/KEYS.md`, in order, as they stand.
#![allow(missing_docs, clippy::unwrap_used)]

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

/// A line of the document and the exit code that it states.
fn commands(text: &str) -> Vec<(String, i32)> {
    let lines = text.lines().filter_map(|line| line.strip_prefix("$ "));
    lines
        .map(|line| match line.rsplit_once(" # exit ") {
            Some((command, code)) => (command.to_owned(), code.parse().unwrap()),
            None => (line.to_owned(), 0),
        })
        .collect()
}

#[test]
fn the_ceremony_goes_as_it_is_written() {
    goes_as_it_is_written("CEREMONY.md", 60);
}

/// Needs SoftHSM 2, which `cargo xtask setup` installs.
#[test]
fn keys_are_used_as_it_is_written() {
    goes_as_it_is_written("KEYS.md", 15);
}

fn goes_as_it_is_written(document: &str, more_than: usize) {
    let document = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../docs")
        .join(document);
    let commands = commands(&fs::read_to_string(document).unwrap());
    assert!(commands.len() > more_than, "{} commands", commands.len());
    let directory = tempfile::tempdir().unwrap();
    let label = Path::new(env!("CARGO_BIN_EXE_label")).parent().unwrap();
    let path = format!("{}:{}", label.display(), env::var("PATH").unwrap());
    for (command, expected) in commands {
        let output = Command::new("sh")
            .args(["-c", &command])
            .current_dir(directory.path())
            .env("PATH", &path)
            .env("SOFTHSM2_CONF", directory.path().join("softhsm2.conf"))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(expected), "{command}\n{said}");
        assert!(!said.contains("panicked"), "{command}\n{said}");
    }
    let left = fs::read_dir(directory.path()).unwrap();
    let hidden = left.filter(|entry| {
        let name = entry.as_ref().unwrap().file_name();
        name.to_string_lossy().starts_with('.')
    });
    assert_eq!(hidden.count(), 0);
}
