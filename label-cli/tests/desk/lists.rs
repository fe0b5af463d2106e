//! Publications: in order, and without what the trust list does not let a signer sign.

use serde_json::Value;

use crate::publish::{desk, labels, publish, sign, trust_list, verdict, verdict_of};
use crate::world::{KINDS, Kind, LIST, PAGE, table};

/// A label whose index is above the trust list's is left out, and keeps no other from being published;
/// after that, no index above is given out.
#[test]
fn indices_above_the_trust_list_are_left_out() {
    let desk = desk(Kind::Sqlite, 3);
    desk.grant(&table(4, 1));
    sign(&desk, "first.jsonl", "2026-11-06");
    let json = [&publish(&desk, "2026-11-07")[..], &["--json"]].concat();
    let output = desk.run(&json);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (&report["labels"], &report["left_out"]),
        (&3.into(), &1.into())
    );
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("1 of its labels left out"), "{said}");
    assert_eq!(verdict(&desk, "R-2", "2026-11-07").0, Some(0));
    assert_eq!(verdict(&desk, "R-3", "2026-11-07").0, Some(1));
    desk.grant(&table(1, 1).replace("R-0,", "R-8,").replace("M-0", "M-8"));
    let plan = ["batch", "plan", "--granted", "--signer", "labels.pem"];
    let more = ["--page", PAGE, "--out", "p", "--at", "2026-11-08"];
    assert_eq!(desk.fails(&[&plan[..], &more].concat()), "index_above_list");
    desk.audit();
}

/// Labels outside of what their signer may sign are left out, and said.
#[test]
fn labels_outside_the_scope_are_left_out() {
    let desk = desk(Kind::Sqlite, 9);
    let description = std::fs::read_to_string(desk.path("trust.toml")).unwrap();
    desk.write(
        "trust.toml",
        &description.replace("highest_index", "numbers = [\"R-1\"]\nhighest_index"),
    );
    trust_list(&desk);
    desk.grant(&table(2, 1));
    let plan = ["batch", "plan", "--granted", "--signer", "labels.pem"];
    let more = ["--page", PAGE, "--out", "p", "--list", "list.cbor"];
    let more = [&more[..], &["--at", "2026-11-06"]].concat();
    let problems = desk.problems(&[&plan[..], &more].concat());
    assert_eq!(problems, ["scope_number"]);
    sign(&desk, "first.jsonl", "2026-11-06");
    let json = [&publish(&desk, "2026-11-07")[..], &["--json"]].concat();
    let report: Value = serde_json::from_str(&desk.done(&json)).unwrap();
    assert_eq!(
        (&report["labels"], &report["left_out"]),
        (&1.into(), &1.into())
    );
}

/// A signer that the register does not know gets no empty record, under which all its labels would be
/// rejected.
#[test]
fn a_signer_that_the_register_does_not_know_is_left_undecided() {
    let desk = desk(Kind::Sqlite, 9);
    let description = std::fs::read_to_string(desk.path("trust.toml")).unwrap();
    let other = format!(
        "[[label_signer]]\ncertificate = \"other.pem\"\nschemes = [\"jc-star\"]\n\
         status_list = \"{LIST}\"\n[[list_signer]]"
    );
    desk.write(
        "trust.toml",
        &description.replace("[[list_signer]]", &other),
    );
    trust_list(&desk);
    desk.grant(&table(1, 1));
    sign(&desk, "first.jsonl", "2026-11-06");
    let output = desk.run(&[&publish(&desk, "2026-11-07")[..], &["--json"]].concat());
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["records"], 1, "{output:?}");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("does not know this signer"), "{said}");
}

/// Lists only become newer, each knows the one before, and none blocks the desk by a slip.
#[test]
fn lists_follow_each_other() {
    for kind in KINDS {
        let desk = desk(kind, 3);
        desk.grant(&table(1, 1));
        sign(&desk, "first.jsonl", "2026-11-06");
        let hasty: Vec<_> = publish(&desk, "2999-11-07")
            .into_iter()
            .filter(|word| *word != "--future")
            .collect();
        assert_eq!(desk.fails(&hasty), "publication_ahead");
        desk.done(&publish(&desk, "2026-11-09"));
        std::fs::copy(desk.path("part.cbor"), desk.path("first.cbor")).unwrap();
        assert_eq!(
            desk.fails(&publish(&desk, "2026-11-08")),
            "publication_older"
        );
        let mut alone = publish(&desk, "2026-11-10");
        alone.truncate(alone.len() - 2);
        assert_eq!(desk.fails(&alone), "previous_missing");
        desk.done(&publish(&desk, "2026-11-10"));
        let old: Vec<_> = [&alone[..], &["--previous", "first.cbor"]].concat();
        assert_eq!(desk.fails(&old), "previous_other");
        desk.done(&[&old[..], &["--previous-lost"]].concat());
        desk.audit();
    }
}

/// After the theft of a key nothing more is signed with it, and its models are labelled anew.
#[test]
fn after_a_theft_the_models_are_labelled_anew() {
    for kind in KINDS {
        let desk = desk(kind, 9);
        desk.grant(&table(2, 1));
        sign(&desk, "first.jsonl", "2026-11-06");
        let retire = ["register", "retire-signer", "--signer", "labels.pem"];
        let retire = |reason| desk.command(&[&retire[..], &["--reason", reason]].concat());
        assert!(retire("key-compromise").status().unwrap().success());
        assert_eq!(retire("end-of-use").status().unwrap().code(), Some(2));
        let plan = |signer, out| {
            let of = ["batch", "plan", "--granted", "--page", PAGE, "--at"];
            [&of[..], &["2026-11-07", "--signer", signer, "--out", out]].concat()
        };
        assert_eq!(desk.fails(&plan("labels.pem", "p")), "signer_retired");
        let list = LIST.replace('1', "2");
        let enrol = ["register", "add-signer", "--signer", "other.pem"];
        let shape = ["--status-list", &list, "--entries", "100"];
        desk.done(&[&enrol[..], &shape].concat());
        let description = std::fs::read_to_string(desk.path("trust.toml")).unwrap();
        let other = format!(
            "revoked = \"2026-11-07\"\n[[label_signer]]\ncertificate = \"other.pem\"\n\
             schemes = [\"jc-star\"]\nstatus_list = \"{list}\"\n[[list_signer]]"
        );
        let addresses = format!("addresses = [\"{list}\", ");
        let description = description.replace("[[list_signer]]", &other);
        desk.write(
            "trust.toml",
            &description.replace("addresses = [", &addresses),
        );
        trust_list(&desk);
        desk.done(&plan("other.pem", "second.jsonl"));
        let sign = ["batch", "sign", "second.jsonl", "--key", "other.key"];
        desk.done(&[&sign[..], &["--out", "second", "--at", "2026-11-07"]].concat());
        assert_eq!(desk.fails(&plan("other.pem", "p")), "nothing_to_do");
        desk.done(&publish(&desk, "2026-11-08"));
        let names = labels(&desk, "R-0");
        assert_eq!(names.len(), 2);
        assert_eq!(verdict_of(&desk, &names[0], "2026-11-08").0, Some(1));
        assert_eq!(verdict_of(&desk, &names[1], "2026-11-08").0, Some(0));
        assert_eq!(desk.audit()["signed"], 4);
    }
}
