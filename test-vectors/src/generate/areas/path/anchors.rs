//! Roots: which one counts, and which make the trust file unusable.

use label_core::Algorithm;
use x509_cert::ext::pkix::{AuthorityKeyIdentifier, SubjectKeyIdentifier};

use crate::generate::areas::certificate::drop_extension;
use crate::generate::case::Case;
use crate::generate::draft::Draft;
use crate::generate::identity::Identity;
use crate::generate::world::{World, encode};

pub(super) fn cases(world: &World) -> Vec<Case> {
    let mut cases = anchors(world);
    cases.extend(roots(world));
    cases
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
