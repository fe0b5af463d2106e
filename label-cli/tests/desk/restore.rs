//! A register made of a copy: nothing of what was signed since is lost, and nothing given out twice.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::anchors::memory;
use crate::faults::{count, stop};
use crate::publish::{desk, labels, publish, publish_files, sign, verdict};
use crate::server;
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
        assert_eq!(shown["indices"][0]["index"], 4, "{shown:#}");
        desk.done(&publish(&desk, "2026-11-10"));
        for number in ["R-0", "R-1", "R-8"] {
            assert_eq!(verdict(&desk, number, "2026-11-10").0, Some(0), "{number}");
        }
        desk.audit();
    }
}

/// The names of all files of a desk.
fn names(desk: &Desk) -> BTreeSet<OsString> {
    let entries = fs::read_dir(desk.directory.path()).unwrap();
    entries.map(|entry| entry.unwrap().file_name()).collect()
}

/// A label of a registration that the copy does not know is no reason to forget it.
#[test]
fn a_label_that_does_not_fit_the_copy_is_not_passed_over() {
    let desk = desk(KINDS[0], 9);
    desk.done(&["register", "backup", "copy.db"]);
    desk.grant(&table(1, 1));
    sign(&desk, "rest", "2026-11-07");
    let before = names(&desk);
    let (exit, said) = restore(&desk, "restored.db", &["--labels", "rest.d"]);
    assert_eq!(exit, Some(2));
    assert_eq!(said["error"]["code"], "label_since");
    // Nothing is left of it, hidden or not.
    assert_eq!(names(&desk), before);
}

/// The part that was published last shows labels that nobody gave, and entries that the copy lacks.
#[test]
fn what_the_newest_part_has_more_is_said() {
    for kind in KINDS {
        let desk = desk(kind, 9);
        desk.grant(&table(2, 1));
        desk.write("some.csv", "registration\nR-0\n");
        let plan =
            "batch plan some.csv --signer labels.pem --page https://label.example.jp --out some";
        desk.done(&format!("{plan} --at 2026-11-06"));
        desk.done("batch sign some --key labels.key --at 2026-11-06 --out some.d");
        desk.done(&["register", "backup", "copy.db"]);
        desk.done(&publish(&desk, "2026-11-07"));
        // The copy has every label, and the journal of that time.
        let none = ["--nothing-since", "--published", "part.cbor"];
        let output = restored(&desk, "same.db", &none);
        assert_eq!(output, (Some(0), String::new()));
        sign(&desk, "rest", "2026-11-08");
        desk.done(&publish(&desk, "2026-11-09"));
        let (exit, said) = restore(&desk, "none.db", &none);
        assert_eq!(exit, Some(2), "{said:#}");
        assert_eq!(said["error"]["code"], "published_unknown");
        assert!(!desk.path("none.db").exists());
        let (exit, said) = restored(
            &desk,
            "lost.db",
            &["--labels", "some.d", "--published", "part.cbor"],
        );
        assert_eq!(exit, Some(0), "{said}");
        assert!(
            said.contains("1 labels of the part are not in the register"),
            "{said}"
        );
        assert!(
            said.contains("entries that the copy does not have"),
            "{said}"
        );
        let (exit, said) = restored(
            &desk,
            "all.db",
            &["--labels", "rest.d", "--published", "part.cbor"],
        );
        assert_eq!(exit, Some(0), "{said}");
        assert!(!said.contains("labels of the part"), "{said}");
    }
}

/// A part that cannot show what was signed or entered since says nothing about it, which is said.
#[test]
fn a_part_that_cannot_show_it_is_warned_of() {
    let desk = desk(KINDS[0], 9);
    desk.grant(&table(1, 1));
    sign(&desk, "first", "2026-11-06");
    let more = "--changes changes.cbor --page page.cbor --page-record filter";
    let more: Vec<&str> = more.split(' ').collect();
    desk.done(&[publish(&desk, "2026-11-07"), more.clone()].concat());
    desk.done(&["register", "backup", "copy.db"]);
    desk.grant(&table(1, 1).replace("R-0,", "R-8,").replace("M-0", "M-8"));
    sign(&desk, "second", "2026-11-08");
    desk.done(&[publish(&desk, "2026-11-09"), more].concat());
    publish_files(&desk, "first.d", "files.cbor", "2026-11-09");
    let record = "no exact record of 1 signers";
    let journal = "does not name the end of a journal";
    for (part, said) in [
        ("changes.cbor", [true, false]),
        ("page.cbor", [true, false]),
        ("files.cbor", [false, true]),
        ("part.cbor", [false, false]),
    ] {
        let since = ["--labels", "first.d", "--published", part];
        let (exit, warned) = restored(&desk, &format!("of-{part}.db"), &since);
        assert_eq!(exit, Some(0), "{part}: {warned}");
        let found = [record, journal].map(|words| warned.contains(words));
        assert_eq!(found, said, "{part}: {warned}");
    }
}

/// A register that was lost after the copy, and the memory of what it had.
fn lose(desk: &Desk, memory: &Path, remembered: &[u8]) {
    if desk.register.starts_with("postgres") {
        server::empty(&desk.register);
    } else if desk.path("register.db").exists() {
        fs::remove_file(desk.path("register.db")).unwrap();
    }
    fs::write(memory, remembered).unwrap();
}

/// Restored in the place of the one that was lost, it is never held against what that one had.
fn no_false_alarm(fault: &str) {
    for kind in KINDS {
        let desk = Desk::granted(kind, &table(1, 1));
        desk.done(&["register", "backup", "copy.db", "--at", "2026-11-07"]);
        desk.done(&["registration", "suspend", "R-0", "--at", "2026-11-08"]);
        let memory = memory(&desk);
        let remembered = fs::read(&memory).unwrap();
        let words = "register restore copy.db --nothing-since --at 2026-11-09";
        let words = [
            words.split(' ').collect(),
            vec!["--register", &desk.register],
        ]
        .concat();
        lose(&desk, &memory, &remembered);
        let writes = count(&desk, &words);
        let mut there = 0;
        for number in 1..=writes {
            lose(&desk, &memory, &remembered);
            stop(&desk, &words, fault, number);
            let code = desk.run(&["register", "audit"]).status.code();
            assert_ne!(code, Some(1), "{kind:?}, {fault}:{number}");
            match code {
                Some(0) => there += 1,
                _ => drop(desk.done(&words)),
            }
            assert_eq!(desk.audit()["warnings"], Value::Null, "{fault}:{number}");
        }
        println!("{kind:?}, {fault}: there after {there} of {writes} stops");
    }
}

#[test]
fn a_restore_that_is_killed_gives_no_false_alarm() {
    no_false_alarm("kill");
}

#[test]
fn a_restore_on_a_full_disk_gives_no_false_alarm() {
    no_false_alarm("full");
}

/// Restores the copy; gives the exit code, and what was said on standard error.
fn restored(desk: &Desk, file: &str, more: &[&str]) -> (Option<i32>, String) {
    let words = ["register", "restore", "copy.db", "--register", file];
    let output = desk.run(&[&words[..], more].concat());
    let said = String::from_utf8(output.stderr).unwrap();
    (output.status.code(), said)
}

/// Signing what no backup knows is warned of.
#[test]
fn signing_without_a_backup_is_warned_of() {
    let desk = desk(KINDS[0], 9);
    let warned = |name: &str| {
        let plan = "batch plan --granted --signer labels.pem --page https://label.example.jp";
        desk.done(&format!("{plan} --out {name} --at 2026-11-06"));
        let output = desk.run(&format!(
            "batch sign {name} --key labels.key --at 2026-11-06"
        ));
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("since the last backup")
    };
    desk.grant(&table(1, 1));
    assert!(warned("first"));
    desk.grant(&table(1, 1).replace("R-0,", "R-8,").replace("M-0", "M-8"));
    desk.done(&["register", "backup", "copy.db"]);
    assert!(!warned("second"));
}
