//! Reports: numbers, what waits, what ended, what ends and what was printed; and their schemas.

use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::publish::{desk, publish, sign};
use crate::world::{Desk, KINDS, Kind, table};

/// Checks a value against a schema of the documents, with the validator in Python that 'cargo xtask setup' installs.
fn conforms(name: &str, value: &Value) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let python = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../venv/bin/python");
    let text = "import json, sys, jsonschema\n\
        schema = json.load(open(sys.argv[1], encoding='utf-8'))\n\
        kind = jsonschema.Draft202012Validator\n\
        kind.check_schema(schema)\n\
        faults = [f.json_path + ': ' + f.message for f in kind(schema).iter_errors(json.load(sys.stdin))]\n\
        sys.exit('\\n'.join(faults) or 0)";
    let mut child = Command::new(python)
        .args(["-c", text])
        .arg(root.join("docs/schemas").join(name))
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{error}: 'cargo xtask setup' installs it"));
    let input = value.to_string();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name}: {said}\n{value:#}");
}

/// A desk where everything has happened that a report tells of.
fn busy(kind: Kind) -> Desk {
    let desk = desk(kind, 9);
    let rows = "registration,scheme,level,assessment,criteria,holder,product,model,category,jan\n\
        R-0,jc-star,1,self,JST-CR-01-01-2024R1,甲,Router,A,router,4912345000002\n\
        R-0,jc-star,1,self,JST-CR-01-01-2024R1,甲,Router,B,,\n\
        R-1,jc-star,1,self,JST-CR-01-01-2024R1,甲,Lamp,C,,\n\
        R-2,jc-star,1,self,JST-CR-01-01-2024R1,乙,Lock,D,,\n";
    desk.write("apply.csv", rows);
    for line in [
        "registration apply apply.csv --at 2026-11-02",
        "registration inquire --all --at 2026-11-03",
        "registration answer --all --answer cleared --day 2026-11-04 --at 2026-11-04",
        "registration grant R-0 --expires 2026-12-31 --at 2026-11-05",
        "registration grant R-1 --at 2026-11-05",
        "registration grant R-2 --expires 2026-11-30 --at 2026-11-05",
    ] {
        desk.done(line);
    }
    sign(&desk, "plan", "2026-11-06");
    desk.write(
        "late.csv",
        &(table(1, 1).replace("R-0,", "R-9,").replace("M-0", "Z")),
    );
    for line in [
        "registration apply late.csv --at 2026-11-10",
        "registration add-models R-1 --model E --at 2026-11-11",
        "registration inquire R-1 --at 2026-11-12",
        "registration renew R-0 --at 2026-11-13",
    ] {
        desk.done(line);
    }
    let suspend = [
        "registration",
        "suspend",
        "R-1",
        "--at",
        "2026-11-14",
        "--by",
        "board",
    ];
    let said = desk.done(&[&suspend[..], &["--why", "report 7"]].concat());
    assert!(said.contains("R-1"), "{said}");
    desk
}

fn report(desk: &Desk, at: &str) -> Value {
    let report = desk.json(&["register", "report", "--at", at]);
    conforms("register-report.json", &report);
    report
}

#[test]
fn a_report_counts_what_there_is() {
    for kind in KINDS {
        let desk = busy(kind);
        let seen = report(&desk, "2026-11-20");
        let total =
            json!({ "name": null, "registrations": 3, "in_force": 2, "models": 4, "labels": 4 });
        assert_eq!(seen["total"], total, "{seen:#}");
        assert_eq!(
            seen["states"],
            json!({ "applied": 1, "suspended": 1, "valid": 2 })
        );
        assert_eq!(seen["levels"][0]["scheme"], "jc-star");
        assert_eq!(seen["levels"][0]["name"], "1");
        let holders = seen["holders"].as_array().unwrap().iter();
        let holders: Vec<_> = holders
            .map(|one| {
                (
                    one["name"].as_str().unwrap(),
                    one["in_force"].as_u64().unwrap(),
                )
            })
            .collect();
        assert_eq!(holders, [("甲", 1), ("乙", 1)]);
        let categories = seen["categories"].as_array().unwrap();
        assert_eq!(categories.len(), 2, "{categories:#?}");
        assert_eq!(categories[1]["models"], 1);
        assert_eq!(categories[1]["registrations"], 1);
        let month = &seen["months"][0];
        assert_eq!(
            *month,
            json!({ "month": "2026-11", "applied": 6, "granted": 3, "signed": 4, "ending": 1 })
        );
    }
}

#[test]
fn a_report_tells_what_waits_what_ended_and_what_ends() {
    for kind in KINDS {
        let desk = busy(kind);
        let seen = report(&desk, "2026-11-20T23:00:00Z");
        let pending = seen["pending"].as_array().unwrap().iter();
        let pending: Vec<_> = pending
            .map(|one| {
                let text = |name: &str| one[name].as_str().unwrap_or("-").to_owned();
                let number = |name: &str| one[name].as_u64();
                (
                    text("registration"),
                    text("kind"),
                    text("stage"),
                    number("models"),
                    number("age_days"),
                    number("inquiry_age_days"),
                )
            })
            .collect();
        let row = |number: &str, kind: &str, stage: &str, models, age, asked| {
            let [number, kind, stage] = [number, kind, stage].map(str::to_owned);
            (number, kind, stage, Some(models), Some(age), asked)
        };
        assert_eq!(
            pending,
            [
                row("R-9", "new", "applied", 1, 10, None),
                row("R-1", "models", "inquired", 1, 9, Some(8)),
                row("R-0", "renewal", "applied", 2, 7, None),
            ]
        );
        // Suspended on the 14th, by whom and why.
        assert_eq!(
            seen["out_of_force"],
            json!([{
                "registration": "R-1", "holder": "甲", "state": "suspended", "day": "2026-11-14",
                "reason": null, "why": "report 7", "who": "board", "successor": null
            }])
        );
        // The first end first; a renewal that was applied for is said.
        let expiring = seen["expiring"].as_array().unwrap();
        assert_eq!(expiring.len(), 2, "{expiring:#?}");
        assert_eq!(expiring[0]["registration"], "R-2");
        assert_eq!(expiring[0]["last_day"], "2026-11-30");
        assert_eq!(expiring[0]["days_left"], 9);
        assert_eq!(expiring[0]["renewal"], false);
        assert_eq!(expiring[1]["renewal"], true);
        let few = desk.json("register report --at 2026-11-20T23:00:00Z --expiring 9");
        assert_eq!(few["expiring"], json!([]));
        // The second after the last day in Japan, it is out of force by itself.
        let before = report(&desk, "2026-11-30T14:59:59Z");
        assert_eq!(before["out_of_force"].as_array().unwrap().len(), 1);
        let after = report(&desk, "2026-11-30T15:00:00Z");
        assert_eq!(after["states"]["expired"], 1, "{after:#}");
        let ended = &after["out_of_force"][0];
        assert_eq!(ended["registration"], "R-2");
        assert_eq!(ended["state"], "expired");
        assert_eq!(ended["day"], "2026-12-01");
        assert_eq!(after["total"]["in_force"], 1);
    }
}

#[test]
fn a_report_is_also_a_workbook_and_a_table() {
    let desk = busy(Kind::Sqlite);
    desk.done("register report --at 2026-11-20 --format xlsx --out report.xlsx --lang ja");
    let bytes = fs::File::open(desk.path("report.xlsx")).unwrap();
    let mut book = zip::ZipArchive::new(bytes).unwrap();
    let mut part = |name: &str| {
        let mut text = String::new();
        book.by_name(name)
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        text
    };
    let sheets = part("xl/workbook.xml");
    for name in ["レベル別", "取得者別", "月別", "審査中", "効力なし"] {
        assert!(
            sheets.contains(&format!("name=\"{name}\"")),
            "{name}: {sheets}"
        );
    }
    let strings = part("xl/sharedStrings.xml");
    assert!(
        strings.contains("report 7") && strings.contains("甲"),
        "{strings}"
    );
    assert!(!part("xl/worksheets/sheet1.xml").contains("<f>"));
    let csv = desk.done("register report --at 2026-11-20 --format csv --table pending --lang en");
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines.len(), 4, "{csv}");
    assert!(lines[0].contains("\"days without answer\""), "{csv}");
    assert!(
        lines[2].starts_with("\"R-1\",\"甲\",\"more models\""),
        "{csv}"
    );
    for wrong in [
        "register report --format csv",
        "register report --format xlsx",
        "register report --out x.csv",
    ] {
        assert_eq!(desk.fails(wrong), "usage", "{wrong}");
    }
    let text = desk.done("register report --at 2026-11-20 --lang en");
    assert!(
        text.contains("out of force\n  registration number"),
        "{text}"
    );
}

/// Artwork that the register is told of stands in its journal and in the report.
#[test]
fn what_was_printed_is_known() {
    for kind in KINDS {
        let desk = busy(kind);
        let register = desk.register.clone();
        let by = ["--register", &register, "--by", "printing"];
        let render = [
            "render",
            "plan.d",
            "--out",
            "symbols",
            "--no-print-check",
            "--quiet",
        ];
        desk.done(&[&render[..], &by, &["--why", "order 12"]].concat());
        let printed = report(&desk, "2026-12-20")["printed"].clone();
        let printed = printed.as_array().unwrap();
        assert_eq!(printed.len(), 3, "{printed:#?}");
        assert_eq!(printed[2]["registration"], "R-0");
        assert_eq!(printed[2]["who"], "printing");
        assert_eq!(printed[2]["what"], "2 as symbols, svg: order 12");
        let shown = desk.done(&["register", "show", "R-0"]);
        assert!(
            shown.contains("artwork.print, printing: 2 as symbols"),
            "{shown}"
        );
        // Labels of another register are not printed in its name.
        let other = crate::publish::desk(Kind::Sqlite, 9);
        other.grant(&table(1, 1));
        sign(&other, "plan", "2026-11-06");
        let foreign = other.path("plan.d");
        let foreign = foreign.to_str().unwrap();
        let render = ["render", foreign, "--out", "foreign", "--no-print-check"];
        assert_eq!(desk.fails(&[&render[..], &by].concat()), "label_unknown");
        assert!(!desk.path("foreign").exists());
        // What was printed changes nothing of what is published.
        desk.audit();
    }
}

#[test]
fn an_export_has_what_was_granted_and_the_rest_on_request() {
    let desk = busy(Kind::Sqlite);
    let all = desk.json("register export");
    conforms("register-export.json", &all);
    assert_eq!(all.as_array().unwrap().len(), 6);
    let rows = |more: &str| {
        let csv = desk.done(format!("register export --lang en {more}").trim());
        csv.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let plain = rows("");
    // Neither R-9 nor the model that R-1 is to have; no signed labels; a JAN of 13 digits.
    assert_eq!(plain.len(), 5, "{plain:#?}");
    assert!(
        plain
            .iter()
            .all(|row| !row.contains("R-9") && row.len() < 500)
    );
    assert!(!plain[0].contains("credential") && !plain[0].contains("\"row\""));
    assert!(
        plain[1].contains("\"=\"\"4912345000002\"\"\""),
        "{}",
        plain[1]
    );
    let whole = rows("--all --credentials");
    assert_eq!(whole.len(), 7, "{whole:#?}");
    assert!(whole[0].starts_with("\u{feff}\"row\""), "{}", whole[0]);
    assert!(
        whole
            .iter()
            .any(|row| row.starts_with("\"not granted\",\"R-9\""))
    );
    assert!(whole[1].len() > 500);
    desk.done("register export --format xlsx --out register.xlsx");
    let book = fs::read(desk.path("register.xlsx")).unwrap();
    assert!(book.starts_with(b"PK"));
    assert_eq!(desk.fails("register export --format xlsx"), "usage");
}

/// The other schemas, against what is printed.
#[test]
fn what_is_printed_in_json_conforms_to_its_schema() {
    let desk = busy(Kind::Sqlite);
    conforms("register-list.json", &desk.json("register list"));
    desk.done(&publish(&desk, "2026-11-15"));
    let daily = "publish daily --key lists.key --signer lists.pem --at 2026-11-16 --future";
    conforms("publish-daily.json", &desk.json(daily));
    conforms("publish-daily.json", &desk.json(daily));
    let check = |at: &str| {
        let line = format!("trust check bundle.cbor lists.pem --json --at {at}");
        serde_json::from_slice(&desk.run(&line).stdout).unwrap()
    };
    for at in ["2026-11-16", "2026-11-23", "2028-01-01"] {
        conforms("trust-check.json", &check(at));
    }
}
