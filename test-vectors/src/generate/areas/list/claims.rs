//! The claims of a trust list.

use super::Fault;
use crate::generate::identity::Identity;
use crate::generate::item::{Item, bytes, int, list, map, raw, text};
use crate::generate::times::{ROOT_END, TRUST_ISSUED};

fn recognition() -> Item {
    map([
        (1, int(2)),
        (2, int(1)),
        (3, map([(1, int(1))])),
        (4, int(TRUST_ISSUED.into())),
    ])
}

pub(super) const FAULTS: &[Fault] = &[
    (
        "version_2",
        "The list is of version 2 of the format.",
        |l| l.set(1, 2),
        "trust_malformed",
    ),
    (
        "no_format",
        "The list states no version of the format.",
        |l| l.payload.remove(1),
        "trust_malformed",
    ),
    (
        "not_map",
        "The list is an array.",
        |l| l.payload = crate::generate::item::embedded(list([int(1)])),
        "claim_type",
    ),
    (
        "epoch_0",
        "The list is of epoch 0.",
        |l| l.set(2, 0),
        "claim_range",
    ),
    (
        "no_epoch",
        "The list states no epoch.",
        |l| l.payload.remove(2),
        "claim_missing",
    ),
    (
        "epoch_text",
        "The epoch is a text.",
        |l| *l.payload.get(2) = text("1"),
        "claim_type",
    ),
    (
        "number_0",
        "The version is 0.",
        |l| l.set(3, 0),
        "claim_range",
    ),
    (
        "no_number",
        "The list states no version.",
        |l| l.payload.remove(3),
        "claim_missing",
    ),
    (
        "no_issue",
        "The list does not say when it was made.",
        |l| l.payload.remove(4),
        "claim_missing",
    ),
    (
        "no_end",
        "The list does not say until when it holds.",
        |l| l.payload.remove(5),
        "claim_missing",
    ),
    (
        "end_at_issue",
        "The list ends at its issue.",
        |l| l.set(5, TRUST_ISSUED.into()),
        "claim_range",
    ),
    (
        "end_after_roots",
        "The list ends a second after its roots.",
        |l| l.set(5, i128::from(ROOT_END) + 1),
        "trust_not_nested",
    ),
    (
        "no_roots",
        "The list has no root set.",
        |l| l.payload.remove(6),
        "claim_missing",
    ),
    (
        "roots_empty",
        "The root set is an empty array.",
        |l| *l.payload.get(6) = list([]),
        "claim_empty",
    ),
    (
        "roots_17",
        "The root set has 17 certificates.",
        |l| {
            let root = l.payload.get(6).at(0).clone();
            *l.payload.get(6) = list(std::iter::repeat_n(root, 17));
        },
        "claim_too_long",
    ),
    (
        "root_text",
        "A root is a text.",
        |l| *l.payload.get(6).at(2) = text("root"),
        "claim_type",
    ),
    (
        "root_malformed",
        "A root is not DER.",
        |l| *l.payload.get(6).at(2) = bytes(b"root"),
        "cert_malformed",
    ),
    (
        "root_too_large",
        "A root has 4,097 bytes.",
        |l| *l.payload.get(6).at(2) = bytes(&[0x30; 4_097]),
        "input_too_large",
    ),
    (
        "root_no_authority",
        "A root is a signer of labels.",
        |l| {
            let signer = l.signer(0).get(1).at(0).clone();
            *l.payload.get(6).at(2) = signer;
        },
        "cert_not_ca",
    ),
    (
        "root_twice",
        "The root set names one certificate twice.",
        |l| {
            let root = l.payload.get(6).at(0).clone();
            *l.payload.get(6).at(2) = root;
        },
        "root_repeated",
    ),
    (
        "root_key_twice",
        "Two roots of the set have one key.",
        |l| {
            let twin = Identity::root("Specimen root again", label_core::Algorithm::Ed25519, 1);
            *l.payload.get(6).at(2) = bytes(twin.certificate());
        },
        "root_repeated",
    ),
    (
        "no_threshold",
        "The list states no threshold.",
        |l| l.payload.remove(7),
        "claim_missing",
    ),
    (
        "threshold_0",
        "No root must sign.",
        |l| l.set(7, 0),
        "claim_range",
    ),
    (
        "threshold_4",
        "Four of three roots must sign.",
        |l| l.set(7, 4),
        "claim_range",
    ),
    (
        "no_signers",
        "The list names no label signers.",
        |l| l.payload.remove(8),
        "claim_missing",
    ),
    (
        "signers_empty",
        "The label signers are an empty array.",
        |l| *l.payload.get(8) = list([]),
        "claim_empty",
    ),
    (
        "no_list_signers",
        "The list names no list signers.",
        |l| l.payload.remove(9),
        "claim_missing",
    ),
    (
        "list_signers_65",
        "The list names 65 list signers.",
        |l| {
            let signer = l.payload.get(9).at(0).clone();
            *l.payload.get(9) = list(std::iter::repeat_n(signer, 65));
        },
        "claim_too_long",
    ),
    (
        "hosts_65",
        "The list names 65 hosts.",
        |l| {
            *l.payload.get(10) = list(std::iter::repeat_n(text("label.example.jp"), 65));
        },
        "claim_too_long",
    ),
    (
        "host_upper",
        "A host is in upper case.",
        |l| *l.payload.get(10).at(0) = text("Label.example.jp"),
        "claim_range",
    ),
    (
        "host_empty",
        "A host is an empty text.",
        |l| *l.payload.get(10).at(0) = text(""),
        "claim_empty",
    ),
    (
        "host_bidi",
        "A host has a bidirectional control.",
        |l| *l.payload.get(10).at(0) = text("label\u{202e}.example.jp"),
        "text_character",
    ),
    (
        "specimen_false",
        "The specimen mark is false in place of being left out.",
        |l| *l.payload.get(12) = raw(&[0xf4]),
        "claim_type",
    ),
    (
        "earlier_signer",
        "An earlier root is a signer of labels.",
        |l| {
            let signer = l.signer(0).get(1).at(0).clone();
            l.payload.set(13, list([signer]));
        },
        "cert_not_ca",
    ),
    (
        "earlier_malformed",
        "An earlier root is not DER.",
        |l| l.payload.set(13, list([bytes(b"root")])),
        "cert_malformed",
    ),
    (
        "earlier_empty",
        "The earlier roots are an empty array.",
        |l| l.payload.set(13, list([])),
        "claim_empty",
    ),
    (
        "unknown_key",
        "The list has a key that this version does not know.",
        |l| l.payload.set(14, int(1)),
        "claim_unknown",
    ),
    (
        "recognition_empty",
        "The recognitions are an empty array.",
        |l| l.payload.set(11, list([])),
        "claim_empty",
    ),
    (
        "recognition_no_scheme",
        "A recognition does not say of which scheme.",
        |l| {
            let mut one = recognition();
            one.remove(1);
            l.payload.set(11, list([one]));
        },
        "claim_missing",
    ),
    (
        "recognition_no_levels",
        "A recognition maps no level.",
        |l| {
            let mut one = recognition();
            one.set(3, map([]));
            l.payload.set(11, list([one]));
        },
        "claim_empty",
    ),
    (
        "recognition_levels_17",
        "A recognition maps 17 levels.",
        |l| {
            let mut one = recognition();
            one.set(3, map((0..17).map(|level| (level, int(1)))));
            l.payload.set(11, list([one]));
        },
        "claim_too_long",
    ),
    (
        "recognition_level_text",
        "A recognition maps a level that is a text.",
        |l| {
            let mut one = recognition();
            one.set(3, Item::Map(vec![(text("1"), int(1))]));
            l.payload.set(11, list([one]));
        },
        "claim_type",
    ),
    (
        "recognition_ended_first",
        "A recognition ends when it begins.",
        |l| {
            let mut one = recognition();
            one.set(5, int(TRUST_ISSUED.into()));
            l.payload.set(11, list([one]));
        },
        "claim_range",
    ),
    (
        "recognition_category_null",
        "A category of a recognition is null.",
        |l| {
            let mut one = recognition();
            one.set(6, list([raw(&[0xf6])]));
            l.payload.set(11, list([one]));
        },
        "claim_type",
    ),
    (
        "recognition_unknown_key",
        "A recognition has a key that this version does not know.",
        |l| {
            let mut one = recognition();
            one.set(7, int(1));
            l.payload.set(11, list([one]));
        },
        "claim_unknown",
    ),
];
