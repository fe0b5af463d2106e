//! Trust files that cannot be loaded: nothing can be decided.

use crate::generate::case::Case;
use crate::generate::draft::Draft;
use crate::generate::item::{Item, bytes, int, list, map, raw, tag, text};
use crate::generate::times::{TRUST_EXPIRES, TRUST_ISSUED};
use crate::generate::world::World;

/// A faulty trust file: name, description, what to do to a sound one, the expected code.
type Fault = (&'static str, &'static str, fn(&mut Item), &'static str);

const FAULTS: &[Fault] = &[
    (
        "empty",
        "The file has no bytes.",
        |f| *f = raw(&[]),
        "cbor_truncated",
    ),
    (
        "not_cbor",
        "The file is text.",
        |f| *f = raw(b"trust"),
        "cbor_truncated",
    ),
    (
        "not_map",
        "The file holds an array.",
        |f| *f = list([int(1)]),
        "claim_type",
    ),
    (
        "empty_map",
        "The file holds an empty map.",
        |f| *f = map([]),
        "trust_malformed",
    ),
    (
        "version_2",
        "The file is of version 2.",
        |f| f.set(1, int(2)),
        "trust_malformed",
    ),
    (
        "version_missing",
        "The file states no version.",
        |f| f.remove(1),
        "trust_malformed",
    ),
    (
        "no_roots",
        "The file has no roots.",
        |f| f.remove(4),
        "trust_malformed",
    ),
    (
        "no_signers",
        "The file has no signers.",
        |f| f.remove(5),
        "trust_malformed",
    ),
    (
        "roots_empty",
        "The roots are an empty array.",
        |f| f.set(4, list([])),
        "claim_empty",
    ),
    (
        "roots_17",
        "The file has 17 roots.",
        |f| {
            let root = f.get(4).at(0).clone();
            f.set(4, list(std::iter::repeat_n(root, 17)));
        },
        "claim_too_long",
    ),
    (
        "root_text",
        "A root is a text.",
        |f| *f.get(4).at(0) = text("root"),
        "claim_type",
    ),
    (
        "root_too_large",
        "A root has 4,097 bytes.",
        |f| *f.get(4).at(0) = bytes(&[0x30; 4_097]),
        "input_too_large",
    ),
    (
        "unknown_key",
        "The file has a key that this version does not know.",
        |f| f.set(9, int(1)),
        "claim_unknown",
    ),
    (
        "issued_text",
        "The date of the file is a text.",
        |f| f.set(2, text("2026-11-20")),
        "claim_type",
    ),
    (
        "expires_range",
        "The end of the file lies after the year 9999.",
        |f| f.set(3, int(253_402_300_800)),
        "claim_range",
    ),
    (
        "specimen_false",
        "The specimen mark is false in place of being left out.",
        |f| f.set(8, raw(&[0xf4])),
        "claim_type",
    ),
    (
        "specimen_number",
        "The specimen mark is 1.",
        |f| f.set(8, int(1)),
        "claim_type",
    ),
    (
        "hosts_text",
        "The hosts are one text.",
        |f| f.set(7, text("label.example.jp")),
        "claim_type",
    ),
    (
        "hosts_65",
        "The file has 65 hosts.",
        |f| f.set(7, list(std::iter::repeat_n(text("label.example.jp"), 65))),
        "claim_too_long",
    ),
    (
        "signer_without_chain",
        "A signer has no certificate.",
        |f| f.get(5).at(0).remove(1),
        "chain_length",
    ),
    (
        "signer_chain_empty",
        "The chain of a signer is an empty array.",
        |f| f.get(5).at(0).set(1, list([])),
        "claim_empty",
    ),
    (
        "signer_malformed",
        "The certificate of a signer is not DER.",
        |f| *f.get(5).at(0).get(1).at(0) = bytes(b"signer"),
        "cert_malformed",
    ),
    (
        "signer_trailing",
        "A byte follows the certificate of a signer.",
        |f| {
            let certificate = f.get(5).at(0).get(1).at(0).body();
            *f.get(5).at(0).get(1).at(0) = bytes(&[certificate, vec![0]].concat());
        },
        "cert_malformed",
    ),
    (
        "signer_unknown_key",
        "A signer has a key that this version does not know.",
        |f| f.get(5).at(0).set(3, int(1)),
        "claim_unknown",
    ),
    (
        "signer_bytes",
        "A signer is a certificate outside a map.",
        |f| {
            let certificate = f.get(5).at(0).get(1).at(0).clone();
            *f.get(5).at(0) = certificate;
        },
        "claim_type",
    ),
    (
        "signer_address_number",
        "The address of a signer's status list is a number.",
        |f| f.get(5).at(0).set(2, int(1)),
        "claim_type",
    ),
    (
        "status_list_text",
        "A status list is a text.",
        |f| *f.get(6).at(0) = text("status"),
        "claim_type",
    ),
    (
        "order",
        "The keys of the file stand in reverse order.",
        |f| f.entries().reverse(),
        "cbor_map_order",
    ),
    (
        "duplicate",
        "The file names its version twice.",
        |f| f.entries().insert(0, (int(1), int(1))),
        "cbor_duplicate_key",
    ),
    (
        "wide",
        "The version is written in two bytes.",
        |f| f.get(1).widen(1),
        "cbor_not_shortest",
    ),
    (
        "indefinite",
        "The roots are an array of indefinite length.",
        |f| f.get(4).make_indefinite(),
        "cbor_indefinite",
    ),
    (
        "tagged",
        "The file carries the self-described tag 55799.",
        |f| f.wrap(|item| Item::Tag(55_799, item)),
        "cbor_tag",
    ),
    (
        "date_tagged",
        "The date of the file carries tag 1.",
        |f| f.set(2, tag(1, int(TRUST_ISSUED.into()))),
        "cbor_tag",
    ),
    (
        "float",
        "The end of the file is a floating-point number.",
        |f| {
            f.set(
                3,
                raw(&[0xfb, 0x41, 0xda, 0xc9, 0xc3, 0xbf, 0xc0, 0x00, 0x00]),
            );
        },
        "cbor_float",
    ),
    (
        "trailing",
        "A byte follows the file.",
        |f| *f = raw(&[f.encode(), vec![0]].concat()),
        "cbor_trailing",
    ),
    (
        "truncated",
        "The last byte of the file is missing.",
        |f| *f = raw(f.encode().split_last().map_or(&[], |(_, rest)| rest)),
        "cbor_truncated",
    ),
    (
        "items",
        "The file has more than 16,384 items.",
        |f| f.set(9, list((0..16_384).map(|_| int(0)))),
        "input_too_large",
    ),
    (
        "bomb",
        "The file is an array nested thousand levels deep.",
        |f| *f = raw(&[0x81; 1_000]),
        "cbor_depth",
    ),
];

pub(super) fn cases(world: &World) -> Vec<Case> {
    let sound = Draft::full(&world.ed25519);
    FAULTS
        .iter()
        .map(|(name, description, fault, code)| {
            let mut file = file(world);
            fault(&mut file);
            Case::draft(&format!("trust_{name}"), description, &sound)
                .own_trust(file.encode())
                .undecided("trust", code)
        })
        .collect()
}

/// A sound trust file with one signer.
fn file(world: &World) -> Item {
    let chain = world
        .ed25519
        .chain
        .iter()
        .map(|certificate| bytes(certificate));
    let signer = map([(1, list(chain)), (2, text(crate::generate::world::URI))]);
    map([
        (1, int(1)),
        (2, int(TRUST_ISSUED.into())),
        (3, int(TRUST_EXPIRES.into())),
        (4, list([bytes(world.root.certificate())])),
        (5, list([signer])),
        (6, list([bytes(&world.status_list().encode())])),
        (7, list([text("label.example.jp")])),
        (8, raw(&[0xf5])),
    ])
}
