//! Looks of the tests at what a write left behind.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use crate::IoError;

/// The names in a directory, in order.
pub(crate) fn names(directory: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// The code of an error that must have come.
pub(crate) fn code<T>(result: Result<T, IoError>) -> &'static str {
    result.err().unwrap().code()
}
