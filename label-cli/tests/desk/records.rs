//! The exact record of issued labels, published day by day, and tills that follow it.

use serde_json::Value;

use crate::publish::{desk, publish, sign};
use crate::world::{Desk, KINDS, Kind, PAGE, table};

/// The command that publishes in all three forms.
fn all_forms<'a>(desk: &'a Desk, at: &'a str) -> Vec<&'a str> {
    let more = ["--changes", "changes.cbor", "--page", "page.cbor"];
    let kind = ["--page-record", "filter", "--json"];
    [&publish(desk, at)[..], &more, &kind].concat()
}

fn publish_all(desk: &Desk, at: &str) -> Value {
    serde_json::from_str(&desk.done(&all_forms(desk, at))).unwrap()
}

/// Grants a registration of a number, and signs its label.
fn issue(desk: &Desk, number: u32, at: &str) {
    let (registration, model) = (format!("R-{number},"), format!("M-{number}"));
    let rows = table(1, 1).replace("R-0,", &registration);
    desk.grant(&rows.replace("M-0", &model));
    sign(desk, &format!("plan-{number}.jsonl"), at);
}

fn update(desk: &Desk, part: &str, till: &str, at: &str) -> Value {
    let line = format!("trust update {part} --trust {till} --at {at} --json");
    serde_json::from_str(&desk.done(&line)).unwrap()
}

/// Sets up a till with the bundle of a day.
fn set_up(desk: &Desk, till: &str, at: &str) {
    desk.done(&format!(
        "trust build --list list.cbor --part part.cbor --at {at} --out bundle.cbor"
    ));
    let shown = desk.json("trust show list.cbor");
    let root_set = shown["root_set"].as_str().unwrap();
    desk.done(&format!(
        "trust update bundle.cbor --trust {till} --root-set {root_set} --at {at}"
    ));
}

/// The record that a label is looked up in at a till.
fn record(desk: &Desk, number: u32, till: &str, at: &str) -> (Option<i32>, Value) {
    let name = crate::publish::labels(desk, &format!("R-{number}"));
    let file = format!("plan-{number}.jsonl.d/{}.cbor", name.last().unwrap());
    let output = desk.run(&format!("verify {file} --trust {till} --at {at} --json"));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut checks = report["checks"].as_array().unwrap().iter();
    let issued = checks.find(|check| check["check"] == "issued").unwrap();
    (output.status.code(), issued["values"]["record"].clone())
}

#[test]
fn tills_follow_the_record_by_what_is_new() {
    for kind in KINDS {
        let desk = desk(kind, 30);
        issue(&desk, 0, "2026-11-06");
        let first = publish_all(&desk, "2026-11-07");
        assert_eq!(
            (&first["records"], &first["record_bytes"]),
            (&1.into(), &12.into())
        );
        assert_eq!(first["page_record"], "filter");
        set_up(&desk, "daily.cbor", "2026-11-07");
        set_up(&desk, "seldom.cbor", "2026-11-07");
        for number in 1..=3 {
            let day = 6 + 2 * number;
            issue(&desk, number, &format!("2026-11-{day:02}"));
            let at = format!("2026-11-{:02}", day + 1);
            publish_all(&desk, &at);
            let shown = desk.json("trust show changes.cbor");
            assert_eq!(
                (&shown["records"], &shown["additions"]),
                (&0.into(), &1.into())
            );
            let till = update(&desk, "changes.cbor", "daily.cbor", &at);
            assert_eq!(till["record_bytes"], 12 * (u64::from(number) + 1));
            let found = record(&desk, number, "daily.cbor", &at);
            assert_eq!(found, (Some(0), "exact".into()), "{number}");
        }
        let at = "2026-11-13";
        let till = update(&desk, "changes.cbor", "seldom.cbor", at);
        assert_eq!(till["record_bytes"], 48);
        // A page's part has a filter, which a till does not take in place of its record.
        let page = format!("trust update page.cbor --trust daily.cbor --at {at}");
        assert_eq!(desk.fails(&page), "record_weaker");
        desk.audit();
    }
}

/// A label that is undone before it is signed leaves the record, which is then published as a whole.
#[test]
fn an_undone_label_leaves_the_record() {
    for kind in KINDS {
        let desk = desk(kind, 30);
        issue(&desk, 0, "2026-11-06");
        desk.grant(&table(1, 2).replace("R-0,", "R-8,").replace("M-0", "M-8"));
        desk.done(&format!(
            "batch plan --granted --signer labels.pem --page {PAGE} --out undone.jsonl --at 2026-11-06"
        ));
        let killed = desk
            .command(&[
                "batch",
                "sign",
                "undone.jsonl",
                "--key",
                "labels.key",
                "--at",
                "2026-11-06",
            ])
            .env("LABEL_FAULT", "kill:11")
            .output()
            .unwrap();
        assert_eq!(killed.status.code(), None);
        assert_eq!(desk.audit()["pending"], 2);
        assert_eq!(publish_all(&desk, "2026-11-07")["record_bytes"], 36);
        set_up(&desk, "till.cbor", "2026-11-07");
        desk.done("batch cancel undone.jsonl");
        assert_eq!(publish_all(&desk, "2026-11-08")["record_bytes"], 12);
        let shown = desk.json("trust show changes.cbor");
        assert_eq!(
            (&shown["records"], &shown["additions"]),
            (&1.into(), &0.into())
        );
        let till = update(&desk, "changes.cbor", "till.cbor", "2026-11-08");
        assert_eq!(till["record_bytes"], 12);
        desk.audit();
    }
}

/// A publication is stopped at every write; a till that has the record before it follows the next one by what is new.
#[test]
fn a_stopped_publication_breaks_no_chain() {
    let base = desk(Kind::Sqlite, 30);
    issue(&base, 0, "2026-11-06");
    publish_all(&base, "2026-11-07");
    issue(&base, 1, "2026-11-08");
    publish_all(&base, "2026-11-09");
    set_up(&base, "till.cbor", "2026-11-09");
    issue(&base, 2, "2026-11-10");
    let stopped = |fault: &str| {
        let desk = base.copy();
        let mut command = desk.command(&all_forms(&desk, "2026-11-11"));
        command.env("LABEL_FAULT", fault);
        command.env("LABEL_FAULT_LOG", desk.path("faults.log"));
        command.output().unwrap();
        desk
    };
    let counted = stopped("count");
    let writes = std::fs::metadata(counted.path("faults.log")).unwrap().len();
    assert!(writes > 9, "{writes}");
    for number in 1..=writes {
        let desk = stopped(&format!("kill:{number}"));
        issue(&desk, 3, "2026-11-12");
        publish_all(&desk, "2026-11-13");
        let till = update(&desk, "changes.cbor", "till.cbor", "2026-11-13");
        assert_eq!(till["record_bytes"], 48, "{number} of {writes}");
    }
}
