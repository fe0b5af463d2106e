#![allow(clippy::unwrap_used)]

use label_core::certify::{CertificateRequest, DistinguishedName, Role, certify};
use label_core::{Algorithm, Purpose, Signer as _, SigningKey};
use zeroize::Zeroizing;

use super::*;

/// A root, an intermediate and a signer below it.
fn chain() -> [Vec<u8>; 3] {
    let key = |seed| {
        let secret = Zeroizing::new([seed; 32]);
        SigningKey::from_bytes(Algorithm::Ed25519, &secret).unwrap()
    };
    let make = |seed: u8, role, issuer| {
        let request = CertificateRequest {
            subject: DistinguishedName {
                common_name: format!("Specimen {seed}"),
                organization: None,
                country: None,
            },
            public_key: key(seed).public_key(),
            serial: vec![seed],
            not_before: UnixTime::from_seconds(1_767_225_600),
            not_after: UnixTime::from_seconds(1_798_761_599),
            role,
        };
        certify(&request, &key(issuer)).unwrap()
    };
    let root = make(1, Role::Root, 1);
    let branch = make(2, Role::Intermediate { issuer: &root }, 1);
    let purpose = Purpose::LabelSigning;
    let issuer = &branch;
    let signer = make(3, Role::Signer { issuer, purpose }, 2);
    [root, branch, signer]
}

/// The trust set of a file with so many copies of the intermediate and of the signer.
fn with(branches: usize, signers: usize) -> Result<Trust, CliError> {
    let [root, branch, signer] = chain();
    let copies = [vec![root], vec![branch; branches], vec![signer; signers]].concat();
    let pem = certificates::to_pem(&copies).unwrap();
    certificates_only(Path::new("t.pem"), &pem)
}

fn fault(trust: Result<Trust, CliError>) -> Option<Error> {
    match trust {
        Err(CliError::TrustUnusable { source, .. }) => Some(source),
        _ => None,
    }
}

#[test]
fn a_signer_has_a_chain_with_each_intermediate_of_its_issuer_s_name() {
    assert_eq!(with(1, 1).unwrap().signers().count(), 1);
    assert_eq!(with(16, 16).unwrap().signers().count(), limits::SIGNERS);
}

#[test]
fn chains_are_counted_before_they_are_made() {
    assert_eq!(fault(with(16, 17)), Some(Error::TrustMalformed));
    let most = limits::PEM_CERTIFICATES - 1;
    assert_eq!(fault(with(most / 2, most / 2)), Some(Error::TrustMalformed));
    let limit = limits::PEM_CERTIFICATES;
    let error = Some(Error::InputTooLarge { limit });
    assert_eq!(fault(with(most, 1)), error);
    assert_eq!(fault(with(1_000, 1_000)), error);
}
