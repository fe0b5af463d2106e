//! The vector format: what one JSON file says.

use std::collections::BTreeMap;

use label_core::Policy;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// One test vector: an input with at most one fault, and what a verifier must say to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vector {
    /// The area, an underscore and the mutation; the file's name without `.json`.
    pub id: String,
    /// One sentence for people.
    pub description: String,
    /// The input of the verification.
    pub input: Input,
    /// The trust set, by name: `trust/<name>.cbor` is a trust file, a bundle or a store.
    pub trust: String,
    /// The fingerprint of the root set that a first bundle must have, in hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub root_set: Option<String>,
    /// The number of zero bytes that follow the file, for files that would be too large to keep.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zeros: Option<usize>,
    /// The part that a store takes before the check.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub update: Option<Update>,
    /// The time of the check (RFC 3339).
    pub time: String,
    /// The demands of the asker, in the form of [`label_core::Policy`]: every key may be left out.
    #[serde(deserialize_with = "policy")]
    pub policy: Value,
    /// The right answer.
    pub expect: Expect,
}

/// A bundle or part for a store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Update {
    /// Its name: `trust/<part>.cbor`.
    pub part: String,
    /// The time of the update (RFC 3339).
    pub time: String,
}

/// The input of a verification: exactly one of `text` and `credential_hex`.
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
    /// The repairs to the scanned text, in the order of the format's table.
    pub repairs: Vec<String>,
    /// The result of the update: `ok`, or the code of its refusal; there if there is an update.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub update: Option<String>,
    /// The kind of the record of issued labels that was asked; left out where the vector is not about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// The codes of further checks that this vector is about.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub lines: BTreeMap<String, String>,
}

/// Keeps a policy as it is written, having checked that it is one.
fn policy<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Policy::deserialize(&value).map_err(D::Error::custom)?;
    Ok(value)
}
