//! The demonstration, from an empty directory to verdicts on every file that it leaves.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn label(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_label"));
    command.args(arguments).output().unwrap()
}

/// Runs the demonstration in a new directory; the first value keeps it alive.
fn demo() -> (tempfile::TempDir, PathBuf, serde_json::Value) {
    let directory = tempfile::tempdir().unwrap();
    let target = directory.path().join("demo");
    let output = label(&["demo", "--json", target.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let summary = serde_json::from_slice(&output.stdout).unwrap();
    (directory, target, summary)
}

fn names(directory: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(directory).unwrap();
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

/// Verifies a file with the demonstration's trust; gives exit code and report.
fn verify(target: &Path, file: &str, more: &[&str]) -> (i32, serde_json::Value) {
    let (trust, file) = (target.join("trust.cbor"), target.join(file));
    let mut arguments = vec![
        "verify",
        "--json",
        "--trust",
        trust.to_str().unwrap(),
        file.to_str().unwrap(),
    ];
    arguments.extend(more);
    let output = label(&arguments);
    let report = serde_json::from_slice(&output.stdout).unwrap_or_default();
    (output.status.code().unwrap(), report)
}

#[test]
fn every_file_is_there_and_says_what_the_summary_says() {
    let (_keep, target, summary) = demo();
    assert_eq!(summary["specimen"], true);
    let labels = summary["labels"].as_array().unwrap();
    assert!(labels.len() >= 40, "{}", labels.len());
    let mut expected = BTreeSet::new();
    for label in labels {
        let id = label["id"].as_str().unwrap();
        for kind in ["cbor", "txt", "svg", "png"] {
            expected.insert(format!("{id}.{kind}"));
        }
        for kind in ["cbor", "txt", "png"] {
            let (exit, report) = verify(&target, &format!("labels/{id}.{kind}"), &[]);
            assert_eq!(report["outcome"], label["outcome"], "{id}.{kind}");
            assert_eq!(report["code"], label["code"], "{id}.{kind}");
            assert_eq!(report["specimen"], true);
            assert_eq!(
                exit,
                i32::from(label["outcome"] != "accepted"),
                "{id}.{kind}"
            );
        }
    }
    assert_eq!(names(&target.join("labels")), expected);
    assert!(names(&target).is_superset(&BTreeSet::from(
        ["sheet.png", "trust.cbor", "keys"].map(String::from)
    )));
    let codes: BTreeSet<_> = labels
        .iter()
        .map(|label| label["code"].as_str().unwrap_or("ok"))
        .collect();
    assert_eq!(codes, BTreeSet::from(["expired", "ok", "revoked"]));
}

#[test]
fn whatever_is_in_refused_is_refused_with_its_own_code() {
    let (_keep, target, summary) = demo();
    let codes: Vec<_> = summary["refused"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["code"].as_str().unwrap())
        .collect();
    assert_eq!(BTreeSet::from_iter(&codes).len(), codes.len(), "{codes:?}");
    let files = names(&target.join("refused"));
    assert!(files.len() >= 8, "{files:?}");
    for file in files {
        let (exit, report) = verify(&target, &format!("refused/{file}"), &[]);
        assert_eq!(
            (exit, &report["outcome"]),
            (1, &"rejected".into()),
            "{file}"
        );
    }
    let genuine = "labels/SPEC-26-0001-001.txt";
    let (exit, report) = verify(&target, genuine, &["--gtin", "4912345000040"]);
    assert_eq!((exit, &report["code"]), (1, &"gtin_mismatch".into()));
    let (exit, report) = verify(&target, genuine, &["--at", "2020-01-01"]);
    assert_eq!((exit, &report["code"]), (3, &"clock_before_trust".into()));
}

#[test]
fn the_commands_that_it_prints_work_as_they_stand() {
    let directory = tempfile::tempdir().unwrap();
    let target = directory.path().join("demo");
    let output = label(&["demo", "--lang", "en", target.to_str().unwrap()]);
    let printed = String::from_utf8(output.stdout).unwrap();
    let (_, next) = printed.split_once("try next").unwrap();
    let lines = next.lines().map(str::trim).filter(|line| !line.is_empty());
    let codes: Vec<_> = lines
        .map(|line| {
            let words: Vec<_> = line.split(' ').collect();
            Command::new(words[0])
                .args(&words[1..])
                .output()
                .unwrap()
                .status
                .code()
                .unwrap()
        })
        .collect();
    assert_eq!(codes, [0, 1, 1, 0, 0]);
}

#[test]
fn a_directory_with_something_in_it_is_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("mine"), "mine").unwrap();
    let output = label(&["demo", directory.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(names(directory.path()), BTreeSet::from(["mine".to_owned()]));
}
