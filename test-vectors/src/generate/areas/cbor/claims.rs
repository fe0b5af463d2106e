//! Faults inside the payload: the claims, the label map and what is in it.

use super::header::{append_inside, replace_first_byte};
use super::nested;
use crate::generate::case::Fault;
use crate::generate::draft::{GTIN, LABEL};
use crate::generate::item::{Item, bytes, int, raw, tag, text};
use crate::generate::times::{LABEL_EXPIRES, LABEL_ISSUED};

/// Encodings that mean the same to a lenient decoder.
pub(super) const LENIENT: &[Fault] = &[
    (
        "cbor_claims_map_wide",
        "The number of claims is written in two bytes.",
        |d| {
            d.payload.inside().widen(1);
        },
        "cbor_not_shortest",
    ),
    (
        "cbor_claims_map_indefinite",
        "The claims map has an indefinite length.",
        |d| d.payload.inside().make_indefinite(),
        "cbor_indefinite",
    ),
    (
        "cbor_claims_key_wide",
        "The key of the registration number is written in two bytes.",
        |d| d.payload.key(2).widen(1),
        "cbor_not_shortest",
    ),
    (
        "cbor_claims_label_key_wide",
        "The key of the label map is written in nine bytes.",
        |d| d.payload.key(LABEL).widen(8),
        "cbor_not_shortest",
    ),
    (
        "cbor_claims_expires_wide",
        "The expiry is written in nine bytes.",
        |d| d.payload.get(4).widen(8),
        "cbor_not_shortest",
    ),
    (
        "cbor_claims_text_length_wide",
        "The length of the registration number is written in two bytes.",
        |d| d.payload.get(2).widen(1),
        "cbor_not_shortest",
    ),
    (
        "cbor_claims_text_chunked",
        "The registration number is a text string of indefinite length.",
        |d| d.payload.get(2).make_indefinite(),
        "cbor_indefinite",
    ),
    (
        "cbor_label_map_wide",
        "The number of entries of the label map is written in two bytes.",
        |d| d.label().widen(1),
        "cbor_not_shortest",
    ),
    (
        "cbor_label_map_indefinite",
        "The label map has an indefinite length.",
        |d| d.label().make_indefinite(),
        "cbor_indefinite",
    ),
    (
        "cbor_label_key_wide",
        "A key of the label map is written in two bytes.",
        |d| d.label().key(7).widen(1),
        "cbor_not_shortest",
    ),
    (
        "cbor_models_wide",
        "The number of models is written in two bytes.",
        |d| d.label().get(8).widen(1),
        "cbor_not_shortest",
    ),
    (
        "cbor_models_indefinite",
        "The array of models has an indefinite length.",
        |d| d.label().get(8).make_indefinite(),
        "cbor_indefinite",
    ),
    (
        "cbor_model_length_wide",
        "The length of a model is written in two bytes.",
        |d| d.label().get(8).at(1).widen(1),
        "cbor_not_shortest",
    ),
    (
        "cbor_model_chunked",
        "A model is a text string of indefinite length.",
        |d| d.label().get(8).at(1).make_indefinite(),
        "cbor_indefinite",
    ),
    (
        "cbor_gtins_indefinite",
        "The array of GTINs has an indefinite length.",
        |d| d.label().get(9).make_indefinite(),
        "cbor_indefinite",
    ),
    (
        "cbor_gtin_wide",
        "A GTIN-8 is written in nine bytes.",
        |d| d.label().get(9).at(1).widen(8),
        "cbor_not_shortest",
    ),
    (
        "cbor_holder_id_wide",
        "The length of the holder id's array is written in two bytes.",
        |d| d.label().get(6).widen(1),
        "cbor_not_shortest",
    ),
    (
        "cbor_holder_id_indefinite",
        "The holder id's array has an indefinite length.",
        |d| d.label().get(6).make_indefinite(),
        "cbor_indefinite",
    ),
    (
        "cbor_supply_chain_indefinite",
        "The supply-chain array has an indefinite length.",
        |d| d.label().get(11).make_indefinite(),
        "cbor_indefinite",
    ),
    (
        "cbor_supply_chain_day_wide",
        "The day of the supply-chain check is written in nine bytes.",
        |d| d.label().get(11).at(1).widen(8),
        "cbor_not_shortest",
    ),
    (
        "cbor_claims_order",
        "The claims map names the issue before the expiry.",
        |d| d.payload.entries().swap(1, 2),
        "cbor_map_order",
    ),
    (
        "cbor_claims_label_first",
        "The claims map names the label map first.",
        |d| d.payload.entries().rotate_right(1),
        "cbor_map_order",
    ),
    (
        "cbor_label_order",
        "The label map names the assessment before the level.",
        |d| d.label().entries().swap(1, 2),
        "cbor_map_order",
    ),
    (
        "cbor_length_first",
        "Two further keys of the claims are in length-first order (RFC 7049), -1 before 24.",
        |d| {
            d.payload.entries().insert(3, (int(-1), int(0)));
            d.payload.entries().insert(4, (int(24), int(0)));
        },
        "cbor_map_order",
    ),
    (
        "cbor_claims_expires_tagged",
        "The expiry carries tag 1 (epoch time).",
        |d| d.payload.get(4).wrap(|item| Item::Tag(1, item)),
        "cbor_tag",
    ),
    (
        "cbor_claims_expires_float",
        "The expiry is a floating-point number.",
        |d| *d.payload.get(4) = double(LABEL_EXPIRES),
        "cbor_float",
    ),
    (
        "cbor_claims_issued_float",
        "The issue is a floating-point number.",
        |d| *d.payload.get(6) = double(LABEL_ISSUED),
        "cbor_float",
    ),
    (
        "cbor_claims_text_tagged",
        "The registration number carries tag 32 (URI).",
        |d| d.payload.get(2).wrap(|item| Item::Tag(32, item)),
        "cbor_tag",
    ),
    (
        "cbor_label_tagged",
        "The label map carries the self-described tag 55799.",
        |d| d.label().wrap(|item| Item::Tag(55_799, item)),
        "cbor_tag",
    ),
    (
        "cbor_gtin_bignum",
        "A GTIN is a big integer under tag 2.",
        |d| *d.label().get(9).at(0) = tag(2, bytes(&[0x04, 0x75, 0x28, 0x58, 0x6a, 0xd6])),
        "cbor_tag",
    ),
    (
        "cbor_gtin_float",
        "A GTIN is a floating-point number.",
        |d| *d.label().get(9).at(0) = double(u64::try_from(GTIN).unwrap_or_default()),
        "cbor_float",
    ),
    (
        "cbor_day_tagged",
        "The support end carries tag 1004 (full date).",
        |d| d.label().get(12).wrap(|item| Item::Tag(1_004, item)),
        "cbor_tag",
    ),
    (
        "cbor_label_level_half",
        "The level is a floating-point number of half precision.",
        |d| *d.label().get(2) = raw(&[0xf9, 0x3c, 0x00]),
        "cbor_float",
    ),
    (
        "cbor_label_level_single",
        "The level is a floating-point number of single precision.",
        |d| *d.label().get(2) = raw(&[0xfa, 0x3f, 0x80, 0x00, 0x00]),
        "cbor_float",
    ),
    (
        "cbor_label_level_nan",
        "The level is not a number.",
        |d| *d.label().get(2) = raw(&[0xf9, 0x7e, 0x00]),
        "cbor_float",
    ),
];

/// Encodings that are wrong for every decoder, or have no meaning here.
pub(super) const BROKEN: &[Fault] = &[
    (
        "cbor_claims_duplicate",
        "The claims map names the registration number twice.",
        |d| {
            d.payload
                .entries()
                .insert(1, (int(2), text("JC-26-000417")));
        },
        "cbor_duplicate_key",
    ),
    (
        "cbor_claims_duplicate_expires",
        "The claims map names a second, later expiry.",
        |d| d.payload.entries().insert(2, (int(4), int(4_102_444_800))),
        "cbor_duplicate_key",
    ),
    (
        "cbor_claims_duplicate_label",
        "The claims map holds two label maps.",
        |d| {
            let label = d.label().clone();
            d.payload.append(int(LABEL), label);
        },
        "cbor_duplicate_key",
    ),
    (
        "cbor_claims_duplicate_apart",
        "The claims map names the registration number first and last.",
        |d| d.payload.append(int(2), text("JC-26-000418")),
        "cbor_map_order",
    ),
    (
        "cbor_label_duplicate",
        "The label map names a second, higher level.",
        |d| d.label().entries().insert(2, (int(2), int(4))),
        "cbor_duplicate_key",
    ),
    (
        "cbor_label_undefined",
        "The holder is undefined.",
        |d| *d.label().get(5) = raw(&[0xf7]),
        "cbor_simple",
    ),
    (
        "cbor_label_simple_short",
        "The holder is the simple value 19.",
        |d| *d.label().get(5) = raw(&[0xf3]),
        "cbor_simple",
    ),
    (
        "cbor_label_simple_long",
        "The holder is the simple value 255.",
        |d| *d.label().get(5) = raw(&[0xf8, 0xff]),
        "cbor_simple",
    ),
    (
        "cbor_label_simple_malformed",
        "The holder is false, written as a simple value in two bytes.",
        |d| *d.label().get(5) = raw(&[0xf8, 0x14]),
        "cbor_simple",
    ),
    (
        "cbor_claims_trailing",
        "A byte follows the claims inside the payload.",
        |d| append_inside(&mut d.payload, &[0x00]),
        "cbor_trailing",
    ),
    (
        "cbor_claims_trailing_claims",
        "The payload holds the claims twice.",
        |d| {
            let again = d.payload.body();
            append_inside(&mut d.payload, &again);
        },
        "cbor_trailing",
    ),
    (
        "cbor_claims_truncated",
        "The claims map announces five entries and has four.",
        |d| replace_first_byte(&mut d.payload, 0xa5),
        "cbor_truncated",
    ),
    (
        "cbor_claims_text_truncated",
        "The last text announces more bytes than there are.",
        |d| *d.label().get(14) = raw(&[0x78, 0x20, b'l', b'a', b'b']),
        "cbor_truncated",
    ),
    (
        "cbor_claims_array_huge",
        "The last claim announces an array of 2^64 - 1 elements.",
        |d| *d.label().get(14) = raw(&[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
        "cbor_truncated",
    ),
    (
        "cbor_text_invalid",
        "The product name holds a byte sequence that is not UTF-8.",
        |d| *d.label().get(7) = raw(&[0x62, 0xc3, 0x28]),
        "cbor_utf8",
    ),
    (
        "cbor_text_overlong",
        "The product name holds an overlong form of the slash.",
        |d| *d.label().get(7) = raw(&[0x62, 0xc0, 0xaf]),
        "cbor_utf8",
    ),
    (
        "cbor_text_surrogate",
        "The product name holds a surrogate.",
        |d| *d.label().get(7) = raw(&[0x63, 0xed, 0xa0, 0x80]),
        "cbor_utf8",
    ),
    (
        "cbor_text_beyond",
        "The product name holds a code point beyond U+10FFFF.",
        |d| *d.label().get(7) = raw(&[0x64, 0xf4, 0x90, 0x80, 0x80]),
        "cbor_utf8",
    ),
    (
        "cbor_text_cut",
        "The product name ends inside a character.",
        |d| *d.label().get(7) = raw(&[0x62, 0xe3, 0x81]),
        "cbor_utf8",
    ),
    (
        "cbor_claims_depth",
        "The holder is an array nested seven levels deep in the claims.",
        |d| *d.label().get(5) = nested(5, int(0)),
        "cbor_depth",
    ),
];

fn double(number: u64) -> Item {
    #[allow(clippy::cast_precision_loss)] // The numbers here have far less than 53 bits.
    let bits = (number as f64).to_bits();
    Item::Raw([vec![0xfb], bits.to_be_bytes().to_vec()].concat())
}
