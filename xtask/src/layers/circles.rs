//! Circles of imports between the files of a crate.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::names::Arrow;
use super::tree::Tree;

/// The shortest circle through each file that is in one; each circle once.
///
/// A child may name what the modules around it define: they are its folder.
pub(super) fn faults(tree: &Tree) -> Vec<String> {
    let arrows = tree.arrows();
    let mut next: BTreeMap<usize, BTreeMap<usize, &Arrow>> = BTreeMap::new();
    for arrow in arrows.iter().filter(|arrow| !names_parent(tree, arrow)) {
        next.entry(arrow.from)
            .or_default()
            .entry(arrow.to)
            .or_insert(arrow);
    }
    let mut seen = BTreeSet::new();
    let mut faults = Vec::new();
    for start in 0..tree.files.len() {
        let Some(circle) = shortest(&next, start) else {
            continue;
        };
        let files: BTreeSet<usize> = circle.iter().map(|arrow| arrow.from).collect();
        if seen.insert(files) {
            let lines: Vec<String> = circle.iter().map(|arrow| said(tree, arrow)).collect();
            faults.push(format!("a circle of imports: {}", lines.join("; ")));
        }
    }
    faults
}

/// The crate's root is nobody's folder.
fn names_parent(tree: &Tree, arrow: &Arrow) -> bool {
    let path = |file: usize| {
        let module = tree.modules.iter().find(|module| module.file == file);
        module
            .map(|module| module.path.as_slice())
            .unwrap_or_default()
    };
    let (from, to) = (path(arrow.from), path(arrow.to));
    !to.is_empty() && from.starts_with(to)
}

/// An arrow for people.
pub(super) fn said(tree: &Tree, arrow: &Arrow) -> String {
    let file = |index: usize| {
        let source = tree.files.get(index);
        source
            .map(|source| source.path.display().to_string())
            .unwrap_or_default()
    };
    format!(
        "{}:{} names {} of {}",
        file(arrow.from),
        arrow.line,
        arrow.path.join("::"),
        file(arrow.to)
    )
}

/// The fewest arrows from a file back to itself.
fn shortest<'a>(
    next: &BTreeMap<usize, BTreeMap<usize, &'a Arrow>>,
    start: usize,
) -> Option<Vec<&'a Arrow>> {
    let mut reached: BTreeMap<usize, &Arrow> = BTreeMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(file) = queue.pop_front() {
        for (to, arrow) in next.get(&file).into_iter().flatten() {
            if !reached.contains_key(to) {
                reached.insert(*to, arrow);
                queue.push_back(*to);
            }
        }
        if reached.contains_key(&start) {
            break;
        }
    }
    let mut circle = vec![*reached.get(&start)?];
    while let Some(arrow) = circle.last().filter(|arrow| arrow.from != start) {
        circle.push(*reached.get(&arrow.from)?);
    }
    circle.reverse();
    Some(circle)
}
