//! Grants that are taken back, and products that are replaced.

use serde_json::Value;

use super::{AT, all_are, plan, statuses, two_models};
use crate::life::{sign, state, step};
use crate::world::{Desk, KINDS, Words};

/// A grant is taken back until the first label is signed, and granted again.
#[test]
fn a_grant_is_taken_back() {
    for kind in KINDS {
        let desk = Desk::granted(kind, &two_models());
        let ungrant = step("ungrant", "R-0", &AT);
        desk.plan("plan.jsonl");
        let signing = "batch sign plan.jsonl --key desk.key --at 2026-11-07".words();
        let killed = desk
            .command(&signing)
            .env("LABEL_FAULT", "kill:12")
            .output();
        assert_eq!(killed.unwrap().status.code(), None);
        desk.done(&ungrant);
        let shown = state(&desk, "R-0");
        assert_eq!(
            (&shown["state"], &shown["term"]),
            (&"applied".into(), &0.into())
        );
        assert_eq!(shown["applications"][0]["stage"], "cleared");
        // They rest, until the term is granted anew.
        all_are(&shown, "suspended");
        let indices = statuses(&shown).len();
        assert_eq!(desk.audit()["pending"], 0);
        assert_eq!(desk.fails(&ungrant), "grant_not_last");
        // The number may be used again, also by another.
        desk.done(&step(
            "close",
            "R-0",
            &["--reason", "mistake", "--at", "2026-11-10"],
        ));
        let other = two_models()
            .replace("見本電機", "別会社")
            .replace(",0188:7123456789012", ",");
        desk.write("apply.csv", &other);
        desk.done(&["registration", "apply", "apply.csv", "--at", "2026-11-10"]);
        for more in [
            "inquire",
            "answer --answer cleared --day 2026-11-10",
            "grant",
        ] {
            let words = format!("registration {more} R-0 --at 2026-11-10");
            desk.done(&words);
        }
        sign(&desk, "again.jsonl", "2026-11-11");
        let shown = state(&desk, "R-0");
        all_are(&shown, "valid");
        assert_eq!(statuses(&shown).len(), indices);
        assert_eq!(
            desk.fails(&step("ungrant", "R-0", &["--at", "2026-11-12"])),
            "grant_labelled"
        );
    }
}

/// Grants of a change of holder and of more models go back as well.
#[test]
fn later_grants_are_taken_back() {
    for kind in KINDS {
        let desk = Desk::granted(kind, &two_models());
        sign(&desk, "first.jsonl", "2026-11-06");
        let grant = |first: Vec<&str>, day: &str| {
            desk.done(&[&first[..], &["--at", day]].concat());
            desk.done(&format!("registration inquire R-0 --at {day}"));
            desk.done(&format!(
                "registration answer R-0 --answer cleared --day {day} --at {day}"
            ));
            desk.done(&format!("registration grant R-0 --at {day}"));
        };
        let transfer = step("transfer", "R-0", &["--holder", "新"]);
        grant(transfer, "2026-11-07");
        all_are(&state(&desk, "R-0"), "superseded");
        desk.done(&step("ungrant", "R-0", &["--at", "2026-11-08"]));
        let shown = state(&desk, "R-0");
        assert_eq!(
            (&shown["holder"], &shown["term"]),
            (&"見本電機".into(), &1.into())
        );
        all_are(&shown, "valid");
        desk.audit();
        desk.done("registration close R-0 --reason mistake --at 2026-11-08");
        let add = step("add-models", "R-0", &["--model", "A-3"]);
        grant(add, "2026-11-09");
        desk.done(&step("ungrant", "R-0", &AT));
        desk.audit();
        assert_eq!(
            plan(&desk, "none.jsonl", "0").status.code(),
            Some(2),
            "nothing to sign"
        );
        desk.done("registration grant R-0 --at 2026-11-10");
        assert_eq!(plan(&desk, "one.jsonl", "1").status.code(), Some(0));
        desk.done("batch sign one.jsonl --key desk.key --at 2026-11-11");
        desk.check(3);
    }
}

/// The next level of the same product, with the same GTIN: in force until the grant, then superseded.
#[test]
fn the_same_product_is_replaced() {
    for kind in KINDS {
        let desk = Desk::granted(kind, &two_models());
        sign(&desk, "first.jsonl", "2026-11-06");
        let next = two_models().replace("R-0,", "R-2,");
        desk.write("next.csv", &next);
        let apply = ["registration", "apply", "next.csv", "--at", "2026-11-08"];
        let replacing = [&apply[..], &["--supersedes", "R-0"]].concat();
        assert_eq!(
            desk.problems(&apply),
            ["gtin_registered", "gtin_registered"]
        );
        let foreign = next.replace("0188:7123456789012", "0188:4011001098993");
        desk.write("foreign.csv", &foreign);
        let other = [
            "registration",
            "apply",
            "foreign.csv",
            "--supersedes",
            "R-0",
        ];
        assert_eq!(
            desk.problems(&other),
            ["gtin_registered", "gtin_registered"]
        );
        desk.done(&replacing);
        assert_eq!(state(&desk, "R-0")["state"], "valid");
        desk.audit();
        // Refused: the old one is as it was, and can be replaced by another.
        desk.done("registration close R-2 --reason refused --at 2026-11-08");
        assert_eq!(state(&desk, "R-0")["successor"], Value::Null);
        desk.done(&replacing);
        desk.done("registration inquire R-2 --at 2026-11-09");
        desk.done("registration answer R-2 --answer cleared --day 2026-11-09 --at 2026-11-09");
        desk.done("registration grant R-2 --at 2026-11-09");
        let old = state(&desk, "R-0");
        assert_eq!(
            (&old["state"], &old["successor"]),
            (&"superseded".into(), &"R-2".into())
        );
        all_are(&old, "superseded");
        // Granted by mistake: both are as they were.
        desk.done(&step("ungrant", "R-2", &AT));
        let old = state(&desk, "R-0");
        assert_eq!(
            (&old["state"], &old["successor"]),
            (&"valid".into(), &"R-2".into())
        );
        all_are(&old, "valid");
        desk.audit();
        desk.done("registration grant R-2 --at 2026-11-10");
        sign(&desk, "second.jsonl", "2026-11-11");
        assert_eq!(desk.audit()["signed"], 4);
    }
}
