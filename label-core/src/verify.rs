//! Verification: from scanned text or bytes to a verdict.

mod expectations;
mod lists;

use crate::credential::Credential;
use crate::path::Path;
use crate::policy::{HostRule, Policy};
use crate::qr_text::{Address, QrText};
use crate::trust::{SignerEntry, Trust};
use crate::verdict::{CheckName, Finding, Gap, Verdict, VerifiedLabel, Weight};
use crate::{Claims, Error};

use Finding::{Failed, NotChecked, Passed};
use Weight::{Advisory, Required};

/// What is to be verified.
#[derive(Clone, Copy, Debug)]
pub enum Input<'a> {
    /// Text as a scanner, a keyboard or a file gives it.
    Text(&'a str),
    /// A credential's bytes, compact or full.
    Credential(&'a [u8]),
}

/// Verifies a label against what is trusted, at a time in seconds since 1970, under a policy.
///
/// Never fails: every fault becomes a line of the verdict. A check that was not made is never
/// counted as passed.
pub fn verify(input: Input<'_>, trust: &Trust, at: u64, policy: &Policy) -> Verdict {
    let mut run = Run::new(trust, at, policy);
    // A fault ends the run early; its line is in the verdict already.
    let _ = run.all(input);
    run.verdict
}

struct Run<'a> {
    trust: &'a Trust,
    at: u64,
    policy: &'a Policy,
    verdict: Verdict,
}

/// The run cannot go on; the reason is in the verdict.
struct Stop;

impl<'a> Run<'a> {
    fn new(trust: &'a Trust, at: u64, policy: &'a Policy) -> Self {
        Self {
            trust,
            at,
            policy,
            verdict: Verdict::new(at, trust.specimen()),
        }
    }

    fn all(&mut self, input: Input<'_>) -> Result<(), Stop> {
        let (credential, address) = match input {
            Input::Credential(bytes) => {
                self.set(CheckName::Text, Advisory, NotChecked(Gap::NotStated));
                (
                    self.pass(CheckName::Format, Credential::decode(bytes))?,
                    None,
                )
            }
            Input::Text(text) => {
                let text = self.pass(CheckName::Text, QrText::parse(text))?;
                self.verdict.repairs = text.repairs().to_vec();
                let credential = Credential::decode(text.credential());
                (self.pass(CheckName::Format, credential)?, Some(text))
            }
        };
        let claims = self.pass(CheckName::Claims, credential.unverified_claims())?;
        self.trust_time();
        let signer = self.signer(&credential, &claims)?;
        let path = signer.label_path().map_err(|_| Stop)?;
        let identity = credential.identity();
        self.verdict.label = Some(VerifiedLabel {
            identity,
            algorithm: credential.algorithm(),
            signer: signer.subject.clone(),
            signer_fingerprint: signer.fingerprint,
            claims: claims.clone(),
        });
        self.scope(&claims, signer);
        self.set(CheckName::Validity, Required, self.validity(&claims, path));
        self.lists(&claims, signer, &identity);
        self.set(CheckName::Scheme, Required, self.scheme(&claims));
        self.address(&claims, address.as_ref().and_then(QrText::address));
        self.expectations(&claims);
        Ok(())
    }

    /// Records a step that everything after it needs.
    fn pass<T>(&mut self, name: CheckName, result: Result<T, Error>) -> Result<T, Stop> {
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

    fn set(&mut self, name: CheckName, weight: Weight, finding: Finding) {
        self.verdict.set(name, weight, finding);
    }

    /// The error of a clock that cannot be right.
    fn clock(&self) -> Result<(), Error> {
        match self.trust.floor() {
            Some(issued) if self.at < issued => Err(Error::ClockBeforeTrust {
                at: self.at,
                issued,
            }),
            _ => Ok(()),
        }
    }

    fn trust_time(&mut self) {
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
    fn signer(
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
    fn unknown_signer(&self, claims: &Claims) -> Finding {
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

    /// What the trust list lets the signer sign.
    fn scope(&mut self, claims: &Claims, signer: &SignerEntry) {
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

    fn validity(&self, claims: &Claims, path: &Path) -> Finding {
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

    fn scheme(&self, claims: &Claims) -> Finding {
        match self.trust.schemes().get(&claims.label.scheme) {
            None => NotChecked(Gap::Because(Error::SchemeUnknown)),
            Some(scheme) => scheme.check(claims).map_or_else(Failed, |()| Passed),
        }
    }

    fn address(&mut self, claims: &Claims, address: Option<&Address>) {
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
        let (weight, finding) = match stated.is_empty() {
            true => (Advisory, NotChecked(Gap::NotStated)),
            false => (
                Required,
                expect(stated.iter().all(signed), Error::GtinPathMismatch),
            ),
        };
        self.set(CheckName::AddressGtin, weight, finding);
    }
}

/// The earlier of a stated end and an age counted from the start.
fn earliest(expires: Option<u64>, issued: Option<u64>, age: Option<u64>) -> Option<u64> {
    let aged = issued
        .zip(age)
        .map(|(issued, age)| issued.saturating_add(age));
    expires.into_iter().chain(aged).min()
}

fn expect(met: bool, error: Error) -> Finding {
    match met {
        true => Passed,
        false => Failed(error),
    }
}
