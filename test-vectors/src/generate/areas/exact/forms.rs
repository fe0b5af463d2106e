//! The form of exact records, and what a snapshot names of them.

use serde_json::json;

use super::{ENTRY, case};
use crate::generate::case::Case;
use crate::generate::item::{Item, bytes, list, text};
use crate::generate::offer::{Offer, exact, filter};
use crate::generate::world::World;

pub(super) fn cases(world: &World) -> Vec<Case> {
    [forms(world), bundles(world), named(world)].concat()
}

/// A faulty record: name, description, what to do to a sound one.
type Fault = (&'static str, &'static str, fn(&mut Vec<u8>));

const FORMS: &[Fault] = &[
    (
        "unsorted",
        "Two entries of the record are out of order.",
        |r| r.rotate_left(ENTRY),
    ),
    ("duplicate", "An entry of the record stands twice.", |r| {
        let first: Vec<u8> = r.iter().take(ENTRY).copied().collect();
        r.splice(..0, first);
    }),
    (
        "ragged",
        "A byte follows the last entry of the record.",
        |r| r.push(0xff),
    ),
    ("short", "The last byte of the record is missing.", |r| {
        r.pop();
    }),
    ("one_byte", "The record has one byte.", |r| r.truncate(1)),
    (
        "filter_for_record",
        "A filter stands in place of the record.",
        |r| *r = filter(&[]).encode(),
    ),
];

fn forms(world: &World) -> Vec<Case> {
    let faults = FORMS.iter().map(|(name, description, fault)| {
        let mut offer = exact(world);
        offer.record.iter_mut().for_each(fault);
        case(world, name, description, &offer.bundle()).undecided("trust", "record_malformed")
    });
    let mut cases: Vec<_> = faults.collect();
    let mut empty = exact(world);
    empty.record = Some(Vec::new());
    cases.push(
        case(
            world,
            "empty",
            "The exact record is empty.",
            &empty.bundle(),
        )
        .rejected("issued", "not_issued")
        .record("exact"),
    );
    cases
}

/// A faulty bundle: name, description, what to do to a sound one, the expected code.
type BundleFault = (&'static str, &'static str, fn(&mut Offer), &'static str);

const BUNDLES: &[BundleFault] = &[
    (
        "unnamed",
        "A record is there that no snapshot names.",
        |o| o.outer = |bundle| bundle.get(5).elements().push(bytes(&[7; ENTRY])),
        "bundle_unreferenced",
    ),
    (
        "twice",
        "The record is there twice.",
        |o| {
            o.outer = |bundle| {
                let record = bundle.get(5).at(0).clone();
                bundle.get(5).elements().push(record);
            };
        },
        "bundle_unreferenced",
    ),
    (
        "other_digest",
        "Another record is there than the one that is named.",
        |o| o.outer = |bundle| *bundle.get(5).at(0) = bytes(&[7; ENTRY]),
        "bundle_unreferenced",
    ),
    (
        "records_empty",
        "The records are an empty array.",
        |o| o.outer = |bundle| *bundle.get(5) = list([]),
        "claim_empty",
    ),
    (
        "record_text",
        "The record is a text.",
        |o| o.outer = |bundle| *bundle.get(5).at(0) = text("record"),
        "claim_type",
    ),
    (
        "digest_31_bytes",
        "The digest of the record has 31 bytes.",
        |o| {
            o.named = |snapshot| {
                let entries = snapshot.payload.get(6).entries().iter_mut();
                entries.for_each(|entry| *entry.1.get(3) = bytes(&[0; 31]));
            };
        },
        "claim_range",
    ),
    (
        "journal_31_bytes",
        "The head of the journal has 31 bytes.",
        |o| o.named = |snapshot| snapshot.payload.set(7, bytes(&[7; 31])),
        "claim_range",
    ),
];

fn bundles(world: &World) -> Vec<Case> {
    let faults = BUNDLES.iter();
    faults
        .map(|(name, description, fault, code)| {
            let mut offer = exact(world);
            fault(&mut offer);
            case(world, name, description, &offer.bundle()).undecided("trust", code)
        })
        .collect()
}

/// A record that the snapshot names, absent or there.
fn named(world: &World) -> Vec<Case> {
    let mut missing = exact(world).bundle();
    missing.remove(5);
    let mut journal = exact(world);
    journal.named = |snapshot| snapshot.payload.set(7, bytes(&[7; 32]));
    vec![
        case(world, "missing", "The exact record is not there.", &missing)
            .undecided("issued", "issued_missing"),
        case(
            world,
            "missing_warned",
            "The exact record is not there, and the policy forgives that.",
            &missing,
        )
        .policy(json!({ "issued": "warn" }))
        .line("issued", "issued_missing"),
        case(
            world,
            "missing_beside_filter",
            "The snapshot names both kinds; a filter never answers for the exact record.",
            &both(world, false),
        )
        .undecided("issued", "issued_missing"),
        case(
            world,
            "beside_filter",
            "The snapshot names both kinds, and the exact one counts.",
            &both(world, true),
        )
        .line("issued", "ok")
        .record("exact"),
        case(
            world,
            "journal",
            "The snapshot names the head of a journal.",
            &journal.bundle(),
        )
        .line("issued", "ok"),
    ]
}

/// A bundle whose snapshot names both kinds; the label is in one of them alone.
fn both(world: &World, whole: bool) -> Item {
    let mut offer = exact(world);
    offer.both = true;
    match whole {
        true => offer.filter = filter(&[]),
        false => offer.record = Some(Vec::new()),
    }
    let mut bundle = offer.bundle();
    if !whole {
        bundle.remove(5);
    }
    bundle
}
