//! The COSE_Sign around a trust list.

use super::Fault;
use crate::generate::item::{bytes, embedded, int, list, map, raw, tag, text};
use crate::generate::offer::SNAPSHOT_TYP;

pub(super) const FAULTS: &[Fault] = &[
    (
        "tag_18",
        "The list carries the tag of a COSE_Sign1.",
        |l| l.envelope = |array| tag(18, array),
        "cose_tag",
    ),
    (
        "untagged",
        "The list carries no tag.",
        |l| l.envelope = |array| array,
        "cose_tag",
    ),
    (
        "tag_61",
        "The list carries the CWT tag 61 around its own.",
        |l| l.envelope = |array| tag(61, tag(98, array)),
        "cose_tag",
    ),
    (
        "empty",
        "The list has no bytes.",
        |l| l.envelope = |_| raw(&[]),
        "cbor_truncated",
    ),
    (
        "garbage",
        "The list is the text of a page.",
        |l| l.envelope = |_| raw(b"not found"),
        "cose_tag",
    ),
    (
        "trailing",
        "A byte follows the list.",
        |l| l.tail = vec![0],
        "cbor_trailing",
    ),
    (
        "tagged_inside",
        "The signatures carry a tag.",
        |l| l.signatures = |all| all.wrap(|all| crate::generate::item::Item::Tag(98, all)),
        "cbor_tag",
    ),
    (
        "three_parts",
        "The signatures are missing.",
        |l| {
            l.envelope = |mut array| {
                array.elements().pop();
                tag(98, array)
            };
        },
        "cose_shape",
    ),
    (
        "not_array",
        "The list is a map.",
        |l| l.envelope = |_| tag(98, map([])),
        "cose_shape",
    ),
    (
        "protected_empty",
        "The protected header is an empty byte string.",
        |l| l.protected = bytes(&[]),
        "cose_protected_shape",
    ),
    (
        "protected_map",
        "The protected header is a map outside a byte string.",
        |l| {
            l.envelope = |mut array| {
                *array.at(0) = map([]);
                tag(98, array)
            };
        },
        "cose_protected_shape",
    ),
    (
        "protected_order",
        "The labels of the protected header stand in reverse order.",
        |l| {
            l.protected.append(int(1), int(-19));
        },
        "cbor_map_order",
    ),
    (
        "untyped",
        "The protected header is an empty map.",
        |l| l.protected = embedded(map([])),
        "cose_typ",
    ),
    (
        "other_type",
        "The list carries the type of a snapshot.",
        |l| *l.protected.get(16) = text(SNAPSHOT_TYP),
        "cose_typ",
    ),
    (
        "type_number",
        "The type is a number.",
        |l| *l.protected.get(16) = int(98),
        "cose_typ",
    ),
    (
        "protected_label",
        "The protected header names an algorithm.",
        |l| l.protected.set(1, int(-19)),
        "cose_protected_label",
    ),
    (
        "crit",
        "The protected header says what must be understood.",
        |l| l.protected.set(2, list([int(16)])),
        "cose_crit",
    ),
    (
        "unprotected_label",
        "The unprotected header names a key.",
        |l| l.unprotected = map([(4, bytes(b"1"))]),
        "cose_unprotected_label",
    ),
    (
        "unprotected_null",
        "The unprotected header is null.",
        |l| l.unprotected = raw(&[0xf6]),
        "cose_unprotected_shape",
    ),
    (
        "payload_nil",
        "The payload is null.",
        |l| l.payload = raw(&[0xf6]),
        "cose_payload",
    ),
    (
        "payload_empty",
        "The payload has no bytes.",
        |l| l.payload = bytes(&[]),
        "cose_payload",
    ),
    (
        "payload_trailing",
        "A byte follows the claims in the payload.",
        |l| l.payload = bytes(&[l.payload.body(), vec![0]].concat()),
        "cbor_trailing",
    ),
    (
        "payload_float",
        "The end of the list is a floating-point number.",
        |l| *l.payload.get(5) = raw(&[0xfb, 0x41, 0xda, 0xc9, 0xc3, 0xbf, 0xc0, 0x00, 0x00]),
        "cbor_float",
    ),
    (
        "signatures_map",
        "The signatures are a map.",
        |l| l.signatures = |all| *all = map([]),
        "cose_shape",
    ),
    (
        "signatures_33",
        "The list has 33 signatures.",
        |l| {
            l.signatures = |all| {
                let first = all.at(0).clone();
                *all = list(std::iter::repeat_n(first, 33));
            };
        },
        "cose_shape",
    ),
    (
        "signature_bytes",
        "A signature is a byte string outside an array.",
        |l| l.signatures = |all| *all.at(0) = all.at(0).at(2).clone(),
        "cose_shape",
    ),
    (
        "signature_two_parts",
        "A signature has no bytes of its own.",
        |l| {
            l.signatures = |all| {
                all.at(0).elements().pop();
            };
        },
        "cose_shape",
    ),
    (
        "signature_unprotected",
        "A signature encloses the certificate of its root.",
        |l| l.signatures = |all| *all.at(0).at(1) = map([(33, bytes(b"certificate"))]),
        "cose_unprotected_label",
    ),
    (
        "signature_63_bytes",
        "A signature has 63 bytes.",
        |l| l.signatures = |all| *all.at(0).at(2) = bytes(&[1; 63]),
        "cose_signature_length",
    ),
    (
        "signature_protected_empty",
        "The header of a signature is an empty byte string.",
        |l| l.signatures = |all| *all.at(0).at(0) = bytes(&[]),
        "cose_protected_shape",
    ),
    (
        "signature_no_algorithm",
        "The header of a signature names no algorithm.",
        |l| l.header = |header| header.remove(1),
        "cose_alg_missing",
    ),
    (
        "signature_algorithm_text",
        "The header of a signature names its algorithm by a text.",
        |l| l.header = |header| *header.get(1) = text("EdDSA"),
        "cose_alg_type",
    ),
    (
        "signature_alg_8",
        "The header of a signature names the deprecated algorithm -8.",
        |l| l.header = |header| *header.get(1) = int(-8),
        "cose_alg_unsupported",
    ),
    (
        "signature_no_digest",
        "The header of a signature names no certificate.",
        |l| l.header = |header| header.remove(34),
        "cose_x5t",
    ),
    (
        "signature_typed",
        "The header of a signature carries a type.",
        |l| l.header = |header| header.set(16, text(crate::generate::offer::LIST_TYP)),
        "cose_typ",
    ),
    (
        "signature_crit",
        "The header of a signature says what must be understood.",
        |l| l.header = |header| header.set(2, list([int(34)])),
        "cose_crit",
    ),
    (
        "signature_label",
        "The header of a signature has a label that is not for it.",
        |l| l.header = |header| header.set(4, bytes(b"1")),
        "cose_protected_label",
    ),
];
