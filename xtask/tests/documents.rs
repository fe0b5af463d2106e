//! The documents name only what is there: files, names in the code, tests and commands.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Documents outside of `docs`.
const DOCUMENTS: [&str; 6] = [
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "README.md",
    "SECURITY.md",
    "label-wasm/README.md",
    "test-vectors/README.md",
];
/// Folders that builds and the demonstration make.
const MADE: [&str; 2] = ["demo", "target"];
/// Placeholders for any name in a path.
const PLACEHOLDERS: [&str; 3] = ["*", "AREA.", "NAME."];
/// The list of missing things, as it must be.
const NOTHING: [String; 0] = [];
/// The head of a table of steps, whose last column names what stands in the files of the one before.
const STEPS: &str = "| step | file | name |";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every document with its text.
fn documents() -> Vec<(String, String)> {
    let docs = fs::read_dir(root().join("docs")).unwrap();
    let docs = docs.map(|entry| format!("docs/{}", entry.unwrap().file_name().display()));
    let docs = docs.filter(|path| Path::new(path).extension().is_some_and(|kind| kind == "md"));
    let all = DOCUMENTS.iter().map(|&path| path.to_owned()).chain(docs);
    all.map(|path| (path.clone(), read(&path))).collect()
}

/// The parts of a line in backquotes.
fn quoted(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

/// The lines outside of fenced blocks.
fn prose(text: &str) -> Vec<&str> {
    let mut fenced = false;
    let lines = text.lines().filter(|line| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        !fenced && !fence
    });
    lines.collect()
}

/// A door of the npm package, which is called like a folder and is none.
const SIGNING: &str = "label-wasm/signing";

/// The folders of the repository.
fn folders() -> BTreeSet<String> {
    let entries = fs::read_dir(root()).unwrap().map(Result::unwrap);
    let names = entries
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap());
    names
        .filter(|name| !MADE.contains(&name.as_str()))
        .collect()
}

#[test]
fn every_path_is_there() {
    let folders = folders();
    let (mut checked, mut missing) = (0, Vec::new());
    for (document, text) in documents() {
        for name in prose(&text).into_iter().flat_map(quoted) {
            let Some((first, rest)) = name.split_once('/') else {
                continue;
            };
            if !folders.contains(first) || rest.contains(['<', '…', ' ']) || name == SIGNING {
                continue;
            }
            // Of a pattern, the folder that it is about.
            let ends = PLACEHOLDERS.iter().filter_map(|place| name.find(place));
            let path = name.split_at(ends.min().unwrap_or(name.len())).0;
            if !root().join(path).exists() {
                missing.push(format!("{document}: {name}"));
            }
            checked += 1;
        }
    }
    assert_eq!(missing, NOTHING);
    assert!(checked > 150, "{checked} paths");
}

#[test]
fn every_crate_is_there() {
    let folders = folders();
    let mut missing = Vec::new();
    for document in ["ARCHITECTURE.md", "CONTRIBUTING.md"] {
        for name in prose(&read(document)).into_iter().flat_map(quoted) {
            let is_name = !name.contains(|c: char| !c.is_ascii_lowercase() && c != '-');
            if name.starts_with("label-") && is_name && !folders.contains(name) {
                missing.push(format!("{document}: {name}"));
            }
        }
    }
    assert_eq!(missing, NOTHING);
}

/// The words of a text, as names in code are made of them.
fn words(text: &str) -> BTreeSet<&str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .collect()
}

#[test]
fn the_steps_of_a_label_are_where_they_are_said_to_be() {
    let text = read("ARCHITECTURE.md");
    let (mut checked, mut missing) = (0, Vec::new());
    let tables = text.split(STEPS).skip(1);
    let rows = tables.flat_map(|table| table.lines().skip(2).take_while(|row| !row.is_empty()));
    for row in rows {
        let (rest, names) = row.trim_end_matches([' ', '|']).rsplit_once('|').unwrap();
        let files: String = quoted(rest)
            .filter(|name| name.contains('/'))
            .map(read)
            .collect();
        for name in quoted(names) {
            if !words(&files).contains(name) {
                missing.push(format!("{name}: {row}"));
            }
            checked += 1;
        }
    }
    assert_eq!(missing, NOTHING);
    assert!(checked > 30, "{checked} names");
}

/// The words that follow a text.
fn after<'a>(text: &'a str, start: &'a str) -> impl Iterator<Item = &'a str> {
    let ends = |c: char| !c.is_alphanumeric() && c != '-' && c != '_';
    let words = text.split(start).skip(1).map(str::trim_start);
    words.filter_map(move |rest| rest.split(ends).next().filter(|word| !word.is_empty()))
}

#[test]
fn every_developer_command_is_there() {
    let (main, whole) = (read("xtask/src/main.rs"), read("xtask/src/whole.rs"));
    let (mut checked, mut missing) = (0, Vec::new());
    for (document, text) in documents() {
        for command in after(&text, "cargo xtask ") {
            if !main.contains(&format!("\n  {command} ")) {
                missing.push(format!("{document}: {command}"));
            }
            checked += 1;
        }
        for line in text
            .lines()
            .filter(|line| line.trim_start().starts_with("cargo xtask test "))
        {
            for step in after(line, "cargo xtask test ") {
                if !whole.contains(&format!("\"{step}\"")) {
                    missing.push(format!("{document}: step {step}"));
                }
            }
        }
    }
    assert_eq!(missing, NOTHING);
    assert!(checked > 20, "{checked} commands");
}

#[test]
fn every_long_check_is_listed() {
    let (contributing, soak) = (read("CONTRIBUTING.md"), read("xtask/src/soak.rs"));
    let steps = soak.split(" step(\"").skip(1);
    let steps: Vec<&str> = steps.filter_map(|rest| rest.split('"').next()).collect();
    assert!(steps.len() > 3, "{steps:?}");
    for step in steps {
        assert!(contributing.contains(&format!("\n| `{step}` |")), "{step}");
    }
}

#[test]
fn every_test_is_there() {
    let (mut checked, mut missing) = (0, Vec::new());
    for (document, text) in documents() {
        for command in text.split("cargo test ").skip(1) {
            let command = command.split(['`', '\n']).next().unwrap();
            for package in after(command, "-p ") {
                let folder = root().join(package);
                if !folder.is_dir() {
                    missing.push(format!("{document}: {package}"));
                }
                for test in after(command, "--test ") {
                    let file = folder.join("tests").join(format!("{test}.rs"));
                    let main = folder.join("tests").join(test).join("main.rs");
                    if !file.is_file() && !main.is_file() {
                        missing.push(format!("{document}: {test}"));
                    }
                    checked += 1;
                }
            }
        }
    }
    assert_eq!(missing, NOTHING);
    assert!(checked > 5, "{checked} tests");
}

/// The lines of the first block behind a fence, without those that documentation hides.
fn example(text: &str, fence: &str) -> Vec<String> {
    let lines = text.lines().skip_while(|line| *line != fence).skip(1);
    let lines = lines.take_while(|line| *line != "```");
    let shown = lines.filter(|line| !line.starts_with("# "));
    shown.map(ToOwned::to_owned).collect()
}

/// It is compiled and run there.
#[test]
fn the_example_is_the_one_on_the_page_of_the_crate() {
    let shown = example(&read("README.md"), "```rust");
    let run = example(&read("label-core/src/lib.md"), "```");
    assert!(!shown.is_empty());
    assert_eq!(shown, run);
}

/// A text with one space wherever there are several.
fn narrow(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The answers in the README are shortened; each line stands in a transcript, which is run.
#[test]
fn the_answers_in_the_readme_are_those_of_transcripts() {
    let transcripts = fs::read_dir(root().join("label-cli/tests/labels")).unwrap();
    let transcripts = transcripts.map(|entry| entry.unwrap().path());
    let said: String = transcripts
        .filter(|path| path.extension().is_some_and(|kind| kind == "toml"))
        .map(|path| narrow(&fs::read_to_string(path).unwrap()))
        .collect();
    let readme = read("README.md");
    let (_, section) = readme.split_once("## What an answer looks like\n").unwrap();
    let (section, _) = section.split_once("\n## ").unwrap();
    let lines = section.lines().filter_map(|line| line.strip_prefix("    "));
    let lines = lines.filter(|line| !line.starts_with('$'));
    let lines: Vec<String> = lines
        .map(|line| narrow(&line.replace('…', "")))
        .filter(|line| !line.is_empty())
        .collect();
    assert!(lines.len() > 15, "{lines:?}");
    let missing = lines.into_iter().filter(|line| !said.contains(line));
    assert_eq!(missing.collect::<Vec<_>>(), NOTHING);
}
