//! The path from a signer to a trusted root.

use core::time::Duration;

use der::DateTime;
use der::asn1::{Any, OctetString};
use der::oid::ObjectIdentifier;
use label_core::certify::{TbsFields, certify_raw};
use label_core::{Algorithm, Error, PublicKey, Signer};
use x509_cert::ext::pkix::{AuthorityKeyIdentifier, SubjectKeyIdentifier};
use x509_cert::spki::AlgorithmIdentifierOwned;
use x509_cert::time::{Time, Validity};

use super::certificate::{below_faulty, constraints, drop_extension, put};
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
        bytes(world),
        intermediates(world),
        lengths(world),
        anchors(world),
        roots(world),
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

/// Signer certificates that were altered after they were signed, or signed by somebody else.
fn bytes(world: &World) -> Vec<Case> {
    let holder = Identity::bare(Algorithm::Ed25519, 40);
    let fields = world.root.signer_fields("Label signer", &holder);
    let sound = world.root.certify(&fields);
    let with = |certificate: Vec<u8>| holder.clone().under(certificate, &world.root);
    let mut flipped = sound.clone();
    flipped
        .iter_mut()
        .last()
        .into_iter()
        .for_each(|byte| *byte ^= 1);
    let forger = Identity::bare(Algorithm::Ed25519, 43);
    // The same length, so that the DER around it stays right.
    let renamed = replace(&sound, b"Label signer", b"Label forger");
    let ed25519 = [0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70];
    let ed448 = [0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x71];
    let raw_ecdsa = fixed(certify_raw(
        &world.p256_root.signer_fields("Label signer", &holder),
        &RawEcdsa(&world.p256_root),
    ));
    let raw_ecdsa = holder.clone().under(raw_ecdsa, &world.p256_root);
    let root = &world.root;
    vec![
        case(
            world,
            "signature_flipped",
            "One bit of the signer certificate's signature is flipped.",
            &with(flipped),
            root,
        )
        .rejected("signer", "cert_signature"),
        case(
            world,
            "signature_other_key",
            "The signer certificate was signed with another key than the root's.",
            &with(forger.certify(&fields)),
            root,
        )
        .rejected("signer", "cert_signature"),
        case(
            world,
            "subject_altered",
            "The subject of the signer certificate was altered after signing.",
            &with(renamed),
            root,
        )
        .rejected("signer", "cert_signature"),
        case(
            world,
            "algorithm_outside",
            "The signer certificate states one algorithm inside and another outside.",
            &with(replace_last(&sound, &ed25519, &ed448)),
            root,
        )
        .rejected("signer", "cert_algorithm"),
        case(
            world,
            "ecdsa_not_der",
            "The ECDSA signature of the signer certificate is 64 bytes, not DER.",
            &raw_ecdsa,
            &world.p256_root,
        )
        .rejected("signer", "cert_signature"),
    ]
}

/// Intermediates that do not fit their root, or their signer.
fn intermediates(world: &World) -> Vec<Case> {
    let root = &world.root;
    let below = |fault: fn(&mut TbsFields)| below_faulty(root, fault);
    let forged = {
        let mut signer = below(|_| {});
        let bits = signer
            .chain
            .iter_mut()
            .skip(1)
            .flat_map(|certificate| certificate.iter_mut().last());
        bits.for_each(|byte| *byte ^= 1);
        signer
    };
    let mut unrelated = world.ed25519.clone();
    unrelated
        .chain
        .push(world.intermediate.certificate().to_vec());
    let mut missing = world.below.clone();
    missing.chain.truncate(1);
    let below_signer = world.ed25519.faulty_signer(44, |_| {});
    let outlives = world.intermediate.faulty_signer(40, |f| {
        f.validity = validity(SIGNER_START, INTERMEDIATE_END + 1)
    });
    let mut short_root = Identity::bare(Algorithm::Ed25519, 45);
    let mut fields = short_root.root_fields("Short root");
    put(&mut fields, true, &constraints(true, Some(0)));
    short_root.chain = vec![short_root.certify(&fields)];
    let too_long = below_faulty(&short_root, |_| {});
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
            "signer_as_intermediate",
            "A signer certificate issued another signer.",
            &below_signer,
            root,
        )
        .rejected("signer", "cert_not_ca"),
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

fn anchors(world: &World) -> Vec<Case> {
    let sound = Draft::full(&world.stranger);
    let untrusted = Case::draft(
        "path_root_not_trusted",
        "The signer is listed, but its root is not trusted.",
        &sound,
    )
    .own_trust(encode(&world.only(&world.stranger, &world.root)))
    .rejected("signer", "chain_no_anchor");
    // Two roots of one name without key identifiers: the one with the right key must be found.
    let anonymous = |secret| {
        let mut root = Identity::bare(Algorithm::Ed25519, secret);
        let mut fields = root.root_fields("Twin root");
        drop_extension::<SubjectKeyIdentifier>(&mut fields);
        root.chain = vec![root.certify(&fields)];
        root
    };
    let (first, second) = (anonymous(50), anonymous(51));
    let signer = second.faulty_signer(40, drop_extension::<AuthorityKeyIdentifier>);
    let mut file = world.only(&signer, &first);
    let wrong_only = file.clone();
    file.anchors.push(second.certificate().to_vec());
    let twins = |name: &str, description: &str, file| {
        Case::draft(&format!("path_{name}"), description, &Draft::full(&signer))
            .own_trust(encode(file))
    };
    vec![
        untrusted,
        twins(
            "twin_roots",
            "Two trusted roots have one name; the second issued the signer.",
            &file,
        ),
        twins(
            "twin_root_missing",
            "A trusted root has the name of the issuer, but not its key.",
            &wrong_only,
        )
        .rejected("signer", "cert_signature"),
    ]
}

/// Roots that make the trust file unusable.
fn roots(world: &World) -> Vec<Case> {
    let sound = Draft::full(&world.ed25519);
    let root = world.root.certificate();
    let mut flipped = root.to_vec();
    flipped
        .iter_mut()
        .last()
        .into_iter()
        .for_each(|byte| *byte ^= 1);
    let rows: [(&str, &str, Vec<u8>, &str); 6] = [
        (
            "root_forged",
            "One bit of a root's signature is flipped.",
            flipped,
            "cert_signature",
        ),
        (
            "root_not_self_signed",
            "A root was issued by another root.",
            world.intermediate.certificate().to_vec(),
            "cert_issuer",
        ),
        (
            "root_is_signer",
            "A signer certificate stands among the roots.",
            world.ed25519.certificate().to_vec(),
            "cert_not_ca",
        ),
        (
            "root_truncated",
            "A root lacks its last byte.",
            root.split_last().map_or(&[][..], |(_, rest)| rest).to_vec(),
            "cert_malformed",
        ),
        (
            "root_trailing",
            "A byte follows a root.",
            [root, &[0]].concat(),
            "cert_malformed",
        ),
        (
            "root_empty",
            "A root has no bytes.",
            Vec::new(),
            "cert_malformed",
        ),
    ];
    rows.map(|(name, description, certificate, code)| {
        let mut file = world.main();
        file.anchors.push(certificate);
        Case::draft(&format!("path_{name}"), description, &sound)
            .own_trust(encode(&file))
            .undecided("trust", code)
    })
    .to_vec()
}

/// Signs with P-256 and passes for Ed25519, so that the signature is written as it is.
struct RawEcdsa<'a>(&'a Identity);

impl Signer for RawEcdsa<'_> {
    fn public_key(&self) -> PublicKey {
        Identity::bare(Algorithm::Ed25519, 1).key().public_key()
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; 64], Error> {
        self.0.key().sign(message)
    }
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

/// The first occurrence of some bytes replaced by as many others.
fn replace(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let at = bytes.windows(from.len()).position(|window| window == from);
    splice(bytes, at, to)
}

fn replace_last(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let at = bytes.windows(from.len()).rposition(|window| window == from);
    splice(bytes, at, to)
}

fn splice(bytes: &[u8], at: Option<usize>, to: &[u8]) -> Vec<u8> {
    let at = fixed(at.ok_or("no such bytes"));
    let mut bytes = bytes.to_vec();
    bytes.splice(at..at + to.len(), to.iter().copied());
    bytes
}
