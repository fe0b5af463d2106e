//! A register made of a copy: nothing of what was signed since is lost, and nothing given out twice.

use std::fs;

use serde_json::Value;

use crate::publish::{desk, labels, publish, sign, verdict};
use crate::world::{Desk, KINDS, table};

/// Restores the copy; gives the exit code, and what was said as JSON.
fn restore(desk: &Desk, file: &str, more: &[&str]) -> (Option<i32>, Value) {
    let words = [
        "register",
        "restore",
        "copy.db",
        "--json",
        "--register",
        file,
    ];
    let output = desk.run(&[&words[..], more].concat());
    let said = serde_json::from_slice(&output.stdout).unwrap_or_default();
    (output.status.code(), said)
}

#[test]
fn labels_since_the_copy_are_taken_over() {
    for kind in KINDS {
        let mut desk = desk(kind, 9);
        desk.grant(&table(2, 2));
        desk.write("some.csv", "registration\nR-0\n");
        let plan = ["batch", "plan", "some.csv", "--signer", "labels.pem"];
        let page = ["--page", "https://label.example.jp", "--out", "some.jsonl"];
        desk.done(&[&plan[..], &page, &["--at", "2026-11-06"]].concat());
        let signing = ["batch", "sign", "some.jsonl", "--key", "labels.key"];
        desk.done(&[&signing[..], &["--at", "2026-11-06", "--out", "some.d"]].concat());
        desk.done(&["register", "backup", "copy.db"]);
        sign(&desk, "rest", "2026-11-07");
        desk.done(&publish(&desk, "2026-11-08"));

        // Neither said nor shown what was signed since: nothing is made.
        assert_eq!(restore(&desk, "none.db", &[]).0, Some(2));
        assert!(!desk.path("none.db").exists());
        let since = ["--labels", "rest.d", "--labels", "some.d"];
        let since = [&since[..], &["--published", "part.cbor"]].concat();
        let (exit, said) = restore(&desk, "restored.db", &since);
        assert_eq!(exit, Some(0), "{said:#}");
        assert_eq!(said["taken_over"], 2);
        desk.register = "restored.db".to_owned();
        assert_eq!(desk.audit()["signed"], 4);

        // Numbers, indices and lists go on where they were.
        desk.grant(&table(1, 1).replace("R-0,", "R-8,").replace("M-0", "M-8"));
        let early = ["batch", "plan", "--granted", "--signer", "labels.pem"];
        let early = [&early[..], &page[..3], &["early", "--at", "2026-11-08"]].concat();
        assert_eq!(desk.fails(&early), "plan_published");
        sign(&desk, "new", "2026-11-09");
        assert_eq!(labels(&desk, "R-8"), ["R-8-000005"]);
        let shown = desk.json(&["register", "show", "R-8"]);
        assert_eq!(shown["indices"][0]["index"], 2, "{shown:#}");
        desk.done(&publish(&desk, "2026-11-10"));
        for number in ["R-0", "R-1", "R-8"] {
            assert_eq!(verdict(&desk, number, "2026-11-10").0, Some(0), "{number}");
        }
        desk.audit();
    }
}

/// A label of a registration that the copy does not know is no reason to forget it.
#[test]
fn a_label_that_does_not_fit_the_copy_is_not_passed_over() {
    let desk = desk(KINDS[0], 9);
    desk.done(&["register", "backup", "copy.db"]);
    desk.grant(&table(1, 1));
    sign(&desk, "rest", "2026-11-07");
    let (exit, said) = restore(&desk, "restored.db", &["--labels", "rest.d"]);
    assert_eq!(exit, Some(2));
    assert_eq!(said["error"]["code"], "label_since");
    assert!(!desk.path("restored.db").exists());
    assert!(fs::read_dir(desk.directory.path()).unwrap().count() > 0);
}
