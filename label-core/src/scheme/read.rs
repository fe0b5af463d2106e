//! Scheme tables from JSON.

use super::table::{Scheme, Table};
use super::validate;
use crate::error::Error;
use crate::limits;
use crate::wire::text::is_forbidden;

impl Scheme {
    /// Reads a table from JSON and checks it.
    ///
    /// [`Error::InputTooLarge`] above [`limits::SCHEME_TABLE_BYTES`], else
    /// [`Error::SchemeTable`] that names the first field at fault.
    ///
    /// # Errors
    ///
    /// [`Error::InputTooLarge`] above [`limits::SCHEME_TABLE_BYTES`], else [`Error::SchemeTable`] that names
    /// the first field at fault.
    pub fn from_json(json: &str) -> Result<Self, Error> {
        if json.len() > limits::SCHEME_TABLE_BYTES {
            let limit = limits::SCHEME_TABLE_BYTES;
            return Err(Error::InputTooLarge { limit });
        }
        let table = self::table(json).map_err(|reason| Error::SchemeTable { reason })?;
        validate::validate(&table)?;
        Ok(Self::of_table(table))
    }
}

/// Reads the JSON text; the reason names the path of the field at fault.
fn table(json: &str) -> Result<Table, String> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let table = serde_path_to_error::deserialize(&mut deserializer)
        .map_err(|error| printable(&error.to_string()))?;
    deserializer.end().map_err(|error| error.to_string())?;
    Ok(table)
}

/// A reason may quote the table: what does not belong onto a screen is escaped.
fn printable(text: &str) -> String {
    text.chars()
        .flat_map(|character| {
            let escaped = is_forbidden(character).then(|| character.escape_default());
            let plain = escaped.is_none().then_some(character);
            escaped.into_iter().flatten().chain(plain)
        })
        .collect()
}
