#![allow(clippy::unwrap_used, clippy::panic)]

mod sources;

use std::collections::{BTreeMap, BTreeSet};

use clap::{Arg, Command, CommandFactory};

use super::*;
use crate::cli::Cli;
use crate::messages::help::{self, Piece};
use sources::{Source, library_codes, sources};

/// Texts in the sources that are said nowhere.
const UNSAID: &str = include_str!("../../../japanese/unsaid.json");

fn pairs(json: &str) -> BTreeMap<String, String> {
    serde_json::from_str(json).unwrap()
}

fn areas() -> BTreeMap<String, String> {
    AREAS.iter().flat_map(|(_, json)| pairs(json)).collect()
}

fn is_japanese(text: &str) -> bool {
    text.chars()
        .any(|letter| matches!(letter, '\u{3041}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}'))
}

/// A text with its places unnamed, as the source may name them in another way.
fn shape(text: &str) -> String {
    let mut shape = String::new();
    let mut left = text;
    while let Some((before, behind)) = left.split_once('{') {
        shape.push_str(before);
        let place = behind.split_once('}');
        let is_place = |place: &str| {
            let name = place.split(':').next().unwrap_or_default();
            name.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.'))
        };
        if let Some((_, behind)) = place.filter(|(place, _)| is_place(place)) {
            shape.push_str("{}");
            left = behind;
        } else {
            shape.push('{');
            left = behind;
        }
    }
    shape + left
}

fn places(text: &str) -> BTreeSet<String> {
    Template::parse(text)
        .places()
        .map(|place| place.name.clone())
        .collect()
}

/// Reports what is missing, one a line, in the form in which it is to be added.
fn report(missing: &BTreeSet<String>, to: &str) {
    let lines: Vec<&str> = missing.iter().map(String::as_str).collect();
    assert!(
        lines.is_empty(),
        "no Japanese for {} texts; add to {to}:\n{}",
        lines.len(),
        lines.join("\n")
    );
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

/// Every text of the help, by the command that has it.
fn help_texts(command: &Command, path: &str, texts: &mut BTreeMap<String, String>) {
    let path = format!("{path} {}", command.get_name()).trim().to_owned();
    let of_command = [
        command.get_about(),
        command.get_long_about(),
        command.get_after_help(),
    ];
    let arguments = command.get_arguments();
    let of_arguments = arguments.flat_map(|arg| [arg.get_help(), arg.get_long_help()]);
    for text in of_command.into_iter().chain(of_arguments).flatten() {
        for piece in help::pieces(&text.to_string()) {
            if let Piece::Said { text, .. } = piece {
                texts.insert(text.to_owned(), path.clone());
            }
        }
    }
    // Those of flags are yes and no, and never shown.
    let values = command
        .get_arguments()
        .filter(|arg| arg.get_action().takes_values())
        .flat_map(Arg::get_possible_values);
    for help in values.filter_map(|value| value.get_help().map(ToString::to_string)) {
        texts.insert(help, path.clone());
    }
    for heading in command.get_arguments().filter_map(Arg::get_help_heading) {
        texts.insert(heading.to_owned(), path.clone());
    }
    for name in command
        .get_arguments()
        .filter(|arg| arg.get_action().takes_values())
        .filter_map(Arg::get_value_names)
        .flatten()
    {
        texts.insert(format!("value: {name}"), path.clone());
    }
    for below in command.get_subcommands() {
        help_texts(below, &path, texts);
    }
}

#[test]
fn every_text_of_the_help_is_there() {
    let mut texts = BTreeMap::new();
    let mut command = Cli::command();
    command.build();
    help_texts(&command, "", &mut texts);
    assert!(texts.len() > 300);
    let known = areas();
    let missing = texts.iter().filter(|(text, _)| !known.contains_key(*text));
    let missing = missing.map(|(text, path)| format!("  {}: \"\",  ({path})", quoted(text)));
    report(&missing.collect(), "label-cli/japanese/help.json");
}

#[test]
fn every_text_in_the_sources_is_there() {
    // A phrase may name the context in which the text is said: `field: plan`.
    let known = areas().into_keys().map(|english| shape(&english));
    let said = known.flat_map(|english| {
        let text = english.split_once(": ").map(|(_, text)| text.to_owned());
        text.into_iter().chain([english])
    });
    let said: BTreeSet<String> = said.collect();
    let unsaid: BTreeSet<String> = pairs(UNSAID).into_keys().collect();
    let mut missing = BTreeSet::new();
    let mut found = 0;
    for Source { file, texts, .. } in sources() {
        for text in texts.iter().filter(|text| !unsaid.contains(*text)) {
            found += 1;
            if !said.contains(&shape(text)) {
                missing.insert(format!("  {}: \"\",  ({file})", quoted(text)));
            }
        }
    }
    assert!(found > 500);
    report(
        &missing,
        "the file of its area in label-cli/japanese, or to unsaid.json if nobody reads it",
    );
}

/// Values that only JSON has: the command has listed them before it asks.
const DATA: [(&str, &str); 2] = [
    ("consent_missing", "would"),
    ("registration_count", "registrations"),
];

#[test]
fn every_code_is_there_with_its_values() {
    let errors: BTreeMap<String, Forms> = serde_json::from_str(ERRORS).unwrap();
    let codes = library_codes();
    assert!(codes.len() > 100);
    let mut missing = BTreeSet::new();
    for (code, fields) in &codes {
        let forms = errors.get(code).map_or(&[][..], Forms::as_slice);
        let said: BTreeSet<String> = forms.iter().flat_map(|form| places(form)).collect();
        let names = fields.keys().cloned().collect::<Vec<_>>().join(", ");
        if forms.len() <= usize::from(fields.values().any(|optional| *optional)) {
            missing.insert(format!(
                "  \"{code}\": a sentence, and one without what may be missing, of {names}"
            ));
        }
        let is_data = |field: &&String| DATA.contains(&(code.as_str(), field.as_str()));
        let spoken = fields.keys().filter(|field| !is_data(field));
        for field in spoken.filter(|field| !said.contains(*field)) {
            missing.insert(format!("  \"{code}\": names no {{{field}}}"));
        }
        let known = |name: &&String| fields.contains_key(*name);
        for name in said.iter().filter(|name| !known(name)) {
            missing.insert(format!("  \"{code}\": there is no {{{name}}}, but {names}"));
        }
    }
    for code in errors.keys().filter(|code| !codes.contains_key(*code)) {
        missing.insert(format!("  \"{code}\": no error has this code"));
    }
    report(&missing, "label-cli/japanese/errors.json");
}

#[test]
fn japanese_is_japanese_and_loses_no_value() {
    for (area, json) in AREAS {
        for (english, japanese) in pairs(json) {
            assert!(
                is_japanese(&japanese),
                "{area}: {english}: {japanese}: neither kana nor kanji"
            );
            assert_ne!(english, japanese, "{area}");
            let found = crate::messages::tests::NEVER
                .iter()
                .find(|word| japanese.contains(**word));
            assert_eq!(found, None, "{area}: {english}: {japanese}");
            assert_eq!(
                places(&english),
                places(&japanese),
                "{area}: {english}: {japanese}: other values"
            );
        }
    }
    let errors: BTreeMap<String, Forms> = serde_json::from_str(ERRORS).unwrap();
    for (code, forms) in &errors {
        for form in forms.as_slice() {
            assert!(
                is_japanese(form),
                "errors: {code}: {form}: neither kana nor kanji"
            );
        }
    }
    let all: Vec<String> = AREAS
        .iter()
        .flat_map(|(_, json)| pairs(json).into_keys())
        .collect();
    let twice = all
        .iter()
        .filter(|text| all.iter().filter(|other| other == text).count() > 1);
    assert_eq!(
        twice.collect::<BTreeSet<_>>(),
        BTreeSet::new(),
        "stand in two files"
    );
}

/// A line of help without what stays as it is: commands, quotations, options, values and places.
fn prose(line: &str) -> String {
    if line.contains("label ") && !is_japanese(line) {
        return String::new();
    }
    let mut quoted = false;
    let outside = line
        .split(['\'', '[', ']', '<', '>', '（', '）'])
        .filter(|_| {
            quoted = !quoted;
            quoted
        });
    let words: Vec<&str> = outside.flat_map(str::split_whitespace).collect();
    let words = words
        .into_iter()
        .map(|word| word.trim_matches(|letter: char| letter.is_ascii_punctuation()));
    let is_plain =
        |word: &&str| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase());
    words.filter(is_plain).collect::<Vec<_>>().join(" ")
}

fn look_at_help(command: &mut Command, phrases: &Phrases) {
    let name = command.get_name().to_owned();
    for text in [command.render_help(), command.render_long_help()] {
        let text = help::rendered(&text.ansi().to_string(), phrases);
        assert!(
            text.contains("使い方:") && !text.contains("Usage:"),
            "{name}: {text}"
        );
        for line in text.lines().filter(|line| !is_japanese(line)) {
            let left = prose(line);
            assert!(!left.contains(' '), "{name}: {line}: {left}");
        }
    }
    for below in command.get_subcommands_mut() {
        look_at_help(below, phrases);
    }
}

#[test]
fn no_english_is_left_in_the_help_of_any_command() {
    let japanese = Japanese::new().unwrap();
    let mut command = help::localised(Cli::command(), japanese.phrases());
    look_at_help(&mut command, japanese.phrases());
}

#[test]
fn wrong_arguments_are_told_in_japanese() {
    for (arguments, told) in [
        ("label verfy", "'verfy' というコマンドはありません。"),
        ("label verify --qiet", "'--qiet' という引数はありません。"),
        (
            "label issue",
            "必要な引数がありません: --key <鍵>, --signer <ファイル>, --page <アドレス>",
        ),
        (
            "label key new --alg rsa",
            "'--alg <方式>' に値 'rsa' は使えません [選べる値: ed25519, p256]",
        ),
        (
            "label register journal --after x",
            "'--after <番号>' に値 'x' は使えません: 数字ではありません。",
        ),
        ("label verify --at", "'--at <日時>' に値が必要です。"),
        (
            "label verify --json --json",
            "'--json' は一度しか使えません。",
        ),
        (
            "label issue --csv a --from b",
            "'--csv <ファイル>' と '--from <ファイル>' は同時に使えません。",
        ),
    ] {
        let arguments: Vec<std::ffi::OsString> = arguments.split(' ').map(Into::into).collect();
        let error = crate::cli::parse(&arguments, Language::Ja).unwrap_err();
        let error = crate::cli::usage(&error, &arguments);
        let japanese = Japanese::new().unwrap();
        assert_eq!(japanese.error(&error), told);
        let hint = japanese.say(&error.hint().unwrap());
        assert!(is_japanese(&hint), "{hint}");
    }
}

#[test]
fn values_of_people_stay_as_they_are() {
    let japanese = Japanese::new().unwrap();
    let phrases = japanese.phrases();
    assert_eq!(
        phrases.value("size", "12 bytes").as_deref(),
        Some("12バイト")
    );
    for (name, value) in [
        ("product", "valid"),
        ("holder", "12 bytes"),
        ("", "is gone"),
        ("model", "missing"),
    ] {
        assert_eq!(phrases.value(name, value), None);
    }
    let file = std::path::PathBuf::from("{reason}: is gone.csv");
    let error = CliError::InputEmpty { file };
    assert_eq!(
        japanese.error(&error),
        "{reason}: is gone.csv: 中身がありません。"
    );
}
