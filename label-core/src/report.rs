//! A verdict as data: one shape for every output that machines read.

pub(crate) mod inspect;

use serde::Serialize;

use crate::base::hex::hex;
use crate::base::time::UnixTime;
use crate::error::Error;
use crate::error::value::{ErrorValue, ErrorValues};
use crate::label::claims::{Claims, Code, SupplyChain};
use crate::label::specimen::Specimen;
use crate::label::values::Day;
use crate::scheme::{Scheme, Schemes};
use crate::trust::set::Trust;
use crate::verify::verdict::{Check, CheckName, Outcome, Verdict, VerifiedLabel, Weight};

/// A [`Verdict`] in the shape that `--json` and the web page give out.
///
/// Fields are only ever added. Times are RFC 3339 in UTC, days those of the label's zone; GTINs have 14 digits; digests are lower-case hex.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// `accepted`, `rejected` or `cannot_decide`.
    pub outcome: &'static str,
    /// The check that decided against the label; null if accepted.
    pub check: Option<&'static str>,
    /// The code of that check's finding; null if accepted.
    pub code: Option<&'static str>,
    /// The time of the check.
    pub at: String,
    /// True for a demonstration or test label.
    pub specimen: bool,
    /// The repairs that the scanned text needed.
    pub repairs: Vec<&'static str>,
    /// Every check, in order.
    pub checks: Vec<CheckReport>,
    /// The label, if its signature is right; null otherwise.
    pub label: Option<LabelReport>,
    /// The age of the lists behind the verdict.
    pub freshness: FreshnessReport,
}

/// One check.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct CheckReport {
    /// The name of the check.
    pub check: &'static str,
    /// `passed`, `failed` or `not_checked`.
    pub result: &'static str,
    /// `ok`, an error's code, or why it was not checked.
    pub code: &'static str,
    /// True where the outcome depends on it.
    pub required: bool,
    /// The error in English; null if there is none.
    pub message: Option<String>,
    /// The values that a sentence about the check names; left out where there is none.
    #[serde(skip_serializing_if = "ErrorValues::is_empty")]
    pub values: ErrorValues,
}

/// The age of the lists behind a verdict.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct FreshnessReport {
    /// The time at which the trust set was made; null where it does not say.
    pub trust_issued: Option<UnixTime>,
    /// The time by which the trust set must be renewed; null where it does not say.
    pub trust_expires: Option<UnixTime>,
    /// The time that the status list of the label's signer speaks of; null without an authentic label or a list.
    pub status_issued: Option<UnixTime>,
    /// The end of that list; null where it does not say.
    pub status_expires: Option<UnixTime>,
    /// The version of the trust list; null for an unsigned trust file.
    pub list_version: Option<u64>,
}

/// A label whose signature is right.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct LabelReport {
    /// Its claims.
    #[serde(flatten)]
    pub claims: ClaimsReport,
    /// The SHA-256 of the Sig_structure: what identifies the credential.
    pub identity: String,
    /// The algorithm that signed it.
    pub algorithm: &'static str,
    /// Its signer.
    pub signer: SignerReport,
}

/// The claims of a label, with the names from the scheme tables.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)] // the names are those of the claims
#[non_exhaustive]
pub struct ClaimsReport {
    pub registration: String,
    pub scheme: String,
    pub level: Option<u64>,
    pub level_mark: Option<String>,
    pub assessment: u64,
    pub criteria: Option<String>,
    pub holder: Option<String>,
    pub holder_id: Option<String>,
    pub product: String,
    pub models: Vec<String>,
    pub gtins: Vec<String>,
    pub category: Option<String>,
    pub supply_chain: Option<SupplyChainReport>,
    pub support_end: Option<String>,
    pub status_index: Option<u64>,
    pub evaluator: Option<String>,
    pub issued: String,
    pub expires: Option<String>,
    /// The last day of the label in its zone.
    pub expires_day: Option<String>,
    /// The zone in which the label's days are counted.
    pub zone: String,
}

/// The supply-chain check of a label.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct SupplyChainReport {
    /// 0 to 4, as in the label.
    pub status: u64,
    /// The day of the result.
    pub day: Option<String>,
}

/// The signer of a label.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct SignerReport {
    /// The subject of the certificate (RFC 4514).
    pub subject: String,
    /// The SHA-256 of the certificate.
    pub sha256: String,
}

impl Report {
    /// Puts a verdict into the common shape; the trust set that it was made with turns codes into names.
    pub fn new(verdict: &Verdict, trust: &Trust) -> Self {
        let decisive = verdict.decisive();
        let label = verdict.authentic_label();
        Self {
            outcome: verdict.outcome().code(),
            check: decisive.map(|check| check.name.code()),
            code: decisive.map(Check::code),
            at: verdict.at().to_string(),
            specimen: verdict.specimen() == Specimen::Yes,
            repairs: verdict
                .repairs()
                .iter()
                .map(|repair| repair.code())
                .collect(),
            checks: verdict
                .checks()
                .iter()
                .map(|check| CheckReport::new(check, verdict))
                .collect(),
            label: label.map(|label| LabelReport::new(label, trust.schemes())),
            freshness: FreshnessReport::new(label, trust),
        }
    }

    /// The report of an input that could not be read as far as a text, such as a picture without a
    /// symbol: no decision, and one check of the reader's own, which was not made.
    pub fn unread(
        check: &'static str,
        code: &'static str,
        message: String,
        at: UnixTime,
        trust: &Trust,
    ) -> Self {
        let reader = CheckReport {
            check,
            result: "not_checked",
            code,
            required: true,
            message: Some(message),
            values: ErrorValues::default(),
        };
        Self {
            outcome: Outcome::CannotDecide.code(),
            check: Some(check),
            code: Some(code),
            at: at.to_string(),
            specimen: trust.specimen() == Specimen::Yes,
            repairs: Vec::new(),
            checks: vec![reader],
            label: None,
            freshness: FreshnessReport::new(None, trust),
        }
    }
}

impl CheckReport {
    fn new(check: &Check, verdict: &Verdict) -> Self {
        let mut values = check.error().map(Error::values).unwrap_or_default();
        let record = verdict.record.filter(|_| check.name == CheckName::Issued);
        if let Some(record) = record {
            values.add("record", ErrorValue::Kind(record.code()));
            if let Some(number) = record.one_in() {
                values.add("one_in", ErrorValue::Number(number));
            }
        }
        Self {
            check: check.name.code(),
            result: check.result(),
            code: check.code(),
            required: check.weight == Weight::Required,
            message: check.error().map(ToString::to_string),
            values,
        }
    }
}

impl FreshnessReport {
    /// The age of a trust set, and of the lists for a label whose signature is right.
    pub fn new(label: Option<&VerifiedLabel>, trust: &Trust) -> Self {
        let lists = label
            .filter(|label| label.claims().label.status_index.is_some())
            .and_then(|label| trust.list_times_of(label.signer_fingerprint()));
        Self {
            trust_issued: trust.issued(),
            trust_expires: trust.expires(),
            status_issued: lists.map(|(issued, _)| issued),
            status_expires: lists.and_then(|(_, expires)| expires),
            list_version: trust.version().map(|list| list.version),
        }
    }
}

impl LabelReport {
    fn new(verified: &VerifiedLabel, schemes: &Schemes) -> Self {
        Self {
            claims: ClaimsReport::new(verified.claims(), schemes),
            identity: hex(verified.identity().as_bytes()),
            algorithm: verified.algorithm().name(),
            signer: SignerReport {
                subject: verified.signer().to_owned(),
                sha256: hex(verified.signer_fingerprint().as_bytes()),
            },
        }
    }
}

impl ClaimsReport {
    /// Puts claims, verified or not, into the common shape.
    pub fn new(claims: &Claims, schemes: &Schemes) -> Self {
        let label = &claims.label;
        let scheme = schemes.get(&label.scheme);
        let zone = schemes.zone(&label.scheme);
        let level = scheme
            .zip(label.level)
            .and_then(|(scheme, level)| scheme.level(level));
        let criteria = label.criteria.as_ref();
        let category = label.category.as_ref();
        Self {
            registration: claims.registration.clone(),
            scheme: scheme_name(scheme, &label.scheme),
            level: label.level,
            level_mark: level.map(|level| level.mark().to_owned()),
            assessment: label.assessment.number(),
            criteria: criteria
                .map(|code| named(scheme.and_then(|s| s.criteria_document(code)), code)),
            holder: label.holder.clone(),
            holder_id: label
                .holder_id
                .as_ref()
                .map(|id| format!("{:04}:{}", id.icd, id.id)),
            product: label.product.clone(),
            models: label.models.clone(),
            gtins: label.gtins.iter().map(ToString::to_string).collect(),
            category: category
                .map(|code| named(scheme.and_then(|s| s.category_in_english(code)), code)),
            supply_chain: label.supply_chain.map(SupplyChainReport::new),
            support_end: label.support_end.map(|end| end.to_string()),
            status_index: label.status_index,
            evaluator: label.evaluator.clone(),
            issued: claims.issued.to_string(),
            expires: claims.expires.map(|time| time.to_string()),
            expires_day: claims
                .expires
                .and_then(|end| Day::last_before(end, zone))
                .map(|day| day.to_string()),
            zone: zone.to_string(),
        }
    }
}

impl SupplyChainReport {
    fn new(check: SupplyChain) -> Self {
        Self {
            status: check.status.number(),
            day: check.day.map(|day| day.to_string()),
        }
    }
}

fn scheme_name(scheme: Option<&Scheme>, code: &Code) -> String {
    match (scheme, code) {
        (Some(scheme), _) => scheme.name().to_owned(),
        (None, Code::Number(number)) => named(Schemes::name_of(*number), code),
        (None, Code::Text(name)) => name.clone(),
    }
}

fn named(name: Option<&str>, code: &Code) -> String {
    name.map_or_else(|| code.to_string(), ToOwned::to_owned)
}
