//! Asking another implementation: a command that takes a vector and prints its answer.

use std::path::PathBuf;
use std::process::Command;

use crate::{Answer, Error, Vector};

/// Runs `client VECTOR TRUST [PART]` and reads the answer from its output.
///
/// The exit code must be the one of the outcome: 0 accepted, 1 rejected, 3 cannot decide.
pub fn ask(client: &str, vector: &Vector, files: &[PathBuf]) -> Result<Answer, Error> {
    let output = Command::new(client).args(files).output();
    let output = output.map_err(Error::file(client))?;
    let answer: Answer = serde_json::from_slice(&output.stdout)
        .map_err(|error| vector.error(&format!("the client's answer: {error}")))?;
    if output.status.code() == Some(answer.exit_code().into()) {
        return Ok(answer);
    }
    let outcome = &answer.outcome;
    Err(vector.error(&format!(
        "the client says {outcome}, but ended with {}",
        output.status
    )))
}
