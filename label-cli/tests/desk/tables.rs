//! Tables: what they may look like, and what is found wrong before a key is used.

use std::fs;

use serde_json::Value;

use crate::plans::{APPLICATIONS, DAY, plan};
use crate::workbook::{Cell, Parts, bomb, book, sheet, xlsx};
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
    assert_eq!(report["indices"], 3);
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
            "2031/3/31" => Cell::Day("47938".to_owned()),
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

/// Workbooks by hand, and their fault: where calamine overflows, or allocates what it is told to.
fn told_wrongly(good: &str) -> Vec<(Parts, &'static str)> {
    let rows = |more: &str| Parts {
        rows: format!("{good}{more}"),
        ..Parts::default()
    };
    let cell = |at: &str| rows(&format!("<row r=\"9\"><c r=\"{at}\"><v>1</v></c></row>"));
    let area = |area: &str| Parts {
        head: format!("<dimension ref=\"{area}\"/>"),
        ..rows("")
    };
    let count = Parts {
        texts: Some("<sst uniqueCount=\"18446744073709551615\"/>".to_owned()),
        ..rows("")
    };
    vec![
        (cell("ZZZZZZZ2"), "r='ZZZZZZZ2' of <c>"),
        (cell("A4294967296"), "r='A4294967296' of <c>"),
        (cell("A99999999999"), "r='A99999999999' of <c>"),
        (cell("XFE9"), "r='XFE9' of <c>"),
        (
            rows("<row r=\"99999999999999\"/>"),
            "r='99999999999999' of <row>",
        ),
        (area("A1:ZZZZZZZ9"), "ref='A1:ZZZZZZZ9' of <dimension>"),
        (area("B9:A1"), "ref='B9:A1' of <dimension>"),
        (count, "uniqueCount='18446744073709551615' of <sst>"),
    ]
}

/// Workbooks by hand, and their fault: where memory goes.
fn too_large(good: &str) -> Vec<(Parts, &'static str)> {
    let long = "x".repeat(1 << 20);
    let long = format!("<c r=\"A9\" t=\"inlineStr\"><is><t>{long}</t></is></c>");
    let texts = "<si><t/></si>".repeat(1_000_001);
    vec![
        (
            Parts {
                rows: format!("{good}<row r=\"9\">{long}</row>"),
                ..Parts::default()
            },
            "a cell with more text than Excel takes",
        ),
        (
            Parts {
                texts: Some(format!("<sst>{texts}</sst>")),
                rows: good.to_owned(),
                ..Parts::default()
            },
            "more shared texts than any table has",
        ),
    ]
}

#[test]
fn workbooks_that_no_program_writes_are_refused() {
    let desk = Desk::granted(Kind::Sqlite, APPLICATIONS);
    let good = sheet(&grid());
    for (parts, expected) in told_wrongly(&good).into_iter().chain(too_large(&good)) {
        let part = match parts.texts {
            Some(_) => "xl/sharedStrings.xml",
            None => "xl/worksheets/sheet1.xml",
        };
        fs::write(desk.path("labels.csv"), book(&parts)).unwrap();
        let output = desk.run(&plan(DAY));
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{expected}: {told}");
        let message = format!("label: error: labels.csv: {part}: {expected}");
        assert!(told.starts_with(&message), "{expected}: {told}");
        assert!(told.contains("hint: save it again"), "{told}");
    }
}

/// Excel shows such cells as ####.
#[test]
fn days_that_no_calendar_has_are_refused() {
    let desk = Desk::granted(Kind::Sqlite, APPLICATIONS);
    let rows = |day: &str| {
        sheet(&[
            vec![
                Cell::Text("registration".into()),
                Cell::Text("support_end".into()),
            ],
            vec![Cell::Text("SPEC-1".into()), Cell::Day(day.to_owned())],
        ])
    };
    let since_1900 = ["20311231", "2958466", "99999999999", "1e300", "0", "-5"];
    let since_1904 = ["20311231", "2957004", "0.5"];
    let calendars = [("", &since_1900[..]), ("1", &since_1904)];
    for (calendar, days) in calendars {
        for day in days {
            let parts = Parts {
                workbook: format!("<workbookPr date1904=\"{calendar}\"/>"),
                rows: rows(day),
                ..Parts::default()
            };
            fs::write(desk.path("labels.csv"), book(&parts)).unwrap();
            let output = desk.run(&plan(DAY));
            let told = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(2), "{day}: {told}");
            let place = "labels.csv: row 3, column support_end: ";
            assert!(told.contains(place), "{day}: {told}");
            assert!(told.contains("no day of a calendar"), "{day}: {told}");
        }
    }
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

/// Numbers are not warned of unless something speaks for an exchange.
#[test]
fn check_digits_that_see_nothing_are_warned_of_where_another_number_speaks() {
    let alone = APPLICATIONS.replace("4912345000125", "4901600000000");
    let desk = Desk::granted(Kind::Sqlite, &alone);
    let table = b"registration\nSPEC-1\nSPEC-2\n";
    let warnings = |report: &Value| -> Vec<String> {
        let warnings = report["warnings"].as_array().unwrap().iter();
        let blind = warnings.filter(|warning| warning["code"] == "check_digit_blind");
        blind
            .map(|warning| warning["message"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(warnings(&planned(&desk, table, "alone.csv")), [""; 0]);

    // 4912345… is the holder's; with 16 exchanged for 61, X-3 is one more of the two others.
    let line = "SPEC-3,jc-star,1,self,JST-CR-01-01-2024R1,見本通信工業株式会社,,ルータ";
    let company = format!(
        "{APPLICATIONS}{line},X-1,4906100000000,2031-03\n{line},X-2,4906100000017,2031-03\n{line},X-3,4901600000031,2031-03\n"
    );
    let desk = Desk::granted(Kind::Sqlite, &company);
    let found = warnings(&planned(&desk, b"registration\nSPEC-3\n", "company.csv"));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].starts_with("4901600000031: begins like no other"),
        "{found:?}"
    );
}
