//! The lists in the specification are those of the code.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::fs;
use std::path::Path;

use label_core::scheme::SCHEME_CODES;
use label_core::{CheckName, Error};

fn specification() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/FORMAT.md");
    fs::read_to_string(path).unwrap()
}

/// The part between two texts, of which the first is there once.
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    assert_eq!(text.matches(start).count(), 1, "{start}");
    text.split_once(start).unwrap().1.split_once(end).unwrap().0
}

/// Everything in backquotes.
fn quoted(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

#[test]
fn every_check_is_named_in_order() {
    let format = specification();
    let names = |checks: &[CheckName]| checks.iter().map(|check| check.code()).collect::<Vec<_>>();
    let order = between(&format, "Its checks, in order: ", ". Each has");
    assert_eq!(quoted(order), names(CheckName::ALL));
    let always = between(&format, "Under every policy ", " are required");
    assert_eq!(quoted(always), names(CheckName::ALWAYS));
}

#[test]
fn every_scheme_code_is_assigned() {
    let format = specification();
    let codes = SCHEME_CODES
        .iter()
        .map(|(code, name)| format!("{code} `{name}`"));
    let listed = between(&format, "append-only table: ", ";").replace('\n', " ");
    let listed: Vec<&str> = listed.split(", ").collect();
    let listed = listed
        .iter()
        .map(|entry| entry.split_whitespace().collect::<Vec<_>>().join(" "));
    assert_eq!(listed.collect::<Vec<_>>(), codes.collect::<Vec<_>>());
}

/// Codes of what is no verdict: drawing, making and typing.
const ELSEWHERE: [&str; 5] = [
    "cert_key_mismatch",
    "gtin_invalid",
    "prefix_invalid",
    "scheme_table",
    "signing_failed",
];

#[test]
fn every_code_of_a_verdict_is_in_the_appendix() {
    let format = specification();
    let appendix = quoted(format.split_once("## Appendix A").unwrap().1);
    for code in Error::CODES.iter().filter(|code| !ELSEWHERE.contains(code)) {
        assert!(appendix.contains(code), "{code}");
    }
}
