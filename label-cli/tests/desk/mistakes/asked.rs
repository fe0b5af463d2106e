//! Questions before what is final, and counts before many are meant.

use std::process::{Command, Stdio};

use serde_json::Value;

use super::{amend, two_models};
use crate::life::{sign, state, step};
use crate::world::{Desk, KINDS, Words, table};

/// Asked on a terminal, refused without one, and never half shown.
#[test]
fn what_is_final_is_shown_and_asked_about() {
    for kind in KINDS {
        let desk = Desk::granted(kind, &two_models());
        sign(&desk, "first.jsonl", "2026-11-06");
        let revoke = step(
            "revoke",
            "R-0",
            &["--reason", "misuse", "--future", "--at", "2026-11-10"],
        );
        let amend = amend(&["--model", "A-1", "--product", "別", "--future"]);
        for words in [&revoke, &amend] {
            let refused = desk.plain(words).output().unwrap();
            assert_eq!(refused.status.code(), Some(2));
            let shown = String::from_utf8(refused.stdout).unwrap();
            for part in ["R-0-000001", "A-1, "] {
                assert!(shown.contains(part), "{part}: {shown}");
            }
            let refused = desk
                .plain(&[&words[..], &["--json"]].concat())
                .output()
                .unwrap();
            let said: Value = serde_json::from_slice(&refused.stdout).unwrap();
            assert_eq!(said["error"]["code"], "consent_missing");
            assert!(said["error"]["would"].to_string().contains("R-0-000001"));
            assert_eq!(typed(&desk, words, "no\n").status.code(), Some(2));
        }
        let shown = String::from_utf8(desk.plain(&revoke).output().unwrap().stdout).unwrap();
        for part in ["見本電機", "R-0-000002", "A-2, "] {
            assert!(shown.contains(part), "{part}: {shown}");
        }
        assert_eq!(state(&desk, "R-0")["state"], "valid");
        assert_eq!(typed(&desk, &amend, "yes\n").status.code(), Some(0));
        assert_eq!(typed(&desk, &revoke, "はい\n").status.code(), Some(0));
        assert_eq!(state(&desk, "R-0")["state"], "revoked");
        desk.audit();
    }
}

/// Runs a command on a terminal where somebody types.
fn typed(desk: &Desk, words: &[&str], text: &str) -> std::process::Output {
    let command = desk.plain(words);
    let quote = |word: &std::ffi::OsStr| format!("'{}'", word.to_str().unwrap());
    let line: Vec<String> = std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(quote)
        .collect();
    let mut child = Command::new("script")
        .args(["-q", "-e", "-c", &line.join(" "), "/dev/null"])
        .current_dir(desk.directory.path())
        .env("XDG_STATE_HOME", desk.directory.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(child.stdin.as_mut().unwrap(), text.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

/// All that are meant are shown, and named by their number.
#[test]
fn all_are_counted_before_they_are_answered_or_granted() {
    for kind in KINDS {
        let desk = Desk::new(kind);
        desk.write("apply.csv", &table(2, 1));
        desk.done("registration apply apply.csv --at 2026-11-02");
        desk.done("registration inquire --all --at 2026-11-03");
        let answer = "registration answer --all --answer cleared --day 2026-11-04 --at 2026-11-04";
        let grant = "registration grant --all --at 2026-11-05";
        for (words, state) in [(answer, "inquired"), (grant, "cleared")] {
            for wrong in ["", " --expect 1", " --expect 3"] {
                let words = format!("{words}{wrong}");
                let output = desk.plain(&words.words()).output().unwrap();
                assert_eq!(output.status.code(), Some(2), "{words}");
                let shown = String::from_utf8(output.stdout).unwrap();
                assert!(
                    shown.contains("R-0") && shown.contains("見本電機"),
                    "{shown}"
                );
                let error = desk
                    .plain(&[&words.words()[..], &["--json"]].concat())
                    .output();
                let said: Value = serde_json::from_slice(&error.unwrap().stdout).unwrap();
                assert_eq!(said["error"]["code"], "registration_count");
                assert_eq!(
                    said["error"]["registrations"],
                    serde_json::json!(["R-0", "R-1"])
                );
            }
            let stage = desk.json(&["register", "list"])[0]["stage"].clone();
            assert_eq!(stage, state);
            let right = format!("{words} --expect 2");
            assert!(desk.plain(&right.words()).status().unwrap().success());
        }
    }
}
