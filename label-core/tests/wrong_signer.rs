//! A signer that gives wrong signatures: nothing that it signed is ever given out.
#![allow(missing_docs, clippy::unwrap_used)]

use test_vectors::fixtures::owner;
use test_vectors::fixtures::reference as labels;

use label_core::certify::{CertificateRequest, DistinguishedName, Role, certify};
use label_core::scheme::Schemes;
use label_core::{
    Algorithm, Claims, Error, PreparedLabel, PublicKey, Published, Purpose, SignatureBytes,
    SignedTrustList, Signer, SigningKey, issue, sign_snapshot, sign_status_list,
};
use owner::{DAY, NOW, Owner, YEAR};

/// States one key, and signs with another or turns a bit.
struct Wrong<'a> {
    key: &'a SigningKey,
    how: How,
}

#[derive(Clone, Copy, Debug)]
enum How {
    OtherKey,
    OtherMessage,
    OneBit(usize),
    Zero,
}

const WAYS: [How; 6] = [
    How::OtherKey,
    How::OtherMessage,
    How::OneBit(0),
    How::OneBit(40),
    How::OneBit(63),
    How::Zero,
];

impl Signer for Wrong<'_> {
    type Error = Error;

    fn public_key(&self) -> PublicKey {
        self.key.public_key()
    }

    fn sign(&self, message: &[u8]) -> Result<SignatureBytes, Error> {
        match self.how {
            How::OtherKey => SigningKey::generate(self.key.algorithm())?.sign(message),
            How::OtherMessage => self.key.sign(&[message, b" "].concat()),
            How::OneBit(place) => {
                let mut signature = self.key.sign(message)?;
                signature
                    .iter_mut()
                    .skip(place)
                    .take(1)
                    .for_each(|byte| *byte ^= 1);
                Ok(signature)
            }
            How::Zero => Ok([0; 64]),
        }
    }
}

/// A step of the core gives nothing out, whichever way the signer is wrong.
fn refused<T: std::fmt::Debug>(
    key: &SigningKey,
    expected: &Error,
    step: impl Fn(&dyn Signer<Error = Error>) -> Result<T, Error>,
) {
    for how in WAYS {
        let error = step(&Wrong { key, how }).err().unwrap();
        // Zeros are not even the form of an ECDSA signature.
        let formless = matches!(how, How::Zero) && error == Error::Signature;
        assert!(error == *expected || formless, "{how:?}: {error:?}");
    }
    step(key).unwrap();
}

fn claims() -> Claims {
    let mut claims = labels::typical().unwrap();
    claims.issued = NOW - DAY;
    claims.expires = Some(NOW + YEAR);
    claims
}

#[test]
fn credentials() {
    let owner = Owner::new();
    let (signer, schemes) = (owner.labels.certificate(), Schemes::builtin());
    refused(&owner.labels.key, &Error::Signature, |key| {
        issue(&claims(), &signer, &schemes, key)
    });
    refused(&owner.labels.key, &Error::Signature, |key| {
        let prepared = PreparedLabel::new(&claims(), &signer, &schemes)?;
        let signature = key.sign(prepared.to_be_signed())?;
        prepared.finish(signature)
    });
}

#[test]
fn status_lists_and_snapshots() {
    let owner = Owner::new();
    let signer = owner.lists.certificate();
    refused(&owner.lists.key, &Error::Signature, |key| {
        sign_status_list(&owner.status, &signer, key)
    });
    let mut snapshot = owner.snapshot_at(NOW);
    let published = Published {
        status_list: [1; 32],
        filter: Some([2; 32]),
        record: None,
    };
    snapshot
        .signers
        .push((owner.labels.fingerprint(), published));
    refused(&owner.lists.key, &Error::Signature, |key| {
        sign_snapshot(&snapshot, &signer, key)
    });
}

#[test]
fn trust_lists() {
    let owner = Owner::new();
    let [root, ..] = &owner.roots;
    refused(&root.key, &Error::Signature, |key| {
        let mut list = SignedTrustList::draft(&owner.list)?;
        let signed = list.sign(&root.certificate(), key);
        assert_eq!(list.signers().count(), usize::from(signed.is_ok()));
        signed
    });
}

#[test]
fn certificates() {
    for algorithm in [Algorithm::Ed25519, Algorithm::Esp256] {
        let key = SigningKey::generate(algorithm).unwrap();
        let request = |public_key, role| CertificateRequest {
            subject: DistinguishedName {
                common_name: "Specimen".into(),
                organization: None,
                country: None,
            },
            public_key,
            serial: vec![1],
            not_before: NOW,
            not_after: NOW + YEAR,
            role,
        };
        let root = request(key.public_key(), Role::Root);
        refused(&key, &Error::CertSignature, |key| certify(&root, key));
        let issuer = certify(&root, &key).unwrap();
        let role = Role::Signer {
            issuer: &issuer,
            purpose: Purpose::LabelSigning,
        };
        let other = SigningKey::generate(algorithm).unwrap().public_key();
        let signer = request(other, role);
        refused(&key, &Error::CertSignature, |key| certify(&signer, key));
    }
}
