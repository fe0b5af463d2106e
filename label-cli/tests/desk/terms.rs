//! Labels of the terms before under a new term or an end, signed or not.

use crate::life::{sign, state, step};
use crate::world::{Desk, KINDS, table};

/// Asks about what is applied for, and grants it.
fn grant(desk: &Desk, day: &str) {
    desk.done(&["registration", "inquire", "--all", "--at", day]);
    let answer = ["registration", "answer", "--all", "--answer", "cleared"];
    desk.done(&[&answer[..], &["--day", day, "--at", day]].concat());
    desk.done(&["registration", "grant", "--all", "--at", day]);
}

/// Records the labels of a plan, and is killed before one is signed.
fn reserve(desk: &Desk) {
    let sign = ["batch", "sign", "plan.jsonl", "--key", "desk.key"];
    let killed = desk
        .command(&[&sign[..], &["--at", "2026-11-07"]].concat())
        .env("LABEL_FAULT", "kill:12")
        .output()
        .unwrap();
    assert_eq!(killed.status.code(), None);
    assert_eq!(desk.audit()["pending"], 2);
}

/// Another holder: no label of any term before holds any longer.
#[test]
fn a_change_of_holder_supersedes_every_term_before() {
    for kind in KINDS {
        let desk = Desk::granted(kind, &table(1, 1));
        sign(&desk, "first.jsonl", "2026-11-06");
        desk.done(&step("renew", "R-0", &["--at", "2026-11-07"]));
        grant(&desk, "2026-11-08");
        sign(&desk, "second.jsonl", "2026-11-09");
        let more = ["--holder", "X", "--at", "2026-11-10"];
        desk.done(&step("transfer", "R-0", &more));
        grant(&desk, "2026-11-11");
        let indices = state(&desk, "R-0")["indices"].clone();
        let indices = indices.as_array().unwrap();
        assert_eq!(indices.len(), 2);
        for index in indices {
            assert_eq!(index["status"], "superseded", "{index:#}");
        }
        desk.audit();
    }
}

/// Labels that wait for their signature are given up with their term, and planned in the next.
#[test]
fn labels_of_a_term_that_is_over_are_not_signed() {
    for kind in KINDS {
        for (kind_of_end, more) in [
            ("renew", &[][..]),
            ("transfer", &["--holder", "X"]),
            ("withdraw", &[]),
        ] {
            let desk = Desk::granted(kind, &table(2, 1));
            desk.plan("plan.jsonl");
            reserve(&desk);
            let more = [more, &["--at", "2026-11-08"]].concat();
            desk.done(&step(kind_of_end, "R-0", &more));
            if kind_of_end != "withdraw" {
                grant(&desk, "2026-11-09");
            }
            let resume = ["batch", "resume", "plan.jsonl", "--key", "desk.key"];
            let resumed = desk.json(&resume);
            assert_eq!(resumed["signed"], 1, "{kind_of_end}: {resumed:#}");
            assert_eq!(resumed["cancelled"], 1, "{kind_of_end}: {resumed:#}");
            if kind_of_end != "withdraw" {
                sign(&desk, "again.jsonl", "2026-11-10");
                desk.check(2);
            }
            desk.audit();
        }
    }
}

/// A registration out of force whose own labels are signed keeps no other from its label.
#[test]
fn a_suspension_holds_up_only_its_own_labels() {
    for kind in KINDS {
        let desk = Desk::granted(kind, &table(3, 1));
        desk.plan("plan.jsonl");
        let sign = ["batch", "sign", "plan.jsonl", "--key", "desk.key"];
        let stopped = |stop: u32| {
            let desk = desk.copy();
            let killed = desk
                .command(&sign)
                .env("LABEL_FAULT", format!("kill:{stop}"))
                .output()
                .unwrap();
            assert_eq!(killed.status.code(), None, "never two of three are signed");
            let audit = desk.audit();
            (audit["signed"] == 2 && audit["pending"] == 1).then_some(desk)
        };
        let desk = (16..).find_map(stopped).unwrap();
        desk.done(&step("suspend", "R-0", &["--at", "2026-11-08"]));
        desk.done(&["batch", "resume", "plan.jsonl", "--key", "desk.key"]);
        assert_eq!(desk.audit()["signed"], 3);
    }
}
