//! The path from a signer to a trusted root.

mod altered;
mod anchors;

use core::time::Duration;

use der::DateTime;
use der::asn1::{Any, OctetString};
use der::oid::ObjectIdentifier;
use label_core::Algorithm;
use label_core::certify::TbsFields;
use x509_cert::ext::pkix::AuthorityKeyIdentifier;
use x509_cert::spki::AlgorithmIdentifierOwned;
use x509_cert::time::{Time, Validity};

use super::certificate::{below_faulty, constraints, put};
use crate::generate::case::Case;
use crate::generate::draft::Draft;
use crate::generate::fixed;
use crate::generate::identity::Identity;
use crate::generate::times::{
    INTERMEDIATE_END, INTERMEDIATE_START, ROOT_END, ROOT_START, SIGNER_END, SIGNER_START,
};
use crate::generate::world::{World, encode};

pub(super) fn cases(world: &World) -> Vec<Case> {
    [
        fields(world),
        altered::cases(world),
        intermediates(world),
        intermediate_limits(world),
        lengths(world),
        anchors::cases(world),
    ]
    .concat()
}

fn case(world: &World, name: &str, description: &str, signer: &Identity, root: &Identity) -> Case {
    Case::draft(&format!("path_{name}"), description, &Draft::full(signer))
        .own_trust(encode(&world.only(signer, root)))
}

/// A signer certificate whose fields do not fit its issuer.
type Fault = (&'static str, &'static str, fn(&mut TbsFields), &'static str);

const FIELDS: &[Fault] = &[
    (
        "issuer_name",
        "The signer certificate names another issuer.",
        |f| f.issuer = f.subject.clone(),
        "chain_no_anchor",
    ),
    (
        "authority_key",
        "The signer certificate names another key of its issuer.",
        |f| put(f, false, &authority_key(&[7; 20])),
        "chain_no_anchor",
    ),
    (
        "ends_after_root",
        "The signer certificate outlives the root by a second.",
        |f| f.validity = validity(SIGNER_START, ROOT_END + 1),
        "cert_not_nested",
    ),
    (
        "starts_before_root",
        "The signer certificate starts a second before the root.",
        |f| f.validity = validity(ROOT_START - 1, SIGNER_END),
        "cert_not_nested",
    ),
    (
        "algorithm_of_other_key",
        "The signer certificate states ECDSA under an Ed25519 root.",
        |f| f.signature_algorithm = algorithm("1.2.840.10045.4.3.2", None),
        "cert_algorithm",
    ),
    (
        "algorithm_parameters",
        "The signature algorithm of the signer certificate has parameters.",
        |f| f.signature_algorithm = algorithm("1.3.101.112", Some(Any::null())),
        "cert_algorithm",
    ),
    (
        "algorithm_ed448",
        "The signer certificate states Ed448 under an Ed25519 root.",
        |f| f.signature_algorithm = algorithm("1.3.101.113", None),
        "cert_algorithm",
    ),
];

fn fields(world: &World) -> Vec<Case> {
    let faults = FIELDS.iter().map(|(name, description, fault, code)| {
        let signer = world.root.faulty_signer(40, fault);
        case(world, name, description, &signer, &world.root).rejected("signer", code)
    });
    let mut cases: Vec<_> = faults.collect();
    let holder = Identity::bare(Algorithm::Ed25519, 40);
    let mut sha384 = world.p256_root.signer_fields("Label signer", &holder);
    sha384.signature_algorithm = algorithm("1.2.840.10045.4.3.3", None);
    let sha384 = world.p256_root.issue(&holder, &sha384);
    cases.push(
        case(
            world,
            "algorithm_sha384",
            "The signer certificate states ECDSA with SHA-384 under a P-256 root.",
            &sha384,
            &world.p256_root,
        )
        .rejected("signer", "cert_algorithm"),
    );
    cases
}

/// Intermediates that are missing, unrelated, forged, or none.
fn intermediates(world: &World) -> Vec<Case> {
    let root = &world.root;
    let mut forged = below_faulty(root, |_| {});
    let certificates = forged.chain.iter_mut().skip(1);
    let last_bytes = certificates.filter_map(|certificate| certificate.iter_mut().last());
    last_bytes.for_each(|byte| *byte ^= 1);
    let mut unrelated = world.ed25519.clone();
    let intermediate = world.intermediate.certificate().to_vec();
    unrelated.chain.push(intermediate);
    let mut missing = world.below.clone();
    missing.chain.truncate(1);
    let below_signer = world.ed25519.faulty_signer(44, |_| {});
    vec![
        case(
            world,
            "intermediate_missing",
            "The intermediate certificate is missing.",
            &missing,
            root,
        )
        .rejected("signer", "chain_no_anchor"),
        case(
            world,
            "intermediate_unrelated",
            "The chain holds an intermediate that did not issue the signer.",
            &unrelated,
            root,
        )
        .rejected("signer", "cert_issuer"),
        case(
            world,
            "intermediate_forged",
            "One bit of the intermediate's signature is flipped.",
            &forged,
            root,
        )
        .rejected("signer", "cert_signature"),
        case(
            world,
            "signer_as_intermediate",
            "A signer certificate issued another signer.",
            &below_signer,
            root,
        )
        .rejected("signer", "cert_not_ca"),
    ]
}

/// Intermediates whose validity or length of path does not fit.
fn intermediate_limits(world: &World) -> Vec<Case> {
    let root = &world.root;
    let below = |fault: fn(&mut TbsFields)| below_faulty(root, fault);
    let outlives = world.intermediate.faulty_signer(40, |f| {
        f.validity = validity(SIGNER_START, INTERMEDIATE_END + 1);
    });
    let mut short_root = Identity::bare(Algorithm::Ed25519, 45);
    let mut fields = short_root.root_fields("Short root");
    put(&mut fields, true, &constraints(true, Some(0)));
    short_root.chain = vec![short_root.certify(&fields)];
    let too_long = below_faulty(&short_root, |_| {});
    vec![
        case(
            world,
            "intermediate_outlives_root",
            "The intermediate outlives the root by a second.",
            &below(|f| f.validity = validity(INTERMEDIATE_START, ROOT_END + 1)),
            root,
        )
        .rejected("signer", "cert_not_nested"),
        case(
            world,
            "signer_outlives_intermediate",
            "The signer outlives the intermediate by a second.",
            &outlives,
            root,
        )
        .rejected("signer", "cert_not_nested"),
        case(
            world,
            "root_allows_none",
            "The root allows no intermediate, the path has one.",
            &too_long,
            &short_root,
        )
        .rejected("signer", "cert_path_length"),
        case(
            world,
            "intermediate_no_path_length",
            "The intermediate states no path length.",
            &below(|f| put(f, true, &constraints(true, None))),
            root,
        ),
    ]
}

fn lengths(world: &World) -> Vec<Case> {
    let mut root = Identity::bare(Algorithm::Ed25519, 46);
    let mut fields = root.root_fields("Long root");
    put(&mut fields, true, &constraints(true, Some(2)));
    root.chain = vec![root.certify(&fields)];
    let upper = Identity::bare(Algorithm::Ed25519, 47);
    let mut fields = root.intermediate_fields("Upper intermediate", &upper);
    put(&mut fields, true, &constraints(true, Some(1)));
    let upper = root.issue(&upper, &fields);
    let signer = upper
        .intermediate("Lower intermediate", 48)
        .faulty_signer(40, |_| {});
    let mut four = signer.clone();
    four.chain.push(root.certificate().to_vec());
    let mut with_root = world.below.clone();
    with_root.chain.push(world.root.certificate().to_vec());
    vec![
        case(
            world,
            "two_intermediates",
            "The path has two intermediates.",
            &signer,
            &root,
        )
        .rejected("signer", "chain_length"),
        case(
            world,
            "four_certificates",
            "A chain in the trust file has four certificates.",
            &four,
            &root,
        )
        .undecided("trust", "claim_too_long"),
        case(
            world,
            "chain_with_root",
            "The chain ends with the root itself.",
            &with_root,
            &world.root,
        ),
        case(
            world,
            "root_as_signer",
            "The root is named as the signer.",
            &world.root,
            &world.root,
        )
        .rejected("signer", "cert_is_ca"),
    ]
}

pub(super) fn validity(not_before: u64, not_after: u64) -> Validity {
    let time = |seconds| {
        let time = DateTime::from_unix_duration(Duration::from_secs(seconds));
        Time::from(fixed(time))
    };
    Validity::new(time(not_before), time(not_after))
}

fn authority_key(identifier: &[u8]) -> AuthorityKeyIdentifier {
    AuthorityKeyIdentifier {
        key_identifier: Some(fixed(OctetString::new(identifier))),
        authority_cert_issuer: None,
        authority_cert_serial_number: None,
    }
}

fn algorithm(oid: &str, parameters: Option<Any>) -> AlgorithmIdentifierOwned {
    AlgorithmIdentifierOwned {
        oid: fixed(ObjectIdentifier::new(oid)),
        parameters,
    }
}
