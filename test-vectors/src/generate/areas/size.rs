//! Limits, and inputs that try to exhaust a reader.

use label_core::limits;

use crate::generate::case::{Case, fragment};
use crate::generate::draft::Draft;
use crate::generate::item::{Item, bytes, embedded, int, list, map, raw, text};
use crate::generate::world::World;

pub(super) fn cases(world: &World) -> Vec<Case> {
    [
        sizes(world),
        texts(world),
        arrays(world),
        countersignatures(world),
        floods(world),
    ]
    .concat()
}

/// A label whose compact form has exactly so many bytes.
pub(super) fn compact_of(world: &World, length: usize) -> Draft {
    let with = |padding: usize| {
        let mut draft = Draft::minimal(&world.ed25519);
        // Four long models carry the bulk, the last one the rest.
        let models = ["A", "B", "C"].map(|letter| text(&letter.repeat(240)));
        let models = models.into_iter().chain([text(&"D".repeat(padding))]);
        *draft.label().get(8) = list(models);
        draft
    };
    let mut drafts = (1..=limits::TEXT_BYTES).map(with);
    let fitting = drafts.find(|draft| draft.encode().len() == length);
    crate::generate::fixed(fitting.ok_or("no label of this length"))
}

/// A label whose receipts fill the full form to exactly so many bytes.
fn full_of(world: &World, length: usize) -> Draft {
    let mut draft = Draft::full(&world.ed25519);
    draft
        .unprotected
        .set(394, list([bytes(&vec![0; length / 2])]));
    let short = length - draft.encode().len();
    draft
        .unprotected
        .set(394, list([bytes(&vec![0; length / 2 + short])]));
    draft
}

fn sizes(world: &World) -> Vec<Case> {
    let (compact, full) = (limits::COMPACT_BYTES, limits::FULL_BYTES);
    let mut hidden = compact_of(world, compact + 1);
    hidden
        .unprotected
        .set(33, bytes(world.ed25519.certificate()));
    let too_large = |case: Case| case.rejected("format", "input_too_large");
    vec![
        Case::draft(
            "size_compact_largest",
            "The compact form has 1,024 bytes.",
            &compact_of(world, compact),
        ),
        too_large(Case::draft(
            "size_compact_byte_more",
            "The compact form has 1,025 bytes.",
            &compact_of(world, compact + 1),
        )),
        too_large(Case::draft(
            "size_compact_in_full",
            "The compact form inside the full one has 1,025 bytes.",
            &hidden,
        )),
        Case::draft(
            "size_full_largest",
            "The full form has 16,384 bytes.",
            &full_of(world, full),
        ),
        too_large(Case::draft(
            "size_full_byte_more",
            "The full form has 16,385 bytes.",
            &full_of(world, full + 1),
        )),
    ]
}

fn texts(world: &World) -> Vec<Case> {
    let sound = Draft::full(&world.ed25519).encode();
    let address = "https://label.example.jp/";
    let of = |length: usize| {
        let fragment = fragment(&sound);
        let path = "a".repeat(length - address.len() - fragment.len());
        format!("{address}{path}{fragment}")
    };
    vec![
        Case::text(
            "size_text_largest",
            "The text has 8,192 characters.",
            &of(8_192),
            &sound,
        ),
        Case::text(
            "size_text_character_more",
            "The text has 8,193 characters.",
            &of(8_193),
            &sound,
        )
        .rejected("text", "input_too_large"),
        Case::bare_text(
            "size_text_spaces",
            "The text is 9,000 spaces.",
            &" ".repeat(9_000),
        )
        .rejected("text", "input_too_large"),
    ]
}

/// A head repeated with what it needs, so many times, around an item.
fn deep(head: &[u8], levels: usize, inside: &[u8]) -> Item {
    raw(&[head.repeat(levels), inside.to_vec()].concat())
}

/// Arrays, maps and tags inside each other, in every part of the credential.
fn arrays(world: &World) -> Vec<Case> {
    let mut cases = Vec::new();
    for (kind, what, head, code) in [
        ("arrays", "arrays", &[0x81][..], "cbor_depth"),
        ("maps", "maps in values", &[0xa1, 0x00], "cbor_depth"),
        ("map_keys", "maps in keys", &[0xa1], "cbor_depth"),
        ("tags", "tags", &[0xc1], "cbor_tag"),
        (
            "indefinite",
            "arrays of indefinite length",
            &[0x9f],
            "cbor_indefinite",
        ),
    ] {
        let add = |place: &str, levels: usize, draft: &Draft, check: &str| {
            let id = format!("size_bomb_{kind}_{place}_{levels}");
            let description = format!("The {place} part holds {levels} {what} inside each other.");
            Case::draft(&id, &description, draft).rejected(check, code)
        };
        let mut claims = Draft::minimal(&world.ed25519);
        let levels = 700 / head.len();
        *claims.label().get(7) = deep(head, levels, &[0]);
        cases.push(add("claims", levels, &claims, "claims"));
        for levels in [1_600 / head.len(), 15_000 / head.len()] {
            let mut header = Draft::full(&world.ed25519);
            header.protected = embedded(deep(head, levels, &[0]));
            cases.push(add("protected", levels, &header, "format"));
            let mut outside = Draft::full(&world.ed25519);
            outside.unprotected.set(394, deep(head, levels, &[0]));
            cases.push(add("unprotected", levels, &outside, "format"));
        }
    }
    cases
}

/// Counter-signatures inside the protected headers of counter-signatures: each is a byte string, so
/// that a decoder which counts depth per byte string recurses without end.
fn countersignatures(world: &World) -> Vec<Case> {
    // Each level is written at once: the makers of a bomb must not fall for it.
    let signature = |header: &[u8]| list([bytes(header), map([]), bytes(&[])]);
    let nested = |label: i128, levels: usize| {
        let header = (1..levels).fold(Vec::new(), |header, _| {
            map([(label, signature(&header))]).encode()
        });
        signature(&header)
    };
    let mut cases = Vec::new();
    for (label, levels) in [(7, 180), (11, 180), (7, 1_200), (11, 1_200)] {
        let bomb = nested(label, levels);
        let mut header = Draft::full(&world.ed25519);
        header.protected.set(label, bomb.clone());
        let mut outside = Draft::full(&world.ed25519);
        outside.unprotected.set(label, bomb);
        for (place, draft, code) in [
            ("protected", header, "cose_protected_label"),
            ("unprotected", outside, "cose_unprotected_label"),
        ] {
            let id = format!("size_countersignatures_{label}_{place}_{levels}");
            let description = format!(
                "The {place} header holds {levels} counter-signatures (label {label}) inside each other."
            );
            cases.push(Case::draft(&id, &description, &draft).rejected("format", code));
        }
    }
    let mut beyond = Draft::full(&world.ed25519);
    beyond.unprotected.set(7, nested(7, 2_400));
    cases.push(
        Case::draft(
            "size_countersignatures_beyond",
            "Nested counter-signatures exceed the limit of the full form.",
            &beyond,
        )
        .rejected("format", "input_too_large"),
    );
    cases
}

/// Much of nothing.
fn floods(world: &World) -> Vec<Case> {
    let mut receipts = Draft::full(&world.ed25519);
    receipts
        .unprotected
        .set(394, list((0..15_000).map(|_| int(0))));
    let mut entries = Draft::full(&world.ed25519);
    entries.unprotected = map((1_000..5_000).map(|label| (label, int(0))));
    vec![
        Case::bytes(
            "size_flood_arrays",
            "The input is 16,384 heads of arrays.",
            &vec![0x81; 16_384],
        )
        .rejected("format", "cose_tag"),
        Case::bytes(
            "size_flood_arrays_tagged",
            "The input is the tag and 16,383 heads of arrays.",
            &[vec![0xd2], vec![0x81; 16_383]].concat(),
        )
        .rejected("format", "cbor_depth"),
        Case::bytes(
            "size_flood_beyond",
            "The input is 20,000 heads of arrays.",
            &vec![0x81; 20_000],
        )
        .rejected("format", "input_too_large"),
        Case::bytes(
            "size_flood_zeros",
            "The input is 16,384 zero bytes.",
            &vec![0; 16_384],
        )
        .rejected("format", "cose_tag"),
        Case::draft(
            "size_flood_receipts",
            "The receipts are 15,000 integers.",
            &receipts,
        )
        .rejected("format", "cose_unprotected_shape"),
        Case::draft(
            "size_flood_labels",
            "The unprotected header has 4,000 labels.",
            &entries,
        )
        .rejected("format", "cose_unprotected_label"),
    ]
}
