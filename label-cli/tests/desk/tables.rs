//! Tables: what they may look like, and what is found wrong before a key is used.

use std::fs;

use serde_json::Value;

use crate::plans::{APPLICATIONS, DAY, plan};
use crate::workbook::{Cell, bomb, xlsx};
use crate::world::{Desk, KINDS, Kind};

/// Plans a table that must be right; gives the report.
fn planned(desk: &Desk, bytes: &[u8], name: &str) -> Value {
    fs::write(desk.path(name), bytes).unwrap();
    let mut arguments = plan(DAY);
    arguments[2] = name;
    let report = desk.json(&arguments);
    fs::rename(desk.path("plan.jsonl"), desk.path(&format!("{name}.jsonl"))).unwrap();
    report
}

#[test]
fn the_same_labels_from_every_kind_of_table() {
    let desk = Desk::granted(Kind::Sqlite, APPLICATIONS);
    let (shift_jis, _, faults) = encoding_rs::SHIFT_JIS.encode(APPLICATIONS);
    assert!(!faults);
    let wide = APPLICATIONS.replace("4912345000002", "４９１２３４５０００００２");
    let blank = APPLICATIONS
        .replace("SPEC-2", "\n,,,,,,,,,,\nSPEC-2")
        .replace('\n', "\r\n");
    let bom = [b"\xef\xbb\xbf", APPLICATIONS.as_bytes()].concat();
    let ids: Vec<String> = [
        (APPLICATIONS.as_bytes(), "plain.csv"),
        (&shift_jis, "sjis.csv"),
        (wide.as_bytes(), "wide.csv"),
        (blank.as_bytes(), "blank.csv"),
        (&bom, "bom.csv"),
        (b"registration\nSPEC-1\nSPEC-2\n", "short.csv"),
        (&xlsx(&grid()), "book.xlsx"),
    ]
    .into_iter()
    .map(|(bytes, name)| {
        planned(&desk, bytes, name)["plan"]
            .as_str()
            .unwrap()
            .to_owned()
    })
    .collect();
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    let report = planned(&desk, APPLICATIONS.as_bytes(), "again.csv");
    assert_eq!(report["labels"], 3);
    assert_eq!(report["indices"], 2);
    assert_eq!(
        desk.json(&["register", "audit"])["signed"],
        0,
        "a plan changes nothing"
    );
}

/// The cells of [`APPLICATIONS`], as Excel keeps them: numbers where they look like numbers.
fn grid() -> Vec<Vec<Cell>> {
    let lines = APPLICATIONS.lines().map(|line| {
        let cells = line.split(',').map(|cell| match cell {
            "" => Cell::None,
            "0012" => Cell::Text(cell.to_owned()),
            cell if cell.bytes().all(|byte| byte.is_ascii_digit()) => Cell::Number(cell.to_owned()),
            // 2031-03-31 in days since 1899-12-30.
            "2031/3/31" => Cell::Day(47_938),
            cell => Cell::Text(cell.to_owned()),
        });
        cells.collect()
    });
    lines.collect()
}

#[test]
fn spreadsheets_that_are_none_are_refused() {
    let desk = Desk::granted(Kind::Sqlite, APPLICATIONS);
    let good = xlsx(&grid());
    let numbers = vec![
        vec![Cell::Text("registration".into()), Cell::Text("jan".into())],
        vec![Cell::Text("SPEC-1".into()), Cell::Number("4.9E+20".into())],
    ];
    for (bytes, code) in [
        (&good[..good.len() / 2], "spreadsheet"),
        (b"PK\x03\x04nothing", "spreadsheet"),
        (&bomb(), "spreadsheet"),
    ] {
        fs::write(desk.path("labels.csv"), bytes).unwrap();
        assert_eq!(desk.fails(&plan(DAY)), code);
    }
    fs::write(desk.path("labels.csv"), xlsx(&numbers)).unwrap();
    assert_eq!(desk.problems(&plan(DAY)), ["excel_number"]);
}

#[test]
fn every_fault_is_reported_at_once() {
    for kind in KINDS {
        let desk = Desk::granted(kind, APPLICATIONS);
        desk.write(
            "labels.csv",
            "registration,model,jan,holder,holder_id,level,status_index\n\
             SPEC-1,HG-1,4.91E+12,,,,\n\
             SPEC-1,HG-9,,,,,\n\
             SPEC-1,HG-2,4912345000125,,,,\n\
             SPEC-2,0012,,見本,,,\n\
             SPEC-2,12,,,,,\n\
             SPEC-2,0012,,,7123456789013,,\n\
             SPEC-3,X,,,,,\n\
             SPEC-1,HG-1,,,,2,\n\
             SPEC-1,HG-2,,,,,7\n",
        );
        let codes = desk.problems(&plan(DAY));
        for code in [
            "excel_number",
            "model_not_granted",
            "register_differs",
            "corporate_number",
            "registration_unknown",
            "status_index_given",
        ] {
            assert!(codes.iter().any(|found| found == code), "{code}: {codes:?}");
        }
        assert!(!desk.path("plan.jsonl").exists());
    }
}

#[test]
fn check_digits_that_see_nothing_are_warned_of() {
    let desk = Desk::granted(
        Kind::Sqlite,
        &APPLICATIONS.replace("4912345000125", "4901600000000"),
    );
    let report = planned(&desk, b"registration\nSPEC-1\nSPEC-2\n", "labels.csv");
    let warnings: Vec<&str> = report["warnings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|warning| warning["message"].as_str().unwrap())
        .collect();
    assert_eq!(warnings.len(), 4, "{warnings:?}");
    assert!(warnings[0].contains("a 9 that should be 0"), "{warnings:?}");
    assert!(warnings[3].contains("16 exchanged for 61"), "{warnings:?}");
}
