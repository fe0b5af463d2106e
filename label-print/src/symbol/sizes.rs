//! The table of printed sizes in docs/BENCHMARKS.md: the reference labels, computed as the command computes them.
//!
//! `LABEL_BLESS=1 cargo test -p label-print printed_sizes` writes it anew.
#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::{env, fs};

use label_core::Algorithm;
use label_qr::{Ecc, Module, Symbol};
use test_vectors::fixtures::reference::{self, Owner};

const DOCUMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/BENCHMARKS.md");
const START: &str = "<!-- sizes -->\n";
const END: &str = "<!-- /sizes -->";
/// Resolutions of printers, in dots an inch.
const PRINTERS: [u32; 3] = [203, 300, 600];

/// A row for each reference label and level of error correction, below the titles.
fn table() -> String {
    let printers = PRINTERS.map(Module::narrowest);
    let titles = ["label", "bytes", "ECC", "version", "modules"].map(str::to_owned);
    let columns = printers.map(|module| {
        let (Module { dots, dpi }, width) = (module, module.millimetres());
        format!("{dpi} dpi: {dots} dots, {width:.3} mm")
    });
    let titles = [&titles[..], &columns[..]].concat();
    let mut rows = vec![
        format!("| {} |\n", titles.join(" | ")),
        format!("|{}\n", "---|".repeat(titles.len())),
    ];
    let owner = Owner::new(Algorithm::Ed25519).unwrap();
    for (name, claims) in [
        ("small", reference::small()),
        ("typical", reference::typical()),
        ("full", reference::full()),
    ] {
        let text = owner.text(&claims.unwrap()).unwrap();
        let bytes = text.credential().len();
        for ecc in [Ecc::L, Ecc::M, Ecc::Q] {
            let symbol = Symbol::encode(&text.prefix(), text.digits(), ecc).unwrap();
            let (level, version, modules) = (ecc.as_str(), symbol.version(), symbol.width());
            let edges = printers.map(|module| format!("{:.1} mm", module.edge_mm(&symbol)));
            let edges = edges.join(" | ");
            rows.push(format!(
                "| {name} | {bytes} | {level} | {version} | {modules} | {edges} |\n"
            ));
        }
    }
    rows.concat()
}

#[test]
fn printed_sizes_are_those_in_the_document() {
    let text = fs::read_to_string(Path::new(DOCUMENT)).unwrap();
    let (before, rest) = text.split_once(START).unwrap();
    let (found, after) = rest.split_once(END).unwrap();
    let table = table();
    if env::var_os("LABEL_BLESS").is_some() {
        fs::write(DOCUMENT, format!("{before}{START}{table}{END}{after}")).unwrap();
        return;
    }
    assert_eq!(found, table);
}
