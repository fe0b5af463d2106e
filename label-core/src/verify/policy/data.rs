//! Policies as data.
//!
//! Derived code would also read lists in place of maps and numbers in place of words, which nobody may
//! write. It would save 150 lines here, and add 1,246 bytes in Brotli (120,918 to 122,164) to what a
//! browser downloads.

use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, Visitor};

use super::{
    HostRule, IssuedRule, MinLevel, Policy, RecordRule, StatusRule, SupplyChainRule, SupportRule,
};
use crate::label::claims::{Assessment, Code};

/// Reads and writes the variants of an enumeration as words.
macro_rules! words {
    ($kind:ident { $($variant:ident = $word:literal),+ $(,)? }) => {
        impl serde::Serialize for $kind {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(match self { $(Self::$variant => $word,)+ })
            }
        }

        impl<'de> Deserialize<'de> for $kind {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                match String::deserialize(deserializer)?.as_str() {
                    $($word => Ok(Self::$variant),)+
                    word => Err(D::Error::unknown_variant(word, &[$($word),+])),
                }
            }
        }
    };
}

words! { Assessment {
    SelfDeclared = "self_declared",
    Reviewed = "reviewed",
    Evaluated = "evaluated",
    Certified = "certified",
} }
words! { SupplyChainRule {
    NotAsked = "not_asked",
    Cleared = "cleared",
    ClearedOrConditional = "cleared_or_conditional",
} }
words! { SupportRule { Warn = "warn", Reject = "reject" } }
words! { HostRule { Warn = "warn", Reject = "reject" } }
words! { StatusRule { Required = "required", Warn = "warn" } }
words! { IssuedRule { Required = "required", Warn = "warn" } }
words! { RecordRule { Any = "any", Exact = "exact" } }

/// The fields of a policy.
const FIELDS: &[&str] = &[
    "min_level",
    "min_assessment",
    "supply_chain",
    "criteria",
    "support",
    "gtin",
    "model",
    "host",
    "status",
    "status_grace",
    "issued",
    "record",
    "max_trust_age",
    "max_status_age",
    "stale_after",
];

const LEVEL_FIELDS: &[&str] = &["scheme", "level"];

/// Reads the name of a field, which must be one of these.
struct OneOf(&'static [&'static str]);

impl<'de> DeserializeSeed<'de> for OneOf {
    type Value = &'static str;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<&'static str, D::Error> {
        let name = String::deserialize(deserializer)?;
        let field = self.0.iter().find(|field| **field == name);
        field
            .copied()
            .ok_or_else(|| D::Error::unknown_field(&name, self.0))
    }
}

/// The next field of a map in which none may stand twice.
fn next_field<'de, M: MapAccess<'de>>(
    map: &mut M,
    fields: &'static [&'static str],
    seen: &mut Vec<&'static str>,
) -> Result<Option<&'static str>, M::Error> {
    let Some(field) = map.next_key_seed(OneOf(fields))? else {
        return Ok(None);
    };
    if seen.contains(&field) {
        return Err(M::Error::duplicate_field(field));
    }
    seen.push(field);
    Ok(Some(field))
}

impl<'de> Deserialize<'de> for Policy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(PolicyVisitor)
    }
}

struct PolicyVisitor;

impl<'de> Visitor<'de> for PolicyVisitor {
    type Value = Policy;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a policy")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Policy, M::Error> {
        let mut policy = Policy::default();
        let mut seen = Vec::new();
        while let Some(field) = next_field(&mut map, FIELDS, &mut seen)? {
            match field {
                "min_level" => policy.min_levels = map.next_value()?,
                "min_assessment" => policy.min_assessment = map.next_value()?,
                "supply_chain" => policy.supply_chain = map.next_value()?,
                "criteria" => policy.criteria = map.next_value()?,
                "support" => policy.support = map.next_value()?,
                "gtin" => policy.gtin = map.next_value()?,
                "model" => policy.model = map.next_value()?,
                "host" => policy.host = map.next_value()?,
                "status" => policy.status = map.next_value()?,
                "status_grace" => policy.status_grace = map.next_value()?,
                "issued" => policy.issued = map.next_value()?,
                "record" => policy.record = map.next_value()?,
                "max_trust_age" => policy.max_trust_age = map.next_value()?,
                "max_status_age" => policy.max_status_age = map.next_value()?,
                _ => policy.stale_after = map.next_value()?,
            }
        }
        Ok(policy)
    }
}

impl<'de> Deserialize<'de> for MinLevel {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MinLevelVisitor)
    }
}

struct MinLevelVisitor;

impl<'de> Visitor<'de> for MinLevelVisitor {
    type Value = MinLevel;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a lowest level")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<MinLevel, M::Error> {
        let (mut scheme, mut level) = (None, None);
        let mut seen = Vec::new();
        while let Some(field) = next_field(&mut map, LEVEL_FIELDS, &mut seen)? {
            match field {
                "scheme" => scheme = map.next_value()?,
                _ => level = Some(map.next_value()?),
            }
        }
        let level = level.ok_or_else(|| M::Error::missing_field("level"))?;
        Ok(MinLevel { scheme, level })
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(CodeVisitor)
    }
}

struct CodeVisitor;

impl Visitor<'_> for CodeVisitor {
    type Value = Code;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a code or a text")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Code, E> {
        Ok(Code::Number(number))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Code, E> {
        let code = u64::try_from(number).map(Code::Number);
        code.map_err(|_| E::custom("a code is not negative"))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Code, E> {
        Ok(Code::Text(text.into()))
    }
}
