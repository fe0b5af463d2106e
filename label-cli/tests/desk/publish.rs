//! The register's word is that of the next lists, and a till then decides by it.

use std::process::Command;

use serde_json::Value;

use crate::faults::{count, stop, stops};
use crate::world::{Desk, KINDS, Kind, LIST, PAGE, table};

/// Makes roots, signers and a trust list; then a register of the label signer, which may give out so
/// many indices.
pub(crate) fn desk(kind: Kind, indices: u32) -> Desk {
    let desk = Desk::empty(kind);
    let steps = [
        "key new --alg ed25519 --unencrypted --out root.key",
        "ca root --key root.key --name Root --from 2026-01-01 --years 20 --out root.pem",
        "key new --alg p256 --unencrypted --out labels.key",
        "ca signer --ca-key root.key --ca root.pem --key labels.pub --purpose label --name Labels --from 2026-01-01 --years 8 --out labels.pem",
        "key new --alg ed25519 --unencrypted --out other.key",
        "ca signer --ca-key root.key --ca root.pem --key other.pub --purpose label --name Other --from 2026-01-01 --years 8 --out other.pem",
        "key new --alg ed25519 --unencrypted --out lists.key",
        "ca signer --ca-key root.key --ca root.pem --key lists.pub --purpose status --name Lists --from 2026-01-01 --years 8 --out lists.pem",
    ];
    for step in steps {
        desk.done(&step.split(' ').collect::<Vec<_>>());
        for name in ["labels", "other", "lists"] {
            if step.contains(&format!("--out {name}.key")) {
                let public = desk.done(&["key", "public", &format!("{name}.key")]);
                desk.write(&format!("{name}.pub"), &public);
            }
        }
    }
    let description = format!(
        "threshold = 1\nroots = [\"root.pem\"]\ndays = 400\nhosts = [\"label.example.jp\"]\nspecimen = true\n\
         [[label_signer]]\ncertificate = \"labels.pem\"\nschemes = [\"jc-star\"]\nstatus_list = \"{LIST}\"\n\
         highest_index = {}\n\
         [[list_signer]]\ncertificate = \"lists.pem\"\naddresses = [\"{LIST}\"]\n",
        indices - 1
    );
    desk.write("trust.toml", &description);
    trust_list(&desk);
    desk.done(&["register", "init", "--at", "2026-11-01"]);
    desk.done(&format!("register add-signer --signer labels.pem --status-list {LIST} --entries 1000 --at 2026-11-01"));
    desk
}

/// Makes the trust list that the description wants.
pub(crate) fn trust_list(desk: &Desk) {
    for name in ["draft.cbor", "signed.cbor", "list.cbor"] {
        drop(std::fs::remove_file(desk.path(name)));
    }
    desk.done("trust prepare trust.toml --at 2026-10-01 --out draft.cbor");
    desk.done("trust sign draft.cbor --key root.key --root root.pem --out signed.cbor");
    desk.done(&["trust", "finish", "signed.cbor", "--out", "list.cbor"]);
}

/// Publishes after what was published before, if anything was.
pub(crate) fn publish<'a>(desk: &'a Desk, at: &'a str) -> Vec<&'a str> {
    let previous: &[&str] = match desk.path("part.cbor").exists() {
        true => &["--previous", "part.cbor"],
        false => &[],
    };
    let (signing, out) = (
        ["--key", "lists.key", "--signer", "lists.pem"],
        ["--out", "part.cbor"],
    );
    let of = [
        "status",
        "publish",
        "--list",
        "list.cbor",
        "--register",
        &desk.register,
        "--at",
        at,
        "--future",
    ];
    [&of[..], &signing, &out, previous].concat()
}

/// Publishes labels in files, without the register.
pub(crate) fn publish_files(desk: &Desk, labels: &str, out: &str, at: &str) {
    let status =
        format!(r#"{{ "address": "{LIST}", "bits": 4, "entries": 1024, "statuses": {{}} }}"#);
    desk.write("status.json", &status);
    let signing = "--key lists.key --signer lists.pem";
    desk.done(&format!(
        "status publish --list list.cbor --status status.json --issued {labels} {signing} --out {out} --at {at}"
    ));
}

pub(crate) fn sign(desk: &Desk, name: &str, at: &str) {
    desk.done(&format!(
        "batch plan --granted --signer labels.pem --page {PAGE} --out {name} --at {at}"
    ));
    let directory = format!("{name}.d");
    desk.done(&[
        "batch",
        "sign",
        name,
        "--key",
        "labels.key",
        "--out",
        &directory,
        "--at",
        at,
    ]);
}

/// The names of the labels of a registration, in order.
pub(crate) fn labels(desk: &Desk, number: &str) -> Vec<String> {
    let shown = desk.json(&["register", "show", number]);
    let labels = shown["labels"].as_array().unwrap().iter();
    labels
        .map(|label| label["name"].as_str().unwrap().to_owned())
        .collect()
}

/// The verdict about the newest label of a registration.
pub(crate) fn verdict(desk: &Desk, number: &str, at: &str) -> (Option<i32>, Vec<String>) {
    verdict_of(desk, labels(desk, number).last().unwrap(), at)
}

/// The verdict about a label: the exit code, and the codes of all checks.
pub(crate) fn verdict_of(desk: &Desk, name: &str, at: &str) -> (Option<i32>, Vec<String>) {
    desk.done(&format!(
        "trust build --list list.cbor --part part.cbor --at {at} --out bundle.cbor"
    ));
    let found = Command::new("find")
        .arg(desk.directory.path())
        .args(["-name", &format!("{name}.cbor")])
        .output()
        .unwrap();
    let file = String::from_utf8(found.stdout).unwrap();
    let output = desk.run(&[
        "verify",
        file.trim(),
        "--trust",
        "bundle.cbor",
        "--at",
        at,
        "--json",
    ]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let failed = report["checks"].as_array().unwrap().iter();
    let failed = failed.filter_map(|check| Some(check["code"].as_str()?.to_owned()));
    (output.status.code(), failed.collect())
}

#[test]
fn the_register_is_what_is_published() {
    for kind in KINDS {
        let desk = desk(kind, 3);
        desk.grant(&table(3, 1));
        sign(&desk, "first.jsonl", "2026-11-06");
        let report: Value = serde_json::from_str(
            &desk.done(&[publish(&desk, "2026-11-07"), vec!["--json", "--by", "X"]].concat()),
        )
        .unwrap();
        assert_eq!(report["labels"], 3);
        assert_eq!(report["highest_indices"]["CN=Labels"], 2);
        for number in ["R-0", "R-1", "R-2"] {
            assert_eq!(verdict(&desk, number, "2026-11-07").0, Some(0), "{number}");
        }
        desk.done(&["registration", "suspend", "R-0", "--at", "2026-11-08"]);
        desk.done("registration revoke R-1 --reason misuse --at 2026-11-08");
        desk.done(&["registration", "withdraw", "R-2", "--at", "2026-11-08"]);
        desk.done(&publish(&desk, "2026-11-09"));
        for (number, code) in [
            ("R-0", "suspended"),
            ("R-1", "revoked"),
            ("R-2", "withdrawn"),
        ] {
            let (exit, reasons) = verdict(&desk, number, "2026-11-09");
            assert_eq!(exit, Some(1), "{number}");
            assert!(
                reasons.iter().any(|reason| reason.contains(code)),
                "{number} {reasons:?}"
            );
        }
        desk.done(&["registration", "resume", "R-0", "--at", "2026-11-10"]);
        desk.done(&publish(&desk, "2026-11-10"));
        assert_eq!(verdict(&desk, "R-0", "2026-11-10").0, Some(0));
        desk.audit();
    }
}

/// A renewal, another holder, another model and a successor: what each makes of old and new labels.
#[test]
fn every_other_change_is_published() {
    for kind in KINDS {
        let desk = desk(kind, 9);
        desk.grant(&table(4, 1));
        sign(&desk, "first.jsonl", "2026-11-06");
        for words in [
            "renew R-0 --at 2026-12-01",
            "transfer R-1 --holder X --at 2026-12-01",
            "add-models R-2 --model M --at 2026-12-01",
            "inquire --all --at 2026-12-01",
            "answer --all --answer cleared --day 2026-12-02 --at 2026-12-02",
            "grant --all --at 2026-12-03",
            "supersede R-3 --with R-0 --at 2026-12-03",
        ] {
            let words: Vec<&str> = words.split(' ').collect();
            desk.done(&[&["registration"], &words[..]].concat());
        }
        desk.done(&publish(&desk, "2026-12-03"));
        sign(&desk, "second.jsonl", "2026-12-04");
        // The lists of the day before do not know of the new labels yet.
        for number in ["R-0", "R-1", "R-2"] {
            let (exit, codes) = verdict(&desk, number, "2026-12-04");
            assert_eq!(exit, Some(3), "{number} {codes:?}");
            assert!(codes.contains(&"issued_later".to_owned()), "{codes:?}");
        }
        desk.done(&publish(&desk, "2026-12-05"));
        for (number, wanted) in [
            ("R-0", &[None, None][..]),
            ("R-1", &[Some("superseded"), None]),
            ("R-2", &[None, None]),
            ("R-3", &[Some("superseded")]),
        ] {
            let names = labels(&desk, number);
            assert_eq!(names.len(), wanted.len(), "{number}");
            for (name, wanted) in names.iter().zip(wanted) {
                let (exit, codes) = verdict_of(&desk, name, "2026-12-05");
                assert_eq!(exit, Some(i32::from(wanted.is_some())), "{name} {codes:?}");
                let found = |code: &&str| codes.iter().any(|found| found == code);
                assert!(wanted.as_ref().is_none_or(found), "{name} {codes:?}");
            }
        }
        desk.audit();
    }
}

/// Labels that are recorded count as issued, so those signed after the lists are accepted; others
/// must be dated after them.
#[test]
fn labels_and_lists_keep_their_order() {
    for kind in KINDS {
        let desk = desk(kind, 3);
        desk.grant(&table(1, 2));
        let plan = [
            "batch",
            "plan",
            "--granted",
            "--signer",
            "labels.pem",
            "--page",
            PAGE,
            "--out",
        ];
        desk.write("late.csv", "registration,model\nR-0,M-0-1\n");
        let late = [
            &["batch", "plan", "late.csv"][..],
            &plan[3..],
            &["late.jsonl", "--at", "2026-11-06"],
        ];
        desk.done(&late.concat());
        desk.done(&[&plan[..], &["plan.jsonl", "--at", "2026-11-06"]].concat());
        let sign = [
            "batch",
            "sign",
            "plan.jsonl",
            "--key",
            "labels.key",
            "--at",
            "2026-11-06",
        ];
        let killed = desk
            .command(&sign)
            .env("LABEL_FAULT", "kill:11")
            .output()
            .unwrap();
        assert_eq!(killed.status.code(), None);
        assert_eq!(desk.audit()["pending"], 2);
        desk.done(&publish(&desk, "2026-11-07"));
        // The same day as the lists is too early, for a plan and for the signing of an older plan.
        desk.grant(&table(2, 1).replace("R-0,", "R-8,").replace("M-0", "M-8"));
        assert_eq!(
            desk.fails(&[&plan[..], &["new.jsonl", "--at", "2026-11-07"]].concat()),
            "plan_published"
        );
        desk.write("rows.csv", "registration\nR-8\n");
        let rows = format!(
            "batch plan rows.csv --signer labels.pem --page {PAGE} --out new.jsonl --at 2026-11-07"
        );
        assert_eq!(desk.problems(&rows), ["plan_published"]);
        let late = "batch sign late.jsonl --key labels.key --at 2026-11-08";
        assert_eq!(desk.fails(late), "plan_published");
        desk.done("batch resume plan.jsonl --key labels.key --out labels --at 2026-11-08");
        assert_eq!(verdict(&desk, "R-0", "2026-11-08").0, Some(0));
        desk.audit();
    }
}

/// Stopped at every write, a publication is followed by the next one, which nobody has to help.
fn every_write(kind: Kind, fault: &str) {
    let base = desk(kind, 9);
    base.grant(&table(2, 1));
    sign(&base, "plan", "2026-11-06");
    // The first publication, and one that follows another.
    for published in [false, true] {
        if published {
            base.done(&publish(&base, "2026-11-07"));
        }
        let counted = base.copy();
        let writes = count(&counted, &publish(&counted, "2026-11-08"));
        println!("{kind:?}, {fault}: {writes} writes");
        assert!(writes > 8, "only {writes} writes");
        for number in stops(&format!("{kind:?} {fault}"), writes) {
            let desk = base.copy();
            std::fs::create_dir(desk.path("plan.d")).unwrap();
            for name in ["R-0-000001.cbor", "R-1-000002.cbor"] {
                let label = format!("plan.d/{name}");
                std::fs::copy(base.path(&label), desk.path(&label)).unwrap();
            }
            desk.done(&["registration", "suspend", "R-0", "--at", "2026-11-08"]);
            stop(&desk, &publish(&desk, "2026-11-08"), fault, number);
            desk.done(&publish(&desk, "2026-11-09"));
            let codes = verdict(&desk, "R-0", "2026-11-09").1;
            assert!(
                codes.contains(&"suspended".to_owned()),
                "{number}: {codes:?}"
            );
            assert_eq!(verdict(&desk, "R-1", "2026-11-09").0, Some(0), "{number}");
            desk.done(&publish(&desk, "2026-11-10"));
            desk.audit();
        }
    }
}

#[test]
fn killed_at_every_write() {
    for kind in KINDS {
        every_write(kind, "kill");
    }
}

#[test]
fn the_disk_is_full_at_every_write() {
    for kind in KINDS {
        every_write(kind, "full");
    }
}

/// After a publication that was finished, only its part is the one before.
#[test]
fn an_older_part_is_none_to_follow() {
    for kind in KINDS {
        let desk = desk(kind, 9);
        desk.grant(&table(1, 1));
        sign(&desk, "plan", "2026-11-06");
        desk.done(&publish(&desk, "2026-11-07"));
        std::fs::copy(desk.path("part.cbor"), desk.path("older.cbor")).unwrap();
        desk.done(&publish(&desk, "2026-11-08"));
        std::fs::rename(desk.path("older.cbor"), desk.path("part.cbor")).unwrap();
        let again = desk.error(&publish(&desk, "2026-11-09"));
        assert_eq!(again["code"], "previous_other", "{again:#}");
        std::fs::remove_file(desk.path("part.cbor")).unwrap();
        let again = desk.error(&publish(&desk, "2026-11-09"));
        assert_eq!(again["code"], "previous_missing", "{again:#}");
    }
}
