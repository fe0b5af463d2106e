//! The CDDL in the specification is the CDDL above the types.
#![allow(missing_docs, clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The content of every fenced block of a language, without the comment marks in front.
fn blocks(text: &str, language: &str, prefix: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut open: Option<String> = None;
    for line in text.lines() {
        let line = line.trim_start();
        let line = line.strip_prefix(prefix).unwrap_or(line);
        let line = if prefix.is_empty() {
            line
        } else {
            line.strip_prefix(' ').unwrap_or(line)
        };
        match &mut open {
            None if line == format!("```{language}") => open = Some(String::new()),
            Some(block) if line == "```" => {
                blocks.push(block.split_whitespace().collect::<Vec<_>>().join(" "));
                open = None;
            }
            Some(block) => {
                block.push_str(line);
                block.push('\n');
            }
            None => {}
        }
    }
    blocks
}

fn in_sources(language: &str) -> BTreeSet<String> {
    let mut blocks_found = BTreeSet::new();
    collect(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        language,
        &mut blocks_found,
    );
    blocks_found
}

/// The blocks above the types in every source file below `directory`.
fn collect(directory: &Path, language: &str, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, language, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(path).unwrap();
            found.extend(blocks(&text, language, "///"));
            found.extend(blocks(&text, language, "//!"));
        }
    }
}

#[test]
fn the_specification_and_the_types_state_the_same_cddl() {
    let format = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/FORMAT.md");
    let format = fs::read_to_string(format).unwrap();
    let specified: BTreeSet<String> = blocks(&format, "cddl", "").into_iter().collect();
    let coded = in_sources("cddl");
    assert!(specified.len() >= 10, "the specification has lost its CDDL");
    assert_eq!(specified, coded);
}
