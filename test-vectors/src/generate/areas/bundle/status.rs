//! Status lists in a bundle: they must have the form of this format, and their faults show.

use super::case;
use crate::generate::case::Case;
use crate::generate::draft::Draft;
use crate::generate::identity::Identity;
use crate::generate::item::{bytes, int, list, map, tag, text};
use crate::generate::offer::{Offer, list_signer, sound};
use crate::generate::times::{SIGNER_START, STATUS_ISSUED};
use crate::generate::world::{STATUS_TYP, URI, World, status_entries, zeros, zlib};

/// A faulty status list: name, description, what to do to a sound offer, the expected code.
type Fault = (&'static str, &'static str, fn(&mut Offer), &'static str);

const FAULTS: &[Fault] = &[
    (
        "status_list_order",
        "The entries of the status list are in the order of the draft's examples.",
        |o| o.status.payload.get(65_533).entries().reverse(),
        "cbor_map_order",
    ),
    (
        "status_list_issuer",
        "The status list names its issuer.",
        |o| o.status.payload.set(1, text("https://status.example")),
        "claim_unknown",
    ),
    (
        "status_list_alg_8",
        "The status list names the deprecated algorithm -8.",
        |o| *o.status.protected.get(1) = int(-8),
        "cose_alg_unsupported",
    ),
    (
        "status_list_key_id",
        "The status list names its key by an identifier.",
        |o| o.status.unprotected = map([(4, bytes(b"12"))]),
        "cose_unprotected_label",
    ),
    (
        "status_list_tag_61",
        "The status list carries the CWT tag 61.",
        |o| o.status.envelope = |array| tag(61, tag(18, array)),
        "cose_tag",
    ),
    (
        "status_list_untyped",
        "The status list carries no type.",
        |o| o.status.protected.remove(16),
        "cose_typ",
    ),
    (
        "status_list_no_address",
        "The status list does not say its address.",
        |o| o.status.payload.remove(2),
        "claim_missing",
    ),
    (
        "status_list_no_issue",
        "The status list does not say when it was made.",
        |o| o.status.payload.remove(6),
        "claim_missing",
    ),
    (
        "status_list_no_list",
        "There is no list in the status list.",
        |o| o.status.payload.remove(65_533),
        "claim_missing",
    ),
    (
        "status_list_end_text",
        "The end of the status list is a text.",
        |o| *o.status.payload.get(4) = text("2026-11-28"),
        "claim_type",
    ),
    (
        "status_list_ttl_0",
        "The time to live is zero.",
        |o| *o.status.payload.get(65_534) = int(0),
        "claim_range",
    ),
    (
        "status_list_bits_3",
        "The status list has three bits per label.",
        |o| *o.status.payload.get(65_533) = status_entries(3, &zlib(&[0; 16])),
        "claim_range",
    ),
    (
        "status_list_not_zlib",
        "The status list is not compressed.",
        |o| *o.status.payload.get(65_533) = status_entries(4, &[0; 16]),
        "status_malformed",
    ),
    (
        "status_list_zlib_trailing",
        "A byte follows the compressed status list.",
        |o| {
            let stream = [zlib(&[0; 16]), vec![0]].concat();
            *o.status.payload.get(65_533) = status_entries(4, &stream);
        },
        "status_malformed",
    ),
    (
        "status_list_bomb",
        "The status list inflates to a byte more than its width allows.",
        |o| *o.status.payload.get(65_533) = status_entries(1, &zeros((1 << 21) + 1)),
        "status_too_large",
    ),
    (
        "status_list_other_address",
        "The status list is of another address than the signer's.",
        |o| *o.status.payload.get(2) = text("https://label.example.jp/status/2"),
        "status_other_signer",
    ),
    (
        "status_list_forged",
        "The signature of the status list is of another key.",
        |o| o.status.signature = Some(bytes(&[1; 64])),
        "signature",
    ),
    (
        "status_list_alg_of_other_key",
        "The status list names the algorithm of another kind of key.",
        |o| *o.status.protected.get(1) = int(-9),
        "alg_key_mismatch",
    ),
    (
        "status_list_by_label_signer",
        "A signer of labels signed the status list.",
        |o| {
            let signer = o.signers.first().cloned();
            sign_by(o, signer);
        },
        "list_signer",
    ),
    (
        "status_list_by_root",
        "A root signed the status list.",
        |o| {
            sign_by(
                o,
                Some(Identity::root(
                    "Specimen root",
                    label_core::Algorithm::Ed25519,
                    1,
                )),
            );
        },
        "list_signer",
    ),
    (
        "status_list_by_other_address",
        "A list signer for another address signed the status list.",
        |o| {
            let other = crate::generate::areas::snapshot::second_signer();
            let mut named = list_signer(&other);
            *named.get(2).at(0) = text("https://label.example.jp/status/2");
            o.list().payload.get(9).elements().push(named);
            sign_by(o, Some(other));
        },
        "list_signer",
    ),
    (
        "status_list_before_its_signer",
        "The status list was made before its signer's certificate starts.",
        |o| *o.status.payload.get(6) = int((SIGNER_START - 1).into()),
        "cert_not_yet_valid",
    ),
    (
        "status_list_by_retired",
        "The signer of the status list had retired when it was made.",
        |o| {
            let other = crate::generate::areas::snapshot::second_signer();
            let mut named = list_signer(&other);
            named.set(6, list([int(1), int(STATUS_ISSUED.into())]));
            o.list().payload.get(9).elements().push(named);
            sign_by(o, Some(other));
        },
        "signer_retired",
    ),
    (
        "status_list_by_revoked",
        "The signer of the status list is revoked.",
        |o| {
            let other = crate::generate::areas::snapshot::second_signer();
            let mut named = list_signer(&other);
            named.set(6, list([int(2), int(STATUS_ISSUED.into())]));
            o.list().payload.get(9).elements().push(named);
            sign_by(o, Some(other));
        },
        "signer_revoked",
    ),
];

/// Lets somebody else sign the status list.
fn sign_by(offer: &mut Offer, signer: Option<Identity>) {
    let Some(signer) = signer else { return };
    let payload = offer.status.payload.clone();
    offer.status = Draft::new(&signer, Some(STATUS_TYP), int(0));
    offer.status.payload = payload;
}

pub(super) fn cases(world: &World) -> Vec<Case> {
    let faults = FAULTS.iter().map(|(name, description, fault, code)| {
        let mut offer = sound(world);
        fault(&mut offer);
        case(world, name, description, &offer).undecided("trust", code)
    });
    let mut largest = sound(world);
    *largest.status.payload.get(65_533) = status_entries(1, &zeros(1 << 21));
    let mut chained = sound(world);
    chained.status.unprotected = map([(33, bytes(world.status.certificate()))]);
    let mut second = sound(world);
    *second.list().payload.get(9).at(0).get(2) =
        list([text("https://label.example.jp/status/2"), text(URI)]);
    faults
        .chain([
            case(
                world,
                "status_list_largest",
                "The status list has as many entries as one may.",
                &largest,
            )
            .line("status", "ok"),
            case(
                world,
                "status_list_chain",
                "The status list encloses the certificate of its signer.",
                &chained,
            )
            .line("status", "ok"),
            case(
                world,
                "status_list_second_address",
                "The list signer may sign for two addresses.",
                &second,
            )
            .line("status", "ok"),
        ])
        .collect()
}
