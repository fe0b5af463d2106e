//! Fields of a scheme table that stand in JSON as numbers.

use serde::Deserialize;
use serde::de::{Deserializer, Error as _};

use super::lang::List;
use crate::base::zone::Zone;
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

/// Reads the zone in which days are counted.
pub(super) fn zone<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Zone, D::Error> {
    let text = String::deserialize(deserializer)?;
    Zone::parse(&text).ok_or_else(|| {
        let expected = "expected an offset from -12:00 to +14:00, for example +09:00";
        D::Error::custom(format!("'{text}' is no zone; {expected}"))
    })
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
