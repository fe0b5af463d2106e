//! Policies: the expectations that a verdict is measured against.

mod data;
mod value;

use serde::Serialize;

use crate::label::claims::{Assessment, Code};
use crate::label::values::Gtin;

pub use value::{Data, DataError};

/// The expectations of one verification. The default asks for nothing special and forgives nothing.
///
/// As data, every field may be left out, `min_levels` is called `min_level`, words are in snake case,
/// and unknown fields are errors. [`Preset`](crate::Preset)s are policies for common askers.
///
/// Its fields are all there is to it, so that whoever asks writes the ones that matter over the default;
/// a new field is a new version of this crate.
///
/// ```
/// use label_core::{Gtin, HostRule, Policy};
///
/// let policy = Policy {
///     gtin: Some(Gtin::parse("4901234567894")?),
///     host: HostRule::Reject,
///     ..Policy::default()
/// };
/// let read: Policy = serde_json::from_str(r#"{"gtin": "4901234567894", "host": "reject"}"#).unwrap();
/// assert_eq!(policy, read);
/// # Ok::<(), label_core::Error>(())
/// ```
///
/// ```cddl
/// policy = {
///   ? "min_level": [* { ? "scheme": uint / tstr / null, "level": uint }]
///   ? "min_assessment": "self_declared" / "reviewed" / "evaluated" / "certified" / null
///   ? "supply_chain": "not_asked" / "cleared" / "cleared_or_conditional" ; not_asked
///   ? "criteria": [* tstr]
///   ? "support": "warn" / "reject"       ; warn
///   ? "gtin": tstr / null                ; 8, 12, 13 or 14 digits
///   ? "model": tstr / null
///   ? "host": "warn" / "reject"          ; warn
///   ? "status": "required" / "warn"      ; required
///   ? "status_grace": uint / null        ; seconds; without a limit
///   ? "issued": "required" / "warn"      ; required
///   ? "record": "any" / "exact"          ; any
///   ? "max_trust_age": uint / null       ; seconds
///   ? "max_status_age": uint / null      ; seconds
///   ? "stale_after": uint / null         ; seconds
/// }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Policy {
    /// Lowest acceptable levels; none by default.
    ///
    /// An entry that names the label's scheme counts before one that names none; of several, the highest.
    #[serde(rename = "min_level")]
    pub min_levels: Vec<MinLevel>,
    /// Weakest acceptable assessment; any by default.
    pub min_assessment: Option<Assessment>,
    /// The result that the supply-chain check must have; not asked by default.
    pub supply_chain: SupplyChainRule,
    /// Acceptable criteria documents, by their exact identifiers; any by default.
    pub criteria: Vec<String>,
    /// The meaning of an ended product support; a warning by default.
    pub support: SupportRule,
    /// The GTIN of the product at hand; not compared by default.
    pub gtin: Option<Gtin>,
    /// The model of the product at hand; not compared by default.
    pub model: Option<String>,
    /// The meaning of a stranger's address in the symbol; a warning by default.
    pub host: HostRule,
    /// The meaning of a missing or stale status list; no decision by default.
    pub status: StatusRule,
    /// The seconds after the end of a status list in which an answer that it leaves open is only a
    /// warning, where [`status`](Self::status) warns. From then on, and where there is no list, no
    /// decision is possible. By default a warning has no end. Without effect on
    /// [`StatusRule::Required`].
    ///
    /// The end of a list is what the list and its snapshot state, or the age that
    /// [`max_status_age`](Self::max_status_age) allows, whichever comes first.
    pub status_grace: Option<u64>,
    /// The meaning of a missing record of issued labels, or one older than the label; no decision by
    /// default.
    pub issued: IssuedRule,
    /// The kind that a record of issued labels must have for a label in it to pass; any by default.
    pub record: RecordRule,
    /// Oldest acceptable trust set, in seconds; by default it holds until it says it expires.
    pub max_trust_age: Option<u64>,
    /// Oldest acceptable status list, in seconds; by default it holds until it says it expires.
    pub max_status_age: Option<u64>,
    /// Age from which a status list gives a warning, in seconds; by default the one that it states.
    pub stale_after: Option<u64>,
}

/// A lowest acceptable level. Levels of different schemes are never compared with each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MinLevel {
    /// The scheme; `None` for whichever scheme the label is of.
    pub scheme: Option<Code>,
    /// The level on that scheme's ladder.
    pub level: u64,
}

/// The result that is asked of the supply-chain check.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SupplyChainRule {
    /// Nothing.
    #[default]
    NotAsked,
    /// Cleared without conditions.
    Cleared,
    /// Cleared, with or without conditions.
    ClearedOrConditional,
}

/// The meaning of an ended product support.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SupportRule {
    /// A warning.
    #[default]
    Warn,
    /// The label is rejected; so is one that states no support.
    Reject,
}

/// The meaning of an address that is not the scheme owner's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum HostRule {
    /// A warning.
    #[default]
    Warn,
    /// The label is rejected.
    Reject,
}

/// The meaning of a status list that is missing or stale.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum StatusRule {
    /// No decision is possible.
    #[default]
    Required,
    /// A warning.
    Warn,
}

/// The meaning of a label that cannot be looked up in the record of issued labels.
///
/// A label that the record shows was never issued is rejected under either rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum IssuedRule {
    /// No decision is possible.
    #[default]
    Required,
    /// A warning.
    Warn,
}

/// The kind of record that a label must be in.
///
/// A label that is only in a filter is not checked under [`Exact`](Self::Exact), and [`IssuedRule`] says what that means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum RecordRule {
    /// Whichever there is.
    #[default]
    Any,
    /// An exact record.
    Exact,
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
    fn a_policy_is_written_as_it_is_read() {
        let policy = Policy {
            min_levels: vec![
                MinLevel {
                    scheme: Some(Code::Text("jc-star".into())),
                    level: 3,
                },
                MinLevel {
                    scheme: Some(Code::Number(10)),
                    level: u64::MAX,
                },
                MinLevel {
                    scheme: None,
                    level: 0,
                },
            ],
            min_assessment: Some(Assessment::SelfDeclared),
            supply_chain: SupplyChainRule::ClearedOrConditional,
            criteria: vec!["JST-CR-01-01-2024R1".into()],
            support: SupportRule::Reject,
            gtin: Some(Gtin::parse("49012347").unwrap()),
            model: Some("SR-1\u{0}\"".into()),
            host: HostRule::Reject,
            status: StatusRule::Warn,
            status_grace: Some(0),
            issued: IssuedRule::Warn,
            record: RecordRule::Exact,
            max_trust_age: Some(u64::MAX),
            max_status_age: Some(0),
            stale_after: Some(86_400),
        };
        for policy in [policy, Policy::default()] {
            let json = serde_json::to_string(&policy).unwrap();
            assert_eq!(serde_json::from_str::<Policy>(&json).unwrap(), policy);
            assert_eq!(of_data(&json), Some(Ok(policy)));
        }
    }

    #[test]
    fn the_default_has_every_field_and_forgives_nothing() {
        let json = serde_json::to_string(&Policy::default()).unwrap();
        assert_eq!(
            json,
            r#"{"min_level":[],"min_assessment":null,"supply_chain":"not_asked","criteria":[],"#
                .to_owned()
                + r#""support":"warn","gtin":null,"model":null,"host":"warn","status":"required","#
                + r#""status_grace":null,"issued":"required","record":"any","max_trust_age":null,"max_status_age":null,"#
                + r#""stale_after":null}"#
        );
    }

    #[test]
    fn a_misspelt_expectation_is_an_error() {
        for json in [
            "[]",
            "null",
            r#"{"min_level":[{"scheme":"jc-star"}]}"#,
            r#"{"min_level":[{"level":1,"scheme":-1}]}"#,
            r#"{"min_level":[{"level":1,"scheme":true}]}"#,
            r#"{"min_level":{"level":1}}"#,
            r#"{"min_level":[[null,1]]}"#,
            r#"{"criteria":"x"}"#,
            r#"{"host":0}"#,
            r#"{"host":null}"#,
            r#"{"model":1}"#,
            r#"{"stale_after":1.5}"#,
            r#"{"min_levels":[]}"#,
            r#"{"gtin":"4901234567895"}"#,
            r#"{"host":"ignore"}"#,
            r#"{"issued":"reject"}"#,
            r#"{"record":"filter"}"#,
            r#"{"status_grace":"warn"}"#,
            r#"{"status_grace":-1}"#,
            r#"{"stale_after":"1 day"}"#,
            r#"{"max_status_age":-1}"#,
            r#"{"min_level":[{"levels":1}]}"#,
        ] {
            assert!(serde_json::from_str::<Policy>(json).is_err(), "{json}");
            assert!(of_data(json).is_none_or(|policy| policy.is_err()), "{json}");
        }
    }

    /// Of what stands twice, another language hands over one.
    #[test]
    fn an_expectation_stands_once() {
        for json in [
            r#"{"status":"warn","status":"required"}"#,
            r#"{"min_level":[{"level":1,"level":2}]}"#,
        ] {
            assert!(serde_json::from_str::<Policy>(json).is_err(), "{json}");
        }
        let twice = vec![
            ("status".into(), Data::Text("warn".into())),
            ("status".into(), Data::Text("required".into())),
        ];
        assert!(Policy::from_data(Data::Map(twice)).is_err());
    }

    /// The data that another language would hand over for JSON; none where its own parser refuses that.
    fn of_data(json: &str) -> Option<Result<Policy, DataError>> {
        fn data(value: serde_json::Value) -> Option<Data> {
            use serde_json::Value;
            Some(match value {
                Value::Null => Data::Null,
                Value::Bool(value) => Data::Bool(value),
                Value::Number(number) => Data::Number(number.as_u64()?),
                Value::String(text) => Data::Text(text),
                Value::Array(items) => {
                    Data::List(items.into_iter().map(data).collect::<Option<_>>()?)
                }
                Value::Object(entries) => {
                    let entries = entries
                        .into_iter()
                        .map(|(name, value)| Some((name, data(value)?)));
                    Data::Map(entries.collect::<Option<_>>()?)
                }
            })
        }
        let value = serde_json::from_str(json).ok()?;
        data(value).map(Policy::from_data)
    }
}
