#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use der::Decode;
use proptest::prelude::*;

use super::*;
use crate::issue::certificate::{CertificateRequest, DistinguishedName, Role, certify};
use crate::issue::key::SigningKey;

/// A signer below a root: every field and extension that this format knows.
fn signer(algorithm: Algorithm) -> Vec<u8> {
    let key = SigningKey::generate(algorithm).unwrap();
    let make = |role, name: &str| {
        let subject = DistinguishedName {
            country: Some("JP".into()),
            organization: Some("見本機関".into()),
            common_name: name.into(),
        };
        let request = CertificateRequest {
            role,
            subject,
            public_key: crate::pki::signer::Signer::public_key(&key),
            serial: vec![7; 16],
            not_before: UnixTime::from_seconds(1_800_000_000),
            not_after: UnixTime::from_seconds(1_900_000_000),
        };
        certify(&request, &key).unwrap()
    };
    let issuer = make(Role::Root, "Root");
    let purpose = Purpose::LabelSigning;
    make(
        Role::Signer {
            issuer: &issuer,
            purpose,
        },
        "Signer",
    )
}

/// Subject, issuer, validity, key, and whether the algorithm is one of this format's, or the same inside and outside.
type Facts = (
    String,
    String,
    UnixTime,
    UnixTime,
    Result<PublicKey, Error>,
    bool,
);

/// A certificate as another library reads it: the fields that count here.
fn elsewhere(der: &[u8]) -> Option<Facts> {
    let certificate = x509_cert::Certificate::from_der(der).ok()?;
    let tbs = certificate.tbs_certificate();
    let time =
        |time: x509_cert::time::Time| UnixTime::from_seconds(time.to_unix_duration().as_secs());
    Some((
        tbs.subject().to_string(),
        tbs.issuer().to_string(),
        time(tbs.validity().not_before),
        time(tbs.validity().not_after),
        PublicKey::from_spki(tbs.subject_public_key_info()),
        certificate.signature_algorithm() == tbs.signature(),
    ))
}

fn here(der: &[u8]) -> Option<Facts> {
    let certificate = Certificate::from_der(der).ok()?;
    let known = certificate.algorithm.is_some();
    Some((
        certificate.subject(),
        certificate.issuer(),
        certificate.not_before(),
        certificate.not_after(),
        certificate.public_key(),
        known,
    ))
}

#[test]
fn a_certificate_reads_as_another_library_reads_it() {
    for algorithm in [Algorithm::Ed25519, Algorithm::Esp256] {
        let der = signer(algorithm);
        assert!(here(&der).is_some());
        assert_eq!(here(&der), elsewhere(&der));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn a_damaged_certificate_is_refused_where_another_library_refuses_it(
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
        other_at in any::<prop::sample::Index>(),
        other in prop::option::of(any::<u8>()),
    ) {
        let mut der = signer(Algorithm::Esp256);
        let index = at.index(der.len());
        der[index] = byte;
        if let Some(other) = other {
            let index = other_at.index(der.len());
            der[index] = other;
        }
        // Names that have no short form here have one there.
        match (here(&der), elsewhere(&der)) {
            (Some(own), Some(other)) => {
                // Two unknown algorithms may be the same one.
                prop_assert!(own.5 <= other.5);
                prop_assert_eq!((own.2, own.3, own.4), (other.2, other.3, other.4));
            }
            (own, other) => prop_assert_eq!(own, other),
        }
    }
}
