//! Labels that the register does not take back, above all what a stolen key could have made.

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use label_core::Claims;
use serde_json::Value;

use crate::import::{export, issue, outside, signed};
use crate::page::{HEADER, Signer, rows, write};
use crate::publish::{desk, publish};
use crate::world::{Desk, KINDS, Kind, PAGE, table};

pub(crate) const IMPORT: [&str; 5] = [
    "register",
    "import-issued",
    "issued.csv",
    "--at",
    "2026-11-07",
];

/// Imports what must be refused, and changes nothing; gives the row, column and code of each problem.
pub(crate) fn refused(desk: &Desk, words: &[&str]) -> Vec<(u64, String, String)> {
    let before = desk.audit();
    let error = desk.error(words);
    assert_eq!(error["code"], "labels", "{error:#}");
    let after = desk.audit();
    assert_eq!(before["entries"], after["entries"]);
    assert_eq!(before["signed"], after["signed"]);
    let problems = error["problems"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    problems
        .map(|one| {
            (
                one["row"].as_u64().unwrap_or(0),
                text(&one["field"]),
                text(&one["code"]),
            )
        })
        .collect()
}

/// Imports what must be refused with one code.
fn refuses(desk: &Desk, words: &[&str], code: &str) {
    let found = refused(desk, words);
    assert!(!found.is_empty());
    assert!(
        found.iter().all(|found| found.2 == code),
        "{code}: {found:?}"
    );
}

pub(crate) fn problem(row: u64, column: &str, code: &str) -> (u64, String, String) {
    (row, column.to_owned(), code.to_owned())
}

/// Claims that somebody changed.
pub(crate) fn changed(claims: &Claims, change: impl FnOnce(&mut Claims)) -> Claims {
    let mut claims = claims.clone();
    change(&mut claims);
    claims
}

#[test]
fn a_label_that_was_not_planned_is_refused() {
    for kind in KINDS {
        let (desk, made) = signed(kind, &table(2, 2));
        let signer = Signer::new(&desk, "labels");
        let (name, claims) = rows(&desk, "rows.jsonl").remove(0);
        // The key of the plan, and other bytes than were recorded.
        for other in [
            changed(&claims, |claims| claims.issued = claims.issued + 1),
            changed(&claims, |claims| claims.label.status_index = Some(7)),
            changed(&claims, |claims| {
                claims.label.models = vec!["M-9".to_owned()];
            }),
            changed(&claims, |claims| claims.registration = "R-1".to_owned()),
        ] {
            let forged = [&[signer.sign(&name, &other)][..], &made[1..]].concat();
            write(&desk, "issued.csv", &forged);
            assert_eq!(
                refused(&desk, &IMPORT),
                [problem(2, "credential", "plan_row_unknown")]
            );
        }
        // A genuine certificate, but not one that the register knows.
        let stranger = Signer::new(&desk, "other");
        write(&desk, "issued.csv", &[stranger.sign(&name, &claims)]);
        assert_eq!(
            refused(&desk, &IMPORT),
            [problem(2, "credential", "signer_not_enrolled")]
        );
    }
}

#[test]
fn a_label_dated_back_or_ahead_is_refused() {
    for kind in KINDS {
        let (desk, _) = signed(kind, &table(1, 2));
        let early = [&IMPORT[..4], &["2026-11-05T23:59:59Z"]].concat();
        let codes = [
            problem(2, "issued", "issued_ahead"),
            problem(3, "issued", "issued_ahead"),
        ];
        assert_eq!(refused(&desk, &early), codes);
        desk.done(&publish(&desk, "2026-11-06"));
        refuses(&desk, &IMPORT, "plan_published");

        let (desk, signer, claims) = outside(kind, &table(1, 1));
        desk.done(&publish(&desk, "2026-11-06T12:00:00Z"));
        // As a thief would, who found the key after these lists.
        let noon = claims[0].issued + 12 * 3_600;
        for (issued, code) in [
            (claims[0].issued, "plan_published"),
            (noon, "plan_published"),
            (noon + 12 * 3_600 + 1, "issued_ahead"),
        ] {
            issue(
                &desk,
                &signer,
                &[changed(&claims[0], |claims| claims.issued = issued)],
            );
            assert_eq!(refused(&desk, &IMPORT), [problem(2, "issued", code)]);
        }
        issue(
            &desk,
            &signer,
            &[changed(&claims[0], |claims| claims.issued = noon + 1)],
        );
        desk.done(&IMPORT);
        desk.check(1);
    }
}

#[test]
fn what_signing_would_refuse_is_refused() {
    for kind in KINDS {
        let (base, _) = signed(kind, &table(1, 2));
        let with = |words: &str| {
            let desk = base.copy();
            desk.done(words);
            desk
        };
        let desk = with("registration suspend R-0 --at 2026-11-06");
        refuses(&desk, &IMPORT, "registration_state");
        let resume = "batch resume plan.jsonl --key labels.key --at 2026-11-07";
        assert_eq!(desk.fails(resume), "registration_state");
        desk.done("registration resume R-0 --at 2026-11-07");
        desk.done(&IMPORT);
        let desk = with("batch cancel plan.jsonl --at 2026-11-06");
        refuses(&desk, &IMPORT, "plan_cancelled");
        let export = "batch export plan.jsonl --out more.jsonl --at 2026-11-07";
        assert_eq!(desk.fails(export), "plan_cancelled");
        for reason in ["end-of-use", "key-compromise"] {
            let retire = format!(
                "register retire-signer --signer labels.pem --reason {reason} --at 2026-11-06"
            );
            let codes = refused(&with(&retire), &IMPORT);
            let row = |row| {
                [
                    problem(row, "credential", "signer_retired"),
                    problem(row, "credential", "label_cancelled"),
                ]
            };
            assert_eq!(codes, [row(2), row(3)].concat());
        }
        // A renewal gives up what was planned for the term before.
        let desk = base.copy();
        for step in [
            "renew R-0",
            "inquire --all",
            "answer --all --answer cleared --day 2026-11-06",
            "grant --all",
        ] {
            desk.done(&format!("registration {step} --at 2026-11-06"));
        }
        refuses(&desk, &IMPORT, "label_cancelled");
        let late = [&IMPORT[..4], &["2034-01-02"]].concat();
        refuses(&base, &late, "cert_expired");
    }
}

/// A label is signed once: another signature of the same bytes does not replace the one in the register.
#[test]
fn a_label_is_not_signed_again() {
    for kind in KINDS {
        let (desk, mut made) = signed(kind, &table(1, 2));
        desk.done("batch resume plan.jsonl --key labels.key --at 2026-11-07");
        for label in &mut made {
            label.cells[7] = base64(&signed_otherwise(&label.full));
            label.cells[8].clear();
        }
        write(&desk, "issued.csv", &made);
        refuses(&desk, &IMPORT, "label_signed");
        desk.check(2);
    }
}

/// A label with the other of the two signatures that P-256 has for one: s becomes n - s.
fn signed_otherwise(full: &[u8]) -> Vec<u8> {
    const N: [u8; 32] = [
        0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc,
        0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
    ];
    let mut other = full.to_vec();
    let start = other.len() - 32;
    let mut borrow = 0;
    for place in (0..32).rev() {
        let left = i16::from(N[place]) - i16::from(full[start + place]) - borrow;
        borrow = i16::from(left < 0);
        other[start + place] = u8::try_from(left.rem_euclid(256)).unwrap();
    }
    other
}

fn base64(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

#[test]
fn every_cell_agrees_with_the_credential() {
    let gtins = "registration,scheme,level,assessment,criteria,product,model,gtin\n\
                 R-0,jc-star,1,self,JST-CR-01-01-2024R1,P,M-1,4912345000002\n\
                 R-0,jc-star,1,self,JST-CR-01-01-2024R1,P,M-2,4912345000019\n";
    let (desk, made) = signed(Kind::Sqlite, gtins);
    let names: Vec<&str> = HEADER.split(',').collect();
    let others = [
        "",
        "R-1",
        "M-2",
        "4912345000019",
        "5",
        "2026-11-07",
        "00",
        "",
        "https://label.example.jp/#1",
    ];
    for (column, other) in names
        .iter()
        .zip(others)
        .filter(|(_, other)| !other.is_empty())
    {
        let mut wrong = made.clone();
        let place = names.iter().position(|name| name == column).unwrap();
        wrong[1].cells[place] = match *column {
            "model" => "M-1".to_owned(),
            "gtin" => "4912345000002".to_owned(),
            // The symbol of another label.
            "text" => made[0].cells[place].clone(),
            _ => other.to_owned(),
        };
        write(&desk, "issued.csv", &wrong);
        assert_eq!(
            refused(&desk, &IMPORT),
            [problem(3, column, "issued_differs")]
        );
        // Left empty, it says nothing.
        wrong[1].cells[place].clear();
        write(&desk, "issued.csv", &wrong);
        desk.copy().done(&IMPORT);
    }
    // In other words, but the same.
    let mut same = made.clone();
    same[0].cells[3] = "4912345000002".to_owned();
    same[0].cells[5] = "2026-11-06T09:00:00+09:00".to_owned();
    same[0].cells[6] = made[0].cells[6].to_uppercase();
    write(&desk, "issued.csv", &same);
    desk.done(&IMPORT);
    desk.check(2);
}

#[test]
fn a_table_that_is_none_is_refused() {
    let (desk, made) = signed(Kind::Sqlite, &table(1, 1));
    let whole = fs::read_to_string(desk.path("issued.csv")).unwrap();
    let credential = &made[0].cells[7];
    let mut other_signature = made[0].full.clone();
    *other_signature.last_mut().unwrap() ^= 1;
    for (text, row, column, code) in [
        ("", 1, "", "table_empty"),
        (HEADER, 1, "", "table_empty"),
        ("id,text\nx,y\n", 1, "", "column_missing"),
        ("credential,extra\n", 1, "", "column_unknown"),
        ("credential,Credential\n", 1, "", "column_duplicate"),
        (&whole.replace(",https", ",,https"), 2, "", "cell_count"),
        ("credential\n\n!\n", 3, "credential", "credential_base64"),
        (
            &format!("credential\n{credential}=\n"),
            2,
            "credential",
            "credential_base64",
        ),
        ("credential\n0oQ\n", 2, "credential", "cbor_truncated"),
        (
            &format!("credential\n{}\n", base64(&made[0].compact)),
            2,
            "credential",
            "certificate_missing",
        ),
        (
            &format!("credential\n{}\n", base64(&other_signature)),
            2,
            "credential",
            "signature",
        ),
        (
            &format!("credential\n{credential}\n{credential}\n"),
            3,
            "credential",
            "credential_duplicate",
        ),
    ] {
        desk.write("issued.csv", text);
        assert_eq!(
            refused(&desk, &IMPORT),
            [problem(row, column, code)],
            "{text}"
        );
    }
    desk.write("issued.csv", &format!("credential\n{credential}\n"));
    desk.done(&IMPORT);
    desk.check(1);
}

/// Every fault of every row is said at once, and no label of the table is stored.
#[test]
fn all_faults_are_said_at_once() {
    for kind in KINDS {
        let (desk, mut made) = signed(kind, &table(3, 2));
        desk.done("registration suspend R-1 --at 2026-11-06");
        made[0].cells[4] = "99".to_owned();
        made[0].cells[2] = "M".to_owned();
        made[4].cells[7] = "?".to_owned();
        write(&desk, "issued.csv", &made);
        let expected = [
            problem(2, "model", "issued_differs"),
            problem(2, "status_index", "issued_differs"),
            problem(4, "credential", "registration_state"),
            problem(5, "credential", "registration_state"),
            problem(6, "credential", "credential_base64"),
        ];
        assert_eq!(refused(&desk, &IMPORT), expected);
    }
}

/// Rows for the page are no plan, and a plan is not for the page.
#[test]
fn rows_and_plans_are_not_mistaken_for_each_other() {
    for kind in KINDS {
        let desk = desk(kind, 9);
        desk.grant(&table(1, 2));
        export(&desk);
        for words in [
            "sign rows.jsonl --key labels.key",
            "resume rows.jsonl --key labels.key",
            "show rows.jsonl",
            "cancel rows.jsonl",
        ] {
            assert_eq!(
                desk.fails(&format!("batch {words}")),
                "plan_exported",
                "{words}"
            );
        }
        let good = fs::read_to_string(desk.path("rows.jsonl")).unwrap();
        let plan = fs::read_to_string(desk.path("plan.jsonl")).unwrap();
        let lines: Vec<&str> = plan.lines().collect();
        let reserved = lines[0].replace("\"labels\":2", "\"labels\":2,\"reserved\":\"x\"");
        for edited in [
            good.replace(",\"name\":\"R-0-000001\"", ""),
            good.replace("R-0-000001", "R-0-000009"),
            [&reserved, lines[1], lines[2], lines[3]].join("\n") + "\n",
        ] {
            desk.write("edited.jsonl", &edited);
            assert_eq!(
                desk.fails("batch show edited.jsonl"),
                "plan_malformed",
                "{edited}"
            );
        }
        let export = "batch export plan.jsonl --out rows.jsonl --at 2026-11-06";
        assert_eq!(desk.fails(export), "file_exists");
        assert_eq!(granted_is_empty(&desk), "nothing_to_do");
    }
}

/// Models that are recorded have their label.
fn granted_is_empty(desk: &Desk) -> String {
    desk.fails(&format!(
        "batch plan --granted --signer labels.pem --page {PAGE} --out x --at 2026-11-06"
    ))
}
