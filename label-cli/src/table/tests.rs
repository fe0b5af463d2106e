//! Tables, right and wrong.

#![allow(clippy::unwrap_used)]

use label_core::scheme::Schemes;

use super::*;
use crate::draft::Column;

const ISSUED: u64 = 1_795_305_600;

fn read_with(bytes: &[u8], defaults: &Draft, grouping: Grouping) -> Result<Vec<Entry>, CliError> {
    let rules = Rules {
        schemes: &Schemes::builtin(),
        issued: ISSUED,
    };
    read(Path::new("products.csv"), bytes, defaults, rules, grouping)
}

fn read_rows(table: &str) -> Result<Vec<Entry>, CliError> {
    read_with(table.as_bytes(), &Draft::default(), Grouping::PerModel)
}

/// A full table of which only the columns after the first are varied.
fn label(columns: &str, cells: &str) -> Result<Vec<Entry>, CliError> {
    let fixed = "registration,scheme,level,assessment,criteria,supply_chain,product";
    let values = "R-1,jc-star,1,self,JST-CR-01-01-2024R1,cleared,Router";
    let models = if columns.contains("model") {
        ["", ""]
    } else {
        [",models", ",M"]
    };
    read_rows(&format!(
        "{fixed}{}{columns}\n{values}{}{cells}\n",
        models[0], models[1]
    ))
}

fn messages<T>(result: Result<T, CliError>) -> Vec<String> {
    let messages = result.err().unwrap().messages();
    let strip = |message: &String| message.replace("products.csv: ", "");
    messages.iter().map(strip).collect()
}

#[test]
fn the_demonstration_is_a_table() {
    let table = include_str!("../demo/products.csv");
    let plain = table
        .replace(['{', '}'], "")
        .replace("month+", "2029-12 ")
        .lines()
        .map(|line| {
            line.split(',')
                .map(|cell| match cell {
                    _ if cell.contains("2029-12") => "2029-12",
                    _ if cell.starts_with("cleared") => "cleared:2026-01-05",
                    _ if cell.starts_with("conditions") => "conditions:2026-01-05",
                    _ if cell.starts_with("declared") => "declared",
                    _ if cell.starts_with(['-', '+']) => "",
                    _ => cell,
                })
                .collect::<Vec<_>>()
                .join(",")
        })
        .collect::<Vec<_>>()
        .join("\n");
    let entries = read_rows(&plain).map_err(|error| error.messages()).unwrap();
    let models = entries.iter().map(|entry| entry.claims.label.models.len());
    assert!(models.clone().all(|models| models == 1));
    assert_eq!(entries.len(), models.count());
    assert_eq!(entries[0].id, "SPEC-26-0001-001");
    assert_eq!(entries[2].id, "SPEC-26-0001-003");
    assert_eq!(entries[2].claims.label.models, ["HG-3600BE"]);
    assert_eq!(entries[2].claims.label.gtins[0].number(), 4_912_345_000_026);
}

#[test]
fn probe() {
    println!(
        "{:?}",
        label(",jan", ",4912345000003").map_err(|e| e.messages())
    );
    println!("{:?}", messages(read_rows("a,b\n1,2\n")));
    let _ = Column::Gtins;
}
