//! Status indices: one for each model, and those that the labels of a term share since an earlier program.

use rusqlite::Connection;
use serde_json::Value;

use crate::life::{sign, state};
use crate::server;
use crate::world::{Desk, KINDS, table};

/// The model, index and status of each index of a registration.
pub(crate) fn indices(desk: &Desk, number: &str) -> Vec<(Option<String>, u64, String)> {
    let shown = state(desk, number);
    let indices = shown["indices"].as_array().unwrap().iter();
    let row = |index: &Value| {
        (
            index["model"].as_str().map(str::to_owned),
            index["index"].as_u64().unwrap(),
            index["status"].as_str().unwrap().to_owned(),
        )
    };
    indices.map(row).collect()
}

/// Makes a register one of version 4, in which the labels of a term share an index.
pub(crate) fn of_version_4(desk: &Desk) {
    let postgres = desk.register.starts_with("postgres");
    let forget = "DROP INDEX statuses_model; DROP INDEX credentials_index;
        ALTER TABLE statuses DROP COLUMN model; DELETE FROM migrations WHERE version >= 5;";
    if postgres {
        let unique = "ALTER TABLE statuses ADD UNIQUE (list, registration, term);";
        server::run(&desk.register, &format!("{forget}{unique}"));
    } else {
        let connection = Connection::open(desk.path(&desk.register)).unwrap();
        connection.execute_batch(forget).unwrap();
    }
}

#[test]
fn each_model_has_an_index_of_its_own() {
    for kind in KINDS {
        let desk = Desk::granted(kind, &table(2, 2));
        let plan = "batch plan --granted --signer desk.pem --page https://label.example.jp --out plan.jsonl \
                    --at 2026-11-06";
        assert_eq!(desk.json(plan)["indices"], 4);
        desk.done("batch sign plan.jsonl --key desk.key --at 2026-11-06");
        let of = |model: &str, index| (Some(model.to_owned()), index, "valid".to_owned());
        assert_eq!(indices(&desk, "R-0"), [of("M-0-0", 0), of("M-0-1", 1)]);
        assert_eq!(indices(&desk, "R-1"), [of("M-1-0", 2), of("M-1-1", 3)]);
        desk.check(4);
    }
}

/// Registers of earlier programs keep the indices that they gave out; what is new gets its own.
#[test]
fn an_index_that_a_term_shares_stays_so() {
    for kind in KINDS {
        let desk = Desk::granted(kind, &table(2, 1));
        sign(&desk, "first.jsonl", "2026-11-06");
        of_version_4(&desk);
        desk.check(2);
        let shared = (None, 0, "valid".to_owned());
        assert_eq!(indices(&desk, "R-0"), std::slice::from_ref(&shared));
        desk.done("registration add-models R-0 --model N-1 --at 2026-11-07");
        desk.done("registration inquire --all --at 2026-11-07");
        desk.done("registration answer --all --answer cleared --day 2026-11-07 --at 2026-11-07");
        desk.done("registration grant --all --at 2026-11-07");
        sign(&desk, "second.jsonl", "2026-11-08");
        let own = (Some("N-1".to_owned()), 2, "valid".to_owned());
        assert_eq!(indices(&desk, "R-0"), [shared, own]);
        desk.check(3);
        // Once is enough.
        let journal = desk.json(&["register", "journal"]);
        let upgrades = journal.as_array().unwrap().iter();
        let upgrades = upgrades.filter(|entry| entry["action"] == "register.upgrade");
        assert_eq!(upgrades.count(), 2, "{journal:#}");
    }
}
