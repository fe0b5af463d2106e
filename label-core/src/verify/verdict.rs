//! The answer: an outcome, every check as its own line, and the label once it is verified.

use crate::base::digest::{CertificateFingerprint, CredentialId};
use crate::base::time::UnixTime;
use crate::error::Error;
use crate::label::claims::Claims;
use crate::label::qr_text::Repair;
use crate::label::specimen::Specimen;
use crate::lists::record::RecordKind;
use crate::pki::key::Algorithm;

/// The result of all checks together: these three and never another, so that callers can match all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Every required check passed.
    Accepted,
    /// A required check failed.
    Rejected,
    /// No required check failed, but one could not be made.
    CannotDecide,
}

impl Outcome {
    /// The stable machine code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::CannotDecide => "cannot_decide",
        }
    }
}

macro_rules! checks {
    ($( $(#[doc = $doc:literal])+ $name:ident = $code:literal; )+) => {
        /// The checks, in the order in which they are made and shown.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum CheckName { $( $(#[doc = $doc])+ $name, )+ }

        impl CheckName {
            /// Every check, in order.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The stable machine code.
            pub fn code(self) -> &'static str {
                match self { $( Self::$name => $code, )+ }
            }
        }
    };
}

checks! {
    /// The scanned text holds a credential in digits.
    Text = "text";
    /// The credential is COSE_Sign1 in strict deterministic CBOR.
    Format = "format";
    /// The claims are complete, known and in range.
    Claims = "claims";
    /// The trust set is usable at this time.
    Trust = "trust";
    /// The signer is known and may sign labels.
    Signer = "signer";
    /// The signature is right.
    Signature = "signature";
    /// The signer may sign labels of this scheme, number and time.
    Scope = "scope";
    /// The label is valid at this time and within its signer's validity.
    Validity = "validity";
    /// The label is not revoked, suspended, withdrawn or superseded.
    Status = "status";
    /// The label is in the scheme owner's record of issued labels.
    Issued = "issued";
    /// The product is in the scheme owner's catalogue; no catalogue is read yet, so this is never more than "not checked".
    Catalogue = "catalogue";
    /// The lists are as new as they should be.
    Freshness = "freshness";
    /// The label obeys its scheme's rules.
    Scheme = "scheme";
    /// The address in the symbol is the scheme owner's.
    Host = "host";
    /// The GTIN in the address is one that was signed.
    AddressGtin = "address_gtin";
    /// The GTIN at hand is one that was signed.
    Gtin = "gtin";
    /// The model at hand is one that was signed.
    Model = "model";
    /// The level is high enough.
    Level = "level";
    /// The assessment is strong enough.
    Assessment = "assessment";
    /// The supply-chain check is cleared.
    SupplyChain = "supply_chain";
    /// The criteria are among those asked for.
    Criteria = "criteria";
    /// The product is still supported.
    Support = "support";
}

impl CheckName {
    /// The checks without which no label is accepted, whatever the policy.
    pub const ALWAYS: &'static [Self] = &[
        Self::Format,
        Self::Claims,
        Self::Signer,
        Self::Signature,
        Self::Validity,
        Self::Scheme,
    ];
}

/// The weight of a check: it decides the outcome or only warns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Weight {
    /// The outcome depends on it.
    Required,
    /// Shown, without effect on the outcome.
    Advisory,
}

/// The result of one check: these three and never another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The check was made and passed.
    Passed,
    /// The check was made and failed.
    Failed(Error),
    /// The check was not made.
    NotChecked(Gap),
}

/// The reason for which a check was not made; a new reason is a new [`Error`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gap {
    /// The answer is missing or too old.
    Because(Error),
    /// Nobody asked.
    NotAsked,
    /// An earlier check failed.
    NotReached,
    /// The label, the symbol or the trust set states nothing to check.
    NotStated,
}

/// One line of a verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// The name of the check.
    pub name: CheckName,
    /// Its weight in the outcome.
    pub weight: Weight,
    /// Its result.
    pub finding: Finding,
}

impl Check {
    /// The stable machine code of the finding: `ok`, an error's code, or why it was not checked.
    pub fn code(&self) -> &'static str {
        match &self.finding {
            Finding::Passed => "ok",
            Finding::Failed(error) | Finding::NotChecked(Gap::Because(error)) => error.code(),
            Finding::NotChecked(Gap::NotAsked) => "not_asked",
            Finding::NotChecked(Gap::NotReached) => "not_reached",
            Finding::NotChecked(Gap::NotStated) => "not_stated",
        }
    }

    /// The stable machine code of the kind of finding.
    pub fn result(&self) -> &'static str {
        match &self.finding {
            Finding::Passed => "passed",
            Finding::Failed(_) => "failed",
            Finding::NotChecked(_) => "not_checked",
        }
    }

    /// The error behind the finding.
    pub fn error(&self) -> Option<&Error> {
        match &self.finding {
            Finding::Failed(error) | Finding::NotChecked(Gap::Because(error)) => Some(error),
            _ => None,
        }
    }
}

/// A label whose signature by a trusted signer was verified; only [`verify`](crate::verify()) makes one.
///
/// It says that the scheme owner issued the label, not that the label still holds: the
/// [outcome](Verdict::outcome) says that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedLabel {
    pub(crate) claims: Claims,
    pub(crate) identity: CredentialId,
    pub(crate) algorithm: Algorithm,
    pub(crate) signer: String,
    pub(crate) signer_fingerprint: CertificateFingerprint,
}

impl VerifiedLabel {
    /// The claims of the label.
    pub fn claims(&self) -> &Claims {
        &self.claims
    }

    /// The identity of the credential: the SHA-256 of its Sig_structure.
    pub fn identity(&self) -> CredentialId {
        self.identity
    }

    /// The algorithm that signed it.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The subject of the signer's certificate (RFC 4514).
    pub fn signer(&self) -> &str {
        &self.signer
    }

    /// The SHA-256 of the signer's certificate.
    pub fn signer_fingerprint(&self) -> CertificateFingerprint {
        self.signer_fingerprint
    }
}

/// The answer to one verification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub(crate) at: UnixTime,
    pub(crate) checks: Vec<Check>,
    pub(crate) repairs: Vec<Repair>,
    pub(crate) specimen: Specimen,
    pub(crate) record: Option<RecordKind>,
    pub(crate) label: Option<VerifiedLabel>,
}

impl Verdict {
    /// The verdict where the trust set could not be loaded: it cannot be decided, and why.
    pub fn without_trust(at: UnixTime, fault: Error) -> Self {
        let mut verdict = Self::new(at, Specimen::No);
        verdict.set(
            CheckName::Trust,
            Weight::Required,
            Finding::NotChecked(Gap::Because(fault)),
        );
        verdict
    }

    /// A verdict in which nothing has been checked.
    pub(crate) fn new(at: UnixTime, specimen: Specimen) -> Self {
        let unchecked = |name: &CheckName| Check {
            name: *name,
            weight: Weight::Required,
            finding: Finding::NotChecked(Gap::NotReached),
        };
        Self {
            at,
            checks: CheckName::ALL.iter().map(unchecked).collect(),
            repairs: Vec::new(),
            specimen,
            record: None,
            label: None,
        }
    }

    /// Puts a line in its place; [`CheckName::ALWAYS`] are required whatever `weight` says.
    pub(crate) fn set(&mut self, name: CheckName, weight: Weight, finding: Finding) {
        let weight = match CheckName::ALWAYS.contains(&name) {
            true => Weight::Required,
            false => weight,
        };
        if let Some(check) = self.checks.iter_mut().find(|check| check.name == name) {
            *check = Check {
                name,
                weight,
                finding,
            };
        }
    }

    /// The result of all checks together.
    pub fn outcome(&self) -> Outcome {
        match self.decisive().map(|check| &check.finding) {
            None => Outcome::Accepted,
            Some(Finding::Failed(_)) => Outcome::Rejected,
            Some(_) => Outcome::CannotDecide,
        }
    }

    /// The check that decided against the label; `None` if it is accepted.
    ///
    /// The first required check that failed, or else the first that could not be made, before those
    /// that were not reached because of it.
    pub fn decisive(&self) -> Option<&Check> {
        let required = || {
            self.checks
                .iter()
                .filter(|check| check.weight == Weight::Required)
        };
        required()
            .find(|check| matches!(check.finding, Finding::Failed(_)))
            .or_else(|| {
                required().find(|check| {
                    !matches!(
                        check.finding,
                        Finding::Passed | Finding::NotChecked(Gap::NotReached)
                    )
                })
            })
            .or_else(|| required().find(|check| check.finding != Finding::Passed))
    }

    /// Every check, in a fixed order.
    pub fn checks(&self) -> &[Check] {
        &self.checks
    }

    /// The line of one check.
    pub fn check(&self, name: CheckName) -> Option<&Check> {
        self.checks.iter().find(|check| check.name == name)
    }

    /// The repairs that the scanned text needed.
    pub fn repairs(&self) -> &[Repair] {
        &self.repairs
    }

    /// Tells a specimen, a demonstration or test label, from a real one.
    pub fn specimen(&self) -> Specimen {
        self.specimen
    }

    /// The kind of the record of issued labels that was asked; nothing where none was at hand.
    pub fn record(&self) -> Option<RecordKind> {
        self.record
    }

    /// The time of the check.
    pub fn at(&self) -> UnixTime {
        self.at
    }

    /// The label, if the outcome is [`Outcome::Accepted`].
    pub fn accepted_label(&self) -> Option<&VerifiedLabel> {
        self.label
            .as_ref()
            .filter(|_| self.outcome() == Outcome::Accepted)
    }

    /// The label, if its signature is right: to show what was rejected or not decided.
    pub fn authentic_label(&self) -> Option<&VerifiedLabel> {
        self.label.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A verdict in which every check passed but one, which nobody made.
    fn without(missing: CheckName) -> Verdict {
        let mut verdict = Verdict::new(UnixTime::default(), Specimen::No);
        for name in CheckName::ALL.iter().filter(|name| **name != missing) {
            verdict.set(*name, Weight::Required, Finding::Passed);
        }
        verdict
    }

    #[test]
    fn nothing_makes_the_indispensable_checks_a_warning() {
        for name in CheckName::ALL {
            let mut verdict = without(*name);
            verdict.set(*name, Weight::Advisory, Finding::NotChecked(Gap::NotAsked));
            let accepted = verdict.outcome() == Outcome::Accepted;
            assert_eq!(accepted, !CheckName::ALWAYS.contains(name), "{name:?}");
        }
    }

    #[test]
    fn a_check_that_is_missing_is_never_a_pass() {
        for name in CheckName::ALL {
            let verdict = without(*name);
            let check = verdict.check(*name);
            let line = check.map(|check| (check.result(), check.code()));
            assert_eq!(line, Some(("not_checked", "not_reached")), "{name:?}");
            assert_eq!(verdict.outcome(), Outcome::CannotDecide, "{name:?}");
            assert_eq!(verdict.decisive(), check, "{name:?}");
        }
    }
}
