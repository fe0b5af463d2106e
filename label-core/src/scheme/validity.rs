//! The validity that a label may have.

use std::num::NonZeroU8;

use serde::Deserialize;

/// The validity that a label of a scheme may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "ValidityRule")]
pub enum Validity {
    /// At most so many calendar years from the day of issue in the scheme's zone. The same date is the
    /// last day; the last day of February stands for a 29 February that the year lacks.
    AtMostYears(NonZeroU8),
    /// The scheme's labels do not expire.
    NoExpiry,
}

/// The validity rule as it stands in JSON.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ValidityRule {
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
