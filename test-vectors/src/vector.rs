//! The vector format: what one JSON file says.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Error;

/// One test vector: an input with at most one fault, and what a verifier must say to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vector {
    /// The area, an underscore and the mutation; the file's name without `.json`.
    pub id: String,
    /// One sentence for people.
    pub description: String,
    /// What is verified.
    pub input: Input,
    /// The name of the trust file: `trust/<name>.cbor`.
    pub trust: String,
    /// The time of the check (RFC 3339).
    pub time: String,
    /// What the asker demands; nothing by default.
    pub policy: Policy,
    /// The right answer.
    pub expect: Expect,
}

/// What is verified: exactly one of `text` and `credential_hex`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// Text as a scanner or a keyboard gives it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The bytes of a credential, in hexadecimal digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credential_hex: Option<String>,
    /// Beside `text`, for information: the bytes of the credential that the text was made from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hex: Option<String>,
    /// For information: the credential in diagnostic notation (RFC 8949, section 8).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub diag: Option<String>,
}

/// What the asker demands; every key may be left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Policy {
    /// Lowest acceptable levels; the first that is for the label's scheme counts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub min_level: Vec<MinLevel>,
    /// Weakest acceptable assessment, as the number in the label.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_assessment: Option<u64>,
    /// What is asked of the supply-chain check.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supply_chain: Option<SupplyChainRule>,
    /// Acceptable criteria documents.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub criteria: Vec<String>,
    /// The GTIN of the product at hand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gtin: Option<String>,
    /// The model of the product at hand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// What a stranger's address means; a warning by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<HostRule>,
    /// What a missing or stale status list means; no decision by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<StatusRule>,
    /// What an ended product support means; a warning by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub support: Option<SupportRule>,
    /// Oldest acceptable trust set, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_trust_age: Option<u64>,
    /// Oldest acceptable status list, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_status_age: Option<u64>,
}

/// A lowest acceptable level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MinLevel {
    /// The scheme; whichever the label is of where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheme: Option<Scheme>,
    /// The level on that scheme's ladder.
    pub level: u64,
}

/// A scheme by its code or its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Scheme {
    /// The code.
    Code(u64),
    /// The name.
    Name(String),
}

/// What is asked of the supply-chain check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SupplyChainRule {
    /// Cleared without conditions.
    Cleared,
    /// Cleared, with or without conditions.
    ClearedOrConditional,
}

/// What a stranger's address means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HostRule {
    /// A warning.
    Warn,
    /// A rejection.
    Reject,
}

/// What a missing or stale status list means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatusRule {
    /// No decision.
    Required,
    /// A warning.
    Warn,
}

/// What an ended product support means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SupportRule {
    /// A warning.
    Warn,
    /// A rejection.
    Reject,
}

/// The right answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// `accepted`, `rejected` or `cannot_decide`.
    pub outcome: String,
    /// The check that decides against the label; null for accepted ones.
    pub check: Option<String>,
    /// The code of that check; null for accepted ones.
    pub code: Option<String>,
    /// What had to be put right in the scanned text, in the order of the format's table.
    pub repairs: Vec<String>,
    /// The codes of further checks that this vector is about.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub lines: BTreeMap<String, String>,
}

impl Policy {
    /// The policy in the verifier's terms.
    pub(crate) fn to_core(&self, id: &str) -> Result<label_core::Policy, Error> {
        let gtin = self.gtin.as_deref().map(label_core::Gtin::parse);
        let assessment = |number| {
            label_core::Assessment::from_number(number)
                .ok_or_else(|| Error::vector(id, "min_assessment is not an assessment"))
        };
        Ok(label_core::Policy {
            min_levels: self.min_level.iter().map(MinLevel::to_core).collect(),
            min_assessment: self.min_assessment.map(assessment).transpose()?,
            supply_chain: match self.supply_chain {
                None => label_core::SupplyChainRule::NotAsked,
                Some(SupplyChainRule::Cleared) => label_core::SupplyChainRule::Cleared,
                Some(SupplyChainRule::ClearedOrConditional) => {
                    label_core::SupplyChainRule::ClearedOrConditional
                }
            },
            criteria: self.criteria.clone(),
            support: match self.support {
                Some(SupportRule::Reject) => label_core::SupportRule::Reject,
                _ => label_core::SupportRule::Warn,
            },
            gtin: gtin
                .transpose()
                .map_err(|error| Error::vector(id, &error))?,
            model: self.model.clone(),
            host: match self.host {
                Some(HostRule::Reject) => label_core::HostRule::Reject,
                _ => label_core::HostRule::Warn,
            },
            status: match self.status {
                Some(StatusRule::Warn) => label_core::StatusRule::Warn,
                _ => label_core::StatusRule::Required,
            },
            max_trust_age: self.max_trust_age,
            max_status_age: self.max_status_age,
        })
    }
}

impl MinLevel {
    fn to_core(&self) -> label_core::MinLevel {
        label_core::MinLevel {
            scheme: self.scheme.as_ref().map(|scheme| match scheme {
                Scheme::Code(code) => label_core::Code::Number(*code),
                Scheme::Name(name) => label_core::Code::Text(name.clone()),
            }),
            level: self.level,
        }
    }
}
