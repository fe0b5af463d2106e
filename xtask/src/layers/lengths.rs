//! Lengths of files and functions in lines of code: comments, empty lines and tests do not count.

use super::tree::Tree;

const FILE: usize = 400;
const FUNCTION: usize = 50;

pub(super) fn faults(tree: &Tree) -> Vec<String> {
    let mut faults = Vec::new();
    for source in &tree.files {
        let file = source.path.display();
        let lines = source.code.len();
        if lines > FILE {
            faults.push(format!("{file}: {lines} lines of code, more than {FILE}"));
        }
        for (name, first, last) in &source.functions {
            let lines = source.code.range(first..=last).count();
            if lines > FUNCTION {
                faults.push(format!(
                    "{file}:{first}: {name} has {lines} lines, more than {FUNCTION}"
                ));
            }
        }
    }
    faults
}
