//! Fields of a scheme table that stand in JSON as numbers.

use serde::Deserialize;
use serde::de::{Deserializer, Error as _};

use super::lang::List;
use crate::label::claims::{Assessment, SupplyChainStatus};

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
