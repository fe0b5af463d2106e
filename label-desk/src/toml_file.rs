//! Files in TOML that people write, and the place of a fault in them.

use std::path::Path;

use serde::de::DeserializeOwned;

use crate::error::DeskError;

/// Reads a value from the bytes of a file; an error names line and column.
///
/// # Errors
///
/// Fails where the bytes are no TOML of that shape.
pub fn parse<T: DeserializeOwned>(path: &Path, bytes: &[u8]) -> Result<T, DeskError> {
    let fault = |at: usize, message: &str| {
        let before = bytes.get(..at).unwrap_or(bytes);
        let line = before.split(|byte| *byte == b'\n');
        let column = String::from_utf8_lossy(line.clone().next_back().unwrap_or_default());
        DeskError::Toml {
            file: path.to_owned(),
            line: line.count(),
            column: column.chars().count() + 1,
            reason: message.lines().collect::<Vec<_>>().join(" "),
        }
    };
    let text = str::from_utf8(bytes).map_err(|error| fault(error.valid_up_to(), "not UTF-8"))?;
    toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        fault(at, error.message())
    })
}
