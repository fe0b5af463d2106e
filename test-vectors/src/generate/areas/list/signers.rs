//! The signers that a trust list names.

use label_core::{Algorithm, Purpose};

use super::Fault;
use crate::generate::identity::Identity;
use crate::generate::item::{bytes, int, list, raw, text};
use crate::generate::offer::certificates;
use crate::generate::times::TRUST_ISSUED;

/// Another certificate of a key, below the root of the world.
pub(in crate::generate::areas) fn below_root(secret: u8, purpose: Purpose) -> Identity {
    let root = Identity::root("Specimen root", Algorithm::Ed25519, 1);
    root.signer("Other signer", Algorithm::Ed25519, secret, purpose)
}

pub(super) const FAULTS: &[Fault] = &[
    (
        "signer_no_chain",
        "A label signer has no certificate.",
        |l| l.signer(0).remove(1),
        "claim_missing",
    ),
    (
        "signer_chain_empty",
        "The chain of a label signer is an empty array.",
        |l| *l.signer(0).get(1) = list([]),
        "claim_empty",
    ),
    (
        "signer_chain_4",
        "The chain of a label signer has four certificates.",
        |l| {
            let one = l.signer(0).get(1).at(0).clone();
            *l.signer(0).get(1) = list(std::iter::repeat_n(one, 4));
        },
        "claim_too_long",
    ),
    (
        "signer_malformed",
        "The certificate of a label signer is not DER.",
        |l| *l.signer(0).get(1).at(0) = bytes(b"signer"),
        "cert_malformed",
    ),
    (
        "signer_twice",
        "Two label signers have one certificate.",
        |l| {
            let first = l.signer(0).clone();
            *l.signer(1) = first;
        },
        "claim_range",
    ),
    (
        "signer_stranger",
        "The certificate of a label signer leads to a root that is not in the set.",
        |l| {
            let root = Identity::root("Foreign root", Algorithm::Ed25519, 4);
            let stranger = root.signer(
                "Foreign signer",
                Algorithm::Ed25519,
                16,
                Purpose::LabelSigning,
            );
            *l.signer(1).get(1) = certificates([&stranger]);
        },
        "chain_no_anchor",
    ),
    (
        "signer_no_schemes",
        "A label signer may sign for no scheme.",
        |l| l.signer(0).remove(2),
        "claim_missing",
    ),
    (
        "signer_schemes_65",
        "A label signer may sign for 65 schemes.",
        |l| *l.signer(0).get(2) = list((0..65).map(int)),
        "claim_too_long",
    ),
    (
        "signer_scheme_null",
        "A scheme of a label signer is null.",
        |l| *l.signer(0).get(2).at(0) = raw(&[0xf6]),
        "claim_type",
    ),
    (
        "signer_numbers_empty",
        "The numbers of a label signer are an empty array.",
        |l| l.signer(0).set(3, list([])),
        "claim_empty",
    ),
    (
        "signer_numbers_one_end",
        "A range of numbers has one end.",
        |l| l.signer(0).set(3, list([list([text("JC-1")])])),
        "claim_type",
    ),
    (
        "signer_numbers_backwards",
        "A range of numbers ends before it begins.",
        |l| {
            l.signer(0)
                .set(3, list([list([text("JC-2"), text("JC-1")])]));
        },
        "claim_range",
    ),
    (
        "signer_numbers_lengths",
        "The ends of a range differ in length.",
        |l| {
            l.signer(0)
                .set(3, list([list([text("JC-1"), text("JC-10")])]));
        },
        "claim_range",
    ),
    (
        "signer_numbers_control",
        "A prefix of numbers has a line end.",
        |l| l.signer(0).set(3, list([text("JC\n-")])),
        "text_character",
    ),
    (
        "signer_no_address",
        "A label signer has no address of a status list.",
        |l| l.signer(0).remove(4),
        "claim_missing",
    ),
    (
        "signer_address_not_nfc",
        "The address of a status list is not in normalisation form C.",
        |l| *l.signer(0).get(4) = text("https://label.example.jp/e\u{301}"),
        "text_not_nfc",
    ),
    (
        "signer_index_negative",
        "The highest index of a label signer is negative.",
        |l| l.signer(0).set(5, int(-1)),
        "claim_range",
    ),
    (
        "signer_state_3",
        "A label signer has a state that there is not.",
        |l| l.signer(0).set(6, list([int(3), int(TRUST_ISSUED.into())])),
        "claim_range",
    ),
    (
        "signer_state_no_time",
        "The state of a label signer has no time.",
        |l| l.signer(0).set(6, list([int(1)])),
        "claim_type",
    ),
    (
        "signer_state_late",
        "A label signer retires after the year 9999.",
        |l| l.signer(0).set(6, list([int(1), int(253_402_300_800)])),
        "claim_range",
    ),
    (
        "signer_unknown_key",
        "A label signer has a key that this version does not know.",
        |l| l.signer(0).set(7, int(1)),
        "claim_unknown",
    ),
    (
        "signer_for_lists",
        "A label signer has a certificate for lists.",
        |l| {
            *l.signer(1).get(1) = certificates([&below_root(20, Purpose::StatusSigning)]);
        },
        "cert_extended_key_usage",
    ),
    (
        "list_signer_for_labels",
        "A second list signer has a certificate for labels.",
        |l| {
            let mut second = l.payload.get(9).at(0).clone();
            *second.get(1) = certificates([&below_root(21, Purpose::LabelSigning)]);
            l.payload.get(9).elements().push(second);
        },
        "cert_extended_key_usage",
    ),
    (
        "list_signer_is_label_signer",
        "A signer of labels is named as a signer of lists too.",
        |l| {
            let labels = l.signer(0).get(1).clone();
            *l.payload.get(9).at(0).get(1) = labels;
        },
        "claim_range",
    ),
    (
        "key_of_signer",
        "Two label signers have certificates of one key.",
        |l| *l.signer(1).get(1) = certificates([&below_root(10, Purpose::LabelSigning)]),
        "key_repeated",
    ),
    (
        "key_of_revoked",
        "The key of a label signer that is revoked has another certificate.",
        |l| {
            let revoked = list([int(2), int(TRUST_ISSUED.into())]);
            l.signer(0).set(6, revoked);
            *l.signer(1).get(1) = certificates([&below_root(10, Purpose::LabelSigning)]);
        },
        "key_repeated",
    ),
    (
        "key_of_list_signer",
        "A label signer and a list signer have one key.",
        |l| *l.signer(1).get(1) = certificates([&below_root(12, Purpose::LabelSigning)]),
        "key_repeated",
    ),
    (
        "key_of_root",
        "A root and a label signer have one key.",
        |l| *l.signer(1).get(1) = certificates([&below_root(5, Purpose::LabelSigning)]),
        "key_repeated",
    ),
    (
        "key_of_root_for_lists",
        "A root and a list signer have one key.",
        |l| {
            *l.payload.get(9).at(0).get(1) = certificates([&below_root(5, Purpose::StatusSigning)]);
        },
        "key_repeated",
    ),
    (
        "key_of_earlier_root",
        "A root was renewed with its key, and stands among the earlier ones too.",
        |l| {
            let earlier = Identity::root("Earlier root", Algorithm::Ed25519, 5);
            l.payload.set(13, certificates([&earlier]));
        },
        "key_repeated",
    ),
    (
        "key_of_intermediate",
        "An intermediate and a label signer have one key.",
        |l| {
            let root = Identity::root("Specimen root", Algorithm::Ed25519, 1);
            let branch = root.intermediate("Other intermediate", 10);
            let below = branch.signer("Below", Algorithm::Ed25519, 23, Purpose::LabelSigning);
            *l.signer(1).get(1) = list(below.chain.iter().map(|one| bytes(one)));
        },
        "key_repeated",
    ),
    (
        "list_signer_no_addresses",
        "A list signer may sign for no address.",
        |l| l.payload.get(9).at(0).remove(2),
        "claim_missing",
    ),
    (
        "list_signer_unknown_key",
        "A list signer has a key that this version does not know.",
        |l| l.payload.get(9).at(0).set(3, int(1)),
        "claim_unknown",
    ),
    (
        "list_signer_state_4",
        "A list signer has a state that there is not.",
        |l| {
            l.payload
                .get(9)
                .at(0)
                .set(6, list([int(4), int(TRUST_ISSUED.into())]));
        },
        "claim_range",
    ),
];
