//! The claims of a credential, and the label map inside.

use serde::Serialize;

use crate::base::time::UnixTime;
use crate::label::values::{Day, Gtin, SupportEnd};

/// The claims of a credential (CWT claims, RFC 8392, with one private claim).
///
/// Like [`Label`], a plain struct: a new claim is a new version of the format, and whoever issues labels
/// is to decide about it.
///
/// ```cddl
/// claims = {
///   2 => text-claim         ; registration number
///   ? 4 => seconds          ; exp
///   6 => seconds            ; iat
///   -65537 => label
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// Registration number as printed on the label; opaque, never parsed.
    pub registration: String,
    /// The expiry of the label; absent only where the scheme has none.
    pub expires: Option<UnixTime>,
    /// The issue time of the label.
    pub issued: UnixTime,
    /// The grant: scheme, level, holder and product.
    pub label: Label,
}

/// The label map.
///
/// ```cddl
/// label = {
///   1 => code               ; scheme
///   ? 2 => uint             ; level on the scheme's own ladder
///   3 => 0..3               ; assessment
///   ? 4 => code             ; criteria
///   ? 5 => text-claim       ; holder
///   ? 6 => [icd: 0..9999, id: code] ; holder id (ISO 6523)
///   7 => text-claim         ; product
///   ? 8 => [1*64 text-claim] ; models
///   ? 9 => [1*64 gtin]      ; GTINs
///   ? 10 => code            ; category
///   ? 11 => [status: 0..4, ? day: day] ; supply-chain check
///   ? 12 => support-end
///   ? 13 => uint            ; index into the signer's status list
///   ? 14 => text-claim      ; evaluator
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The scheme: its code in the scheme table, or its name where none is assigned.
    pub scheme: Code,
    /// The level on the scheme's own ladder; absent where the scheme has one level only.
    pub level: Option<u64>,
    /// The assessment of the product.
    pub assessment: Assessment,
    /// The criteria document with its revision.
    pub criteria: Option<Code>,
    /// The holder of the label.
    pub holder: Option<String>,
    /// The holder in a register of organisations.
    pub holder_id: Option<HolderId>,
    /// Product or family name.
    pub product: String,
    /// Model numbers that this credential covers.
    pub models: Vec<String>,
    /// GTINs that this credential covers.
    pub gtins: Vec<Gtin>,
    /// Product type.
    pub category: Option<Code>,
    /// Supply-chain check.
    pub supply_chain: Option<SupplyChain>,
    /// The end of the product's support.
    pub support_end: Option<SupportEnd>,
    /// Index into the signer's status list.
    pub status_index: Option<u64>,
    /// Laboratory or certification body, where the scheme names one.
    pub evaluator: Option<String>,
}

impl Label {
    /// The GTIN, where there is exactly one: the address in the symbol then names it.
    pub fn only_gtin(&self) -> Option<Gtin> {
        match self.gtins.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }
}

/// A code from a scheme table, or text where no code is assigned.
///
/// ```cddl
/// code = uint / text-claim
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(untagged)]
pub enum Code {
    /// A code from an append-only table.
    Number(u64),
    /// The text itself.
    Text(String),
}

/// The assessment of a product, from the weakest to the strongest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Assessment {
    /// 0: the applicant's own declaration.
    SelfDeclared,
    /// 1: the applicant's own declaration, reviewed by a laboratory.
    Reviewed,
    /// 2: evaluated by a laboratory.
    Evaluated,
    /// 3: certified.
    Certified,
}

impl Assessment {
    /// The number on the wire.
    pub fn number(self) -> u64 {
        match self {
            Self::SelfDeclared => 0,
            Self::Reviewed => 1,
            Self::Evaluated => 2,
            Self::Certified => 3,
        }
    }

    /// The assessment of a number on the wire.
    pub fn from_number(number: u64) -> Option<Self> {
        [
            Self::SelfDeclared,
            Self::Reviewed,
            Self::Evaluated,
            Self::Certified,
        ]
        .into_iter()
        .find(|assessment| assessment.number() == number)
    }
}

/// An organisation in a register that ISO 6523 numbers, for example `[188, 1234567890123]` for a
/// Japanese corporate number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HolderId {
    /// International code designator, 0 to 9999.
    pub icd: u64,
    /// The organisation's number, or its text where it has letters or leading zeros.
    pub id: Code,
}

/// Result of the supply-chain check that some schemes make before they grant a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SupplyChain {
    /// The result.
    pub status: SupplyChainStatus,
    /// The day of the result.
    pub day: Option<Day>,
}

/// Result of a supply-chain check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SupplyChainStatus {
    /// 0: not performed.
    NotPerformed,
    /// 1: cleared.
    Cleared,
    /// 2: cleared with conditions.
    ClearedWithConditions,
    /// 3: declared by the applicant.
    Declared,
    /// 4: the scheme has no such check.
    NotPartOfScheme,
}

impl SupplyChainStatus {
    /// The number on the wire.
    pub fn number(self) -> u64 {
        match self {
            Self::NotPerformed => 0,
            Self::Cleared => 1,
            Self::ClearedWithConditions => 2,
            Self::Declared => 3,
            Self::NotPartOfScheme => 4,
        }
    }

    /// The status of a number on the wire.
    pub fn from_number(number: u64) -> Option<Self> {
        [
            Self::NotPerformed,
            Self::Cleared,
            Self::ClearedWithConditions,
            Self::Declared,
            Self::NotPartOfScheme,
        ]
        .into_iter()
        .find(|status| status.number() == number)
    }
}

/// Writes the number or the text as it is; text from a label is escaped where it is shown.
impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => f.write_str(text),
        }
    }
}
