//! Finds credentials below directories.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::CliError;

/// Every `.cbor` file below a directory, or the file itself.
pub(crate) fn walk(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), CliError> {
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let failed = |error| CliError::io(path, "read", &error);
    for entry in fs::read_dir(path).map_err(failed)? {
        let entry = entry.map_err(failed)?.path();
        if entry.is_dir()
            || entry
                .extension()
                .is_some_and(|extension| extension == "cbor")
        {
            walk(&entry, files)?;
        }
    }
    Ok(())
}
