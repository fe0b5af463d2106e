//! Hostile names through every command of the desk.

use std::collections::BTreeSet;
use std::fs;

use label_core::check_text;
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

use crate::world::{Desk, KINDS, PAGE};

const HEADER: [&str; 8] = [
    "registration",
    "scheme",
    "level",
    "assessment",
    "criteria",
    "holder",
    "product",
    "model",
];

fn names() -> Vec<String> {
    let corpus: Value = serde_json::from_str(include_str!("../hostile-names.json")).unwrap();
    let corpus = corpus.as_array().unwrap();
    assert!(corpus.len() >= 60);
    corpus
        .iter()
        .map(|name| name["name"].as_str().unwrap().to_owned())
        .collect()
}

/// A name as a table gives it, if labels may have it.
fn accepted(name: &str) -> Option<String> {
    let clean: String = name.trim().nfc().collect();
    let is_one = !clean.contains([';', '；', '\u{fffd}']);
    (check_text("", &clean).is_ok() && is_one).then_some(clean)
}

/// Tells whether a name is taken as it is also where width means nothing.
fn is_code(name: &str) -> bool {
    let is_other = |c: char| matches!(c, '\u{ff01}'..='\u{ff5e}' | '\u{a0}');
    !name.contains(is_other)
}

/// A name in a cell: a formula is one no more, as exports write it.
fn cell(name: &str) -> String {
    match name.starts_with('=') {
        true => format!("'{name}"),
        false => name.to_owned(),
    }
}

/// The settings of a desk that takes these numbers, whatever is in them.
fn settings(numbers: &BTreeSet<String>) -> String {
    let literal = |number: &String| -> String { number.chars().flat_map(|c| ['\\', c]).collect() };
    let forms: Vec<String> = numbers.iter().map(literal).collect();
    let forms = serde_json::to_string(&forms).unwrap();
    // TOML has no other name for it.
    format!(
        "registration_numbers = {}\n",
        forms.replace('\u{7f}', "\\u007f")
    )
}

fn table(rows: &[[String; 8]]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(HEADER).unwrap();
    for row in rows {
        writer.write_record(row).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

fn row(registration: &str, name: &str) -> [String; 8] {
    let (registration, name) = (&*cell(registration), cell(name));
    [registration, "jc-star", "1", "self", "JST-CR-01-01-2024R1"]
        .map(str::to_owned)
        .into_iter()
        .chain([name.clone(), name.clone(), name])
        .collect::<Vec<_>>()
        .try_into()
        .unwrap()
}

/// Nothing that moves a cursor, hides or turns text.
fn assert_harmless(bytes: &[u8], what: &str) {
    let text = str::from_utf8(bytes).unwrap();
    let harmful = |c: char| {
        c.is_control() && !matches!(c, '\n' | '\r')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}'..='\u{200f}')
    };
    let found = text.chars().find(|c| harmful(*c));
    assert_eq!(found, None, "{what}");
}

#[test]
fn refused_names_are_all_refused_at_once() {
    let desk = Desk::new(KINDS[0]);
    for (index, name) in names().iter().enumerate() {
        if accepted(name).is_some() || name.trim().is_empty() || name.contains(';') {
            continue;
        }
        desk.write("one.csv", &table(&[row(&format!("N-{index}"), name)]));
        let output = desk.run(&["registration", "apply", "one.csv"]);
        assert_eq!(output.status.code(), Some(2), "{name:?}");
        assert_harmless(&output.stderr, name);
    }
    assert_eq!(desk.json(&["register", "list"]), Value::Array(Vec::new()));
}

#[test]
fn accepted_names_go_through_every_command() {
    for kind in KINDS {
        let desk = Desk::new(kind);
        let mut rows = Vec::new();
        let mut numbers = BTreeSet::new();
        for (index, name) in names().iter().enumerate() {
            let Some(name) = accepted(name) else {
                continue;
            };
            rows.push(row(&format!("N-{index}"), &name));
            // As the number of a registration, too.
            if is_code(&name) && numbers.insert(name.clone()) {
                let mut row = row(&name, "plain");
                row[7] = format!("model {index}");
                rows.push(row);
            }
        }
        assert!(numbers.len() > 20, "{}", numbers.len());
        let plain = (0..names().len()).map(|index| format!("N-{index}"));
        desk.write(
            "desk.toml",
            &settings(&numbers.iter().cloned().chain(plain).collect()),
        );
        desk.grant(&table(&rows));
        let labels = rows.len() as u64;
        desk.plan("plan.jsonl");
        desk.done("batch sign plan.jsonl --key desk.key --out labels --at 2026-11-07");
        desk.check(labels);
        for entry in fs::read_dir(desk.path("labels")).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
            assert!(name.chars().all(plain) && !name.contains(".."), "{name}");
        }
        shown(&desk, &numbers);
        exported(&desk, &numbers);
    }
}

/// Everything that shows names shows them harmless.
fn shown(desk: &Desk, numbers: &BTreeSet<String>) {
    for arguments in [
        &["register", "list"][..],
        &["register", "list", "--json"],
        &["register", "list", "--lang", "ja"],
        &["register", "search", "plain"],
        &["register", "search", "=", "--json"],
        &["register", "journal"],
        &["register", "journal", "--json"],
        &["register", "export"],
        &["register", "export", "--format", "json"],
    ] {
        let output = desk.run(arguments);
        assert!(output.status.success(), "{arguments:?} {output:?}");
        let text = output
            .stdout
            .strip_prefix(b"\xef\xbb\xbf")
            .unwrap_or(&output.stdout);
        assert_harmless(text, &arguments.join(" "));
    }
    for number in numbers {
        for json in [&[][..], &["--json"]] {
            let mut arguments = vec!["register", "show"];
            arguments.extend(json);
            arguments.extend(["--", number]);
            let mut command = desk.command(&["register", "show"]);
            command.args(json).args(["--", number]);
            let output = command.output().unwrap();
            assert!(output.status.success(), "{number:?} {output:?}");
            assert_harmless(&output.stdout, number);
        }
    }
}

/// A spreadsheet gets every name as text.
fn exported(desk: &Desk, numbers: &BTreeSet<String>) {
    desk.done(&["register", "export", "--out", "export.csv"]);
    let bytes = fs::read(desk.path("export.csv")).unwrap();
    let text = bytes
        .strip_prefix(b"\xef\xbb\xbf")
        .expect("no byte order mark");
    let mut found = BTreeSet::new();
    for record in csv::Reader::from_reader(text).records() {
        let record = record.unwrap();
        for cell in &record {
            assert!(
                !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']),
                "{cell}"
            );
        }
        let number = record[0].to_owned();
        found.insert(
            number
                .strip_prefix('\'')
                .map_or(number.clone(), str::to_owned),
        );
    }
    for number in numbers {
        let bare = number.strip_prefix('\'').unwrap_or(number);
        assert!(found.contains(number) || found.contains(bare), "{number:?}");
    }
}

#[test]
fn hostile_reasons_and_operators_stay_harmless() {
    for kind in KINDS {
        let desk = Desk::granted(kind, &table(&[row("R-1", "plain")]));
        for name in names() {
            // No argument can hold a NUL, and somebody must be named.
            if name.contains('\0') || name.trim().is_empty() || name.len() > 100_000 {
                continue;
            }
            for step in ["suspend", "resume"] {
                let mut command = desk.command(&["registration", step, "R-1"]);
                let why = format!("--why={name}");
                let by = format!("--by={name}");
                let output = command.args([&why, &by]).output().unwrap();
                assert!(output.status.success(), "{name:?} {output:?}");
            }
        }
        for arguments in [&["register", "journal"][..], &["register", "show", "R-1"]] {
            for json in [&[][..], &["--json"]] {
                let output = desk.command(&[arguments, json].concat()).output().unwrap();
                assert_harmless(&output.stdout, "journal");
            }
        }
        desk.audit();
        let journal = desk.json(&["register", "journal"]);
        let whys: BTreeSet<&str> = journal
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| entry["why"].as_str().unwrap())
            .collect();
        let wanted = names()
            .into_iter()
            .filter(|name| !name.contains('\0') && !name.trim().is_empty());
        for name in wanted {
            assert!(whys.contains(name.as_str()), "{name:?}");
        }
        // Where rows come from a plan, its file is named.
        let output = desk.run(&[
            "batch",
            "plan",
            "\u{1b}[31m.csv",
            "--signer",
            "desk.pem",
            "--page",
            PAGE,
            "--out",
            "p",
        ]);
        assert_harmless(&output.stderr, "file name");
    }
}

/// A command with a hostile argument, which it takes or refuses; what it says is harmless.
fn harmless(desk: &Desk, arguments: &[&str], name: &str) -> bool {
    let output = desk.command(arguments).output().unwrap();
    assert_harmless(&output.stdout, name);
    assert_harmless(&output.stderr, name);
    match output.status.code() {
        Some(0) => true,
        Some(2) => false,
        other => panic!("{other:?} {name:?} {output:?}"),
    }
}

/// Names that can be an argument.
fn arguments() -> Vec<String> {
    let mut names = names();
    names.retain(|name| !name.contains('\0') && name.len() < 100_000);
    names
}

#[test]
fn hostile_holders_and_conditions_are_taken_or_refused() {
    let desk = Desk::new(KINDS[0]);
    let names = arguments();
    let rows: Vec<_> = (0..names.len())
        .map(|index| row(&format!("R-{index}"), "plain"))
        .collect();
    let mut rows = rows;
    for (index, row) in rows.iter_mut().enumerate() {
        row[7] = format!("M-{index}");
    }
    desk.write("apply.csv", &table(&rows));
    desk.done(&["registration", "apply", "apply.csv", "--at", "2026-11-02"]);
    desk.done(&["registration", "inquire", "--all", "--at", "2026-11-03"]);
    let mut taken = 0;
    for (index, name) in names.iter().enumerate() {
        let number = format!("R-{index}");
        let conditions = format!("--conditions={name}");
        let day = ["--day", "2026-11-04", "--at", "2026-11-04"];
        let answer = ["registration", "answer", &number, "--answer", "conditions"];
        assert!(harmless(
            &desk,
            &[&answer[..], &day, &[&conditions]].concat(),
            name
        ));
        desk.done(&["registration", "grant", &number, "--at", "2026-11-05"]);
        let holder = format!("--holder={name}");
        let transfer = ["registration", "transfer", &number, &holder];
        let may = check_text("", name).is_ok();
        assert_eq!(harmless(&desk, &transfer, name), may, "{name:?}");
        taken += usize::from(may);
        for shown in [
            &["register", "show", &number][..],
            &["register", "show", &number, "--json"],
            &["register", "show", &number, "--lang", "ja"],
        ] {
            assert!(harmless(&desk, shown, name));
        }
    }
    assert!(taken > 30, "{taken}");
    desk.audit();
}

#[test]
fn hostile_models_numbers_and_words_are_taken_or_refused() {
    for kind in KINDS {
        let desk = Desk::granted(kind, &table(&[row("R-1", "plain")]));
        let models: BTreeSet<String> = names().iter().filter_map(|name| accepted(name)).collect();
        let models: BTreeSet<&String> = models.iter().filter(|model| is_code(model)).collect();
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["model"]).unwrap();
        for model in &models {
            writer.write_record([cell(model)]).unwrap();
        }
        fs::write(desk.path("models.csv"), writer.into_inner().unwrap()).unwrap();
        let add = ["registration", "add-models", "R-1", "models.csv"];
        desk.done(&[&add[..], &["--at", "2026-11-06"]].concat());
        for name in arguments() {
            for words in [
                &["register", "search", "--json", "--"][..],
                &["register", "search", "--"],
                &["register", "show", "--"],
                &["registration", "suspend", "--"],
                &["batch", "show", "--"],
            ] {
                let mut command = desk.command(&words[..2]);
                let output = command.args(&words[2..]).arg(&name).output().unwrap();
                assert_harmless(&output.stdout, &name);
                assert_harmless(&output.stderr, &name);
                let code = output.status.code().unwrap();
                assert!(
                    code == 0 && words[1] == "search" || code == 2,
                    "{words:?} {name:?}"
                );
            }
        }
        desk.audit();
    }
}
