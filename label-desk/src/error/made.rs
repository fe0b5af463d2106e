//! Errors made of problems, and of refusals of the core.

use std::path::Path;

use super::DeskError;
use crate::label_fields::Problem;

/// Problems of labels that are kept and reported one by one; the rest is counted.
///
/// One for each row of the largest table.
pub(crate) const PROBLEMS: usize = 100_000;

impl DeskError {
    /// Fails where there are problems.
    pub(crate) fn check(problems: Vec<Problem>) -> Result<(), Self> {
        if problems.is_empty() {
            Ok(())
        } else {
            Err(Self::of_problems(problems))
        }
    }

    /// The error of these problems, of which the first are reported and the rest counted.
    pub fn of_problems(mut problems: Vec<Problem>) -> Self {
        let more = problems.len().saturating_sub(PROBLEMS);
        problems.truncate(PROBLEMS);
        Self::Labels { problems, more }
    }

    /// Wraps a refusal of the core with the file that it is about.
    pub(crate) fn of_file(file: &Path) -> impl Fn(label_core::Error) -> Self {
        |source| Self::CoreFile {
            file: file.to_owned(),
            source,
        }
    }
}
