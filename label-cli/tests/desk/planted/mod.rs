//! Faults that vendors make in their tables, each planted in one that is right: what becomes of every one.

mod accepted;
mod found;
mod good;
mod poor;

use std::fs;

use serde_json::Value;

use self::good::{JAN, MODEL, NUMBER, PRODUCT, SUPPORT, cells, csv, good, plain, with, xlsx};

use crate::plans::APPLICATIONS;
use crate::workbook::sheet;
use crate::world::{Desk, Kind};

const APPLY: [&str; 5] = ["registration", "apply", "planted", "--at", "2026-11-08"];

/// A fault: its name in the trial, the table with it, its code, and words of its message.
type Planted = (&'static str, Vec<u8>, &'static str, &'static str);

/// Everything that can only be wrong.
fn refused() -> Vec<Planted> {
    [
        found::cells_found(),
        found::tables_found(),
        found::books_found(),
        poor::csv_poor(),
        poor::books_poor(),
        accepted::refused_now(),
    ]
    .concat()
}

/// Everything that is warned of.
fn warned() -> Vec<Planted> {
    [
        accepted::warned_in_csv(),
        accepted::warned_of_relations(),
        accepted::warned_in_books(),
    ]
    .concat()
}

fn apply(more: &[&'static str]) -> Vec<&'static str> {
    [&APPLY[..], more].concat()
}

/// The table that goes back to the vendor, in Japanese.
fn sent_back(desk: &Desk, name: &str) -> String {
    let text = fs::read_to_string(desk.path("faults.csv")).unwrap();
    fs::remove_file(desk.path("faults.csv")).unwrap();
    assert!(
        text.starts_with("\u{feff}\"行\",\"列\",\"値\",\"種別\",\"内容\"\r\n"),
        "{name}: {text}"
    );
    for line in text.lines().skip(1) {
        let told = line.rsplit("\",\"").next().unwrap();
        let is_kana = |one: char| ('\u{3041}'..='\u{30ff}').contains(&one);
        assert!(told.chars().any(is_kana), "{name}: {line}");
    }
    text
}

/// Finds a code among the problems of a command, with its words and, where it is a cell's, its place.
fn check_found(problems: &Value, (name, _, code, words): &Planted) {
    let problems = problems.as_array().unwrap();
    let found = problems.iter().find(|problem| problem["code"] == *code);
    let found = found.unwrap_or_else(|| panic!("{name}: no {code} in {problems:#?}"));
    let message = found["message"].as_str().unwrap();
    assert!(message.contains(words), "{name}: {message}");
    assert!(
        found["row"].is_u64() && found["file"] == "planted",
        "{name}: {found}"
    );
}

#[test]
fn a_good_table_is_taken_without_a_word() {
    let desk = Desk::granted(Kind::Sqlite, APPLICATIONS);
    for bytes in [csv(&good()), xlsx(|_, _| ())] {
        let desk = desk.copy();
        fs::write(desk.path("planted"), bytes).unwrap();
        let report = desk.json(&apply(&["--strict"]));
        assert_eq!(report["warnings"], Value::Array(Vec::new()));
        assert_eq!(report["changes"], Value::Array(Vec::new()));
        assert_eq!(report["registrations"].as_array().unwrap().len(), 2);
    }
}

#[test]
fn what_can_only_be_wrong_is_refused() {
    let desk = Desk::granted(Kind::Sqlite, APPLICATIONS);
    for planted in refused() {
        let (name, bytes, code, words) = &planted;
        fs::write(desk.path("planted"), bytes).unwrap();
        let error = desk.error(&apply(&["--lang", "ja", "--faults", "faults.csv"]));
        if ["spreadsheet", "table_encoding"].contains(code) {
            assert_eq!(error["code"], *code, "{name}");
            let english = desk.error(&apply(&[]));
            let message = english["message"].as_str().unwrap();
            assert!(message.contains(words), "{name}: {english}");
            assert_ne!(error["message"], message, "{name}: {error}");
            continue;
        }
        assert_eq!(error["code"], "labels", "{name}: {error}");
        check_found(&error["problems"], &planted);
        sent_back(&desk, name);
    }
    assert_eq!(desk.audit()["entries"], 10, "nothing was recorded");
}

#[test]
fn what_somebody_should_look_at_is_warned_of_and_refused_on_request() {
    let desk = Desk::granted(Kind::Sqlite, APPLICATIONS);
    for planted in warned() {
        let (name, bytes, code, _) = &planted;
        fs::write(desk.path("planted"), bytes).unwrap();
        let error = desk.error(&apply(&[
            "--strict",
            "--lang",
            "ja",
            "--faults",
            "faults.csv",
        ]));
        check_found(&error["problems"], &planted);
        sent_back(&desk, name);
        let desk = desk.copy();
        let report = desk.json(&apply(&[]));
        let listed = if *code == "text_changed" {
            report["changes"].as_array().unwrap().len()
        } else {
            let mut warnings = report["warnings"].as_array().unwrap().iter();
            usize::from(warnings.any(|warning| warning["code"] == *code))
        };
        assert_eq!(listed, 1, "{name}: {report:#}");
    }
    assert_eq!(desk.audit()["entries"], 10, "nothing was recorded");
}

/// Ninety names, and one of our own.
#[test]
fn every_fault_of_the_trial_is_planted() {
    let all = [refused(), warned()].concat();
    let mut names: Vec<&str> = all.iter().map(|planted| planted.0).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 91, "{names:?}");
}

#[test]
fn sheets_are_chosen_by_name() {
    let desk = Desk::granted(Kind::Sqlite, APPLICATIONS);
    let second = with(1, NUMBER, "SPEC-26-2001");
    let bytes = xlsx(|_, parts| parts.second = Some(sheet(&cells(&second[..2].to_vec()))));
    fs::write(desk.path("planted"), bytes).unwrap();
    let error = desk.error(&apply(&["--sheet", "三枚目"]));
    assert_eq!(error["code"], "sheet_unknown");
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .ends_with("there are S, 二枚目"),
        "{error}"
    );
    let report = desk.json(&apply(&["--sheet", "二枚目", "--strict"]));
    assert_eq!(report["registrations"][0]["registration"], "SPEC-26-2001");
    fs::write(desk.path("planted"), csv(&good())).unwrap();
    assert_eq!(desk.fails(&apply(&["--sheet", "S"])), "sheet_unknown");
}

#[test]
fn numbers_have_the_form_that_the_desk_says() {
    let desk = Desk::granted(Kind::Sqlite, APPLICATIONS);
    fs::write(desk.path("planted"), csv(&with(3, NUMBER, "第12号"))).unwrap();
    assert_eq!(desk.problems(&apply(&[])), ["registration_characters"]);
    desk.write(
        "desk.toml",
        "registration_numbers = ['SPEC-##-####', '第*号']\n",
    );
    fs::write(desk.path("planted"), csv(&with(3, NUMBER, "SPEC-26-12"))).unwrap();
    assert_eq!(desk.problems(&apply(&[])), ["registration_characters"]);
    fs::write(desk.path("planted"), csv(&with(3, NUMBER, "第12号"))).unwrap();
    desk.done(&apply(&["--strict"]));
    desk.write("desk.toml", "registration_number = ''\n");
    assert_eq!(desk.fails(&apply(&[])), "toml");
}

#[test]
fn half_width_katakana_are_widened_on_request() {
    let desk = Desk::granted(Kind::Sqlite, APPLICATIONS);
    fs::write(desk.path("planted"), csv(&with(1, PRODUCT, "ｹﾞｰﾄｳｪｲ"))).unwrap();
    let kept = desk.copy().json(&apply(&["--strict"]));
    assert_eq!(kept["changes"], Value::Array(Vec::new()));
    let report = desk.json(&apply(&["--wide-kana"]));
    let change = &report["changes"][0];
    assert_eq!(
        (change["row"].as_u64(), change["field"].as_str()),
        (Some(2), Some("製品名"))
    );
    assert_eq!(change["from"], "ｹﾞｰﾄｳｪｲ");
    assert_eq!(change["to"], "ゲートウェイ");
}

#[test]
fn plans_repeat_what_was_warned_of() {
    let desk = Desk::new(Kind::Sqlite);
    desk.grant(&plain(&with(1, SUPPORT, "2027-03")));
    let plan = |more: &str| {
        format!(
            "batch plan --granted --signer desk.pem --page https://label.example.jp --out plan.jsonl --at 2026-11-06{more}"
        )
    };
    let error = desk.error(&plan(" --strict"));
    assert_eq!(error["problems"][0]["code"], "support_short", "{error}");
    let output = desk.run(&plan(" --lang ja"));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(
        told.contains("label: 警告: ") && told.contains("サポートが、ラベルの有効期限より先に"),
        "{told}"
    );
    fs::remove_file(desk.path("plan.jsonl")).unwrap();
    desk.write(
        "labels.csv",
        "registration,model\nSPEC-26-1001,ＦＧ－０００１\n",
    );
    let table = plan("").replace("--granted", "labels.csv");
    let report = desk.json(&table);
    assert_eq!(report["changes"][0]["to"], "FG-0001");
    assert_eq!(report["warnings"][0]["code"], "support_short", "{report:#}");
}

#[test]
fn all_faults_of_a_table_are_listed_and_fifty_are_shown() {
    let desk = Desk::granted(Kind::Sqlite, APPLICATIONS);
    let mut grid = vec![good()[0].clone()];
    for row in 0..600 {
        let mut faulty = with(1, JAN, "49123450O9011").swap_remove(1);
        faulty[MODEL] = format!("FG-{row:04}");
        grid.push(faulty);
    }
    fs::write(desk.path("planted"), csv(&grid)).unwrap();
    let error = desk.error(&apply(&["--faults", "faults.csv"]));
    assert_eq!(error["problems"].as_array().unwrap().len(), 600);
    assert_eq!(error["more"], 0);
    let table = fs::read_to_string(desk.path("faults.csv")).unwrap();
    assert_eq!(table.lines().count(), 601);
    assert!(
        table.contains(
            "\"601\",\"JANコード\",\"49123450O9011\",\"error\",\"'49123450O9011' is no JAN"
        ),
        "{table}"
    );
    let output = desk.run(&apply(&[]));
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(told.matches("label: error: planted: row").count(), 50);
    assert!(
        told.contains("label: error: and 550 more\nlabel: hint: --faults FILE"),
        "{told}"
    );
    assert_eq!(
        desk.fails(&apply(&["--faults", "faults.csv"])),
        "file_exists"
    );
}

#[test]
fn more_models_are_refused_where_the_registration_is_not_in_force() {
    let desk = Desk::new(Kind::Sqlite);
    fs::write(desk.path("planted"), csv(&good())).unwrap();
    desk.done(&apply(&[]));
    let more = "registration add-models SPEC-26-1001 --model FG-0009 --at 2026-11-09";
    assert_eq!(desk.fails(more), "registration_state");
}

#[test]
fn the_sample_is_a_table_that_is_taken() {
    for language in ["ja", "en"] {
        let desk = Desk::new(Kind::Sqlite);
        let columns = [
            "registration",
            "columns",
            "--sample",
            "planted",
            "--lang",
            language,
        ];
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_label"))
            .current_dir(desk.directory.path())
            .args(columns)
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        let report = desk.json(&["registration", "apply", "planted", "--strict"]);
        assert_eq!(report["registrations"][0]["registration"], "SPEC-26-0001");
    }
}

#[test]
fn the_page_about_columns_is_what_the_command_prints() {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_label"))
        .args(["registration", "columns", "--markdown"])
        .output()
        .unwrap();
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/COLUMNS.md");
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        fs::read_to_string(path).unwrap()
    );
}
