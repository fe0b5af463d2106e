//! The licences of everything that is linked into the command, with the notices that their authors ask to be passed on.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::failed;
use crate::command::{Outcome, cargo};

/// The beginnings of the names of files with licences and notices, in small letters.
const NAMES: [&str; 5] = ["licen", "copying", "copyright", "notice", "unlicense"];

/// One text: each crate with its version and licence, then each distinct text with the crates that carry it.
pub(super) fn of_command() -> Outcome<String> {
    let mut list = String::from("The command `label` holds these crates:\n\n");
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in linked()? {
        let text = |key| package.get(key).and_then(Value::as_str).unwrap_or_default();
        let name = format!("{} {}", text("name"), text("version"));
        list.extend([&name, ": ", text("license"), "\n"]);
        let directory = Path::new(text("manifest_path")).parent();
        for file in licence_files(directory.unwrap_or(Path::new(".")))? {
            let bytes = fs::read(&file).map_err(failed(&file))?;
            let text = String::from_utf8_lossy(&bytes).trim().to_owned();
            texts.entry(text).or_default().push(name.clone());
        }
    }
    list += "Rust's standard library: MIT OR Apache-2.0\n";
    for (text, crates) in texts {
        let rule = "-".repeat(78);
        let crates = crates.join(", ");
        list.extend(["\n", &rule, "\n", &crates, ":\n\n", &text, "\n"]);
    }
    Ok(list)
}

/// The packages of other people that cargo links into the command here, sorted.
fn linked() -> Outcome<Vec<Value>> {
    let tree = cargo(["tree", "--locked", "--offline", "-p", "label-cli"])
        .args([
            "-e",
            "normal,no-proc-macro",
            "--prefix",
            "none",
            "--format",
            "{p}",
        ])
        .output()?;
    let metadata =
        cargo(["metadata", "--locked", "--offline", "--format-version", "1"]).output()?;
    let metadata: Value = serde_json::from_str(&metadata).map_err(|error| error.to_string())?;
    let packages = metadata.get("packages").and_then(Value::as_array);
    // A line begins with the name and `v` with the version.
    let lines: Vec<Vec<&str>> = tree
        .lines()
        .map(|line| line.split(' ').take(2).collect())
        .collect();
    let is_linked = |package: &&Value| {
        let text = |key| package.get(key).and_then(Value::as_str).unwrap_or_default();
        let version = format!("v{}", text("version"));
        package.get("source").is_some_and(Value::is_string)
            && lines
                .iter()
                .any(|line| line[..] == [text("name"), &version])
    };
    let mut linked: Vec<Value> = packages
        .into_iter()
        .flatten()
        .filter(is_linked)
        .cloned()
        .collect();
    linked.sort_by_key(|package| package.get("id").map(Value::to_string));
    match linked.is_empty() {
        true => Err("cargo tree names no crates".to_owned()),
        false => Ok(linked),
    }
}

fn licence_files(directory: &Path) -> Outcome<Vec<PathBuf>> {
    let mut files = super::files(directory)?;
    files.retain(|file| {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let name = name.to_lowercase();
        NAMES.iter().any(|start| name.starts_with(start))
    });
    Ok(files)
}
