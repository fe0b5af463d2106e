//! Whole transcripts of the command: standard output, standard error and exit code, exactly.
//!
//! Each file in `tests/cmd` is one run, in a copy of `tests/cmd/fixtures`. After a wanted change,
//! `TRYCMD=overwrite cargo test -p label-cli --test transcripts` writes them anew; put `[..]` back
//! where a value is random.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

#[test]
fn transcripts() {
    trycmd::TestCases::new().case("tests/cmd/*.toml");
}

/// Each file is a sequence of runs in one copy of the directory beside it.
#[test]
fn transcripts_of_the_desk() {
    trycmd::TestCases::new().case("tests/register/*.trycmd");
}

/// Commands that fail late: after the arguments, when something could be written already.
const FAILURES: &[&str] = &[
    "key new --alg ed25519 --out signer.key --unencrypted",
    "key new --alg ed25519 --out new.key",
    "key new --alg ed25519 --out none/new.key --unencrypted",
    "ca root --key root.key --name X --years 1 --country Japan --out new.pem",
    "ca root --key root.key --name X --years 1 --out branch.pem",
    "ca signer --ca-key root.key --ca root.pem --key signer.pub --purpose label --name X --from 2026-01-01 --years 30 --out new.pem",
    "ca signer --ca-key branch.key --ca root.pem --key signer.pub --purpose label --name X --from 2026-01-01 --years 1 --out new.pem",
    "ca root --key pkcs11:token=Desk;object=root --name X --years 1 --out new.pem",
    "key new --alg p256 --pkcs11 pkcs11:token=Desk;object=new?module-path=root.pem",
    "issue --csv products.csv --key pkcs11:object=x --signer desk.pem --page https://label.example.jp --out labels",
    "man .",
];

#[test]
fn failures_leave_the_files_as_they_were() {
    let directory = tempfile::tempdir().unwrap();
    let fixtures = Path::new("tests/cmd/fixtures");
    for entry in fs::read_dir(fixtures).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), directory.path().join(entry.file_name())).unwrap();
    }
    let before = contents(directory.path());
    for failure in FAILURES {
        let status = Command::new(env!("CARGO_BIN_EXE_label"))
            .args(failure.split(' '))
            .current_dir(directory.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        assert_eq!(status.unwrap().code(), Some(2), "{failure}");
        assert_eq!(contents(directory.path()), before, "{failure}");
    }
}

/// Runs the command among the fixtures and returns its standard output.
fn stdout(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_label"))
        .args(arguments)
        .current_dir("tests/cmd/fixtures")
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The transcripts do not tell a backslash from a slash; this does.
#[test]
fn names_in_certificates_are_shown_harmless() {
    let text = stdout(&["ca", "show", "nasty.pem"]);
    assert!(text.contains(r"O=a\u{202e}]31m\u{feff}"), "{text}");
    assert!(text.contains(r"red\u{9b}"), "{text}");
    let json = stdout(&["ca", "show", "nasty.pem", "--json"]);
    assert!(json.contains(r"O=a\u202e]31m\ufeff"), "{json}");
    for shown in [text, json] {
        let harmful = |c: char| c.is_control() && c != '\n' || matches!(c, '\u{202e}' | '\u{feff}');
        assert!(!shown.contains(harmful), "{shown}");
    }
}

#[test]
fn every_shell_gets_a_script() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = stdout(&["completions", shell]);
        assert!(script.contains("passphrase-fd"), "{shell}");
    }
}

#[test]
fn every_command_gets_a_page() {
    let directory = tempfile::tempdir().unwrap();
    let pages = directory.path().join("man1");
    stdout(&["man", pages.to_str().unwrap()]);
    for command in [
        "label",
        "label-key",
        "label-key-doctor",
        "label-key-new",
        "label-ca-signer",
        "label-man",
    ] {
        let page = fs::read_to_string(pages.join(format!("{command}.1"))).unwrap();
        assert!(page.starts_with(".ie "), "{command}");
        assert!(page.contains("OPTIONS"), "{command}");
    }
}

/// Names and contents of the files in a directory.
fn contents(directory: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            (name, fs::read(entry.path()).unwrap())
        })
        .collect();
    files.sort();
    files
}
