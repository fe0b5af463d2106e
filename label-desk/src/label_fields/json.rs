//! One label from JSON: the fields of a table as members of an object.

use std::fmt;
use std::path::Path;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde_json::Value;

use super::{Column, Draft, Fault, Place, Problem};
use crate::error::DeskError;

/// Bytes of a file of one label.
pub const FILE_BYTES: usize = 64 * 1_024;

impl Draft {
    /// Reads a JSON object; members that are no fields, or stand twice, are refused.
    ///
    /// # Errors
    ///
    /// Fails where the bytes are no such object.
    pub fn from_json(file: &Path, bytes: &[u8]) -> Result<Self, DeskError> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        serde_json::from_slice(bytes).map_err(|error| {
            let place = Place::File(file.to_owned());
            let fault = Fault::of_table("json", error.to_string());
            DeskError::of_problems(vec![Problem::new(place, fault)])
        })
    }
}

impl<'de> Deserialize<'de> for Draft {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Fields)
    }
}

struct Fields;

impl<'de> Visitor<'de> for Fields {
    type Value = Draft;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with the fields of a label")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Draft, A::Error> {
        let mut draft = Draft::default();
        let mut seen = Vec::new();
        while let Some((name, value)) = map.next_entry::<String, Value>()? {
            let column = Column::parse(&name);
            let column =
                column.ok_or_else(|| Error::custom(format!("no field is called '{name}'")))?;
            if seen.contains(&column) {
                return Err(Error::custom(format!("field {name} stands twice")));
            }
            seen.push(column);
            let texts = texts(column, value);
            let wanted = if column.is_list() {
                "a list of texts"
            } else {
                "a text or a number"
            };
            let texts =
                texts.ok_or_else(|| Error::custom(format!("field {name}: expected {wanted}")))?;
            draft.set(column, texts);
        }
        Ok(draft)
    }
}

/// The texts of a value: none of null, several of a list where a list is allowed.
fn texts(column: Column, value: Value) -> Option<Vec<String>> {
    match value {
        Value::Null => Some(Vec::new()),
        Value::Array(values) if column.is_list() => values.into_iter().map(text).collect(),
        value => text(value).map(|text| vec![text]),
    }
}

fn text(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Number(number) if number.is_u64() => Some(number.to_string()),
        _ => None,
    }
}
