//! Certificates are parsed back and every field is looked at.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use x509_cert::ext::pkix::{AuthorityKeyIdentifier, ExtendedKeyUsage, SubjectKeyIdentifier};
use x509_cert::time::Time;
use zeroize::Zeroizing;

use der::Decode;
use x509_cert::ext::pkix::{BasicConstraints, KeyUsage};
use x509_cert::{Certificate, TbsCertificate};

use super::*;
use crate::issue::key::SigningKey;
use crate::pki::key::Algorithm;

fn parse(der: &[u8]) -> Result<Certificate, Error> {
    Certificate::from_der(der).map_err(|_| Error::CertMalformed)
}

fn public_key(tbs: &TbsCertificate) -> Result<PublicKey, Error> {
    PublicKey::from_spki(tbs.subject_public_key_info())
}

/// Start and end of a validity.
fn times(tbs: &TbsCertificate) -> (UnixTime, UnixTime) {
    let validity = tbs.validity();
    let time = |time: Time| UnixTime::from_seconds(time.to_unix_duration().as_secs());
    (time(validity.not_before), time(validity.not_after))
}

/// 2026-01-01T00:00:00Z.
const START: UnixTime = UnixTime::from_seconds(1_767_225_600);
const YEAR: u64 = 365 * 86_400;

fn key(algorithm: Algorithm, seed: u8) -> SigningKey {
    SigningKey::from_bytes(algorithm, &Zeroizing::new([seed; 32])).unwrap()
}

fn request<'a>(name: &str, key: &SigningKey, years: u64, role: Role<'a>) -> CertificateRequest<'a> {
    CertificateRequest {
        subject: DistinguishedName {
            common_name: name.to_string(),
            organization: Some("見本機関".to_string()),
            country: Some("JP".to_string()),
        },
        public_key: key.public_key(),
        serial: vec![0x8f, 1, 2],
        not_before: START,
        not_after: START + years * YEAR,
        role,
    }
}

fn root(key: &SigningKey) -> Vec<u8> {
    certify(&request("Root", key, 30, Role::Root), key).unwrap()
}

fn criticality(tbs: &TbsCertificate) -> Vec<(String, bool)> {
    tbs.extensions()
        .unwrap()
        .iter()
        .map(|extension| (extension.extn_id.to_string(), extension.critical))
        .collect()
}

fn listed(list: &[(&str, bool)]) -> Vec<(String, bool)> {
    list.iter()
        .map(|(oid, critical)| ((*oid).to_string(), *critical))
        .collect()
}

fn path_length(tbs: &TbsCertificate) -> Option<u8> {
    let (_, constraints) = tbs.get_extension::<BasicConstraints>().unwrap().unwrap();
    constraints.path_len_constraint
}

#[test]
fn a_root_certifies_itself() {
    for algorithm in [Algorithm::Ed25519, Algorithm::Esp256] {
        let key = key(algorithm, 1);
        let certificate = parse(&root(&key)).unwrap();
        let tbs = certificate.tbs_certificate();
        assert_eq!(tbs.version(), Version::V3);
        assert_eq!(tbs.serial_number().as_bytes(), [0, 0x8f, 1, 2]);
        assert_eq!(tbs.subject().to_string(), "CN=Root,O=見本機関,C=JP");
        assert_eq!(tbs.issuer(), tbs.subject());
        assert_eq!(public_key(tbs).unwrap(), key.public_key());
        assert_eq!(times(tbs), (START, START + 30 * YEAR));
        assert!(matches!(tbs.validity().not_before, Time::UtcTime(_)));
        assert!(matches!(tbs.validity().not_after, Time::GeneralTime(_)));
        assert_eq!(path_length(tbs), Some(1));
        assert_eq!(
            criticality(tbs),
            listed(&[
                ("2.5.29.14", false),
                ("2.5.29.15", true),
                ("2.5.29.19", true)
            ])
        );
    }
}

#[test]
fn chains_mix_the_two_algorithms() {
    let root_key = key(Algorithm::Ed25519, 1);
    let root = root(&root_key);
    let middle_key = key(Algorithm::Esp256, 2);
    let role = Role::Intermediate { issuer: &root };
    let middle = certify(&request("Middle", &middle_key, 20, role), &root_key).unwrap();
    let signer_key = key(Algorithm::Ed25519, 3);
    let role = Role::Signer {
        issuer: &middle,
        purpose: Purpose::LabelSigning,
    };
    let signer = certify(&request("Signer", &signer_key, 10, role), &middle_key).unwrap();

    assert_eq!(check_issued(&root, &root), Ok(()));
    assert_eq!(check_issued(&middle, &root), Ok(()));
    assert_eq!(check_issued(&signer, &middle), Ok(()));
    assert_eq!(check_issued(&signer, &root), Err(Error::CertIssuer));
    let middle = parse(&middle).unwrap();
    assert_eq!(path_length(middle.tbs_certificate()), Some(0));
}

#[test]
fn a_signer_has_exactly_one_purpose() {
    let root_key = key(Algorithm::Esp256, 1);
    let root = root(&root_key);
    for purpose in Purpose::ALL {
        let role = Role::Signer {
            issuer: &root,
            purpose,
        };
        let key = key(Algorithm::Esp256, 2);
        let certificate = certify(&request("Signer", &key, 10, role), &root_key).unwrap();
        let certificate = parse(&certificate).unwrap();
        let tbs = certificate.tbs_certificate();
        let (_, purposes) = tbs.get_extension::<ExtendedKeyUsage>().unwrap().unwrap();
        assert_eq!(purposes.0, [purpose.oid()]);
        let (_, usage) = tbs.get_extension::<KeyUsage>().unwrap().unwrap();
        assert_eq!(usage.0, x509_cert::ext::pkix::KeyUsages::DigitalSignature);
        assert_eq!(
            criticality(tbs),
            listed(&[
                ("2.5.29.35", false),
                ("2.5.29.14", false),
                ("2.5.29.15", true),
                ("2.5.29.37", true)
            ])
        );
        assert_eq!(authority_of(tbs), identifier_of(&root));
    }
}

fn authority_of(tbs: &TbsCertificate) -> Vec<u8> {
    let (_, authority) = tbs
        .get_extension::<AuthorityKeyIdentifier>()
        .unwrap()
        .unwrap();
    authority.key_identifier.unwrap().as_bytes().to_vec()
}

fn identifier_of(der: &[u8]) -> Vec<u8> {
    let certificate = parse(der).unwrap();
    let tbs = certificate.tbs_certificate();
    let (_, subject) = tbs
        .get_extension::<SubjectKeyIdentifier>()
        .unwrap()
        .unwrap();
    assert_eq!(subject.0.as_bytes().len(), 20);
    subject.0.as_bytes().to_vec()
}

#[test]
fn an_issuer_must_be_allowed_to_issue() {
    let (root_key, key) = (key(Algorithm::Ed25519, 1), key(Algorithm::Ed25519, 2));
    let root = root(&root_key);
    let sub = |issuer| Role::Intermediate { issuer };
    let sign = |issuer| Role::Signer {
        issuer,
        purpose: Purpose::LabelSigning,
    };
    let middle = certify(&request("Middle", &key, 20, sub(&root)), &root_key).unwrap();
    let signer = certify(&request("Signer", &key, 10, sign(&root)), &root_key).unwrap();
    for (request, signed_with, error) in [
        (
            request("X", &key, 31, sign(&root)),
            &root_key,
            Error::CertNotNested,
        ),
        (
            request("X", &key, 10, sign(&root)),
            &key,
            Error::CertKeyMismatch,
        ),
        (
            request("X", &key, 10, Role::Root),
            &root_key,
            Error::CertKeyMismatch,
        ),
        (
            request("X", &key, 10, sub(&middle)),
            &key,
            Error::CertPathLength,
        ),
        (
            request("X", &key, 10, sign(&signer)),
            &key,
            Error::CertNotCa,
        ),
        (
            request("X", &key, 10, sign(&[0; 9])),
            &key,
            Error::CertMalformed,
        ),
    ] {
        assert_eq!(certify(&request, signed_with), Err(error));
    }
}

#[test]
fn names_serials_and_times_out_of_range_are_refused() {
    let key = key(Algorithm::Ed25519, 1);
    let range = |claim| Error::ClaimRange { claim };
    let alter = |change: &dyn Fn(&mut CertificateRequest<'_>)| {
        let mut request = request("Root", &key, 1, Role::Root);
        change(&mut request);
        certify(&request, &key).unwrap_err()
    };
    assert_eq!(alter(&|r| r.serial = vec![]), range("serial number"));
    assert_eq!(alter(&|r| r.serial = vec![0, 0]), range("serial number"));
    assert_eq!(
        alter(&|r| r.serial = vec![0x80; 20]),
        range("serial number")
    );
    assert_eq!(alter(&|r| r.not_after = START - 1), range("validity"));
    assert_eq!(
        alter(&|r| r.not_after = UnixTime::from_seconds(u64::MAX)),
        range("validity")
    );
    assert_eq!(
        alter(&|r| r.subject.country = Some("jp".into())),
        range("country")
    );
    let claim = "common name";
    assert_eq!(
        alter(&|r| r.subject.common_name.clear()),
        Error::ClaimEmpty { claim }
    );
    assert_eq!(
        alter(&|r| r.subject.common_name = "語".repeat(65)),
        Error::ClaimTooLong { claim }
    );
    for hidden in ['\u{1b}', '\u{202e}', '\u{2028}', '\u{e000}'] {
        assert_eq!(
            alter(&|r| r.subject.common_name.push(hidden)),
            Error::TextCharacter { claim }
        );
    }
}

#[test]
fn a_serial_of_twenty_bytes_is_kept_whole() {
    let key = key(Algorithm::Ed25519, 1);
    let mut request = request("Root", &key, 1, Role::Root);
    request.serial = vec![0x7f; 20];
    let certificate = parse(&certify(&request, &key).unwrap()).unwrap();
    assert_eq!(
        certificate.tbs_certificate().serial_number().as_bytes(),
        [0x7f; 20]
    );
}

#[test]
fn raw_certificates_can_be_faulty() {
    let root_key = key(Algorithm::Ed25519, 1);
    let root = root(&root_key);
    let leaf_key = key(Algorithm::Ed25519, 2);
    let role = Role::Signer {
        issuer: &root,
        purpose: Purpose::LabelSigning,
    };
    let fields = TbsFields::new(&request("X", &leaf_key, 1, role), &root_key.public_key()).unwrap();

    let mut bare = fields.clone();
    bare.extensions.clear();
    let bare = parse(&certify_raw(&bare, &root_key).unwrap()).unwrap();
    assert!(bare.tbs_certificate().extensions().is_none());

    let mut weak = fields.clone();
    weak.public_key.subject_public_key = der::asn1::BitString::from_bytes(&[0; 32]).unwrap();
    let weak = parse(&certify_raw(&weak, &root_key).unwrap()).unwrap();
    assert_eq!(public_key(weak.tbs_certificate()), Err(Error::CertKeyWeak));

    let other_key = certify_raw(&fields, &leaf_key).unwrap();
    assert_eq!(check_issued(&other_key, &root), Err(Error::CertSignature));
    assert_eq!(
        check_issued(&certify_raw(&fields, &root_key).unwrap(), &root),
        Ok(())
    );
}
