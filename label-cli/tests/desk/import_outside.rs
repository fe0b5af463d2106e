//! Signers that issue outside of the register: what it would have granted comes in, and no more.

use label_core::UnixTime;
use label_desk::plan::{Header, NewPlan, PlanFile};
use rusqlite::Connection;
use serde_json::Value;

use crate::import::{OTHER_LIST, issue, outside};
use crate::import_refused::{IMPORT, changed, problem, refused};
use crate::indices::indices;
use crate::world::{Desk, KINDS, Kind, PAGE, table};

/// A signer that issues outside gets in what the register would have granted, and no more.
#[test]
fn what_the_register_would_not_grant_is_refused() {
    for kind in KINDS {
        let (desk, signer, claims) = outside(kind, &table(3, 2));
        let one = &claims[0];
        let index = |index| changed(one, |claims| claims.label.status_index = index);
        for (claims, column, code) in [
            (index(None), "status_index", "status_index_missing"),
            (index(Some(50)), "credential", "status_list_full"),
            (
                changed(one, |claims| claims.registration = "R-7".to_owned()),
                "registration",
                "registration_unknown",
            ),
            (
                changed(one, |claims| claims.registration = "R-2".to_owned()),
                "model",
                "model_not_granted",
            ),
            (
                changed(one, |claims| claims.label.product = "X".to_owned()),
                "credential",
                "register_differs",
            ),
            (
                changed(one, |claims| claims.label.holder = None),
                "credential",
                "register_differs",
            ),
            (
                changed(one, |claims| claims.label.models = vec!["M-9".to_owned()]),
                "model",
                "model_not_granted",
            ),
            (
                changed(one, |claims| claims.expires = Some(claims.issued + 86_400)),
                "credential",
                "register_differs",
            ),
        ] {
            issue(&desk, &signer, &[claims]);
            assert_eq!(refused(&desk, &IMPORT), [problem(2, column, code)]);
        }
        let early = changed(one, |claims| {
            claims.issued = UnixTime::from_seconds(claims.issued.seconds() - 2 * 86_400);
            claims.expires = Some(claims.issued + 86_400);
        });
        issue(&desk, &signer, &[early]);
        let expected = [
            problem(2, "credential", "register_differs"),
            problem(2, "issued", "issued_before_grant"),
        ];
        assert_eq!(refused(&desk, &IMPORT), expected);
        // Indices within the table: another registration's, and two for one.
        let moved = |from: usize, index| {
            changed(&claims[from], |claims| {
                claims.label.status_index = Some(index);
            })
        };
        issue(&desk, &signer, &[claims[0].clone(), moved(2, 12)]);
        assert_eq!(
            refused(&desk, &IMPORT),
            [problem(3, "status_index", "index_used")]
        );
        let twice = changed(one, |claims| claims.issued = claims.issued + 1);
        let other = changed(&twice, |claims| claims.label.status_index = Some(20));
        issue(&desk, &signer, &[claims[0].clone(), other.clone()]);
        assert_eq!(
            refused(&desk, &IMPORT),
            [
                problem(3, "model", "label_exists"),
                problem(3, "status_index", "index_differs")
            ]
        );
        issue(&desk, &signer, &[claims[0].clone(), twice.clone()]);
        assert_eq!(
            refused(&desk, &IMPORT),
            [problem(3, "model", "label_exists")]
        );
        // The same against what the register has.
        issue(&desk, &signer, &claims[..1]);
        desk.done(&IMPORT);
        issue(&desk, &signer, &[other, moved(2, 12)]);
        let expected = [
            problem(2, "model", "label_exists"),
            problem(2, "status_index", "index_differs"),
            problem(3, "status_index", "index_used"),
        ];
        assert_eq!(refused(&desk, &IMPORT), expected);
        desk.done("registration suspend R-1 --at 2026-11-07");
        desk.done(
            "register retire-signer --signer other.pem --reason key-compromise --at 2026-11-07",
        );
        issue(&desk, &signer, &claims[2..3]);
        let expected = ["signer_retired", "registration_state"];
        assert_eq!(
            refused(&desk, &IMPORT),
            expected.map(|code| problem(2, "credential", code))
        );
    }
}

/// Models that were labelled outside share an index, or have each its own.
#[test]
fn indices_from_outside_are_kept_as_they_are() {
    for kind in KINDS {
        let (desk, signer, mut claims) = outside(kind, &table(2, 2));
        claims[1].label.status_index = Some(20);
        issue(&desk, &signer, &claims);
        desk.done(&IMPORT);
        desk.check(4);
        let of = |model: Option<&str>, index| (model.map(str::to_owned), index, "valid".to_owned());
        let own = [of(Some("M-0-0"), 12), of(Some("M-0-1"), 20)];
        assert_eq!(indices(&desk, "R-0"), own);
        assert_eq!(indices(&desk, "R-1"), [of(None, 14)]);
    }
}

/// The register gives out no index of a list that is not its own, and keeps the two kinds apart.
#[test]
fn a_signer_issues_outside_or_here() {
    for kind in KINDS {
        let (desk, signer, claims) = outside(kind, &table(1, 1));
        let plan = format!(
            "batch plan --granted --signer other.pem --page {PAGE} --out p --at 2026-11-06"
        );
        assert_eq!(desk.fails(&plan), "signer_outside");
        // A plan that somebody wrote without asking.
        let register = register_of(&desk);
        let fingerprint = signer.certificate.fingerprint().to_string();
        let header = Header::new(&register, &fingerprint, PAGE, 1);
        let without = changed(&claims[0], |claims| claims.label.status_index = None);
        let plan = NewPlan::new(&header, &[without]).unwrap();
        plan.write(&desk.path("own.jsonl")).unwrap();
        let sign = "batch sign own.jsonl --key other.key --at 2026-11-06";
        assert_eq!(desk.fails(sign), "signer_outside");
        // The list cannot be shared with a signer of plans.
        desk.done("key new --alg ed25519 --unencrypted --out third.key");
        desk.write("third.pub", &desk.done("key public third.key"));
        desk.done("ca signer --ca-key root.key --ca root.pem --key third.pub --purpose label --name Third --from 2026-01-01 --years 8 --out third.pem");
        let add = format!(
            "register add-signer --signer third.pem --status-list {OTHER_LIST} --entries 50 --at 2026-11-02"
        );
        assert_eq!(desk.fails(&add), "status_list_differs");
        desk.done(&format!("{add} --outside"));
        assert_eq!(desk.audit()["signed"], 0);
    }
}

/// The id of a register, as plans name it.
fn register_of(desk: &Desk) -> String {
    PlanFile::open(&desk.path("claims.jsonl"))
        .unwrap()
        .header
        .register
}

/// An audit tells labels that were planned here from those that were issued outside.
#[test]
fn an_audit_knows_where_labels_were_issued() {
    let (desk, signer, claims) = outside(Kind::Sqlite, &table(2, 1));
    issue(&desk, &signer, &claims[..1]);
    desk.done(&IMPORT);
    desk.done(&format!(
        "batch plan --granted --signer labels.pem --page {PAGE} --out p --at 2026-11-08"
    ));
    desk.done("batch sign p --key labels.key --at 2026-11-08");
    desk.check(2);
    let database = Connection::open(desk.path(&desk.register)).unwrap();
    let swapped = "UPDATE lists SET given_by = CASE given_by WHEN 'outside' THEN 'register' ELSE 'outside' END";
    database.execute(swapped, []).unwrap();
    let output = desk.run(&["register", "audit", "--json"]);
    let audit: Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = audit["findings"].as_array().unwrap().iter();
    let found: Vec<_> = findings
        .filter(|found| found["code"] == "label_origin")
        .collect();
    let subjects: Vec<_> = found
        .iter()
        .map(|found| found["subject"].as_str().unwrap())
        .collect();
    assert_eq!(subjects, ["label 1", "label 2"], "{audit:#}");
}
