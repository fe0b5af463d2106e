//! Issued filters that a bundle cannot be opened with.

use crate::generate::case::Case;
use crate::generate::draft::Draft;
use crate::generate::item::{Item, bytes, int, list, map, raw};
use crate::generate::offer::sound;
use crate::generate::world::World;

/// A faulty filter: name, description, what to do to a sound one, the expected code.
type Fault = (&'static str, &'static str, fn(&mut Item), &'static str);

/// Changes the bytes of an element.
fn change(filter: &mut Item, index: usize, with: fn(&mut Vec<u8>)) {
    let mut content = filter.at(index).body();
    with(&mut content);
    *filter.at(index) = bytes(&content);
}

const FAULTS: &[Fault] = &[
    (
        "not_array",
        "The filter is a map.",
        |f| *f = map([]),
        "filter_malformed",
    ),
    (
        "garbage",
        "The filter is the text of a page.",
        |f| *f = raw(b"not found"),
        "cbor_truncated",
    ),
    (
        "trailing",
        "A byte follows the filter.",
        |f| *f = raw(&[f.encode(), vec![0]].concat()),
        "cbor_trailing",
    ),
    (
        "wide",
        "The number of segments is written in eight bytes.",
        |f| f.at(3).widen(8),
        "cbor_not_shortest",
    ),
    (
        "five_parts",
        "The fingerprints are missing.",
        |f| {
            f.elements().pop();
        },
        "filter_malformed",
    ),
    (
        "seven_parts",
        "The filter has a seventh part.",
        |f| f.elements().push(int(1)),
        "filter_malformed",
    ),
    (
        "salt_15_bytes",
        "The salt has 15 bytes.",
        |f| *f.at(0) = bytes(&[7; 15]),
        "filter_malformed",
    ),
    (
        "seed_9_bytes",
        "The seed has nine bytes.",
        |f| *f.at(1) = bytes(&[0; 9]),
        "filter_malformed",
    ),
    (
        "seed_number",
        "The seed is a number.",
        |f| *f.at(1) = int(0),
        "filter_malformed",
    ),
    (
        "length_1",
        "A segment has two slots.",
        |f| *f.at(2) = int(1),
        "filter_malformed",
    ),
    (
        "length_19",
        "A segment has 2^19 slots.",
        |f| *f.at(2) = int(19),
        "filter_malformed",
    ),
    (
        "length_negative",
        "The length of a segment is negative.",
        |f| *f.at(2) = int(-2),
        "filter_malformed",
    ),
    (
        "segments_0",
        "The filter has no segment.",
        |f| *f.at(3) = int(0),
        "filter_malformed",
    ),
    (
        "segments_65537",
        "The filter has 65,537 segments.",
        |f| *f.at(3) = int(65_537),
        "filter_malformed",
    ),
    (
        "too_large",
        "The filter has more than four million slots.",
        |f| {
            *f.at(2) = int(18);
            *f.at(3) = int(65_536);
        },
        "input_too_large",
    ),
    (
        "present_short",
        "The slots have a byte of bits too few.",
        |f| {
            change(f, 4, |bits| {
                bits.pop();
            });
        },
        "filter_malformed",
    ),
    (
        "present_long",
        "The slots have a byte of bits too many.",
        |f| change(f, 4, |bits| bits.push(0)),
        "filter_malformed",
    ),
    (
        "present_more",
        "A bit says of one slot more that it is not zero.",
        |f| {
            change(f, 4, |bits| {
                let zero = bits.iter_mut().find(|byte| **byte != 0xff);
                if let Some(byte) = zero {
                    *byte |= *byte + 1;
                }
            });
        },
        "filter_malformed",
    ),
    (
        "present_less",
        "A bit says of one slot less that it is not zero.",
        |f| {
            change(f, 4, |bits| {
                let some = bits.iter_mut().find(|byte| **byte != 0);
                if let Some(byte) = some {
                    *byte &= *byte - 1;
                }
            });
        },
        "filter_malformed",
    ),
    (
        "fingerprints_odd",
        "The fingerprints have an odd number of bytes.",
        |f| change(f, 5, |slots| slots.push(1)),
        "filter_malformed",
    ),
    (
        "fingerprint_zero",
        "A slot that is said not to be zero is.",
        |f| {
            change(f, 5, |slots| {
                slots.iter_mut().take(2).for_each(|byte| *byte = 0);
            });
        },
        "filter_malformed",
    ),
];

pub(super) fn cases(world: &World) -> Vec<Case> {
    let label = Draft::full(&world.ed25519);
    let case = |(name, description, fault, code): &Fault| {
        let mut offer = sound(world);
        fault(&mut offer.filter);
        Case::draft(&format!("filter_{name}"), description, &label)
            .own_trust(offer.encode())
            .undecided("trust", code)
    };
    let mut cases: Vec<_> = FAULTS.iter().map(case).collect();
    let mut stray = sound(world);
    // Four slots in each of three segments: four bits of the second byte are of no slot.
    *stray.filter.at(2) = int(2);
    *stray.filter.at(3) = int(1);
    *stray.filter.at(4) = bytes(&[0, 0x10]);
    *stray.filter.at(5) = bytes(&[0, 1]);
    cases.push(
        Case::draft(
            "filter_bit_of_no_slot",
            "A bit is set that belongs to no slot.",
            &label,
        )
        .own_trust(stray.encode())
        .undecided("trust", "filter_malformed"),
    );
    let mut empty = sound(world);
    empty.filter = list([
        bytes(&[7; 16]),
        bytes(&[0; 8]),
        int(2),
        int(1),
        bytes(&[0, 0]),
        bytes(&[]),
    ]);
    cases.push(
        Case::draft(
            "filter_of_zeros",
            "Every slot of the filter is zero: the label is not in it.",
            &label,
        )
        .own_trust(empty.encode())
        .rejected("issued", "not_issued"),
    );
    cases
}
