//! Strict CBOR at every depth: the envelope, the protected header, the claims.

mod claims;
mod envelope;
mod header;

use crate::generate::case::{Case, faults};
use crate::generate::draft::Draft;
use crate::generate::item::{Item, raw};
use crate::generate::world::World;

pub(super) fn cases(world: &World) -> Vec<Case> {
    let signer = &world.ed25519;
    let sound = Draft::full(signer).encode();
    [
        faults(signer, "format", envelope::FAULTS),
        faults(signer, "format", header::FAULTS),
        faults(signer, "claims", claims::LENIENT),
        faults(signer, "claims", claims::BROKEN),
        faults(&world.esp256, "format", envelope::FAULTS_ESP256),
        truncated(&sound),
        widths(world),
        reserved(world),
    ]
    .concat()
}

fn truncated(sound: &[u8]) -> Vec<Case> {
    [
        ("cbor_empty", "The input has no bytes.", 0),
        ("cbor_truncated_tag", "Nothing follows the tag.", 1),
        (
            "cbor_truncated_payload",
            "The bytes end inside the payload.",
            60,
        ),
        (
            "cbor_truncated_signature",
            "The last byte of the signature is missing.",
            sound.len() - 1,
        ),
    ]
    .into_iter()
    .map(|(id, description, length)| {
        let bytes = sound.get(..length).unwrap_or_default();
        Case::bytes(id, description, bytes).rejected("format", "cbor_truncated")
    })
    .collect()
}

/// One integer of the header and one of the claims in each width that is too long.
fn widths(world: &World) -> Vec<Case> {
    let widths = [1, 2, 4, 8].into_iter();
    widths
        .flat_map(|width| {
            let mut header = Draft::full(&world.ed25519);
            header.protected.get(1).widen(width);
            let mut claims = Draft::full(&world.ed25519);
            claims.label().get(2).widen(width);
            [
                ("protected_alg", header, "format"),
                ("claims_level", claims, "claims"),
            ]
            .map(|(place, draft, check)| {
                let id = format!("cbor_{place}_wide_{width}");
                let description =
                    format!("An integer below 24 is written with {width} more bytes.");
                Case::draft(&id, &description, &draft).rejected(check, "cbor_not_shortest")
            })
        })
        .collect()
}

/// The reserved additional information 28 of each major type, and 31 where it has no meaning.
fn reserved(world: &World) -> Vec<Case> {
    let reserved = (0..8).map(|major| (major, 28));
    let cases = reserved.chain([(0, 31), (1, 31), (6, 31), (7, 31)]);
    cases
        .map(|(major, info): (u8, u8)| {
            let mut draft = Draft::full(&world.ed25519);
            *draft.label().get(5) = raw(&[major << 5 | info]);
            let id = format!("cbor_claims_reserved_{major}_{info}");
            let description =
                format!("A byte of major type {major} has the additional information {info}.");
            Case::draft(&id, &description, &draft).rejected("claims", "cbor_reserved")
        })
        .collect()
}

/// An item in so many arrays.
pub(super) fn nested(levels: usize, item: Item) -> Item {
    (0..levels).fold(item, |item, _| Item::List(vec![item]))
}
