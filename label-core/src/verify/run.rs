//! One verification under way, and the checks that rest on the trust set and the label alone.

use crate::base::time::UnixTime;
use crate::error::Error;
use crate::label::claims::Claims;
use crate::label::credential::Credential;
use crate::label::qr_text::{Address, QrText};
use crate::pki::path::Path;
use crate::trust::set::Trust;
use crate::trust::signer::SignerEntry;
use crate::verify::policy::{HostRule, Policy};
use crate::verify::verdict::{CheckName, Finding, Gap, Verdict, Weight};

use Finding::{Failed, NotChecked, Passed};
use Weight::{Advisory, Required};

/// One verification under way: its arguments, and the verdict so far.
pub(crate) struct Run<'a> {
    pub(crate) trust: &'a Trust,
    pub(crate) at: UnixTime,
    pub(crate) policy: &'a Policy,
    pub(crate) verdict: Verdict,
}

/// The run cannot go on; the reason is in the verdict.
pub(crate) struct Stop;

impl<'a> Run<'a> {
    pub(crate) fn new(trust: &'a Trust, at: UnixTime, policy: &'a Policy) -> Self {
        Self {
            trust,
            at,
            policy,
            verdict: Verdict::new(at, trust.specimen()),
        }
    }

    /// Takes a scanned text apart; what a newer program may know, or no label claims to be, is left open.
    pub(crate) fn text(&mut self, scanned: &str) -> Result<QrText, Stop> {
        match QrText::parse(scanned) {
            Err(error @ (Error::DigitsVersion | Error::TextGtin)) => {
                self.set(CheckName::Text, Required, NotChecked(Gap::Because(error)));
                Err(Stop)
            }
            parsed => self.pass(CheckName::Text, parsed),
        }
    }

    /// Records a step that everything after it needs.
    pub(crate) fn pass<T>(&mut self, name: CheckName, result: Result<T, Error>) -> Result<T, Stop> {
        match result {
            Ok(value) => {
                self.set(name, Required, Passed);
                Ok(value)
            }
            Err(error) => {
                self.set(name, Required, Failed(error));
                Err(Stop)
            }
        }
    }

    pub(crate) fn set(&mut self, name: CheckName, weight: Weight, finding: Finding) {
        self.verdict.set(name, weight, finding);
    }

    /// The error of a clock that cannot be right.
    pub(crate) fn clock(&self) -> Result<(), Error> {
        match self.trust.floor() {
            Some(issued) if self.at < issued => Err(Error::ClockBeforeTrust {
                at: self.at,
                issued,
            }),
            _ => Ok(()),
        }
    }

    pub(crate) fn trust_time(&mut self) {
        let age = self.policy.max_trust_age;
        let limit = earliest(self.trust.expires(), self.trust.issued(), age);
        let (weight, finding) = match (self.clock(), limit) {
            (Err(error), _) => (Required, NotChecked(Gap::Because(error))),
            (_, Some(expires)) if self.at >= expires => {
                let error = Error::TrustExpired {
                    at: self.at,
                    expires,
                };
                (Required, NotChecked(Gap::Because(error)))
            }
            _ if self.trust.issued().is_some() => (Required, Passed),
            // Without a date a demanded age cannot be shown; without a demand there is nothing to check.
            _ if age.is_some() => (Required, NotChecked(Gap::NotStated)),
            _ => (Advisory, NotChecked(Gap::NotStated)),
        };
        self.set(CheckName::Trust, weight, finding);
    }

    /// Finds the signer whose key verifies the signature.
    pub(crate) fn signer(
        &mut self,
        credential: &Credential,
        claims: &Claims,
    ) -> Result<&'a SignerEntry, Stop> {
        let trust = self.trust;
        let mut fault = None;
        let mut verified = Err(Error::Signature);
        let mut tried = false;
        for entry in trust.candidates(credential.hint()) {
            match entry.label_path() {
                Err(error) => fault = Some(error),
                Ok(path) if path.key.algorithm() != credential.algorithm() => {
                    fault = Some(Error::AlgKeyMismatch);
                }
                Ok(path) => {
                    tried = true;
                    let signature = credential.signature();
                    verified = path
                        .key
                        .verify(credential.to_be_signed(), signature)
                        .map(|()| entry);
                    if verified.is_ok() {
                        break;
                    }
                }
            }
        }
        if !tried {
            let finding = fault.map_or_else(|| self.unknown_signer(claims), Failed);
            self.set(CheckName::Signer, Required, finding);
            return Err(Stop);
        }
        self.set(CheckName::Signer, Required, Passed);
        self.pass(CheckName::Signature, verified)
    }

    /// A current trust set names every signer of its time; an older one says nothing of later ones.
    pub(crate) fn unknown_signer(&self, claims: &Claims) -> Finding {
        let current = self
            .verdict
            .check(CheckName::Trust)
            .map(|check| &check.finding)
            == Some(&Passed);
        let named = self
            .trust
            .issued()
            .is_some_and(|issued| claims.issued < issued);
        match current && named {
            true => Failed(Error::SignerUnknown),
            false => NotChecked(Gap::Because(Error::SignerUnknown)),
        }
    }

    /// Checks that the trust list lets the signer sign such a label.
    pub(crate) fn scope(&mut self, claims: &Claims, signer: &SignerEntry) {
        let (weight, finding) = match &signer.listed {
            None => (Advisory, NotChecked(Gap::NotStated)),
            Some(listed) => {
                let signer = &listed.signer;
                let scope = signer
                    .state
                    .check(claims.issued)
                    .and_then(|()| signer.check_scope(&claims.registration, &claims.label));
                (Required, scope.map_or_else(Failed, |()| Passed))
            }
        };
        self.set(CheckName::Scope, weight, finding);
    }

    pub(crate) fn validity(&self, claims: &Claims, path: &Path) -> Finding {
        let (at, issued) = (self.at, claims.issued);
        let last = claims.expires.unwrap_or(issued);
        if issued < path.not_before || last > path.not_after {
            return Failed(Error::LabelNotNested);
        }
        if let Err(error) = self.clock() {
            return NotChecked(Gap::Because(error));
        }
        if at < path.not_before {
            return Failed(Error::CertNotYetValid {
                at,
                not_before: path.not_before,
            });
        }
        if at < issued {
            return Failed(Error::NotYetValid { at, issued });
        }
        // RFC 8392, section 3.1.4: not on or after exp.
        if let Some(expires) = claims.expires.filter(|expires| at >= *expires) {
            return Failed(Error::Expired { at, expires });
        }
        path.check_time(at).map_or_else(Failed, |()| Passed)
    }

    pub(crate) fn scheme(&self, claims: &Claims) -> Finding {
        match self.trust.schemes().get(&claims.label.scheme) {
            None => NotChecked(Gap::Because(Error::SchemeUnknown)),
            Some(scheme) => scheme.check(claims).map_or_else(Failed, |()| Passed),
        }
    }

    pub(crate) fn address(&mut self, claims: &Claims, address: Option<&Address>) {
        let hosts = self.trust.hosts();
        let (weight, finding) = match address {
            None => (Advisory, NotChecked(Gap::NotStated)),
            // Without hosts a demanded host cannot be shown; without a demand there is nothing to check.
            Some(_) if hosts.is_empty() => match self.policy.host {
                HostRule::Reject => (Required, NotChecked(Gap::NotStated)),
                HostRule::Warn => (Advisory, NotChecked(Gap::NotStated)),
            },
            Some(address)
                if address
                    .host
                    .as_ref()
                    .is_some_and(|host| hosts.contains(host)) =>
            {
                (Required, Passed)
            }
            Some(_) if self.policy.host == HostRule::Reject => {
                (Required, Failed(Error::HostUnknown))
            }
            Some(_) => (Advisory, Failed(Error::HostUnknown)),
        };
        self.set(CheckName::Host, weight, finding);
        let signed = |gtin: &u64| {
            let mut gtins = claims.label.gtins.iter();
            gtins.any(|signed| signed.number() == *gtin)
        };
        let stated = address.map(Address::gtins).unwrap_or_default();
        let (weight, finding) = if stated.is_empty() {
            (Advisory, NotChecked(Gap::NotStated))
        } else {
            let are_signed = stated.iter().all(|gtin| gtin.as_ref().is_some_and(signed));
            (Required, expect(are_signed, Error::GtinPathMismatch))
        };
        self.set(CheckName::AddressGtin, weight, finding);
    }
}

/// The earlier of a stated end and an age counted from the start.
pub(crate) fn earliest(
    expires: Option<UnixTime>,
    issued: Option<UnixTime>,
    age: Option<u64>,
) -> Option<UnixTime> {
    let aged = issued
        .zip(age)
        .map(|(issued, age)| issued.saturating_add(age));
    expires.into_iter().chain(aged).min()
}

pub(crate) fn expect(met: bool, error: Error) -> Finding {
    match met {
        true => Passed,
        false => Failed(error),
    }
}
