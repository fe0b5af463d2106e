//! Every command that changes the register is stopped at every write, and is then done or not done.

use serde_json::Value;

use crate::faults::{at_every_write, count, stop, stops};
use crate::world::{Desk, KINDS, Kind, table};

/// The answer of a command that was done before.
pub(crate) enum Again {
    /// Nothing: it goes on where it was stopped.
    GoesOn,
    /// It is refused, with this code.
    Refused(&'static str),
}

use Again::{GoesOn, Refused};

/// Every command that changes the register but `init` and `batch sign`, in an order that leads to a
/// grant and beyond.
const STEPS: [(&str, Again); 24] = [
    (
        "register add-signer --signer desk.pem --status-list https://label.example.jp/status/1 --entries 9 --at 2026-11-01",
        Refused("signer_exists"),
    ),
    (
        "registration apply apply.csv --at 2026-11-02",
        Refused("registration_exists"),
    ),
    (
        "registration inquire --all --at 2026-11-03",
        Refused("nothing_to_do"),
    ),
    (
        "registration answer --all --answer cleared --day 2026-11-04 --at 2026-11-04",
        Refused("nothing_to_do"),
    ),
    (
        "registration grant --all --at 2026-11-05",
        Refused("nothing_to_do"),
    ),
    (
        "batch plan --granted --signer desk.pem --page https://label.example.jp --out first.jsonl --at 2026-11-06",
        Refused("file_exists"),
    ),
    (
        "batch export first.jsonl --out rows.jsonl --at 2026-11-07",
        Refused("file_exists"),
    ),
    (
        "batch resume first.jsonl --key desk.key --at 2026-11-08",
        GoesOn,
    ),
    (
        "registration renew R-0 --at 2026-11-09",
        Refused("registration_state"),
    ),
    (
        "registration transfer R-1 --holder X --at 2026-11-09",
        Refused("registration_state"),
    ),
    (
        "registration add-models R-2 --model M --at 2026-11-09",
        Refused("model_registered"),
    ),
    (
        "registration inquire --all --at 2026-11-10",
        Refused("nothing_to_do"),
    ),
    (
        "registration answer R-0 --answer refused --day 2026-11-11 --at 2026-11-11",
        Refused("registration_state"),
    ),
    (
        "registration answer --all --answer conditions --day 2026-11-11 --conditions C --at 2026-11-11",
        Refused("nothing_to_do"),
    ),
    (
        "registration grant --all --at 2026-11-12",
        Refused("nothing_to_do"),
    ),
    (
        "batch plan --granted --signer desk.pem --page https://label.example.jp --out second.jsonl --at 2026-11-13",
        Refused("file_exists"),
    ),
    (
        "batch resume second.jsonl --key desk.key --at 2026-11-13",
        GoesOn,
    ),
    (
        "registration suspend R-0 R-1 --at 2026-11-14",
        Refused("registration_state"),
    ),
    (
        "registration resume R-1 --at 2026-11-14",
        Refused("registration_state"),
    ),
    (
        "registration revoke R-0 --reason vulnerability --at 2026-11-15",
        Refused("registration_state"),
    ),
    (
        "registration withdraw R-1 --at 2026-11-15",
        Refused("registration_state"),
    ),
    (
        "registration supersede R-2 --with R-3 --at 2026-11-15",
        Refused("registration_state"),
    ),
    (
        "register backup copy.db --at 2026-11-15",
        Refused("file_exists"),
    ),
    (
        "register restore copy.db --nothing-since --register restored.db --at 2026-11-15",
        Refused("register_exists"),
    ),
];

/// Stops each step at every write there is; after each stop the register is whole.
fn every_step(kind: Kind, fault: &str) {
    let desk = Desk::empty(kind);
    desk.done(&["register", "init", "--at", "2026-11-01"]);
    desk.write("apply.csv", &table(4, 1));
    for (step, again) in &STEPS {
        every_write(&desk, step, again, fault);
    }
    let states = desk.json(&["register", "list"]);
    let states: Vec<&str> = states
        .as_array()
        .unwrap()
        .iter()
        .map(|registration| registration["state"].as_str().unwrap())
        .collect();
    assert_eq!(states, ["revoked", "withdrawn", "superseded", "valid"]);
    assert_eq!(desk.audit()["signed"], 6);
    desk.done(&["register", "audit", "--register", "restored.db"]);
}

/// Stops a step at every write that it makes without a fault, and does it once more; then does it.
pub(crate) fn every_write(desk: &Desk, step: &str, again: &Again, fault: &str) {
    let words: Vec<&str> = step.split(' ').collect();
    let before = entries(desk);
    let done = desk.copy();
    let writes = count(&done, &words);
    let after = entries(&done);
    assert!(writes > 1, "{step}: {writes} writes");
    // Files that a step makes are not in the register.
    let alone = step.starts_with("registration") || step.starts_with("register add-signer");
    let mut tried = desk.copy();
    for number in stops(&format!("{step} {fault}"), writes) {
        stop(&tried, &words, fault, number);
        let now = entries(&tried);
        if alone {
            assert!(now == before || now == after, "{step}: half done");
            if now == before {
                continue;
            }
        }
        done_again(&tried, step, again);
        if step.starts_with("register backup") {
            // A stop between the copy and the journal leaves a whole copy that the journal lacks.
            tried.done(&["register", "audit", "--register", "copy.db"]);
        } else {
            assert!(entries(&tried) >= after, "{step}: not done");
        }
        tried = desk.copy();
    }
    println!("{fault}: {writes} stops of {step}");
    desk.done(&words);
}

/// Does a step once more that was stopped: it is done, or was already.
fn done_again(desk: &Desk, step: &str, again: &Again) {
    let mut words: Vec<&str> = step.split(' ').collect();
    words.push("--json");
    let output = desk.run(&words);
    match (output.status.code(), again) {
        (Some(0), _) => {}
        (Some(2), Refused(wanted)) => {
            let said: Value = serde_json::from_slice(&output.stdout).unwrap();
            let error = &said["error"];
            let code = error["problems"][0]["code"].as_str();
            let code = code.or(error["code"].as_str());
            assert_eq!(code, Some(*wanted), "{step}: {said:#}");
        }
        _ => panic!("{step}: {output:?}"),
    }
}

/// The length of the journal; the register must be whole.
fn entries(desk: &Desk) -> u64 {
    desk.audit()["entries"].as_u64().unwrap()
}

at_every_write!(every_step);

#[test]
fn a_register_appears_whole_or_not_at_all() {
    const INIT: [&str; 4] = ["register", "init", "--at", "2026-11-01"];
    for kind in KINDS {
        let writes = count(&Desk::empty(kind), &INIT);
        let mut absent = 0;
        for number in 1..=writes {
            let desk = Desk::empty(kind);
            stop(&desk, &INIT, "kill", number);
            if desk.run(&["register", "audit"]).status.code() == Some(2) {
                assert_eq!(desk.fails(&["register", "audit"]), "register_missing");
                desk.done(&INIT);
                absent += 1;
            }
            desk.audit();
        }
        println!("{kind:?}: {absent} of {writes} stops leave no register");
        // It is there after the commit, a file only once it has its name.
        assert!(absent + 1 >= writes, "{absent} of {writes}");
    }
}
