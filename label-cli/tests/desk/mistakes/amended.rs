//! Corrections of what was granted, and the labels that they supersede.

use std::process::Stdio;

use serde_json::Value;

use super::{amend, plan, statuses, two_models};
use crate::life::{sign, state, step};
use crate::publish;
use crate::world::{Desk, KINDS, Kind, LIST, PAGE, Words};

/// A typo in a model, a wrong GTIN and a longer support: new labels with what is right, the old ones superseded.
#[test]
fn what_was_granted_is_amended() {
    for kind in KINDS {
        let desk = Desk::granted(kind, &two_models());
        sign(&desk, "first.jsonl", "2026-11-06");
        let right = [
            "--model",
            "A-1",
            "--to-model",
            "A-10",
            "--gtin",
            "4912345000026",
            "--product",
            "ルータ2",
            "--support-end",
            "2033-03",
        ];
        let shared = statuses(&state(&desk, "R-0")).len() == 1;
        let gone = if shared { 2 } else { 1 };
        let amended = desk.json(&amend(&right));
        let both = &amended["amended"];
        assert_eq!(both["before"]["model"], "A-1");
        assert_eq!(
            both["after"]["gtins"],
            serde_json::json!(["04912345000026"])
        );
        // Labels that share an index go together.
        assert_eq!(both["labels"].as_array().unwrap().len(), gone);
        let shown = state(&desk, "R-0");
        let superseded = statuses(&shown);
        assert!(superseded.contains(&"superseded"), "{shown:#}");
        assert_eq!(shown["models"].as_array().unwrap().len(), 2, "{shown:#}");
        assert_eq!(shown["models_given_up"][0]["model"], "A-1");
        let last = shown["journal"].as_array().unwrap().last().unwrap().clone();
        assert_eq!(last["action"], "registration.amend");
        desk.audit();
        let second = plan(&desk, "second.jsonl", &gone.to_string());
        assert_eq!(second.status.code(), Some(0));
        desk.done("batch sign second.jsonl --key desk.key --at 2026-11-11");
        assert_eq!(desk.audit()["signed"], 2 + gone);
        let rows = desk.json(&["register", "export"]);
        let rows = rows.as_array().unwrap().iter();
        let valid: Vec<&str> = rows
            .filter(|row| row["state"] == "valid")
            .map(|row| row["model"].as_str().unwrap())
            .collect();
        assert_eq!(valid, ["A-10", "A-2"]);
        // The old name and number are free again.
        desk.done(&step(
            "add-models",
            "R-0",
            &["--model", "A-1", "--jan", "4912345000002"],
        ));
    }
}

/// Labels with indices of their own stay: here those of another signer, whose list is another.
#[test]
fn neighbours_with_another_index_keep_their_labels() {
    for kind in KINDS {
        let desk = publish::desk(kind, 900);
        let list = LIST.replace('1', "2");
        desk.done(&format!(
            "register add-signer --signer other.pem --status-list {list} --entries 9 --at 2026-11-01"
        ));
        desk.grant(&two_models());
        let labels = |signer: &str, rows: &str, name: &str| {
            desk.write("rows.csv", &format!("registration,model\n{rows}"));
            desk.done(&format!(
                "batch plan rows.csv --signer {signer}.pem --page {PAGE} --out {name} --at 2026-11-11"
            ));
            desk.done(&format!(
                "batch sign {name} --key {signer}.key --at 2026-11-11"
            ));
        };
        labels("labels", "R-0,A-1\n", "a.jsonl");
        labels("other", "R-0,A-2\n", "b.jsonl");
        let amended = desk.json(&amend(&["--model", "A-1", "--support-end", "2033-03"]));
        assert_eq!(amended["amended"]["labels"].as_array().unwrap().len(), 1);
        let shown = state(&desk, "R-0");
        let mut of_labels = statuses(&shown);
        of_labels.sort_unstable();
        assert_eq!(of_labels, ["superseded", "valid"]);
        labels("labels", "R-0,A-1\n", "next.jsonl");
        assert_eq!(desk.audit()["signed"], 3);
        // Once more: what is kept of the first term is kept in the third.
        desk.json(&amend(&["--model", "A-1", "--support-end", "2034-03"]));
        assert_eq!(desk.audit()["signed"], 3);
        let rows = desk.json(&["register", "export"]);
        let of = |model: &str| {
            let rows = rows.as_array().unwrap().iter();
            let mut rows = rows.filter(|row| row["model"] == model && row["state"] == "valid");
            rows.next().unwrap()["label"].clone()
        };
        assert_eq!(of("A-1"), Value::Null);
        assert_eq!(of("A-2"), "R-0-000002");
        // A kept label follows its registration, and its index is looked at.
        desk.done(&step("suspend", "R-0", &["--at", "2026-11-12"]));
        let shown = state(&desk, "R-0");
        assert_eq!(statuses(&shown), ["superseded", "superseded", "suspended"]);
        desk.audit();
    }
}

#[test]
fn an_amendment_is_refused_where_it_does_not_fit() {
    for kind in KINDS {
        let desk = Desk::granted(kind, &two_models());
        let fails = |more: &[&str]| {
            let error = desk.error(&amend(more));
            let problem = error["problems"][0]["code"].as_str();
            problem.or(error["code"].as_str()).unwrap().to_owned()
        };
        assert_eq!(fails(&["--to-model", "B"]), "model_unknown");
        assert_eq!(fails(&["--model", "X", "--to-model", "B"]), "model_unknown");
        assert_eq!(fails(&["--model", "A-1"]), "nothing_to_do");
        assert_eq!(
            fails(&["--model", "A-1", "--to-model", "A-2"]),
            "model_registered"
        );
        assert_eq!(
            fails(&["--model", "A-1", "--gtin", "4912345000019"]),
            "gtin_registered"
        );
        assert_eq!(
            fails(&["--model", "A-1", "--gtin", "4912345000018"]),
            "gtin_invalid"
        );
        // Before the first label nothing is superseded, and nobody is asked.
        let plain = amend(&["--model", "A-1", "--to-model", "A-9", "--future"]);
        let output = desk.plain(&plain).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        assert_eq!(state(&desk, "R-0")["term"], 1);
        sign(&desk, "first.jsonl", "2026-11-11");
        desk.check(2);
    }
}

/// Labels that wait for their signature are given up with the words that they have.
#[test]
fn an_amendment_gives_up_what_waits() {
    for kind in KINDS {
        let desk = Desk::granted(kind, &two_models());
        desk.plan("plan.jsonl");
        let signing = "batch sign plan.jsonl --key desk.key --at 2026-11-07".words();
        let killed = desk
            .command(&signing)
            .env("LABEL_FAULT", "kill:12")
            .output();
        assert_eq!(killed.unwrap().status.code(), None);
        assert_eq!(desk.audit()["pending"], 2);
        desk.done(&amend(&["--model", "A-2", "--gtin", "4912345000026"]));
        assert_eq!(desk.audit()["pending"], 0);
        assert_eq!(plan(&desk, "next.jsonl", "2").status.code(), Some(0));
        desk.done("batch sign next.jsonl --key desk.key --at 2026-11-11");
        desk.check(2);
    }
}

/// Labels that came since they were shown are not put out of force unseen: the numbers are compared.
#[test]
fn two_amendments_at_once_are_made_one_after_the_other() {
    for kind in KINDS {
        let desk = Desk::granted(kind, &two_models());
        sign(&desk, "first.jsonl", "2026-11-06");
        let (one, two) = (
            amend(&["--model", "A-1", "--to-model", "B-1"]),
            amend(&["--model", "A-2", "--to-model", "B-2"]),
        );
        let start = |words: &[&str]| {
            let mut command = desk.command(words);
            command
                .arg("--json")
                .stdout(Stdio::piped())
                .stderr(Stdio::null());
            command.spawn().unwrap()
        };
        let children = [start(&one), start(&two), start(&one)];
        let mut done = 0;
        for child in children {
            let output = child.wait_with_output().unwrap();
            let said: Value = serde_json::from_slice(&output.stdout).unwrap();
            match output.status.code() {
                Some(0) => done += 1,
                _ => assert!(
                    ["changed_since", "model_unknown"]
                        .contains(&said["error"]["code"].as_str().unwrap()),
                    "{said:#}"
                ),
            }
        }
        assert!(done >= 1);
        desk.audit();
        for words in [&one, &two] {
            let output = desk.command(words).output().unwrap();
            assert!(matches!(output.status.code(), Some(0 | 2)));
        }
        let rows = state(&desk, "R-0");
        let models = rows["models"].as_array().unwrap().iter();
        let models: Vec<&str> = models.map(|one| one["model"].as_str().unwrap()).collect();
        assert_eq!(models, ["B-1", "B-2"]);
        assert_eq!(plan(&desk, "next.jsonl", "2").status.code(), Some(0));
        desk.done("batch sign next.jsonl --key desk.key --at 2026-11-11");
        assert_eq!(desk.audit()["signed"], 4);
    }
}

/// A copy from between the steps goes on as the register did, labels and all.
#[test]
fn amended_labels_are_restored() {
    for kind in KINDS {
        let desk = Desk::granted(kind, &two_models());
        sign(&desk, "first.jsonl", "2026-11-06");
        desk.done(&amend(&["--model", "A-1", "--to-model", "A-9"]));
        desk.done(&["register", "backup", "copy.db", "--at", "2026-11-10"]);
        desk.done(&format!(
            "batch plan --granted --signer desk.pem --page {PAGE} --out next.jsonl --at 2026-11-11"
        ));
        desk.done("batch sign next.jsonl --key desk.key --out since --at 2026-11-11");
        let restored = match kind {
            Kind::Sqlite => "restored.db".to_owned(),
            Kind::Postgres => crate::server::database(),
        };
        desk.done(&format!(
            "register restore copy.db --labels since --register {restored} --at 2026-11-12"
        ));
        let audit = desk.json(&["register", "audit", "--register", &restored]);
        assert_eq!(audit["findings"], serde_json::json!([]), "{audit:#}");
        assert_eq!(audit["signed"], desk.audit()["signed"]);
        let (old, new) = (
            desk.json(&["register", "export"]),
            desk.json(&["register", "export", "--register", &restored]),
        );
        assert_eq!(old, new);
        if kind == Kind::Postgres {
            crate::server::remove(&restored);
        }
    }
}

/// Changes behind the back of an amendment are found by the audit.
#[test]
fn an_audit_looks_at_labels_that_are_kept() {
    let desk = Desk::granted(Kind::Postgres, &two_models());
    sign(&desk, "first.jsonl", "2026-11-06");
    desk.done(&amend(&["--model", "A-1", "--to-model", "A-9"]));
    // As if the labels of the old term were kept, whose index is superseded.
    crate::server::run(
        &desk.register,
        "INSERT INTO labelled SELECT registration, 2, model, credential FROM labelled WHERE model = 'A-1'",
    );
    let output = desk.run(&["register", "audit", "--json"]);
    let audit: Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = audit["findings"].as_array().unwrap().iter();
    let codes: Vec<&str> = findings.map(|one| one["code"].as_str().unwrap()).collect();
    assert!(codes.contains(&"index_status"), "{codes:?}");
    assert!(codes.contains(&"row_unrecorded"), "{codes:?}");
}
