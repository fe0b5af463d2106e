//! The life of a registration: nothing out of order, everything in the journal.

use serde_json::Value;

use crate::world::{Desk, KINDS, PAGE, table};

pub(crate) fn step<'a>(step: &'a str, number: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["registration", step, number][..], more].concat()
}

pub(crate) fn state(desk: &Desk, number: &str) -> Value {
    desk.json(&["register", "show", number])
}

/// Signs whatever is granted and has no label.
pub(crate) fn sign(desk: &Desk, name: &str, day: &str) {
    desk.done(&format!(
        "batch plan --granted --signer desk.pem --page {PAGE} --out {name} --at {day}"
    ));
    desk.done(&["batch", "sign", name, "--key", "desk.key", "--at", day]);
}

#[test]
fn nothing_is_granted_or_signed_without_an_answer() {
    for kind in KINDS {
        let desk = Desk::new(kind);
        desk.write("apply.csv", &table(2, 1));
        desk.done(&["registration", "apply", "apply.csv", "--at", "2026-11-02"]);
        desk.write("labels.csv", "registration\nR-0\n");
        let plan = format!(
            "batch plan labels.csv --signer desk.pem --page {PAGE} --out p --at 2026-11-06"
        );
        let grant = step("grant", "R-0", &["--at", "2026-11-05"]);
        let answer = |word| {
            step(
                "answer",
                "R-0",
                &[
                    "--day",
                    "2026-11-04",
                    "--at",
                    "2026-11-04",
                    "--answer",
                    word,
                ],
            )
        };
        assert_eq!(desk.problems(&plan), ["supply_chain_unanswered"]);
        assert_eq!(desk.fails(&grant), "supply_chain_unanswered");
        assert_eq!(desk.fails(&answer("cleared")), "registration_state");
        desk.done(&step("inquire", "R-0", &["--at", "2026-11-03"]));
        assert_eq!(
            desk.fails(&step("inquire", "R-0", &["--at", "2026-11-03"])),
            "registration_state"
        );
        assert_eq!(desk.problems(&plan), ["supply_chain_unanswered"]);
        assert_eq!(desk.fails(&grant), "supply_chain_unanswered");
        assert_eq!(desk.fails(&answer("declared")), "answer_unexpected");
        assert_eq!(desk.fails(&answer("conditions")), "usage");
        let early = step(
            "answer",
            "R-0",
            &[
                "--answer",
                "cleared",
                "--day",
                "2026-11-09",
                "--at",
                "2026-11-04",
            ],
        );
        assert_eq!(desk.fails(&early), "answer_ahead");
        desk.done(&answer("cleared"));
        assert_eq!(desk.problems(&plan), ["registration_not_granted"]);
        desk.done(&grant);
        desk.done(&plan);
        desk.audit();
    }
}

#[test]
fn a_refusal_ends_it_and_the_number_can_be_applied_for_again() {
    for kind in KINDS {
        let desk = Desk::new(kind);
        desk.write("apply.csv", &table(2, 1));
        desk.done(&["registration", "apply", "apply.csv", "--at", "2026-11-02"]);
        desk.done(&step("inquire", "R-1", &["--at", "2026-11-03"]));
        desk.done(&step(
            "answer",
            "R-1",
            &[
                "--answer",
                "refused",
                "--day",
                "2026-11-04",
                "--at",
                "2026-11-04",
            ],
        ));
        assert_eq!(desk.fails(&step("grant", "R-1", &[])), "registration_state");
        assert_eq!(state(&desk, "R-1")["state"], "refused");
        desk.write(
            "apply.csv",
            &table(2, 1).replace("R-0,", "R-5,").replace("M-0", "M-5"),
        );
        desk.done(&["registration", "apply", "apply.csv", "--at", "2026-11-05"]);
        assert_eq!(state(&desk, "R-1")["state"], "applied");
        desk.write("apply.csv", &table(1, 1));
        assert_eq!(
            desk.problems(&["registration", "apply", "apply.csv"]),
            ["registration_exists"]
        );
        desk.audit();
    }
}

/// A scheme without an inquiry grants at once.
#[test]
fn where_no_inquiry_is_demanded_none_is_needed() {
    let desk = Desk::new(KINDS[0]);
    desk.done("registration apply --registration S-1 --scheme siotp --level 1 --product Lamp --at 2026-11-02");
    desk.done("registration grant --all --at 2026-11-03 --expires 2027-11-01");
    sign(&desk, "plan.jsonl", "2026-11-04");
    desk.check(1);
}

#[test]
fn a_renewal_is_asked_about_and_begins_a_term() {
    for kind in KINDS {
        let desk = Desk::granted(kind, &table(1, 2));
        sign(&desk, "first.jsonl", "2026-11-06");
        desk.done(&step("renew", "R-0", &["--at", "2028-10-01"]));
        assert_eq!(
            desk.fails(&step("renew", "R-0", &["--at", "2028-10-01"])),
            "registration_state"
        );
        assert_eq!(
            desk.fails(&step("grant", "R-0", &["--at", "2028-10-01"])),
            "supply_chain_unanswered"
        );
        desk.done(&step("inquire", "R-0", &["--at", "2028-10-02"]));
        desk.done(&step(
            "answer",
            "R-0",
            &[
                "--answer",
                "conditions",
                "--conditions",
                "C",
                "--day",
                "2028-10-03",
                "--at",
                "2028-10-03",
            ],
        ));
        desk.done(&step("grant", "R-0", &["--at", "2028-10-04"]));
        let shown = state(&desk, "R-0");
        assert_eq!(shown["term"], 2);
        assert_eq!(shown["expires"], "2030-10-04T15:00:00Z");
        sign(&desk, "second.jsonl", "2028-10-05");
        let shown = state(&desk, "R-0");
        assert_eq!(shown["labels"].as_array().unwrap().len(), 4);
        let indices = shown["indices"].as_array().unwrap();
        assert_eq!(indices.len(), 4);
        assert!(
            indices.iter().all(|index| index["status"] == "valid"),
            "{shown:#}"
        );
        assert_eq!(desk.audit()["signed"], 4);
    }
}

#[test]
fn a_change_of_holder_supersedes_the_old_labels() {
    for kind in KINDS {
        for (old, status) in [
            (&[][..], "superseded"),
            (&["--old-labels", "keep"], "valid"),
        ] {
            let desk = Desk::granted(kind, &table(1, 1));
            sign(&desk, "first.jsonl", "2026-11-06");
            desk.done(&step(
                "transfer",
                "R-0",
                &[
                    "--holder",
                    "新見本",
                    "--holder-id",
                    "7123456789012",
                    "--at",
                    "2026-12-01",
                ],
            ));
            assert_eq!(
                state(&desk, "R-0")["holder"],
                "見本電機",
                "not before it is granted"
            );
            desk.done(&step("inquire", "R-0", &["--at", "2026-12-02"]));
            desk.done(&step(
                "answer",
                "R-0",
                &[
                    "--answer",
                    "cleared",
                    "--day",
                    "2026-12-03",
                    "--at",
                    "2026-12-03",
                ],
            ));
            desk.done(&step(
                "grant",
                "R-0",
                &[&["--at", "2026-12-04"][..], old].concat(),
            ));
            let shown = state(&desk, "R-0");
            assert_eq!(shown["holder"], "新見本");
            assert_eq!(shown["expires"], "2028-11-05T15:00:00Z", "as before");
            assert_eq!(shown["indices"][0]["status"], status);
            sign(&desk, "second.jsonl", "2026-12-05");
            assert_eq!(state(&desk, "R-0")["indices"][1]["status"], "valid");
            desk.audit();
        }
        let desk = Desk::granted(kind, &table(1, 1));
        let wrong = step(
            "transfer",
            "R-0",
            &["--holder", "X", "--holder-id", "7123456789013"],
        );
        assert_eq!(desk.fails(&wrong), "usage");
    }
}

#[test]
fn more_models_are_asked_about_and_get_an_index() {
    for kind in KINDS {
        let desk = Desk::granted(kind, &table(2, 1));
        sign(&desk, "first.jsonl", "2026-11-06");
        let add = |model| {
            step(
                "add-models",
                "R-0",
                &[
                    "--model",
                    model,
                    "--jan",
                    "4912345000002",
                    "--at",
                    "2026-12-01",
                ],
            )
        };
        assert_eq!(desk.problems(&add("M-0-0")), ["model_registered"]);
        desk.done(&add("M-0-9"));
        desk.write("labels.csv", "registration,model\nR-0,M-0-9\n");
        let plan = format!(
            "batch plan labels.csv --signer desk.pem --page {PAGE} --out p --at 2026-12-02"
        );
        assert!(
            desk.problems(&plan)
                .contains(&"model_not_granted".to_owned())
        );
        desk.done(&step("inquire", "R-0", &["--at", "2026-12-02"]));
        desk.done(&step(
            "answer",
            "R-0",
            &[
                "--answer",
                "cleared",
                "--day",
                "2026-12-03",
                "--at",
                "2026-12-03",
            ],
        ));
        desk.done(&step("grant", "R-0", &["--at", "2026-12-04"]));
        sign(&desk, "second.jsonl", "2026-12-05");
        let shown = state(&desk, "R-0");
        assert_eq!(shown["labels"].as_array().unwrap().len(), 2);
        assert_eq!(shown["indices"].as_array().unwrap().len(), 2);
        assert_eq!(shown["term"], 1);
        let taken = step(
            "add-models",
            "R-1",
            &["--model", "X", "--jan", "4912345000002"],
        );
        assert_eq!(desk.problems(&taken), ["gtin_registered"]);
        desk.audit();
    }
}
