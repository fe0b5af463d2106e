//! Mistakes after the grant: corrected, taken back, or refused before they are made.

use std::process::{Command, Stdio};

use serde_json::Value;

use crate::life::{sign, state, step};
use crate::publish;
use crate::steps::{Again, every_write};
use crate::world::{Desk, KINDS, Kind, LIST, PAGE, Words, table};

const HEAD: &str = "registration,scheme,level,assessment,criteria,holder,holder_id,product,model,gtin,support_end\n";
const AT: [&str; 2] = ["--at", "2026-11-10"];

/// A table of two models of one registration, each with a GTIN.
fn two_models() -> String {
    let line = "R-0,jc-star,1,self,JST-CR-01-01-2024R1,見本電機,0188:7123456789012,ルータ,";
    format!("{HEAD}{line}A-1,4912345000002,2031-03\n{line}A-2,4912345000019,2031-03\n")
}

fn amend<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["registration", "amend", "R-0"][..], more, &AT].concat()
}

/// The status of each index of a registration.
fn statuses(shown: &Value) -> Vec<&str> {
    let indices = shown["indices"].as_array().unwrap().iter();
    indices
        .map(|index| index["status"].as_str().unwrap())
        .collect()
}

/// Checks that all indices of a registration have this status.
fn all_are(shown: &Value, status: &str) {
    let statuses = statuses(shown);
    assert!(!statuses.is_empty());
    assert!(statuses.iter().all(|own| *own == status), "{shown:#}");
}

fn plan(desk: &Desk, name: &str, expect: &str) -> std::process::Output {
    desk.run(&format!(
        "batch plan --granted --expect {expect} --signer desk.pem --page {PAGE} --out {name} --at 2026-11-11"
    ))
}

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

/// What waits for its signature is given up with the words that it has.
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

/// A grant is taken back until the first label is signed, and granted again.
#[test]
fn a_grant_is_taken_back() {
    for kind in KINDS {
        let desk = Desk::granted(kind, &two_models());
        let ungrant = step("ungrant", "R-0", &AT);
        desk.plan("plan.jsonl");
        let signing = "batch sign plan.jsonl --key desk.key --at 2026-11-07".words();
        let killed = desk
            .command(&signing)
            .env("LABEL_FAULT", "kill:12")
            .output();
        assert_eq!(killed.unwrap().status.code(), None);
        desk.done(&ungrant);
        let shown = state(&desk, "R-0");
        assert_eq!(
            (&shown["state"], &shown["term"]),
            (&"applied".into(), &0.into())
        );
        assert_eq!(shown["applications"][0]["stage"], "cleared");
        // They rest, until the term is granted anew.
        all_are(&shown, "suspended");
        let indices = statuses(&shown).len();
        assert_eq!(desk.audit()["pending"], 0);
        assert_eq!(desk.fails(&ungrant), "grant_not_last");
        // The number may be used again, also by another.
        desk.done(&step(
            "close",
            "R-0",
            &["--reason", "mistake", "--at", "2026-11-10"],
        ));
        let other = two_models()
            .replace("見本電機", "別会社")
            .replace(",0188:7123456789012", ",");
        desk.write("apply.csv", &other);
        desk.done(&["registration", "apply", "apply.csv", "--at", "2026-11-10"]);
        for more in [
            "inquire",
            "answer --answer cleared --day 2026-11-10",
            "grant",
        ] {
            let words = format!("registration {more} R-0 --at 2026-11-10");
            desk.done(&words);
        }
        sign(&desk, "again.jsonl", "2026-11-11");
        let shown = state(&desk, "R-0");
        all_are(&shown, "valid");
        assert_eq!(statuses(&shown).len(), indices);
        assert_eq!(
            desk.fails(&step("ungrant", "R-0", &["--at", "2026-11-12"])),
            "grant_labelled"
        );
    }
}

/// Grants of a change of holder and of more models go back as well.
#[test]
fn later_grants_are_taken_back() {
    for kind in KINDS {
        let desk = Desk::granted(kind, &two_models());
        sign(&desk, "first.jsonl", "2026-11-06");
        let grant = |first: Vec<&str>, day: &str| {
            desk.done(&[&first[..], &["--at", day]].concat());
            desk.done(&format!("registration inquire R-0 --at {day}"));
            desk.done(&format!(
                "registration answer R-0 --answer cleared --day {day} --at {day}"
            ));
            desk.done(&format!("registration grant R-0 --at {day}"));
        };
        let transfer = step("transfer", "R-0", &["--holder", "新"]);
        grant(transfer, "2026-11-07");
        all_are(&state(&desk, "R-0"), "superseded");
        desk.done(&step("ungrant", "R-0", &["--at", "2026-11-08"]));
        let shown = state(&desk, "R-0");
        assert_eq!(
            (&shown["holder"], &shown["term"]),
            (&"見本電機".into(), &1.into())
        );
        all_are(&shown, "valid");
        desk.audit();
        desk.done("registration close R-0 --reason mistake --at 2026-11-08");
        let add = step("add-models", "R-0", &["--model", "A-3"]);
        grant(add, "2026-11-09");
        desk.done(&step("ungrant", "R-0", &AT));
        desk.audit();
        assert_eq!(
            plan(&desk, "none.jsonl", "0").status.code(),
            Some(2),
            "nothing to sign"
        );
        desk.done("registration grant R-0 --at 2026-11-10");
        assert_eq!(plan(&desk, "one.jsonl", "1").status.code(), Some(0));
        desk.done("batch sign one.jsonl --key desk.key --at 2026-11-11");
        desk.check(3);
    }
}

/// The next level of the same product, with the same GTIN: in force until the grant, then superseded.
#[test]
fn the_same_product_is_replaced() {
    for kind in KINDS {
        let desk = Desk::granted(kind, &two_models());
        sign(&desk, "first.jsonl", "2026-11-06");
        let next = two_models().replace("R-0,", "R-2,");
        desk.write("next.csv", &next);
        let apply = ["registration", "apply", "next.csv", "--at", "2026-11-08"];
        let replacing = [&apply[..], &["--supersedes", "R-0"]].concat();
        assert_eq!(
            desk.problems(&apply),
            ["gtin_registered", "gtin_registered"]
        );
        let foreign = next.replace("0188:7123456789012", "0188:4011001098993");
        desk.write("foreign.csv", &foreign);
        let other = [
            "registration",
            "apply",
            "foreign.csv",
            "--supersedes",
            "R-0",
        ];
        assert_eq!(
            desk.problems(&other),
            ["gtin_registered", "gtin_registered"]
        );
        desk.done(&replacing);
        assert_eq!(state(&desk, "R-0")["state"], "valid");
        desk.audit();
        // Refused: the old one is as it was, and can be replaced by another.
        desk.done("registration close R-2 --reason refused --at 2026-11-08");
        assert_eq!(state(&desk, "R-0")["successor"], Value::Null);
        desk.done(&replacing);
        desk.done("registration inquire R-2 --at 2026-11-09");
        desk.done("registration answer R-2 --answer cleared --day 2026-11-09 --at 2026-11-09");
        desk.done("registration grant R-2 --at 2026-11-09");
        let old = state(&desk, "R-0");
        assert_eq!(
            (&old["state"], &old["successor"]),
            (&"superseded".into(), &"R-2".into())
        );
        all_are(&old, "superseded");
        // Granted by mistake: both are as they were.
        desk.done(&step("ungrant", "R-2", &AT));
        let old = state(&desk, "R-0");
        assert_eq!(
            (&old["state"], &old["successor"]),
            (&"valid".into(), &"R-2".into())
        );
        all_are(&old, "valid");
        desk.audit();
        desk.done("registration grant R-2 --at 2026-11-10");
        sign(&desk, "second.jsonl", "2026-11-11");
        assert_eq!(desk.audit()["signed"], 4);
    }
}

/// A step on what was granted is dated neither ahead nor before the grant.
#[test]
fn dates_that_cannot_be_are_refused() {
    for kind in KINDS {
        let desk = Desk::granted(kind, &table(2, 1));
        for (name, more) in [
            ("withdraw", &[][..]),
            ("suspend", &[]),
            ("revoke", &["--reason", "misuse", "--yes"]),
            ("supersede", &["--with", "R-1"]),
            ("amend", &["--product", "X"]),
            ("ungrant", &[]),
        ] {
            let ahead = [
                &step(name, "R-0", more)[..],
                &["--at", "9998-01-01", "--json"],
            ]
            .concat();
            let output = desk.plain(&ahead).output().unwrap();
            let said: Value = serde_json::from_slice(&output.stdout).unwrap();
            assert_eq!(said["error"]["code"], "act_ahead", "{name}");
            let early = [&step(name, "R-0", more)[..], &["--at", "2026-11-04"]].concat();
            assert_eq!(desk.fails(&early), "act_before_grant", "{name}");
        }
        for words in [
            "renew R-0",
            "add-models R-0 --model X",
            "transfer R-0 --holder X",
        ] {
            let early = format!("registration {words} --at 2026-11-04");
            assert_eq!(desk.fails(&early), "act_before_grant", "{words}");
        }
        assert_eq!(state(&desk, "R-0")["state"], "valid");
    }
}

/// The end of a validity is known to everything that shows or changes a registration.
#[test]
fn what_is_over_is_expired() {
    for kind in KINDS {
        let desk = Desk::new(kind);
        desk.write("apply.csv", &table(2, 1));
        desk.done("registration apply apply.csv --at 2026-11-01");
        desk.done("registration inquire --all --at 2026-11-01");
        desk.done("registration answer --all --answer cleared --day 2026-11-01 --at 2026-11-01");
        desk.done("registration grant R-0 R-1 --expires 2026-11-20 --at 2026-11-02");
        // The day ends in Japan: nine hours before it does in UTC.
        for (at, wanted) in [
            ("2026-11-20T14:59:59Z", "valid"),
            ("2026-11-20T15:00:00Z", "expired"),
        ] {
            let list = desk.json(&["register", "list", "--state", wanted, "--at", at]);
            assert_eq!(list.as_array().unwrap().len(), 2, "{at}");
            assert_eq!(list[0]["state"], wanted);
            let one = |words: &[&str]| desk.json(&[words, &["--at", at]].concat());
            assert_eq!(one(&["register", "show", "R-0"])["state"], wanted);
            assert_eq!(one(&["register", "search", "R-0"])[0]["state"], wanted);
            assert_eq!(one(&["register", "export"])[0]["state"], wanted);
        }
        desk.done("registration suspend R-1 --at 2026-11-20");
        let over = ["--at", "2026-11-21"];
        for (name, more) in [
            ("suspend", &[][..]),
            ("resume", &[]),
            ("renew", &[]),
            ("withdraw", &[]),
            ("transfer", &["--holder", "X"]),
            ("amend", &["--product", "X"]),
        ] {
            for number in ["R-0", "R-1"] {
                let error = desk.error(&[&step(name, number, more)[..], &over].concat());
                assert_eq!(error["code"], "registration_state", "{name} {number}");
                let said = error["message"].as_str().unwrap();
                assert!(said.contains("expired"), "{said}");
            }
        }
        let early = desk.error(&step(
            "add-models",
            "R-0",
            &["--model", "X", "--at", "2026-11-21"],
        ));
        assert_eq!(early["code"], "registration_state");
        assert_eq!(
            plan(&desk, "p.jsonl", "1").status.code(),
            Some(0),
            "R-0 was in force then"
        );
        let late = format!(
            "batch plan --granted --signer desk.pem --page {PAGE} --out q.jsonl --at 2026-11-21"
        );
        assert_eq!(desk.fails(&late), "nothing_to_do");
        desk.done(&step(
            "revoke",
            "R-0",
            &["--reason", "misuse", "--at", "2026-11-22"],
        ));
        desk.audit();
    }
}

#[test]
fn a_renewal_that_was_asked_for_in_time_is_granted_after_the_end() {
    let desk = Desk::new(Kind::Sqlite);
    desk.write("apply.csv", &table(1, 1));
    for words in [
        "apply apply.csv --at 2026-11-01",
        "inquire R-0 --at 2026-11-01",
        "answer R-0 --answer cleared --day 2026-11-01 --at 2026-11-01",
        "grant R-0 --expires 2026-11-20 --at 2026-11-02",
        "renew R-0 --at 2026-11-19",
        "inquire R-0 --at 2026-11-19",
        "answer R-0 --answer cleared --day 2026-11-24 --at 2026-11-24",
        "grant R-0 --at 2026-11-25",
    ] {
        desk.done(&format!("registration {words}"));
    }
    let shown = desk.json(&["register", "show", "R-0", "--at", "2026-11-26"]);
    assert_eq!(
        (&shown["state"], &shown["term"]),
        (&"valid".into(), &2.into())
    );
    desk.audit();
}

#[test]
fn an_unknown_state_is_refused_with_those_that_there_are() {
    let desk = Desk::new(Kind::Sqlite);
    let error = desk.error(&["register", "list", "--state", "foo"]);
    assert_eq!(error["code"], "usage");
    let said = error["message"].as_str().unwrap();
    for state in ["applied", "valid", "expired", "superseded"] {
        assert!(said.contains(state), "{said}");
    }
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

/// What somebody changes behind the back of an amendment, the audit finds.
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

/// The commands that mend mistakes, in an order in which each is the next.
const MENDED: [(&str, Again); 6] = [
    (
        "registration amend R-1 --to-model M-9 --at 2026-11-10",
        Again::Refused("nothing_to_do"),
    ),
    (
        "registration apply next.csv --supersedes R-0 --at 2026-11-10",
        Again::Refused("successor_named"),
    ),
    (
        "registration close R-9 --reason mistake --at 2026-11-10",
        Again::Refused("registration_state"),
    ),
    (
        "registration apply next.csv --supersedes R-0 --at 2026-11-10",
        Again::Refused("successor_named"),
    ),
    (
        "registration grant R-9 --at 2026-11-11",
        Again::Refused("registration_state"),
    ),
    (
        "registration ungrant R-9 --at 2026-11-12",
        Again::Refused("grant_not_last"),
    ),
];

/// Stops each command at every write there is: it is done, or not done, and no more than once.
fn mended_at_every_write(kind: Kind, fault: &str) {
    let desk = Desk::granted(kind, &table(2, 1));
    sign(&desk, "first.jsonl", "2026-11-06");
    let next = table(1, 1).replace("R-0,", "R-9,").replace("M-0", "M-9");
    desk.write("next.csv", &next);
    for (step, again) in &MENDED {
        if step.contains("grant R-9 --at 2026-11-11") {
            desk.done("registration inquire R-9 --at 2026-11-11");
            let answer = "answer R-9 --answer cleared --day 2026-11-11 --at 2026-11-11";
            desk.done(&format!("registration {answer}"));
        }
        every_write(&desk, step, again, fault);
    }
    assert_eq!(state(&desk, "R-9")["state"], "applied");
    assert_eq!(state(&desk, "R-0")["state"], "valid");
    assert_eq!(state(&desk, "R-1")["term"], 2);
}

#[test]
fn mistakes_are_mended_whole_or_not_when_killed_with_sqlite() {
    mended_at_every_write(Kind::Sqlite, "kill");
}

#[test]
fn mistakes_are_mended_whole_or_not_when_killed_with_postgres() {
    mended_at_every_write(Kind::Postgres, "kill");
}

#[test]
fn mistakes_are_mended_whole_or_not_on_a_full_disk_with_sqlite() {
    mended_at_every_write(Kind::Sqlite, "full");
}

#[test]
fn mistakes_are_mended_whole_or_not_on_a_full_disk_with_postgres() {
    mended_at_every_write(Kind::Postgres, "full");
}
