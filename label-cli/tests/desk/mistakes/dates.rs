//! Dates that cannot be, and registrations past their end.

use serde_json::Value;

use super::plan;
use crate::life::{state, step};
use crate::world::{Desk, KINDS, Kind, PAGE, table};

/// A step on what was granted is dated neither ahead nor before the grant.
#[test]
fn dates_that_cannot_be_are_refused() {
    for kind in KINDS {
        let desk = Desk::granted(kind, &table(2, 1));
        for (name, more) in [
            ("withdraw", &[][..]),
            ("suspend", &[]),
            ("revoke", &["--reason", "misuse", "--yes"]),
            ("supersede", &["--with", "R-1"]),
            ("amend", &["--product", "X"]),
            ("ungrant", &[]),
        ] {
            let ahead = [
                &step(name, "R-0", more)[..],
                &["--at", "9998-01-01", "--json"],
            ]
            .concat();
            let output = desk.plain(&ahead).output().unwrap();
            let said: Value = serde_json::from_slice(&output.stdout).unwrap();
            assert_eq!(said["error"]["code"], "act_ahead", "{name}");
            let early = [&step(name, "R-0", more)[..], &["--at", "2026-11-04"]].concat();
            assert_eq!(desk.fails(&early), "act_before_grant", "{name}");
        }
        for words in [
            "renew R-0",
            "add-models R-0 --model X",
            "transfer R-0 --holder X",
        ] {
            let early = format!("registration {words} --at 2026-11-04");
            assert_eq!(desk.fails(&early), "act_before_grant", "{words}");
        }
        assert_eq!(state(&desk, "R-0")["state"], "valid");
    }
}

/// The end of a validity is known to everything that shows or changes a registration.
#[test]
fn what_is_over_is_expired() {
    for kind in KINDS {
        let desk = Desk::new(kind);
        desk.write("apply.csv", &table(2, 1));
        desk.done("registration apply apply.csv --at 2026-11-01");
        desk.done("registration inquire --all --at 2026-11-01");
        desk.done("registration answer --all --answer cleared --day 2026-11-01 --at 2026-11-01");
        desk.done("registration grant R-0 R-1 --expires 2026-11-20 --at 2026-11-02");
        // The day ends in Japan: nine hours before it does in UTC.
        for (at, wanted) in [
            ("2026-11-20T14:59:59Z", "valid"),
            ("2026-11-20T15:00:00Z", "expired"),
        ] {
            let list = desk.json(&["register", "list", "--state", wanted, "--at", at]);
            assert_eq!(list.as_array().unwrap().len(), 2, "{at}");
            assert_eq!(list[0]["state"], wanted);
            let one = |words: &[&str]| desk.json(&[words, &["--at", at]].concat());
            assert_eq!(one(&["register", "show", "R-0"])["state"], wanted);
            assert_eq!(one(&["register", "search", "R-0"])[0]["state"], wanted);
            assert_eq!(one(&["register", "export"])[0]["state"], wanted);
        }
        desk.done("registration suspend R-1 --at 2026-11-20");
        let over = ["--at", "2026-11-21"];
        for (name, more) in [
            ("suspend", &[][..]),
            ("resume", &[]),
            ("renew", &[]),
            ("withdraw", &[]),
            ("transfer", &["--holder", "X"]),
            ("amend", &["--product", "X"]),
        ] {
            for number in ["R-0", "R-1"] {
                let error = desk.error(&[&step(name, number, more)[..], &over].concat());
                assert_eq!(error["code"], "registration_state", "{name} {number}");
                let said = error["message"].as_str().unwrap();
                assert!(said.contains("expired"), "{said}");
            }
        }
        let early = desk.error(&step(
            "add-models",
            "R-0",
            &["--model", "X", "--at", "2026-11-21"],
        ));
        assert_eq!(early["code"], "registration_state");
        assert_eq!(
            plan(&desk, "p.jsonl", "1").status.code(),
            Some(0),
            "R-0 was in force then"
        );
        let late = format!(
            "batch plan --granted --signer desk.pem --page {PAGE} --out q.jsonl --at 2026-11-21"
        );
        assert_eq!(desk.fails(&late), "nothing_to_do");
        desk.done(&step(
            "revoke",
            "R-0",
            &["--reason", "misuse", "--at", "2026-11-22"],
        ));
        desk.audit();
    }
}

#[test]
fn a_renewal_that_was_asked_for_in_time_is_granted_after_the_end() {
    let desk = Desk::new(Kind::Sqlite);
    desk.write("apply.csv", &table(1, 1));
    for words in [
        "apply apply.csv --at 2026-11-01",
        "inquire R-0 --at 2026-11-01",
        "answer R-0 --answer cleared --day 2026-11-01 --at 2026-11-01",
        "grant R-0 --expires 2026-11-20 --at 2026-11-02",
        "renew R-0 --at 2026-11-19",
        "inquire R-0 --at 2026-11-19",
        "answer R-0 --answer cleared --day 2026-11-24 --at 2026-11-24",
        "grant R-0 --at 2026-11-25",
    ] {
        desk.done(&format!("registration {words}"));
    }
    let shown = desk.json(&["register", "show", "R-0", "--at", "2026-11-26"]);
    assert_eq!(
        (&shown["state"], &shown["term"]),
        (&"valid".into(), &2.into())
    );
    desk.audit();
}

#[test]
fn an_unknown_state_is_refused_with_those_that_there_are() {
    let desk = Desk::new(Kind::Sqlite);
    let error = desk.error(&["register", "list", "--state", "foo"]);
    assert_eq!(error["code"], "usage");
    let said = error["message"].as_str().unwrap();
    for state in ["applied", "valid", "expired", "superseded"] {
        assert!(said.contains(state), "{said}");
    }
}
