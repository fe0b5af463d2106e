//! The fields of one certificate: extensions, key usage, purpose, version.

mod authority;

use der::Encode;
use der::asn1::OctetString;
use der::oid::{AssociatedOid, ObjectIdentifier};
use label_core::Purpose;
use label_core::certify::{TbsFields, Version, extension};
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::{
    BasicConstraints, ExtendedKeyUsage, KeyUsage, KeyUsages, SubjectKeyIdentifier,
};

use crate::generate::case::Case;
use crate::generate::draft::Draft;
use crate::generate::fixed;
use crate::generate::world::{World, encode};

pub(super) use authority::below_faulty;

pub(super) fn cases(world: &World) -> Vec<Case> {
    let mut cases = signers(world);
    cases.extend(authority::cases(world));
    cases
}

/// A faulty certificate: name, description, what to do to its fields, the expected code.
type Fault = (&'static str, &'static str, fn(&mut TbsFields), &'static str);

const SIGNER: &[Fault] = &[
    (
        "version_1",
        "The signer certificate is of version 1.",
        |f| f.version = Version::V1,
        "cert_version",
    ),
    (
        "version_2",
        "The signer certificate is of version 2.",
        |f| f.version = Version::V2,
        "cert_version",
    ),
    (
        "is_ca",
        "The signer certificate is one of an authority.",
        |f| put(f, true, &constraints(true, None)),
        "cert_is_ca",
    ),
    (
        "key_usage_missing",
        "The signer certificate has no key usage.",
        |f| drop_extension::<KeyUsage>(f),
        "cert_key_usage",
    ),
    (
        "key_usage_agreement",
        "The key usage is key agreement.",
        |f| put(f, true, &KeyUsage(KeyUsages::KeyAgreement.into())),
        "cert_key_usage",
    ),
    (
        "key_usage_commitment",
        "The key usage is content commitment.",
        |f| put(f, true, &KeyUsage(KeyUsages::NonRepudiation.into())),
        "cert_key_usage",
    ),
    (
        "key_usage_certificates",
        "The signer may also sign certificates.",
        |f| {
            put(
                f,
                true,
                &KeyUsage(KeyUsages::DigitalSignature | KeyUsages::KeyCertSign),
            );
        },
        "cert_key_usage",
    ),
    (
        "key_usage_also_agreement",
        "The signer may also agree on keys.",
        |f| {
            put(
                f,
                true,
                &KeyUsage(KeyUsages::DigitalSignature | KeyUsages::KeyAgreement),
            );
        },
        "cert_key_usage",
    ),
    (
        "key_usage_crl",
        "The signer may also sign revocation lists.",
        |f| {
            put(
                f,
                true,
                &KeyUsage(KeyUsages::DigitalSignature | KeyUsages::CRLSign),
            );
        },
        "cert_key_usage",
    ),
    (
        "purpose_missing",
        "The signer certificate has no extended key usage.",
        |f| drop_extension::<ExtendedKeyUsage>(f),
        "cert_extended_key_usage_missing",
    ),
    (
        "purpose_status",
        "The signer certificate is for status lists.",
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
        "purpose_server",
        "The signer certificate is for TLS servers.",
        |f| put(f, true, &ExtendedKeyUsage(vec![oid("1.3.6.1.5.5.7.3.1")])),
        "cert_extended_key_usage",
    ),
    (
        "purpose_any",
        "The signer certificate is for any purpose.",
        |f| put(f, true, &ExtendedKeyUsage(vec![oid("2.5.29.37.0")])),
        "cert_extended_key_usage",
    ),
    (
        "purpose_two",
        "The signer certificate is for labels and for status lists.",
        |f| {
            put(
                f,
                true,
                &ExtendedKeyUsage(vec![
                    Purpose::LabelSigning.oid(),
                    Purpose::StatusSigning.oid(),
                ]),
            );
        },
        "cert_extended_key_usage",
    ),
    (
        "purpose_and_any",
        "The signer certificate is for labels and for any purpose.",
        |f| {
            put(
                f,
                true,
                &ExtendedKeyUsage(vec![Purpose::LabelSigning.oid(), oid("2.5.29.37.0")]),
            );
        },
        "cert_extended_key_usage",
    ),
    (
        "purpose_twice",
        "The signer certificate names its purpose twice.",
        |f| {
            put(
                f,
                true,
                &ExtendedKeyUsage(vec![Purpose::LabelSigning.oid(); 2]),
            );
        },
        "cert_extended_key_usage",
    ),
    (
        "critical_unknown",
        "The signer certificate has a critical extension that nobody knows.",
        |f| f.extensions.push(unknown(true)),
        "cert_critical_extension",
    ),
    (
        "critical_name_constraints",
        "The signer certificate has critical name constraints.",
        |f| f.extensions.push(opaque("2.5.29.30", true, &[0x30, 0x00])),
        "cert_critical_extension",
    ),
    (
        "critical_policies",
        "The signer certificate has critical policies.",
        |f| f.extensions.push(opaque("2.5.29.32", true, &[0x30, 0x00])),
        "cert_critical_extension",
    ),
    (
        "extension_twice",
        "The signer certificate has one extension twice.",
        |f| f.extensions.extend([unknown(false), unknown(false)]),
        "cert_duplicate_extension",
    ),
    (
        "purpose_extension_twice",
        "The signer certificate has the extended key usage extension twice.",
        |f| {
            f.extensions.push(fixed(extension(
                true,
                &ExtendedKeyUsage(vec![Purpose::StatusSigning.oid()]),
            )));
        },
        "cert_duplicate_extension",
    ),
    (
        "key_usage_malformed",
        "The key usage is not a bit string.",
        |f| {
            drop_extension::<KeyUsage>(f);
            f.extensions.push(opaque("2.5.29.15", true, &[0x05, 0x00]));
        },
        "cert_malformed",
    ),
    (
        "key_usage_padding",
        "A bit of the key usage that does not count is set.",
        |f| {
            drop_extension::<KeyUsage>(f);
            f.extensions
                .push(opaque("2.5.29.15", true, &[0x03, 0x02, 0x07, 0xa0]));
        },
        "cert_malformed",
    ),
    (
        "key_usage_unused",
        "The key usage counts bits behind the last one that is set.",
        |f| {
            drop_extension::<KeyUsage>(f);
            f.extensions
                .push(opaque("2.5.29.15", true, &[0x03, 0x02, 0x00, 0x80]));
        },
        "cert_malformed",
    ),
    (
        "key_usage_octet",
        "The key usage has a second octet without a bit.",
        |f| {
            drop_extension::<KeyUsage>(f);
            f.extensions
                .push(opaque("2.5.29.15", true, &[0x03, 0x03, 0x07, 0x80, 0x00]));
        },
        "cert_malformed",
    ),
];

const SOUND_SIGNER: &[Fault] = &[
    (
        "noncritical_unknown",
        "The signer certificate has a non-critical extension that nobody knows.",
        |f| f.extensions.push(unknown(false)),
        "",
    ),
    (
        "constraints_end_entity",
        "The signer certificate states that it is no authority.",
        |f| put(f, true, &constraints(false, None)),
        "",
    ),
    (
        "purpose_noncritical",
        "The extended key usage is not critical.",
        |f| {
            put(
                f,
                false,
                &ExtendedKeyUsage(vec![Purpose::LabelSigning.oid()]),
            );
        },
        "",
    ),
    (
        "subject_key_malformed",
        "The identifier of the signer's key, which says nothing of it, is malformed.",
        |f| {
            drop_extension::<SubjectKeyIdentifier>(f);
            f.extensions.push(opaque("2.5.29.14", false, &[0x05, 0x00]));
        },
        "",
    ),
    (
        "serial_20_bytes",
        "The serial number has 20 bytes.",
        |f| f.serial = vec![0x7f; 20],
        "",
    ),
];

fn signers(world: &World) -> Vec<Case> {
    let both = [(SIGNER, true), (SOUND_SIGNER, false)].into_iter();
    let rows = both.flat_map(|(table, faulty)| table.iter().map(move |row| (row, faulty)));
    rows.map(|((name, description, fault, code), faulty)| {
        let signer = world.root.faulty_signer(40, fault);
        let case = Case::draft(
            &format!("certificate_{name}"),
            description,
            &Draft::full(&signer),
        )
        .own_trust(encode(&world.only(&signer, &world.root)));
        if faulty {
            return case.rejected("signer", code);
        }
        case
    })
    .collect()
}

pub(super) fn constraints(ca: bool, path_length: Option<u8>) -> BasicConstraints {
    BasicConstraints {
        ca,
        path_len_constraint: path_length,
    }
}

/// Replaces or adds an extension.
pub(super) fn put<T: AssociatedOid + Encode>(fields: &mut TbsFields, critical: bool, value: &T) {
    drop_extension::<T>(fields);
    fields.extensions.push(fixed(extension(critical, value)));
}

pub(super) fn drop_extension<T: AssociatedOid>(fields: &mut TbsFields) {
    fields
        .extensions
        .retain(|extension| extension.extn_id != T::OID);
}

fn unknown(critical: bool) -> Extension {
    opaque("1.3.6.1.4.1.32473.9", critical, &[0x05, 0x00])
}

fn opaque(name: &str, critical: bool, value: &[u8]) -> Extension {
    Extension {
        extn_id: oid(name),
        critical,
        extn_value: fixed(OctetString::new(value)),
    }
}

fn oid(name: &str) -> ObjectIdentifier {
    fixed(ObjectIdentifier::new(name))
}
