//! Plans: made once, for one register and one signer, and never edited.

use std::fs;

use serde_json::Value;

use crate::world::{Desk, KINDS, Kind, LIST, PAGE, table};

const PLAN: [&str; 10] = [
    "batch",
    "plan",
    "labels.csv",
    "--signer",
    "desk.pem",
    "--page",
    PAGE,
    "--out",
    "plan.jsonl",
    "--at",
];
pub(crate) const DAY: &str = "2026-11-06";

pub(crate) const APPLICATIONS: &str = "登録番号,制度,レベル,評価方式,適合基準,事業者名,法人番号,製品名,型番,JANコード,サポート終了日\n\
    SPEC-1,jc-star,1,self,JST-CR-01-01-2024R1,見本電機株式会社,7123456789012,ゲートウェイ,HG-1,4912345000002,2031-03\n\
    SPEC-1,jc-star,1,self,JST-CR-01-01-2024R1,見本電機株式会社,7123456789012,ゲートウェイ,HG-2,4912345000019,2031-03\n\
    SPEC-2,jc-star,1,self,JST-CR-01-01-2024R1,見本通信工業株式会社,,ルータ,0012,4912345000125,2031/3/31\n";

pub(crate) fn plan(day: &'static str) -> Vec<&'static str> {
    PLAN.into_iter().chain([day]).collect()
}

#[test]
fn labels_are_planned_once_and_as_many_as_expected() {
    for kind in KINDS {
        let desk = Desk::granted(kind, APPLICATIONS);
        desk.write("labels.csv", "registration\nSPEC-1\nSPEC-2\n");
        let expect = |number| [plan(DAY), vec!["--expect", number]].concat();
        assert_eq!(desk.fails(&expect("4")), "label_count");
        desk.done(&expect("3"));
        desk.done(&format!("batch sign plan.jsonl --key desk.key --at {DAY}"));
        fs::remove_file(desk.path("plan.jsonl")).unwrap();
        assert_eq!(desk.problems(&plan(DAY)), ["label_exists"; 3]);
        desk.write(
            "labels.csv",
            "registration,model\nSPEC-1,HG-1\nSPEC-1,HG-1\n",
        );
        assert!(
            desk.problems(&plan(DAY))
                .contains(&"model_duplicate".to_owned())
        );
        let granted =
            format!("batch plan --granted --signer desk.pem --page {PAGE} --out plan.jsonl");
        assert_eq!(desk.fails(&granted), "nothing_to_do");
        desk.check(3);
    }
}

/// A plan that was cancelled before anything of it was signed is made anew for the same second, as another plan.
#[test]
fn a_cancelled_plan_is_made_anew_for_the_same_second() {
    for kind in KINDS {
        let desk = Desk::granted(kind, APPLICATIONS);
        desk.write("labels.csv", "registration\nSPEC-1\nSPEC-2\n");
        let sign = ["batch", "sign", "plan.jsonl", "--key", "desk.key"];
        let sign = [&sign[..], &["--at", DAY]].concat();
        let mut plans = Vec::new();
        for round in 0..3 {
            let output = desk.run(&[plan(DAY), vec!["--json"]].concat());
            let said: Value = serde_json::from_slice(&output.stdout).unwrap();
            plans.push(said["plan"].as_str().unwrap().to_owned());
            let warned = String::from_utf8(output.stderr).unwrap();
            let later = format!("these are dated 2026-11-06T00:00:0{round}Z");
            assert_eq!(warned.contains(&later), round > 0, "{warned}");
            if round == 2 {
                break;
            }
            // Recorded, and stopped before the first signature is stored.
            let mut killed = desk.command(&sign);
            killed.env("LABEL_FAULT", "kill:22");
            assert_eq!(killed.output().unwrap().status.code(), None);
            assert_eq!(desk.audit()["signed"], 0);
            desk.done(&["batch", "cancel", "plan.jsonl"]);
            fs::remove_file(desk.path("plan.jsonl")).unwrap();
        }
        plans.sort();
        plans.dedup();
        assert_eq!(plans.len(), 3);
        desk.done(&sign);
        desk.check(3);
        let audit = desk.audit();
        assert_eq!(audit["cancelled"], 6, "{audit:#}");
    }
}

/// Labels whose rows say when they are issued keep that time; so their plan is refused as soon as it is made.
#[test]
fn a_cancelled_plan_of_stated_times_is_refused() {
    let desk = Desk::granted(Kind::Sqlite, APPLICATIONS);
    desk.write("labels.csv", "registration,issued\nSPEC-1,2026-11-06\n");
    desk.done(&plan(DAY));
    let mut killed = desk.command(&["batch", "sign", "plan.jsonl", "--key", "desk.key"]);
    killed.env("LABEL_FAULT", "kill:18");
    assert_eq!(killed.output().unwrap().status.code(), None);
    desk.done(&["batch", "cancel", "plan.jsonl"]);
    fs::remove_file(desk.path("plan.jsonl")).unwrap();
    assert_eq!(desk.fails(&plan(DAY)), "plan_repeated");
    assert!(!desk.path("plan.jsonl").exists());
    desk.write(
        "labels.csv",
        "registration,issued\nSPEC-1,2026-11-06T00:00:01Z\n",
    );
    desk.done(&plan(DAY));
    desk.done(&format!("batch sign plan.jsonl --key desk.key --at {DAY}"));
    desk.check(2);
}

#[test]
fn a_label_is_not_dated_before_its_grant() {
    let desk = Desk::granted(Kind::Sqlite, APPLICATIONS);
    desk.write("labels.csv", "registration,issued\nSPEC-1,2026-11-04\n");
    let codes = desk.problems(&plan(DAY));
    assert!(
        codes.contains(&"issued_before_grant".to_owned()),
        "{codes:?}"
    );
}

#[test]
fn all_models_in_one_credential() {
    for kind in KINDS {
        let desk = Desk::granted(kind, APPLICATIONS);
        desk.write("labels.csv", "registration\nSPEC-1\n");
        let arguments = [plan(DAY), vec!["--per-registration", "--expect", "1"]].concat();
        desk.done(&arguments);
        desk.done(&format!("batch sign plan.jsonl --key desk.key --at {DAY}"));
        assert_eq!(desk.audit()["signed"], 1);
        fs::remove_file(desk.path("plan.jsonl")).unwrap();
        assert!(
            desk.problems(&plan(DAY))
                .contains(&"label_exists".to_owned())
        );
    }
}

#[test]
fn plans_are_not_edited() {
    let desk = Desk::granted(Kind::Sqlite, APPLICATIONS);
    desk.plan("plan.jsonl");
    let good = fs::read_to_string(desk.path("plan.jsonl")).unwrap();
    let lines: Vec<&str> = good.lines().collect();
    let sign = format!("batch sign edited.jsonl --key desk.key --at {DAY}");
    for edited in [
        String::new(),
        "x\n".into(),
        good.replace("HG-1", "HG-9"),
        good.replace(PAGE, "https://label.example.net"),
        good.replace("\"labels\":3", "\"labels\":2"),
        good.replace("\"plan\":1", "\"plan\":2"),
        lines[..4].join("\n") + "\n",
        good[..good.len() - 1].into(),
        [lines[0], lines[1], lines[3], lines[4]].join("\n") + "\n",
        format!("{good}\n"),
        good.repeat(2),
    ] {
        desk.write("edited.jsonl", &edited);
        assert_eq!(desk.fails(&sign), "plan_malformed", "{edited}");
    }
    assert_eq!(desk.audit()["entries"], 10, "nothing was recorded");
}

#[test]
fn plans_are_for_one_register_and_one_signer() {
    for kind in KINDS {
        let desk = Desk::granted(kind, APPLICATIONS);
        desk.plan("plan.jsonl");
        let other = Desk::granted(kind, APPLICATIONS);
        fs::copy(desk.path("plan.jsonl"), other.path("plan.jsonl")).unwrap();
        let sign = [
            "batch",
            "sign",
            "plan.jsonl",
            "--key",
            "desk.key",
            "--at",
            DAY,
        ];
        assert_eq!(other.fails(&sign), "plan_other_register");
        let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cmd/fixtures");
        fs::copy(format!("{fixtures}/root.key"), desk.path("root.key")).unwrap();
        fs::copy(format!("{fixtures}/root.pem"), desk.path("root.pem")).unwrap();
        let wrong = [
            "batch",
            "sign",
            "plan.jsonl",
            "--key",
            "root.key",
            "--at",
            DAY,
        ];
        assert_eq!(desk.fails(&wrong), "key_other");
        let wrong = [
            "batch",
            "plan",
            "--granted",
            "--signer",
            "root.pem",
            "--page",
            PAGE,
            "--out",
            "p",
        ];
        assert_eq!(desk.fails(&wrong), "signer_not_enrolled");
        // A wrong key leaves nothing behind: the plan can still be begun.
        desk.done(&sign);
        assert_eq!(desk.fails(&sign), "plan_begun");
        desk.done(&format!(
            "batch resume plan.jsonl --key desk.key --at {DAY}"
        ));
        desk.check(3);
    }
}

#[test]
fn a_list_that_is_full_is_said_before() {
    for kind in KINDS {
        let desk = Desk::empty(kind);
        desk.done(&["register", "init", "--at", "2026-11-01"]);
        desk.done(&format!("register add-signer --signer desk.pem --status-list {LIST} --entries 2 --random --at 2026-11-01"));
        desk.grant(&table(3, 1));
        let granted =
            format!("batch plan --granted --signer desk.pem --page {PAGE} --out p --at {DAY}");
        assert_eq!(desk.fails(&granted), "status_list_full");
        desk.write("labels.csv", "registration\nR-0\nR-2\n");
        desk.done(&plan(DAY));
        desk.done(&format!("batch sign plan.jsonl --key desk.key --at {DAY}"));
        desk.check(2);
    }
}

#[test]
fn what_is_not_signed_can_be_given_up_and_planned_anew() {
    for kind in KINDS {
        let desk = Desk::granted(kind, &table(2, 3));
        desk.plan("plan.jsonl");
        let sign = [
            "batch",
            "sign",
            "plan.jsonl",
            "--key",
            "desk.key",
            "--at",
            DAY,
        ];
        let stopped = desk
            .command(&sign)
            .env("LABEL_FAULT", "full:39")
            .output()
            .unwrap();
        assert_eq!(stopped.status.code(), Some(2), "{stopped:?}");
        let audit = desk.audit();
        let (signed, pending) = (
            audit["signed"].as_u64().unwrap(),
            audit["pending"].as_u64().unwrap(),
        );
        assert!(pending > 0 && signed + pending == 6, "{audit}");
        let report = desk.json(&[
            "batch",
            "cancel",
            "plan.jsonl",
            "--why",
            "another day",
            "--at",
            DAY,
        ]);
        assert_eq!(report["cancelled"], pending);
        desk.audit();
        assert_eq!(
            desk.fails(&["batch", "resume", "plan.jsonl", "--key", "desk.key"]),
            "plan_cancelled"
        );
        assert_eq!(
            desk.fails(&["batch", "cancel", "plan.jsonl"]),
            "nothing_to_do"
        );
        desk.plan("again.jsonl");
        desk.done(&format!("batch sign again.jsonl --key desk.key --at {DAY}"));
        assert_eq!(desk.audit()["cancelled"], pending);
        desk.check(6);
    }
}
