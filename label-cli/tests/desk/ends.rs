//! The ends of registrations, and what no longer happens then.

use std::os::unix::process::ExitStatusExt;

use crate::life::{sign, state, step};
use crate::world::{Desk, KINDS, Words, table};

#[test]
fn what_is_final_stays_final() {
    for kind in KINDS {
        let desk = Desk::granted(kind, &table(5, 1));
        sign(&desk, "first.jsonl", "2026-11-06");
        let at: &[&str] = &["--at", "2026-12-01", "--why", "W"];
        let more = |more: &[&'static str]| [more, at].concat();
        desk.done(&step("suspend", "R-0", at));
        assert_eq!(
            desk.fails(&step("suspend", "R-0", at)),
            "registration_state"
        );
        desk.done(&step("resume", "R-0", at));
        desk.done(&step("withdraw", "R-1", at));
        desk.done(&step(
            "revoke",
            "R-2",
            &more(&["--reason", "false-declaration"]),
        ));
        desk.done(&step("supersede", "R-3", &more(&["--with", "R-4"])));
        assert_eq!(
            desk.fails(&step("supersede", "R-0", &more(&["--with", "R-1"]))),
            "registration_state"
        );
        assert_eq!(
            desk.fails(&step("supersede", "R-0", &more(&["--with", "R-0"]))),
            "registration_state"
        );
        for number in ["R-1", "R-2", "R-3"] {
            for name in ["suspend", "resume", "withdraw", "renew"] {
                assert_eq!(
                    desk.fails(&step(name, number, at)),
                    "registration_state",
                    "{name} {number}"
                );
            }
        }
        desk.done(&step("revoke", "R-1", &more(&["--reason", "misuse"])));
        assert_eq!(
            desk.fails(&step("suspend", "R-9", at)),
            "registration_unknown"
        );
        let shown = state(&desk, "R-3");
        assert_eq!(
            (&shown["state"], &shown["successor"]),
            (&"superseded".into(), &"R-4".into())
        );
        assert_eq!(shown["indices"][0]["status"], "superseded");
        let shown = state(&desk, "R-2");
        assert_eq!(shown["reason"], "false-declaration");
        assert_eq!(
            shown["journal"].as_array().unwrap().last().unwrap()["why"],
            "W"
        );
        desk.audit();
    }
}

/// Out of force between the plan and its signing: no label is made.
#[test]
fn a_registration_out_of_force_gets_no_labels() {
    for kind in KINDS {
        let desk = Desk::granted(kind, &table(2, 1));
        desk.plan("plan.jsonl");
        desk.done(&step("suspend", "R-1", &["--at", "2026-11-06"]));
        let sign = "batch sign plan.jsonl --key desk.key --at 2026-11-07";
        assert_eq!(desk.fails(sign), "plan_differs");
        assert_eq!(desk.audit()["signed"], 0);
        desk.done(&step("resume", "R-1", &["--at", "2026-11-07"]));
        let killed = desk
            .command(&sign.words())
            .env("LABEL_FAULT", "kill:12")
            .output()
            .unwrap();
        assert_eq!(killed.status.signal(), Some(9), "{killed:?}");
        assert_eq!(desk.audit()["pending"], 2, "recorded, but not signed");
        desk.done(&step("suspend", "R-1", &["--at", "2026-11-08"]));
        let resume = [
            "batch",
            "resume",
            "plan.jsonl",
            "--key",
            "desk.key",
            "--at",
            "2026-11-08",
        ];
        assert_eq!(desk.fails(&resume), "registration_state");
        let audit = desk.audit();
        assert_eq!(
            (&audit["signed"], &audit["pending"]),
            (&0.into(), &2.into())
        );
        desk.done(&step("resume", "R-1", &["--at", "2026-11-09"]));
        desk.done(&resume);
        desk.check(2);
    }
}
