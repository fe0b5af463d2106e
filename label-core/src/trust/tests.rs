//! Two certificates with one hint, as only 2^32 of them would show: the hint finds, the key decides.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use zeroize::Zeroizing;

use super::*;
use crate::certify::{CertificateRequest, DistinguishedName, Role, certify};
use crate::cose::Sign1;
use crate::credential::Credential;
use crate::{Algorithm, Claims, Input, Policy, Signer, SigningKey, verify};

/// 2026-11-22.
const NOW: u64 = 1_795_305_600;
const YEAR: u64 = 365 * 86_400;

fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(Algorithm::Ed25519, &Zeroizing::new([seed; 32])).unwrap()
}

fn certificate(role: Role<'_>, key: &SigningKey, issuer: &SigningKey) -> Vec<u8> {
    let subject = DistinguishedName {
        common_name: "Specimen".into(),
        organization: None,
        country: None,
    };
    let request = CertificateRequest {
        subject,
        public_key: key.public_key(),
        serial: alloc::vec![1],
        not_before: NOW - YEAR,
        not_after: NOW + 3 * YEAR,
        role,
    };
    certify(&request, issuer).unwrap()
}

/// Two label signers; the second one's hint is made that of the first.
fn trust() -> Trust {
    let root = certificate(Role::Root, &key(1), &key(1));
    let signer = |seed| {
        let role = Role::Signer {
            issuer: &root,
            purpose: Purpose::LabelSigning,
        };
        alloc::vec![certificate(role, &key(seed), &key(1))]
    };
    let builder = Trust::builder().anchor(&root);
    let builder = builder.signer(&signer(2), None).signer(&signer(3), None);
    let mut trust = builder.build().unwrap();
    trust.signers[1].hint = trust.signers[0].hint;
    trust
}

/// The checks of signer and signature for a label under that hint, and whose name the answer bears.
fn answer(trust: &Trust, by: u8) -> (&'static str, &'static str, Option<[u8; 32]>) {
    let claims = Claims {
        registration: "JC-1".into(),
        expires: Some(NOW + YEAR),
        issued: NOW - 1,
        label: crate::Label {
            scheme: crate::Code::Number(1),
            level: Some(1),
            assessment: crate::Assessment::SelfDeclared,
            criteria: None,
            holder: None,
            holder_id: None,
            product: "Specimen".into(),
            models: Vec::new(),
            gtins: Vec::new(),
            category: None,
            supply_chain: None,
            support_end: None,
            status_index: None,
            evaluator: None,
        },
    };
    let hint = trust.signers[0].hint;
    let sign1 = Sign1::prepare(Algorithm::Ed25519, None, hint, claims.encode().unwrap());
    let credential = Credential::new(sign1);
    let signature = key(by).sign(credential.to_be_signed()).unwrap();
    let bytes = credential.with_signature(signature).to_compact().unwrap();
    let verdict = verify(Input::Credential(&bytes), trust, NOW, &Policy::default());
    let code = |name| verdict.check(name).unwrap().code();
    let signer = verdict.label.as_ref();
    (
        code(crate::CheckName::Signer),
        code(crate::CheckName::Signature),
        signer.map(|label| *label.signer_fingerprint()),
    )
}

#[test]
fn of_two_certificates_with_one_hint_the_right_one_counts() {
    let mut trust = trust();
    for (by, place) in [(2, 0), (3, 1)] {
        let signer = Some(trust.signers[place].fingerprint);
        assert_eq!(answer(&trust, by), ("ok", "ok", signer));
    }
    assert_eq!(answer(&trust, 4), ("ok", "signature", None));
    // A faulty one does not stand in the way of the other.
    trust.signers[0].path = Err(Error::CertSignature);
    let signer = Some(trust.signers[1].fingerprint);
    assert_eq!(answer(&trust, 3), ("ok", "ok", signer));
    assert_eq!(answer(&trust, 2), ("ok", "signature", None));
    trust.signers[1].path = Err(Error::CertSignature);
    assert_eq!(answer(&trust, 3).0, "cert_signature");
}
