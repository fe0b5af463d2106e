//! Random numbers of the operating system.

use crate::error::CliError;

/// Returns this many random bytes.
pub(crate) fn bytes<const N: usize>() -> Result<[u8; N], CliError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| CliError::Random {
        reason: error.to_string(),
    })?;
    Ok(bytes)
}
