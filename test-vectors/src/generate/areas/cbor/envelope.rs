//! Faults of the outermost item: tag, array, its four elements, what follows.

use crate::generate::case::Fault;
use crate::generate::item::{Item, bytes, int, list, raw, tag};

pub(super) const FAULTS: &[Fault] = &[
    (
        "cbor_tag_wide",
        "The tag 18 is written in two bytes.",
        |d| d.envelope = |array| Item::Wide(1, Box::new(tag(18, array))),
        "cbor_not_shortest",
    ),
    (
        "cbor_tag_wide_8",
        "The tag 18 is written in nine bytes.",
        |d| d.envelope = |array| Item::Wide(8, Box::new(tag(18, array))),
        "cbor_not_shortest",
    ),
    (
        "cbor_array_wide",
        "The length of the array of four is written in two bytes.",
        |d| d.envelope = |array| tag(18, Item::Wide(1, Box::new(array))),
        "cbor_not_shortest",
    ),
    (
        "cbor_array_indefinite",
        "The array of four has an indefinite length.",
        |d| d.envelope = |array| tag(18, Item::Indefinite(Box::new(array))),
        "cbor_indefinite",
    ),
    (
        "cbor_protected_length_wide",
        "The length of the protected header is written in two bytes.",
        |d| d.protected.widen(1),
        "cbor_not_shortest",
    ),
    (
        "cbor_protected_length_wide_8",
        "The length of the protected header is written in nine bytes.",
        |d| d.protected.widen(8),
        "cbor_not_shortest",
    ),
    (
        "cbor_protected_chunked",
        "The protected header is a byte string of indefinite length.",
        |d| d.protected.make_indefinite(),
        "cbor_indefinite",
    ),
    (
        "cbor_payload_length_wide",
        "The length of the payload is written in five bytes.",
        |d| d.payload.widen(4),
        "cbor_not_shortest",
    ),
    (
        "cbor_payload_chunked",
        "The payload is a byte string of indefinite length.",
        |d| d.payload.make_indefinite(),
        "cbor_indefinite",
    ),
    (
        "cbor_signature_length_wide",
        "The length of the signature is written in three bytes.",
        |d| {
            d.sign();
            d.signature.iter_mut().for_each(|item| item.widen(2));
        },
        "cbor_not_shortest",
    ),
    (
        "cbor_signature_chunked",
        "The signature is a byte string of indefinite length.",
        |d| {
            d.sign();
            d.signature.iter_mut().for_each(Item::make_indefinite);
        },
        "cbor_indefinite",
    ),
    (
        "cbor_unprotected_wide",
        "The empty unprotected map has its length in a second byte.",
        |d| d.unprotected.widen(1),
        "cbor_not_shortest",
    ),
    (
        "cbor_unprotected_indefinite",
        "The empty unprotected map has an indefinite length.",
        |d| d.unprotected.make_indefinite(),
        "cbor_indefinite",
    ),
    (
        "cbor_unprotected_key_wide",
        "The label of the certificate chain is written in three bytes.",
        |d| {
            d.unprotected.set(33, bytes(d.signer.certificate()));
            d.unprotected.key(33).widen(2);
        },
        "cbor_not_shortest",
    ),
    (
        "cbor_unprotected_receipts_indefinite",
        "The array of receipts has an indefinite length.",
        |d| {
            d.unprotected.set(394, list([bytes(&[0xd2])]));
            d.unprotected.get(394).make_indefinite();
        },
        "cbor_indefinite",
    ),
    (
        "cbor_unprotected_duplicate",
        "The unprotected header names the receipts twice.",
        |d| {
            d.unprotected.append(int(394), list([bytes(&[0xd2])]));
            d.unprotected.append(int(394), list([bytes(&[0xd2])]));
        },
        "cbor_duplicate_key",
    ),
    (
        "cbor_unprotected_order",
        "The unprotected header names the receipts before the chain.",
        |d| {
            d.unprotected.append(int(394), list([bytes(&[0xd2])]));
            d.unprotected.append(int(33), bytes(d.signer.certificate()));
        },
        "cbor_map_order",
    ),
    (
        "cbor_payload_tagged",
        "The payload carries tag 24 (embedded CBOR).",
        |d| d.payload.wrap(|item| Item::Tag(24, item)),
        "cbor_tag",
    ),
    (
        "cbor_protected_tagged",
        "The protected header carries tag 24 (embedded CBOR).",
        |d| d.protected.wrap(|item| Item::Tag(24, item)),
        "cbor_tag",
    ),
    (
        "cbor_array_tagged_twice",
        "The tag 18 stands twice.",
        |d| d.envelope = |array| tag(18, tag(18, array)),
        "cbor_tag",
    ),
    (
        "cbor_payload_undefined",
        "The payload is undefined.",
        |d| d.payload = raw(&[0xf7]),
        "cbor_simple",
    ),
    (
        "cbor_payload_float",
        "The payload is a floating-point number.",
        |d| d.payload = raw(&[0xf9, 0x3c, 0x00]),
        "cbor_float",
    ),
    (
        "cbor_payload_reserved",
        "The payload starts with a reserved byte.",
        |d| d.payload = raw(&[0x5c]),
        "cbor_reserved",
    ),
    (
        "cbor_payload_length_huge",
        "The payload states a length of 2^64 - 1 bytes.",
        |d| d.payload = raw(&[0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
        "cbor_truncated",
    ),
    (
        "cbor_unprotected_length_huge",
        "The unprotected header states 2^64 - 1 entries.",
        |d| d.unprotected = raw(&[0xbb, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
        "cbor_truncated",
    ),
    (
        "cbor_trailing_byte",
        "A byte follows the credential.",
        |d| d.tail = vec![0x00],
        "cbor_trailing",
    ),
    (
        "cbor_trailing_line_end",
        "A line end follows the credential.",
        |d| d.tail = b"\n".to_vec(),
        "cbor_trailing",
    ),
    (
        "cbor_trailing_credential",
        "The credential stands twice.",
        |d| d.tail = d.encode(),
        "cbor_trailing",
    ),
];

pub(super) const FAULTS_ESP256: &[Fault] = &[
    (
        "cbor_esp256_payload_length_wide",
        "The length of the payload is written in five bytes, signed with P-256.",
        |d| d.payload.widen(4),
        "cbor_not_shortest",
    ),
    (
        "cbor_esp256_trailing_byte",
        "A byte follows a credential signed with P-256.",
        |d| d.tail = vec![0x00],
        "cbor_trailing",
    ),
];
