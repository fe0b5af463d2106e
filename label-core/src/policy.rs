//! What the asker wants to know: the expectations that a verdict is measured against.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::{Assessment, Code, Gtin};

/// The expectations of one verification. The default asks for nothing special and forgives nothing.
///
/// As data, every field may be left out, `min_levels` is called `min_level`, words are in snake case,
/// and unknown fields are errors.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// Lowest acceptable levels; none by default.
    ///
    /// What names the label's scheme counts before what names none; of several, the highest.
    #[serde(rename = "min_level", skip_serializing_if = "is_default")]
    pub min_levels: Vec<MinLevel>,
    /// Weakest acceptable assessment; any by default.
    #[serde(skip_serializing_if = "is_default")]
    pub min_assessment: Option<Assessment>,
    /// Whether the supply-chain check must be cleared; not asked by default.
    #[serde(skip_serializing_if = "is_default")]
    pub supply_chain: SupplyChainRule,
    /// Acceptable criteria documents, by their exact identifiers; any by default.
    #[serde(skip_serializing_if = "is_default")]
    pub criteria: Vec<String>,
    /// What an ended product support means; a warning by default.
    #[serde(skip_serializing_if = "is_default")]
    pub support: SupportRule,
    /// The GTIN of the product at hand; not compared by default.
    #[serde(skip_serializing_if = "is_default")]
    pub gtin: Option<Gtin>,
    /// The model of the product at hand; not compared by default.
    #[serde(skip_serializing_if = "is_default")]
    pub model: Option<String>,
    /// What a stranger's address in the symbol means; a warning by default.
    #[serde(skip_serializing_if = "is_default")]
    pub host: HostRule,
    /// What a missing or stale status list means; no decision by default.
    #[serde(skip_serializing_if = "is_default")]
    pub status: StatusRule,
    /// Oldest acceptable trust set, in seconds; by default it holds until it says it expires.
    #[serde(skip_serializing_if = "is_default")]
    pub max_trust_age: Option<u64>,
    /// Oldest acceptable status list, in seconds; by default it holds until it says it expires.
    #[serde(skip_serializing_if = "is_default")]
    pub max_status_age: Option<u64>,
}

/// A lowest acceptable level. Levels of different schemes are never compared with each other.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct MinLevel {
    /// The scheme; `None` for whichever scheme the label is of.
    #[serde(default, skip_serializing_if = "is_default")]
    pub scheme: Option<Code>,
    /// The level on that scheme's ladder.
    pub level: u64,
}

/// What is asked of the supply-chain check.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SupplyChainRule {
    /// Nothing.
    #[default]
    NotAsked,
    /// Cleared without conditions.
    Cleared,
    /// Cleared, with or without conditions.
    ClearedOrConditional,
}

/// What an ended product support means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SupportRule {
    /// A warning.
    #[default]
    Warn,
    /// The label is rejected; so is one that states no support.
    Reject,
}

/// What an address that is not the scheme owner's means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum HostRule {
    /// A warning.
    #[default]
    Warn,
    /// The label is rejected.
    Reject,
}

/// What a status list that is missing or stale means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StatusRule {
    /// No decision is possible.
    #[default]
    Required,
    /// A warning.
    Warn,
}

/// Whether a field says nothing that leaving it out does not say.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_policy_is_read_from_data() {
        let policy: Policy = serde_json::from_str(
            r#"{"min_level":[{"scheme":"jc-star","level":3},{"level":1}],"min_assessment":"certified",
                "supply_chain":"cleared_or_conditional","gtin":"4901234567894","host":"reject"}"#,
        )
        .unwrap();
        assert_eq!(
            policy.min_levels.first().unwrap().scheme,
            Some(Code::Text("jc-star".into()))
        );
        assert_eq!(policy.min_assessment, Some(Assessment::Certified));
        assert_eq!(policy.supply_chain, SupplyChainRule::ClearedOrConditional);
        assert_eq!(policy.gtin, Some(Gtin::parse("4901234567894").unwrap()));
        assert_eq!(
            (policy.host, policy.status),
            (HostRule::Reject, StatusRule::Required)
        );
        assert_eq!(
            serde_json::from_str::<Policy>("{}").unwrap(),
            Policy::default()
        );
    }

    #[test]
    fn a_misspelt_expectation_is_an_error() {
        for json in [
            r#"{"min_levels":[]}"#,
            r#"{"gtin":"4901234567895"}"#,
            r#"{"host":"ignore"}"#,
            r#"{"min_level":[{"levels":1}]}"#,
        ] {
            assert!(serde_json::from_str::<Policy>(json).is_err(), "{json}");
        }
    }
}
