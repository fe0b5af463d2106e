//! Two certificates whose hints are the same: nobody has such, so the hints are set here.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use zeroize::Zeroizing;

use super::*;
use crate::issue::certificate::{CertificateRequest, DistinguishedName, Role, certify};
use crate::issue::key::SigningKey;
use crate::issue::label::issue;
use crate::pki::certificate::Certificate;
use crate::pki::key::Algorithm;
use crate::pki::purpose::Purpose;
use crate::pki::signer::Signer;
use crate::scheme::tests::small;
use crate::verify::policy::Policy;
use crate::verify::verdict::Outcome;
use crate::verify::{Input, verify};

/// A certificate and its key; below an issuer, one that signs labels.
fn identity(name: &str, seed: u8, issuer: Option<&(SigningKey, Vec<u8>)>) -> (SigningKey, Vec<u8>) {
    let key = SigningKey::from_bytes(Algorithm::Ed25519, &Zeroizing::new([seed; 32])).unwrap();
    let claims = small();
    let request = CertificateRequest {
        subject: DistinguishedName {
            common_name: name.into(),
            organization: None,
            country: None,
        },
        public_key: key.public_key(),
        serial: vec![seed],
        not_before: claims.issued,
        not_after: claims.expires.unwrap(),
        role: issuer.map_or(Role::Root, |(_, issuer)| Role::Signer {
            issuer,
            purpose: Purpose::LabelSigning,
        }),
    };
    let der = certify(&request, issuer.map_or(&key, |(key, _)| key)).unwrap();
    (key, der)
}

/// A trust set of two signers that share the hint of the first, and the first one's label.
fn twins() -> (Trust, Vec<u8>) {
    let root = identity("Root", 1, None);
    let [one, other] = [2, 3].map(|seed| identity("Signer", seed, Some(&root)));
    let builder = Trust::builder().anchor(&root.1);
    let builder = builder.signer(std::slice::from_ref(&one.1), None);
    let mut trust = builder.signer(&[other.1], None).build().unwrap();
    trust.signers[1].hint = trust.signers[0].hint;
    let certificate = Certificate::from_der(&one.1).unwrap();
    let mut claims = small();
    claims.label.status_index = None;
    let label = issue(&claims, &certificate, &Schemes::builtin(), &one.0).unwrap();
    (trust, label.to_compact().unwrap())
}

/// Outcome and decisive code.
fn answer(trust: &Trust, label: &[u8]) -> (Outcome, &'static str) {
    let at = small().issued + 1;
    let verdict = verify(Input::Credential(label), trust, at, &Policy::default());
    let code = verdict.decisive().map_or("", |check| check.code());
    (verdict.outcome(), code)
}

#[test]
fn each_certificate_that_a_hint_may_mean_is_tried() {
    let (mut trust, label) = twins();
    assert_eq!(answer(&trust, &label), (Outcome::Accepted, ""));
    trust.signers.reverse();
    assert_eq!(answer(&trust, &label), (Outcome::Accepted, ""));
}

#[test]
fn a_twin_neither_helps_nor_harms() {
    let (mut trust, mut label) = twins();
    // The twin's fault is not the signer's.
    trust.signers[1].path = Err(Error::CertNotNested);
    assert_eq!(answer(&trust, &label), (Outcome::Accepted, ""));
    // The signer's fault is not forgiven for the twin, whose key does not verify the label.
    let (mut trust, _) = twins();
    trust.signers[0].path = Err(Error::CertNotNested);
    assert_eq!(answer(&trust, &label), (Outcome::Rejected, "signature"));
    // And what neither signed is forged.
    *label.last_mut().unwrap() ^= 1;
    let (trust, _) = twins();
    assert_eq!(answer(&trust, &label), (Outcome::Rejected, "signature"));
}
