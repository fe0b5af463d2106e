//! Faults inside the protected header.

use super::nested;
use crate::generate::case::Fault;
use crate::generate::item::{Item, bytes, int, list, raw, tag};

pub(super) const FAULTS: &[Fault] = &[
    (
        "cbor_protected_map_wide",
        "The number of entries of the protected header is written in two bytes.",
        |d| {
            d.protected.inside().widen(1);
        },
        "cbor_not_shortest",
    ),
    (
        "cbor_protected_map_indefinite",
        "The map in the protected header has an indefinite length.",
        |d| d.protected.inside().make_indefinite(),
        "cbor_indefinite",
    ),
    (
        "cbor_protected_key_wide",
        "The label of the algorithm is written in two bytes.",
        |d| d.protected.key(1).widen(1),
        "cbor_not_shortest",
    ),
    (
        "cbor_protected_x5t_key_wide",
        "The label of the certificate hint is written in three bytes.",
        |d| d.protected.key(34).widen(2),
        "cbor_not_shortest",
    ),
    (
        "cbor_protected_x5t_wide",
        "The length of the certificate hint's array is written in two bytes.",
        |d| d.protected.get(34).widen(1),
        "cbor_not_shortest",
    ),
    (
        "cbor_protected_x5t_indefinite",
        "The certificate hint's array has an indefinite length.",
        |d| d.protected.get(34).make_indefinite(),
        "cbor_indefinite",
    ),
    (
        "cbor_protected_x5t_hash_wide",
        "The hash algorithm in the certificate hint is written in two bytes.",
        |d| d.protected.get(34).at(0).widen(1),
        "cbor_not_shortest",
    ),
    (
        "cbor_protected_x5t_digest_wide",
        "The length of the digest in the certificate hint is written in two bytes.",
        |d| d.protected.get(34).at(1).widen(1),
        "cbor_not_shortest",
    ),
    (
        "cbor_protected_x5t_digest_chunked",
        "The digest in the certificate hint is a byte string of indefinite length.",
        |d| d.protected.get(34).at(1).make_indefinite(),
        "cbor_indefinite",
    ),
    (
        "cbor_protected_order",
        "The protected header names the certificate hint before the algorithm.",
        |d| d.protected.entries().reverse(),
        "cbor_map_order",
    ),
    (
        "cbor_protected_duplicate_alg",
        "The protected header names the same algorithm twice.",
        |d| d.protected.entries().insert(0, (int(1), int(-19))),
        "cbor_duplicate_key",
    ),
    (
        "cbor_protected_duplicate_alg_other",
        "The protected header names two algorithms.",
        |d| d.protected.entries().insert(0, (int(1), int(-9))),
        "cbor_duplicate_key",
    ),
    (
        "cbor_protected_duplicate_x5t",
        "The protected header names the certificate hint twice.",
        |d| {
            let hint = list([int(-15), bytes(&d.signer.hint())]);
            d.protected.append(int(34), hint);
        },
        "cbor_duplicate_key",
    ),
    (
        "cbor_protected_trailing",
        "A byte follows the map in the protected header.",
        |d| append_inside(&mut d.protected, &[0x00]),
        "cbor_trailing",
    ),
    (
        "cbor_protected_truncated",
        "The protected header announces three entries and has two.",
        |d| replace_first_byte(&mut d.protected, 0xa3),
        "cbor_truncated",
    ),
    (
        "cbor_protected_alg_float",
        "The algorithm is the floating-point number -19.0.",
        |d| *d.protected.get(1) = raw(&[0xf9, 0xcc, 0xc0]),
        "cbor_float",
    ),
    (
        "cbor_protected_alg_bignum",
        "The algorithm -19 is a big integer under tag 3.",
        |d| *d.protected.get(1) = tag(3, bytes(&[0x12])),
        "cbor_tag",
    ),
    (
        "cbor_protected_alg_undefined",
        "The algorithm is undefined.",
        |d| *d.protected.get(1) = raw(&[0xf7]),
        "cbor_simple",
    ),
    (
        "cbor_protected_alg_reserved",
        "A reserved byte stands in place of the algorithm.",
        |d| *d.protected.get(1) = raw(&[0x1d]),
        "cbor_reserved",
    ),
    (
        "cbor_protected_key_utf8",
        "A text label in the protected header is not UTF-8.",
        |d| d.protected.append(raw(&[0x61, 0xff]), int(0)),
        "cbor_utf8",
    ),
    (
        "cbor_protected_tagged_inside",
        "The map in the protected header carries the self-described tag 55799.",
        |d| {
            d.protected.inside().wrap(|map| Item::Tag(55_799, map));
        },
        "cbor_tag",
    ),
    (
        "cbor_protected_depth",
        "The certificate hint is an array nested seven levels deep in the header.",
        |d| *d.protected.get(34) = nested(6, int(-15)),
        "cbor_depth",
    ),
];

/// Appends bytes inside a byte string.
pub(super) fn append_inside(item: &mut Item, more: &[u8]) {
    *item = Item::Bytes([item.body(), more.to_vec()].concat());
}

/// Replaces the first byte inside a byte string.
pub(super) fn replace_first_byte(item: &mut Item, first: u8) {
    let rest = item.body().split_off(1);
    *item = Item::Bytes([vec![first], rest].concat());
}
