//! Verification: from scanned text or bytes to a verdict.

mod expectations;
mod lists;
pub(crate) mod policy;
pub(crate) mod preset;
mod run;
pub(crate) mod verdict;

use crate::base::time::UnixTime;
use crate::label::credential::Credential;
use crate::label::qr_text::QrText;
use crate::trust::set::Trust;

use policy::Policy;
use run::{Run, Stop};
use verdict::{CheckName, Finding, Gap, Verdict, VerifiedLabel, Weight};

use Finding::NotChecked;
use Weight::{Advisory, Required};

/// The label to be verified.
#[derive(Clone, Copy, Debug)]
pub enum Input<'a> {
    /// Text as a scanner, a keyboard or a file gives it.
    Text(&'a str),
    /// A credential's bytes, compact or full.
    Credential(&'a [u8]),
}

/// Verifies a label against what is trusted, at a time, under a policy.
///
/// Never fails: every fault becomes a line of the verdict. A check that was not made is never
/// counted as passed.
///
/// ```
/// use label_core::{CheckName, Error, Finding, Input, Outcome, Policy, Trust, verify};
/// # use test_vectors::fixtures::reference::{self, NOW, Owner};
/// # let owner = Owner::new(label_core::Algorithm::Esp256)?;
/// # let mut label = owner.issue(&reference::typical()?)?.to_compact()?;
///
/// let trust = Trust::from_file(&owner.trust.encode()?)?;
/// *label.last_mut().unwrap() ^= 1; // the last byte of the signature
/// let verdict = verify(Input::Credential(&label), &trust, NOW, &Policy::default());
/// assert_eq!(verdict.outcome(), Outcome::Rejected);
/// let signature = verdict.check(CheckName::Signature).unwrap();
/// assert_eq!(signature.finding, Finding::Failed(Error::Signature));
/// # Ok::<(), Error>(())
/// ```
pub fn verify(input: Input<'_>, trust: &Trust, at: UnixTime, policy: &Policy) -> Verdict {
    let mut run = Run::new(trust, at, policy);
    // A fault ends the run early; its line is in the verdict already.
    let _ = run.all(input);
    run.verdict
}

impl Run<'_> {
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
                let text = self.text(text)?;
                self.verdict.repairs = text.repairs().to_vec();
                let credential = Credential::decode(text.credential());
                (self.pass(CheckName::Format, credential)?, Some(text))
            }
        };
        // The claims are read before the signature is checked: the trust list may name the signer or not
        // by the time at which they say it signed. None of them is shown before the signature holds.
        let claims = self.pass(CheckName::Claims, credential.unverified_claims())?;
        // Before the signer: a list that is not current cannot say that a signer is unknown.
        self.trust_time();
        let signer = self.signer(&credential, &claims)?;
        // The signer was found by this path; a label must never become a verified one without it.
        let path = signer.label_path().map_err(|_| Stop)?;
        let identity = credential.identity();
        self.verdict.label = Some(VerifiedLabel {
            identity,
            algorithm: credential.algorithm(),
            signer: signer.subject.clone(),
            signer_fingerprint: signer.fingerprint,
            claims: claims.clone(),
        });
        // From here on the label is authentic, and every check is made although an earlier one failed:
        // a verdict names all that is wrong. Of several faults the first in this order decides.
        self.scope(&claims, signer);
        self.set(CheckName::Validity, Required, self.validity(&claims, path));
        self.lists(&claims, signer, identity);
        self.set(CheckName::Scheme, Required, self.scheme(&claims));
        self.address(&claims, address.as_ref().and_then(QrText::address));
        self.expectations(&claims);
        Ok(())
    }
}
