//! The order of the house: crates and modules name only what stands below them.
//!
//! Every source file of the product is parsed. Refused are an arrow up between the storeys of label-core or
//! between crates, a circle of imports between files, a library that knows the command line's parser, and
//! functions and files that are too long.

mod circles;
mod crates;
mod lengths;
mod names;
mod reader;
mod storeys;
#[cfg(test)]
mod tests;
mod tree;

use std::fs;
use std::path::Path;

use crate::command::{Outcome, root};
use tree::Tree;

/// Checks the whole product; prints every fault.
pub(crate) fn check() -> Outcome {
    let crates = crates::of_product()?;
    let mut faults = crates::faults(&crates);
    for package in &crates {
        for file in &package.roots {
            let tree = Tree::read(&text, file)?;
            faults.extend(lengths::faults(&tree));
            faults.extend(crates::named_parser(package, &tree));
            faults.extend(circles::faults(&tree));
            if package.name == storeys::CRATE {
                faults.extend(storeys::faults(&tree));
            }
        }
    }
    for fault in &faults {
        println!("{fault}");
    }
    match faults.len() {
        0 => Ok(()),
        count => Err(format!("{count} faults in the layers")),
    }
}

fn text(file: &Path) -> Outcome<String> {
    fs::read_to_string(root().join(file)).map_err(|error| format!("{}: {error}", file.display()))
}
