//! How a scheme table is read from JSON.

use std::num::NonZeroU8;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _};

use super::table::{List, Table, Validity};
use crate::label::claims::{Assessment, SupplyChainStatus};
use crate::wire::text::is_forbidden;

/// Reads the JSON text; the reason names the path of the field at fault.
pub(super) fn table(json: &str) -> Result<Table, String> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let table = serde_path_to_error::deserialize(&mut deserializer)
        .map_err(|error| printable(&error.to_string()))?;
    deserializer.end().map_err(|error| error.to_string())?;
    Ok(table)
}

/// The validity rule as it stands in JSON.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ValidityRule {
    kind: ValidityKind,
    #[serde(default)]
    years: Option<NonZeroU8>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum ValidityKind {
    AtMost,
    None,
}

impl TryFrom<ValidityRule> for Validity {
    type Error = &'static str;

    fn try_from(rule: ValidityRule) -> Result<Self, Self::Error> {
        match (rule.kind, rule.years) {
            (ValidityKind::AtMost, Some(years)) => Ok(Self::AtMostYears(years)),
            (ValidityKind::None, None) => Ok(Self::NoExpiry),
            (ValidityKind::AtMost, None) => Err("at_most needs years"),
            (ValidityKind::None, Some(_)) => Err("none has no years"),
        }
    }
}

/// Reads how a product may be assessed.
pub(super) fn assessments<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<List<Assessment>, D::Error> {
    numbers(deserializer, Assessment::from_number)
}

/// Reads what may be stated about the supply-chain check.
pub(super) fn supply_chain<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<List<SupplyChainStatus>, D::Error> {
    numbers(deserializer, SupplyChainStatus::from_number)
}

/// Reads a list of the numbers that stand on the wire.
fn numbers<'de, D: Deserializer<'de>, T: Clone>(
    deserializer: D,
    value_of: fn(u64) -> Option<T>,
) -> Result<List<T>, D::Error> {
    Vec::<u64>::deserialize(deserializer)?
        .into_iter()
        .map(|number| {
            value_of(number).ok_or_else(|| D::Error::custom(format!("{number} has no meaning")))
        })
        .collect()
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
