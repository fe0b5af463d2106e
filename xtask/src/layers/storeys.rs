//! The storeys of label-core, from the ground.

use std::collections::BTreeSet;

use super::circles::said;
use super::tree::Tree;

/// The crate that has storeys.
pub(super) const CRATE: &str = "label-core";
/// A module names only itself and modules of the storeys before its own; nobody names the crate's own page.
const STOREYS: &[&[&str]] = &[
    &["base"],
    &["error", "limits"],
    &["wire"],
    &["pki"],
    &["cose"],
    &["label", "lists"],
    &["scheme"],
    &["trust"],
    &["issue"],
    &["verify"],
    &["report"],
    &["verifier"],
];

/// Every arrow up, and every module without a storey.
pub(super) fn faults(tree: &Tree) -> Vec<String> {
    let mut faults: BTreeSet<String> = BTreeSet::new();
    for module in &tree.modules {
        if let [name] = module.path.as_slice()
            && storey(name).is_none()
        {
            faults.insert(format!("{CRATE}: the module {name} is in no storey"));
        }
    }
    let module_of = |file: usize| {
        let module = tree.modules.iter().find(|module| module.file == file);
        module.and_then(|module| module.path.first())
    };
    let mut seen = BTreeSet::new();
    for arrow in tree.arrows() {
        // The page itself stands over all; a module outside every storey was named above.
        let Some((from, own)) = module_of(arrow.from).and_then(|name| Some((name, storey(name)?)))
        else {
            continue;
        };
        // A name that the page shows is imported from the module that defines it.
        let to = arrow.path.first();
        let is_below = to.and_then(|name| storey(name)).is_some_and(|to| to < own);
        if to != Some(from) && !is_below && seen.insert((arrow.from, arrow.to)) {
            faults.insert(format!("an arrow up: {}", said(tree, &arrow)));
        }
    }
    faults.into_iter().collect()
}

fn storey(name: &str) -> Option<usize> {
    STOREYS.iter().position(|storey| storey.contains(&name))
}
