//! The test vectors are written by committed code and never by hand.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::command::{Outcome, compiled, program, root};

/// Writes the test vectors anew.
pub(crate) fn generate() -> Outcome {
    program(compiled("vectors")?).args(["generate"]).run()
}

/// Checks that writing the test vectors anew changes nothing.
pub(crate) fn up_to_date() -> Outcome {
    let before = files(&root().join("test-vectors"))?;
    generate()?;
    let after = files(&root().join("test-vectors"))?;
    let changed = before
        .keys()
        .chain(after.keys())
        .find(|path| before.get(*path) != after.get(*path));
    match changed {
        Some(path) => Err(format!(
            "{} changed: run `cargo xtask vectors` and commit",
            path.display()
        )),
        None => Ok(()),
    }
}

/// Every file below `directory` with its bytes.
fn files(directory: &Path) -> Outcome<BTreeMap<PathBuf, Vec<u8>>> {
    let mut found = BTreeMap::new();
    collect(directory, &mut found).map_err(|error| format!("{}: {error}", directory.display()))?;
    Ok(found)
}

fn collect(directory: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) -> std::io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, found)?;
        } else {
            found.insert(path.clone(), fs::read(&path)?);
        }
    }
    Ok(())
}
