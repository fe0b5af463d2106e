//! Mistakes after the grant: corrected, taken back, or refused before they are made.

mod amended;
mod asked;
mod dates;
mod taken_back;
mod writes;

use serde_json::Value;

use crate::world::{Desk, PAGE};

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
