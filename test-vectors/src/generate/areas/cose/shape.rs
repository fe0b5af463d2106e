//! Faults of the array of four and its tag.

use crate::generate::case::Fault;
use crate::generate::item::{Item, bytes, int, list, map, raw, tag, text};

pub(in crate::generate::areas) const FAULTS: &[Fault] = &[
    (
        "cose_untagged",
        "The array of four carries no tag.",
        |d| d.envelope = |array| array,
        "cose_tag",
    ),
    (
        "cose_tag_61",
        "The credential carries the CWT tag 61 before its tag.",
        |d| d.envelope = |array| tag(61, tag(18, array)),
        "cose_tag",
    ),
    (
        "cose_tag_61_only",
        "The credential carries the CWT tag 61 in place of its tag.",
        |d| d.envelope = |array| tag(61, array),
        "cose_tag",
    ),
    (
        "cose_tag_16",
        "The credential is tagged as COSE_Encrypt0.",
        |d| d.envelope = |array| tag(16, array),
        "cose_tag",
    ),
    (
        "cose_tag_17",
        "The credential is tagged as COSE_Mac0.",
        |d| d.envelope = |array| tag(17, array),
        "cose_tag",
    ),
    (
        "cose_tag_98",
        "The credential is tagged as COSE_Sign.",
        |d| d.envelope = |array| tag(98, array),
        "cose_tag",
    ),
    (
        "cose_tag_self_described",
        "The credential carries the self-described tag 55799 before its tag.",
        |d| d.envelope = |array| tag(55_799, tag(18, array)),
        "cose_tag",
    ),
    (
        "cose_in_byte_string",
        "The credential is wrapped in a byte string.",
        |d| d.envelope = |array| Item::Embedded(Box::new(tag(18, array))),
        "cose_tag",
    ),
    (
        "cose_map",
        "The four parts stand in a map.",
        |d| d.envelope = |array| tag(18, map([(0, array)])),
        "cose_shape",
    ),
    (
        "cose_three_elements",
        "The array has three elements: there is no signature.",
        |d| {
            d.envelope = |mut array| {
                array.elements().pop();
                tag(18, array)
            }
        },
        "cose_shape",
    ),
    (
        "cose_five_elements",
        "The array has a fifth element.",
        |d| {
            d.envelope = |mut array| {
                array.elements().push(bytes(&[]));
                tag(18, array)
            }
        },
        "cose_shape",
    ),
    (
        "cose_null",
        "There is null in place of the array.",
        |d| d.envelope = |_| tag(18, raw(&[0xf6])),
        "cose_shape",
    ),
    (
        "cose_protected_empty",
        "The protected header is an empty byte string.",
        |d| d.protected = bytes(&[]),
        "cose_protected_shape",
    ),
    (
        "cose_protected_empty_map",
        "The protected header holds an empty map.",
        |d| d.protected = bytes(&[0xa0]),
        "cose_alg_missing",
    ),
    (
        "cose_protected_not_bytes",
        "The protected header is a map outside a byte string.",
        |d| d.protected = d.protected.inside().clone(),
        "cose_protected_shape",
    ),
    (
        "cose_protected_null",
        "The protected header is null.",
        |d| d.protected = raw(&[0xf6]),
        "cose_protected_shape",
    ),
    (
        "cose_protected_array",
        "The protected header holds an array.",
        |d| d.protected = bytes(&list([int(1), int(-19)]).encode()),
        "cose_protected_shape",
    ),
    (
        "cose_protected_text_label",
        "The protected header has a text label.",
        |d| d.protected.append(text("alg"), int(-19)),
        "cose_protected_shape",
    ),
    (
        "cose_unprotected_not_map",
        "The unprotected header is an empty array.",
        |d| d.unprotected = list([]),
        "cose_unprotected_shape",
    ),
    (
        "cose_unprotected_null",
        "The unprotected header is null.",
        |d| d.unprotected = raw(&[0xf6]),
        "cose_unprotected_shape",
    ),
    (
        "cose_payload_null",
        "The payload is null, and the signature covers an empty one.",
        |d| d.payload = raw(&[0xf6]),
        "cose_payload",
    ),
    (
        "cose_payload_detached",
        "The payload is null, and the signature covers the one that is not there.",
        |d| {
            d.sign();
            d.payload = raw(&[0xf6]);
        },
        "cose_payload",
    ),
    (
        "cose_payload_empty",
        "The payload is an empty byte string.",
        |d| d.payload = bytes(&[]),
        "cose_payload",
    ),
    (
        "cose_payload_text",
        "The payload is a text.",
        |d| d.payload = text("claims"),
        "cose_payload",
    ),
    (
        "cose_payload_not_bytes",
        "The claims stand in the array without a byte string around them.",
        |d| {
            d.sign();
            d.payload = d.payload.inside().clone();
        },
        "cose_payload",
    ),
    (
        "cose_signature_empty",
        "The signature is an empty byte string.",
        |d| d.signature = Some(bytes(&[])),
        "cose_signature_length",
    ),
    (
        "cose_signature_63",
        "The signature lacks its last byte.",
        |d| {
            let signature = d.signer.sign(&d.to_be_signed());
            d.signature = Some(bytes(signature.split_last().map_or(&[], |(_, rest)| rest)));
        },
        "cose_signature_length",
    ),
    (
        "cose_signature_65",
        "A byte follows inside the signature.",
        |d| {
            let signature = d.signer.sign(&d.to_be_signed());
            d.signature = Some(bytes(&[signature.as_slice(), &[0]].concat()));
        },
        "cose_signature_length",
    ),
    (
        "cose_signature_null",
        "The signature is null.",
        |d| d.signature = Some(raw(&[0xf6])),
        "cose_signature_length",
    ),
];
