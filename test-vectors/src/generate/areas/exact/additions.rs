//! Additions to exact records, in a bundle that is opened by itself.

use super::{ENTRY, case};
use crate::generate::case::Case;
use crate::generate::item::{Item, bytes, int, list, map, raw, text};
use crate::generate::offer::exact;
use crate::generate::world::World;
use label_core::digest;

/// Faulty additions: name, description, what to do to sound ones, the expected code.
type Fault = (&'static str, &'static str, fn(&mut Item), &'static str);

/// Additions with one step, which need not be added where the whole record is there.
fn sound(record: &[u8]) -> Item {
    list([bytes(&digest(record)), bytes(&[1; 32]), bytes(&[7; 12])])
}

const FAULTS: &[Fault] = &[
    (
        "garbage",
        "The additions are the text of a page.",
        |a| *a = raw(b"not found"),
        "cbor_truncated",
    ),
    (
        "trailing",
        "A byte follows the additions.",
        |a| *a = raw(&[a.encode(), vec![0]].concat()),
        "cbor_trailing",
    ),
    (
        "map",
        "The additions are a map.",
        |a| *a = map([]),
        "record_malformed",
    ),
    (
        "empty_array",
        "The additions are an empty array.",
        |a| *a = list([]),
        "record_malformed",
    ),
    (
        "half_step",
        "The entries of a step are missing.",
        |a| {
            a.elements().pop();
        },
        "record_malformed",
    ),
    (
        "steps_65",
        "There are 65 steps.",
        |a| {
            let step: Vec<_> = a.elements().drain(1..).collect();
            let steps = step.iter().cycle().take(130).cloned();
            a.elements().extend(steps);
        },
        "record_malformed",
    ),
    (
        "record_31_bytes",
        "The digest of the record has 31 bytes.",
        |a| *a.at(0) = bytes(&[0; 31]),
        "record_malformed",
    ),
    (
        "record_text",
        "The digest of the record is a text.",
        |a| *a.at(0) = text("record"),
        "record_malformed",
    ),
    (
        "base_33_bytes",
        "The digest of a base has 33 bytes.",
        |a| *a.at(1) = bytes(&[1; 33]),
        "record_malformed",
    ),
    (
        "added_number",
        "The entries of a step are a number.",
        |a| *a.at(2) = int(1),
        "record_malformed",
    ),
    (
        "added_none",
        "A step adds nothing.",
        |a| *a.at(2) = bytes(&[]),
        "record_malformed",
    ),
    (
        "added_ragged",
        "A step adds 13 bytes.",
        |a| *a.at(2) = bytes(&[7; 13]),
        "record_malformed",
    ),
    (
        "added_unsorted",
        "The entries of a step are out of order.",
        |a| *a.at(2) = bytes(&[[8; 12], [7; 12]].concat()),
        "record_malformed",
    ),
    (
        "added_twice",
        "An entry of a step stands twice.",
        |a| *a.at(2) = bytes(&[[7; 12], [7; 12]].concat()),
        "record_malformed",
    ),
];

pub(super) fn cases(world: &World) -> Vec<Case> {
    let offer = exact(world);
    let additions = sound(offer.record.as_deref().unwrap_or_default());
    let whole = offer.record.clone().unwrap_or_default();
    let to_base = |base: &[u8]| {
        let added = whole.get(2 * ENTRY..).unwrap_or_default();
        let steps = list([bytes(&digest(&whole)), bytes(&digest(base)), bytes(added)]);
        let mut bundle = offer.bundle();
        bundle.set(5, list([bytes(base)]));
        bundle.set(6, list([bytes(&steps.encode())]));
        bundle
    };
    let base = whole.get(..2 * ENTRY).unwrap_or_default();
    let (one, next) = base.split_at(base.len() / 2);
    let from_nothing = list([bytes(&digest(&whole)), bytes(&digest(&[])), bytes(&whole)]);
    let with = |additions: Item, whole: bool| {
        let mut bundle = offer.bundle();
        bundle.set(6, list([bytes(&additions.encode())]));
        if !whole {
            bundle.remove(5);
        }
        bundle
    };
    let faults = FAULTS.iter().map(|(name, description, fault, code)| {
        let mut faulty = additions.clone();
        fault(&mut faulty);
        let name = format!("additions_{name}");
        case(world, &name, description, &with(faulty, true)).undecided("trust", code)
    });
    let mut cases: Vec<_> = faults.collect();
    let mut empty = offer.bundle();
    empty.set(6, list([]));
    cases.extend([
        case(
            world,
            "additions_beside_whole",
            "The bundle has the whole record beside additions.",
            &with(additions.clone(), true),
        )
        .line("issued", "ok"),
        case(
            world,
            "additions_alone",
            "The bundle has additions, and nothing that they are added to.",
            &with(additions, false),
        )
        .undecided("trust", "record_base_missing"),
        case(
            world,
            "additions_to_nothing",
            "The bundle has additions to the empty record, and no whole record.",
            &with(from_nothing, false),
        )
        .line("issued", "ok")
        .record("exact"),
        case(
            world,
            "additions_base_ragged",
            "A byte follows the base that additions are added to.",
            &to_base(&[base, &[0]].concat()),
        )
        .undecided("trust", "record_malformed"),
        case(
            world,
            "additions_base_unsorted",
            "The base that additions are added to is out of order.",
            &to_base(&[next, one].concat()),
        )
        .undecided("trust", "record_malformed"),
        case(
            world,
            "additions_empty",
            "The additions of the bundle are an empty array.",
            &empty,
        )
        .undecided("trust", "claim_empty"),
    ]);
    cases
}
