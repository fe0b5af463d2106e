//! Two operators at one register, at the same time.

use std::env;
use std::fs;
use std::process::{Child, Stdio};

use crate::faults::{RESUME, SIGN, planned};
use crate::publish;
use crate::world::{Desk, KINDS, Kind, PAGE, table};

/// Starts a command.
fn start(desk: &Desk, arguments: &[&str]) -> Child {
    desk.command(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Waits for a command; gives its exit code and what it said.
fn end(child: Child) -> (Option<i32>, String) {
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code(), said)
}

fn plan(desk: &Desk, rows: &str, name: &str) {
    desk.write("rows.csv", rows);
    desk.done(&format!(
        "batch plan rows.csv --signer desk.pem --page {PAGE} --out {name} --at 2026-11-06"
    ));
}

#[test]
fn two_plans_at_once_neither_collide_nor_lose() {
    for kind in KINDS {
        let desk = Desk::granted(kind, &table(8, 5));
        // The first has the even registrations, the second the odd ones.
        for (name, odd) in [("a.jsonl", 0), ("b.jsonl", 1)] {
            let rows: String = (0..8)
                .filter(|number| number % 2 == odd)
                .map(|number| format!("R-{number}\n"))
                .collect();
            plan(&desk, &format!("registration\n{rows}"), name);
        }
        let sign = |name| {
            [
                "batch",
                "sign",
                name,
                "--key",
                "desk.key",
                "--at",
                "2026-11-07",
            ]
        };
        let children = [
            start(&desk, &sign("a.jsonl")),
            start(&desk, &sign("b.jsonl")),
        ];
        for child in children {
            let (code, said) = end(child);
            assert_eq!(code, Some(0), "{kind:?}: {said}");
        }
        desk.check(40);
        assert_eq!(desk.audit()["indices"], 40);
        let journal = desk.json(&["register", "journal"]);
        let signed: Vec<&str> = journal
            .as_array()
            .unwrap()
            .iter()
            .filter(|entry| entry["action"] == "label.sign")
            .map(|entry| entry["subject"].as_str().unwrap())
            .collect();
        assert!(signed.len() >= 20, "{signed:?}");
    }
}

#[test]
fn one_plan_resumed_twice_at_once_is_signed_once() {
    for kind in KINDS {
        let desk = Desk::granted(kind, &table(2, 10));
        desk.plan("plan.jsonl");
        let killed = desk
            .command(&[
                "batch",
                "sign",
                "plan.jsonl",
                "--key",
                "desk.key",
                "--at",
                "2026-11-07",
            ])
            .env("LABEL_FAULT", "kill:70")
            .output()
            .unwrap();
        assert_eq!(killed.status.code(), None);
        let resume = [
            "batch",
            "resume",
            "plan.jsonl",
            "--key",
            "desk.key",
            "--at",
            "2026-11-08",
        ];
        let children = [
            start(&desk, &resume),
            start(&desk, &resume),
            start(&desk, &resume),
        ];
        for child in children {
            let (code, said) = end(child);
            assert_eq!(code, Some(0), "{kind:?}: {said}");
        }
        desk.check(20);
    }
}

#[test]
fn the_same_labels_in_two_plans_are_signed_once() {
    for kind in KINDS {
        let desk = Desk::granted(kind, &table(2, 3));
        plan(&desk, "registration\nR-0\nR-1\n", "a.jsonl");
        plan(&desk, "registration\nR-1\n", "b.jsonl");
        let sign = |name| {
            [
                "batch",
                "sign",
                name,
                "--key",
                "desk.key",
                "--at",
                "2026-11-07",
            ]
        };
        let children = [
            start(&desk, &sign("a.jsonl")),
            start(&desk, &sign("b.jsonl")),
        ];
        let ends = children.map(end);
        let winners = ends.iter().filter(|(code, _)| *code == Some(0)).count();
        assert_eq!(winners, 1, "{ends:?}");
        let loser = ends.iter().find(|(code, _)| *code == Some(2)).unwrap();
        assert!(loser.1.contains("has a label"), "{loser:?}");
        let signed = desk.audit()["signed"].as_u64().unwrap();
        assert!(matches!(signed, 3 | 6), "{signed}");
    }
}

/// The part that is there at the end is the one that the register noted last: the next can follow it.
#[test]
fn two_publications_at_once_follow_each_other() {
    let rounds = env::var("LABEL_ROUNDS").map_or(20, |text| text.parse().unwrap());
    for kind in KINDS {
        let desk = publish::desk(kind, 100);
        desk.done(&publish::publish(&desk, "2026-11-07"));
        let begin = 1_794_100_000;
        for round in 0..rounds {
            let times = [1, 2].map(|second| format!("@{}", begin + 2 * round + second));
            let run = |time: &str| start(&desk, &publish::publish(&desk, time));
            let children = if round % 2 == 0 {
                [run(&times[0]), run(&times[1])]
            } else {
                let newer = run(&times[1]);
                [run(&times[0]), newer]
            };
            let [older, newer] = children.map(end);
            assert_eq!(newer.0, Some(0), "{kind:?}: {newer:?}");
            assert!(matches!(older.0, Some(0 | 2)), "{kind:?}: {older:?}");
        }
        desk.done(&publish::publish(&desk, "2026-12-07"));
        assert!(!desk.path(".part.cbor.lock").exists());
    }
}

#[test]
fn files_of_others_stay_beside_the_labels() {
    let desk = planned(Kind::Sqlite);
    desk.done(&SIGN);
    let theirs = [
        ".label-notes.txt",
        ".label-aBcDeF",
        ".R-9.toml.abcdefghi012.tmp",
    ];
    let left = ".R-9.svg.abcdefghi012.tmp";
    for name in theirs.iter().chain([&left]) {
        fs::write(desk.path("labels").join(name), "half\n").unwrap();
    }
    desk.done(&RESUME);
    for name in theirs {
        assert!(desk.path("labels").join(name).exists(), "{name}");
    }
    assert!(!desk.path("labels").join(left).exists());
}
