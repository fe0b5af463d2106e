//! A scheme table: its shape and its rules.

use std::borrow::Cow;
use std::num::NonZeroU8;

use serde::Deserialize;

use super::decode;
use super::lang::{Lang, List, Text, Words};
use super::validity::Validity;
use crate::base::zone::Zone;
use crate::label::claims::{Assessment, Code, SupplyChainStatus};

/// The tables that are built in, made from their JSON by the build script: a new scheme is one file.
pub(super) static BUILTIN: &[Scheme] = include!(concat!(env!("OUT_DIR"), "/tables.rs"));

/// One labelling scheme, read from its table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scheme(Table);

/// The table as it stands in JSON; every field must be there, and no other.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Table {
    #[serde(default)]
    pub(super) code: Option<u64>,
    pub(super) name: Words,
    pub(super) title: Text,
    pub(super) short_title: Text,
    pub(super) owner: Text,
    pub(super) short_owner: Text,
    pub(super) meaning: Text,
    #[serde(deserialize_with = "decode::zone")]
    pub(super) zone: Zone,
    pub(super) kinds: List<ProductKind>,
    pub(super) levels: List<Level>,
    #[serde(deserialize_with = "decode::assessments")]
    pub(super) assessments: List<Assessment>,
    pub(super) criteria: List<Criteria>,
    pub(super) categories: List<Category>,
    pub(super) validity: Validity,
    pub(super) required: List<Field>,
    pub(super) forbidden: List<Field>,
    #[serde(deserialize_with = "decode::supply_chain")]
    pub(super) supply_chain: List<SupplyChainStatus>,
    pub(super) till: Text,
    pub(super) statuses: Statuses,
    pub(super) must_say: List<Statement>,
    pub(super) must_not_say: List<Words>,
    pub(super) sources: List<Words>,
}

/// A level on a scheme's own ladder.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    pub(super) number: u64,
    pub(super) mark: Words,
    pub(super) name: Text,
    #[serde(deserialize_with = "decode::assessments")]
    pub(super) assessments: List<Assessment>,
    pub(super) meaning: Text,
}

/// A criteria document of a scheme; codes are never reused.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criteria {
    pub(super) code: u64,
    pub(super) document: Words,
    /// The levels that it is for, where that is known.
    #[serde(default)]
    pub(super) levels: Option<List<u64>>,
}

/// A product type of a scheme; codes are never reused.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    pub(super) code: u64,
    pub(super) name: Text,
}

/// The kinds of product that a scheme labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProductKind {
    /// A device that works on its own.
    Device,
    /// A part of a device.
    Part,
    /// Software.
    Software,
    /// A system of several devices or services.
    System,
}

/// The claims that a scheme may demand or exclude, under the names that errors use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // Each is documented where the claim is: `Claims` and `Label`.
pub enum Field {
    Registration,
    Expires,
    Level,
    Criteria,
    Holder,
    HolderId,
    Product,
    Models,
    Gtins,
    Category,
    SupplyChain,
    SupportEnd,
    StatusIndex,
    Evaluator,
}

/// The words for the status of a label.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Statuses {
    pub(super) valid: Text,
    pub(super) suspended: Text,
    pub(super) withdrawn: Text,
    pub(super) revoked: Text,
    pub(super) superseded: Text,
}

/// A statement that the owner demands, at some levels or, without `levels`, at all.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Statement {
    #[serde(default)]
    pub(super) levels: Option<List<u64>>,
    pub(super) text: Text,
}

impl Scheme {
    pub(super) fn of_table(table: Table) -> Self {
        Self(table)
    }

    #[cfg(feature = "wording")]
    pub(super) fn table(&self) -> &Table {
        &self.0
    }

    /// The scheme's code; none where it has only its name.
    pub fn code(&self) -> Option<u64> {
        self.0.code
    }

    /// The scheme's name, for example `jc-star`.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// True for a scheme claim that means this scheme, by code or by name.
    pub fn is(&self, scheme: &Code) -> bool {
        match scheme {
            Code::Number(number) => self.0.code == Some(*number),
            Code::Text(name) => *name == self.0.name,
        }
    }

    /// The zone in which the scheme counts its days.
    pub fn zone(&self) -> Zone {
        self.0.zone
    }

    /// The kinds of product that the scheme labels.
    pub fn kinds(&self) -> &[ProductKind] {
        &self.0.kinds
    }

    /// The levels from the lowest to the highest; none for a scheme that only grants or refuses.
    pub fn levels(&self) -> &[Level] {
        &self.0.levels
    }

    /// The level of a number.
    pub fn level(&self, number: u64) -> Option<&Level> {
        self.0.levels.iter().find(|level| level.number == number)
    }

    /// The assessments that a label with this level, or without one, may have had; `None` if the scheme
    /// has no such level, or has levels and none is given.
    pub fn assessments(&self, level: Option<u64>) -> Option<&[Assessment]> {
        match level {
            Some(number) => self.level(number).map(Level::assessments),
            None if self.0.levels.is_empty() => Some(&self.0.assessments),
            None => None,
        }
    }

    /// The criteria documents that have a code.
    pub fn criteria(&self) -> &[Criteria] {
        &self.0.criteria
    }

    /// The document that a label's criteria claim means.
    pub fn criteria_document<'a>(&'a self, criteria: &'a Code) -> Option<&'a str> {
        match criteria {
            Code::Text(document) => Some(document),
            Code::Number(number) => {
                let mut known = self.0.criteria.iter();
                Some(&known.find(|known| known.code == *number)?.document)
            }
        }
    }

    /// The product types that have a code.
    pub fn categories(&self) -> &[Category] {
        &self.0.categories
    }

    /// The product type that a label's category claim means, in English.
    pub(crate) fn category_in_english<'a>(&'a self, category: &'a Code) -> Option<&'a str> {
        match category {
            Code::Text(name) => Some(name),
            Code::Number(number) => Some(self.category(*number)?.name.get(Lang::En)),
        }
    }

    pub(super) fn category(&self, code: u64) -> Option<&Category> {
        self.0.categories.iter().find(|known| known.code == code)
    }

    /// The validity that a label may have.
    pub fn validity(&self) -> Validity {
        self.0.validity
    }

    /// The claims that a label must have.
    pub fn required(&self) -> &[Field] {
        &self.0.required
    }

    /// The claims that a label must not have.
    pub fn forbidden(&self) -> &[Field] {
        &self.0.forbidden
    }

    /// The supply-chain results that a label may state.
    pub fn supply_chain(&self) -> &[SupplyChainStatus] {
        &self.0.supply_chain
    }

    /// True where a label must state the supply-chain check.
    pub fn demands_supply_chain(&self) -> bool {
        self.0.required.contains(&Field::SupplyChain)
    }
}

impl Level {
    /// The number on the wire; a higher one is a higher level.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The mark on the label, for example `★1` or `Gold`.
    pub fn mark(&self) -> &str {
        &self.mark
    }

    /// The assessments that a product at this level may have had.
    pub fn assessments(&self) -> &[Assessment] {
        &self.assessments
    }
}

impl Criteria {
    /// The code on the wire.
    pub fn code(&self) -> u64 {
        self.code
    }

    /// The document's id with its revision.
    pub fn document(&self) -> &str {
        &self.document
    }

    /// The levels that it is for; `None` where that is not known.
    pub fn levels(&self) -> Option<&[u64]> {
        self.levels.as_deref()
    }
}

impl Category {
    /// The code on the wire.
    pub fn code(&self) -> u64 {
        self.code
    }
}
