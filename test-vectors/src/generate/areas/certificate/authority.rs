//! The fields of certificates above a signer's: roots and intermediates.

use label_core::Purpose;
use label_core::certify::{TbsFields, Version};
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage, KeyUsages};

use super::{Fault, constraints, drop_extension, oid, opaque, put, unknown};
use crate::generate::case::Case;
use crate::generate::draft::Draft;
use crate::generate::identity::Identity;
use crate::generate::world::{World, encode};

pub(super) fn cases(world: &World) -> Vec<Case> {
    let mut cases = authorities(world);
    cases.extend(intermediates(world));
    cases.push(root_purpose(world));
    cases
}

const AUTHORITY: &[Fault] = &[
    (
        "version_1",
        "is of version 1",
        |f| f.version = Version::V1,
        "cert_version",
    ),
    (
        "not_ca",
        "states that it is no authority",
        |f| put(f, true, &constraints(false, None)),
        "cert_not_ca",
    ),
    (
        "no_constraints",
        "does not state that it is an authority",
        |f| drop_extension::<BasicConstraints>(f),
        "cert_not_ca",
    ),
    (
        "key_usage_missing",
        "has no key usage",
        |f| drop_extension::<KeyUsage>(f),
        "cert_key_usage",
    ),
    (
        "key_usage",
        "may sign revocation lists, not certificates",
        |f| put(f, true, &KeyUsage(KeyUsages::CRLSign.into())),
        "cert_key_usage",
    ),
    (
        "critical_unknown",
        "has a critical extension that nobody knows",
        |f| f.extensions.push(unknown(true)),
        "cert_critical_extension",
    ),
    (
        "extension_twice",
        "has one extension twice",
        |f| f.extensions.extend([unknown(false), unknown(false)]),
        "cert_duplicate_extension",
    ),
];

/// Extended key usages of an intermediate, and the code that the label is rejected with.
const INTERMEDIATE: &[Fault] = &[
    (
        "purpose_server",
        "is for TLS servers only",
        |f| put(f, true, &usages(&[SERVER])),
        "cert_extended_key_usage",
    ),
    (
        "purpose_status",
        "is for status lists only",
        |f| {
            put(
                f,
                true,
                &ExtendedKeyUsage(vec![Purpose::StatusSigning.oid()]),
            );
        },
        "cert_extended_key_usage",
    ),
    (
        "purpose_none",
        "is for nothing",
        |f| put(f, true, &usages(&[])),
        "cert_extended_key_usage",
    ),
    (
        "purpose_label",
        "is for labels and for status lists",
        |f| {
            let purposes = Purpose::ALL.map(Purpose::oid);
            put(f, true, &ExtendedKeyUsage(purposes.to_vec()));
        },
        "",
    ),
    (
        "purpose_any",
        "is for TLS servers and for any purpose",
        |f| put(f, true, &usages(&[SERVER, "2.5.29.37.0"])),
        "",
    ),
    (
        "purpose_noncritical",
        "says that it is for TLS servers, which need not be heeded",
        |f| put(f, false, &usages(&[SERVER])),
        "",
    ),
    (
        "purpose_noncritical_malformed",
        "has an extended key usage that need not be heeded and is no list",
        |f| malformed_usage(f, false),
        "",
    ),
    (
        "purpose_malformed",
        "has an extended key usage that must be heeded and is no list",
        |f| malformed_usage(f, true),
        "cert_malformed",
    ),
];

/// The purpose of TLS servers (RFC 5280, section 4.2.1.12).
const SERVER: &str = "1.3.6.1.5.5.7.3.1";

fn usages(names: &[&str]) -> ExtendedKeyUsage {
    ExtendedKeyUsage(names.iter().map(|name| oid(name)).collect())
}

fn malformed_usage(fields: &mut TbsFields, critical: bool) {
    drop_extension::<ExtendedKeyUsage>(fields);
    let usage = opaque("2.5.29.37", critical, &[0x05, 0x00]);
    fields.extensions.push(usage);
}

fn intermediates(world: &World) -> Vec<Case> {
    let case = |(name, what, fault, code): &Fault| {
        let signer = below_faulty(&world.root, *fault);
        let case = Case::draft(
            &format!("certificate_intermediate_{name}"),
            &format!("The intermediate certificate {what}."),
            &Draft::full(&signer),
        )
        .own_trust(encode(&world.only(&signer, &world.root)));
        match *code {
            "" => case,
            code => case.rejected("signer", code),
        }
    };
    INTERMEDIATE.iter().map(case).collect()
}

/// The same faults in an intermediate, where the signer is refused, and in a root, where the trust
/// file is.
fn authorities(world: &World) -> Vec<Case> {
    AUTHORITY
        .iter()
        .flat_map(|(name, what, fault, code)| {
            let signer = below_faulty(&world.root, *fault);
            let intermediate = Case::draft(
                &format!("certificate_intermediate_{name}"),
                &format!("The intermediate certificate {what}."),
                &Draft::full(&signer),
            )
            .own_trust(encode(&world.only(&signer, &world.root)))
            .rejected("signer", code);
            let root = faulty_root(*fault);
            let root = Case::draft(
                &format!("certificate_root_{name}"),
                &format!("The root certificate {what}."),
                &Draft::full(&world.ed25519),
            )
            .own_trust(encode(&world.only(&world.ed25519, &root)))
            .undecided("trust", code);
            [intermediate, root]
        })
        .collect()
}

/// The purpose of a root, which says nothing.
fn root_purpose(world: &World) -> Case {
    let root = faulty_root(|f| malformed_usage(f, true));
    let signer = root.faulty_signer(40, |_| {});
    Case::draft(
        "certificate_root_purpose_malformed",
        "The root certificate has an extended key usage that is no list.",
        &Draft::full(&signer),
    )
    .own_trust(encode(&world.only(&signer, &root)))
}

fn faulty_root(fault: impl FnOnce(&mut TbsFields)) -> Identity {
    let mut root = Identity::bare(label_core::Algorithm::Ed25519, 42);
    let mut fields = root.root_fields("Faulty root");
    fault(&mut fields);
    root.chain = vec![root.certify(&fields)];
    root
}

/// A sound signer below an intermediate whose certificate says what `fault` makes of it.
pub(in crate::generate::areas) fn below_faulty(
    root: &Identity,
    fault: impl FnOnce(&mut TbsFields),
) -> Identity {
    let bare = Identity::bare(label_core::Algorithm::Ed25519, 41);
    let mut fields = root.intermediate_fields("Faulty intermediate", &bare);
    fault(&mut fields);
    let intermediate = root.issue(&bare, &fields);
    intermediate.faulty_signer(40, |_| {})
}
