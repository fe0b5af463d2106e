//! The directory after `label issue`: every file sound, or none at all.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use label_core::{Certificate, Credential, QrText};
use label_qr::read_picture;
use serde_json::Value;

const FIXTURES: &str = "tests/cmd/fixtures";

/// Issues a table of the fixtures into a directory.
fn issue(table: &str, directory: &Path, more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_label"))
        .current_dir(FIXTURES)
        .args([
            "issue", "--csv", table, "--key", "desk.key", "--signer", "desk.pem",
        ])
        .args(["--page", "https://label.example.jp", "--out"])
        .arg(directory)
        .args(more)
        .output()
        .unwrap()
}

/// Names and contents of the files in a directory.
fn contents(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(directory).unwrap().map(|entry| {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        (name, fs::read(entry.path()).unwrap())
    });
    entries.collect()
}

#[test]
fn every_file_holds_the_same_sound_credential() {
    let directory = tempfile::tempdir().unwrap();
    for table in ["products.csv", "nasty.csv"] {
        let target = directory.path().join(table);
        let output = issue(table, &target, &["--svg", "--png", "--json"]);
        assert!(output.status.success(), "{output:?}");
        let made: Value = serde_json::from_slice(&output.stdout).unwrap();
        let files = contents(&target);
        let labels = made.as_array().unwrap();
        assert_eq!(files.len(), 4 * labels.len());
        for label in labels {
            let file = |kind: &str| &files[&format!("{}.{kind}", label["id"].as_str().unwrap())];
            let credential = Credential::decode(file("cbor")).unwrap();
            let signer = Certificate::from_der(&credential.chain()[0]).unwrap();
            let key = signer.public_key().unwrap();
            key.verify(credential.to_be_signed(), credential.signature())
                .unwrap();
            let compact = credential.to_compact().unwrap();
            assert_eq!(label["bytes"], compact.len());
            assert_eq!(label["identity"], credential.identity().to_string());
            let text = str::from_utf8(file("txt")).unwrap();
            assert_eq!(text, format!("{}\n", label["text"].as_str().unwrap()));
            let read = read_picture(file("png")).unwrap().text;
            assert_eq!(read, text.trim_end());
            assert_eq!(QrText::parse(&read).unwrap().credential(), compact);
            let claims = credential.unverified_claims().unwrap();
            assert_eq!(label["registration"], claims.registration);
            assert!(!str::from_utf8(file("svg")).unwrap().contains("<b>"));
        }
    }
}

#[test]
fn the_same_table_gives_the_same_files() {
    let directory = tempfile::tempdir().unwrap();
    let one = directory.path().join("one");
    assert!(issue("products.csv", &one, &["--svg"]).status.success());
    for table in ["products-sjis.csv", "products.xlsx"] {
        let other = directory.path().join(table);
        assert!(issue(table, &other, &["--svg"]).status.success(), "{table}");
        assert_eq!(contents(&one), contents(&other), "{table}");
    }
}

#[test]
fn a_failed_run_leaves_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let target = directory.path().join("new");
    for (table, more) in [
        ("faults.csv", &[][..]),
        ("none.csv", &[]),
        ("label.cbor", &[]),
        ("products.csv", &["--expect", "4"]),
        ("products.csv", &["--svg", "--dots", "2"]),
        (
            "products.csv",
            &["--png", "--ecc", "H", "--dots", "100", "--dpi", "4800"],
        ),
        ("products.csv", &["--ecc", "X"]),
        ("nasty.csv", &["--expires", "2031-01-01"]),
        ("products.csv", &["--page", "https://other.example"]),
    ] {
        let output = issue(table, &target, more);
        assert_eq!(output.status.code(), Some(2), "{table} {more:?}");
        assert!(contents(directory.path()).is_empty(), "{table} {more:?}");
    }
}

#[test]
fn nothing_is_overwritten() {
    let directory = tempfile::tempdir().unwrap();
    let target = directory.path().join("labels");
    assert!(issue("products.csv", &target, &[]).status.success());
    let before = contents(&target);
    assert_eq!(issue("nasty.csv", &target, &[]).status.code(), Some(2));
    assert_eq!(contents(&target), before);
}
