//! Bundles: their own form, the chain of trust lists, the status lists inside.

mod chain;
mod status;

use crate::generate::case::Case;
use crate::generate::draft::Draft;
use crate::generate::item::{Item, bytes, int, list, raw, text};
use crate::generate::offer::{Offer, sound};
use crate::generate::times::{DAY, STATUS_ISSUED};
use crate::generate::world::World;

/// A faulty bundle: name, description, what to do to a sound one, the expected code.
type Fault = (&'static str, &'static str, fn(&mut Item), &'static str);

/// Bytes that a bundle may have.
const MOST: usize = 16 * 1_024 * 1_024;

const FAULTS: &[Fault] = &[
    (
        "only_kind",
        "The bundle says what it is and nothing else.",
        |b| {
            for key in 1..=4 {
                b.remove(key);
            }
        },
        "trust_list_missing",
    ),
    (
        "part",
        "There is a part and nothing before it.",
        |b| b.remove(1),
        "trust_list_missing",
    ),
    (
        "lists_empty",
        "The trust lists are an empty array.",
        |b| *b.get(1) = list([]),
        "claim_empty",
    ),
    (
        "lists_17",
        "The bundle has 17 trust lists.",
        |b| repeat(b, 1, 17),
        "claim_too_long",
    ),
    (
        "list_text",
        "A trust list is a text.",
        |b| *b.get(1).at(0) = text("list"),
        "claim_type",
    ),
    (
        "lists_bytes",
        "The trust list stands outside an array.",
        |b| {
            let one = b.get(1).at(0).clone();
            *b.get(1) = one;
        },
        "claim_type",
    ),
    (
        "snapshots_17",
        "The bundle has 17 snapshots.",
        |b| repeat(b, 2, 17),
        "claim_too_long",
    ),
    (
        "snapshot_null",
        "A snapshot is null.",
        |b| *b.get(2).at(0) = raw(&[0xf6]),
        "claim_type",
    ),
    (
        "status_lists_257",
        "The bundle has 257 status lists.",
        |b| {
            *b.get(3) = list((0..257_u16).map(|number| bytes(&number.to_be_bytes())));
        },
        "claim_too_long",
    ),
    (
        "filters_empty",
        "The filters are an empty array.",
        |b| *b.get(4) = list([]),
        "claim_empty",
    ),
    (
        "filter_number",
        "A filter is a number.",
        |b| *b.get(4).at(0) = int(1),
        "claim_type",
    ),
    (
        "unknown_key",
        "The bundle has a key that this version does not know.",
        |b| b.set(7, int(1)),
        "claim_unknown",
    ),
    (
        "order",
        "The snapshots stand after the status lists.",
        |b| b.entries().swap(2, 3),
        "cbor_map_order",
    ),
    (
        "duplicate",
        "The bundle has two arrays of filters.",
        |b| {
            let filters = b.get(4).clone();
            b.append(int(4), filters);
        },
        "cbor_duplicate_key",
    ),
    (
        "wide",
        "The length of a trust list is written in eight bytes.",
        |b| b.get(1).at(0).widen(8),
        "cbor_not_shortest",
    ),
    (
        "indefinite",
        "The snapshots are an array of indefinite length.",
        |b| b.get(2).make_indefinite(),
        "cbor_indefinite",
    ),
    (
        "trailing",
        "A byte follows the bundle.",
        |b| *b = raw(&[b.encode(), vec![0]].concat()),
        "cbor_trailing",
    ),
    (
        "truncated",
        "The last byte of the bundle is missing.",
        |b| *b = raw(b.encode().split_last().map_or(&[], |(_, rest)| rest)),
        "cbor_truncated",
    ),
    (
        "items",
        "The bundle has more than 16,384 items.",
        |b| b.set(7, list((0..16_384).map(|_| int(0)))),
        "input_too_large",
    ),
    (
        "bomb",
        "The snapshots nest a thousand levels deep.",
        |b| *b.get(2) = raw(&[0x81; 1_000]),
        "cbor_depth",
    ),
    (
        "snapshot_as_list",
        "A snapshot is given as a trust list.",
        |b| {
            let snapshot = b.get(2).at(0).clone();
            *b.get(1).at(0) = snapshot;
        },
        "cose_tag",
    ),
    (
        "list_as_snapshot",
        "A trust list is given as a snapshot.",
        |b| {
            let list = b.get(1).at(0).clone();
            *b.get(2).at(0) = list;
        },
        "cose_tag",
    ),
    (
        "status_list_as_snapshot",
        "The status list is given as a snapshot.",
        |b| {
            let status = b.get(3).at(0).clone();
            *b.get(2).at(0) = status;
        },
        "cose_typ",
    ),
    (
        "snapshot_as_status_list",
        "The snapshot is given as a status list.",
        |b| {
            let snapshot = b.get(2).at(0).clone();
            *b.get(3).at(0) = snapshot;
        },
        "bundle_unreferenced",
    ),
    (
        "status_list_twice",
        "The status list stands twice.",
        |b| repeat(b, 3, 2),
        "bundle_unreferenced",
    ),
    (
        "filter_twice",
        "The filter stands twice.",
        |b| repeat(b, 4, 2),
        "bundle_unreferenced",
    ),
    (
        "without_snapshot",
        "No snapshot names the lists.",
        |b| b.remove(2),
        "bundle_unreferenced",
    ),
    (
        "filter_other",
        "The filter is not the one that the snapshot names.",
        |b| {
            let mut content = b.get(4).at(0).body();
            content
                .iter_mut()
                .skip(2)
                .take(1)
                .for_each(|byte| *byte ^= 1);
            *b.get(4).at(0) = bytes(&content);
        },
        "bundle_unreferenced",
    ),
];

fn repeat(bundle: &mut Item, key: i128, times: usize) {
    let one = bundle.get(key).at(0).clone();
    *bundle.get(key) = list(std::iter::repeat_n(one, times));
}

pub(super) fn cases(world: &World) -> Vec<Case> {
    let mut cases: Vec<_> = FAULTS
        .iter()
        .map(|(name, description, fault, code)| {
            let mut offer = sound(world);
            offer.outer = *fault;
            case(world, name, description, &offer).undecided("trust", code)
        })
        .collect();
    cases.extend(mixed(world));
    cases.extend(roots(world));
    cases.extend(chain::cases(world));
    cases.extend(status::cases(world));
    cases
}

/// A sound label with an own bundle.
fn case(world: &World, name: &str, description: &str, offer: &Offer) -> Case {
    let label = Draft::full(&world.ed25519);
    Case::draft(&format!("bundle_{name}"), description, &label).own_trust(offer.encode())
}

/// Objects of two times, and labels in place of objects.
fn mixed(world: &World) -> Vec<Case> {
    let (new, mut old) = (sound(world), sound(world));
    old.publish_at(STATUS_ISSUED - DAY);
    let label = Draft::full(&world.ed25519).encode();
    let with = |name: &str, description: &str, key: i128, item: Item| {
        let mut bundle = new.bundle();
        *bundle.get(key).at(0) = item;
        let label = Draft::full(&world.ed25519);
        Case::draft(&format!("bundle_{name}"), description, &label).own_trust(bundle.encode())
    };
    let of_old = old.bundle().get(3).at(0).clone();
    vec![
        with(
            "status_list_of_before",
            "The status list is that of the day before.",
            3,
            of_old,
        )
        .undecided("trust", "bundle_unreferenced"),
        with(
            "label_as_list",
            "A label is given as a trust list.",
            1,
            bytes(&label),
        )
        .undecided("trust", "cose_tag"),
        with(
            "label_as_snapshot",
            "A label is given as a snapshot.",
            2,
            bytes(&label),
        )
        .undecided("trust", "cose_typ"),
        with(
            "page_as_snapshot",
            "The text of a page is given as a snapshot.",
            2,
            bytes(b"not found"),
        )
        .undecided("trust", "cose_tag"),
        Case::draft(
            "bundle_endless",
            "Zeros follow the bundle without an end.",
            &Draft::full(&world.ed25519),
        )
        .trust("bundle")
        .zeros(MOST)
        .undecided("trust", "input_too_large"),
    ]
}

/// The fingerprint of the root set, known another way.
fn roots(world: &World) -> Vec<Case> {
    let mut offer = sound(world);
    let list = offer.list();
    let certificates = list.payload.get(6).elements();
    let mut sorted: Vec<_> = certificates.iter().map(Item::body).collect();
    sorted.sort_unstable();
    let set = crate::generate::item::list(sorted.iter().map(|root| bytes(root)));
    let of = |threshold: i128| {
        label_core::digest(&crate::generate::item::list([int(threshold), set.clone()]).encode())
    };
    let label = Draft::full(&world.ed25519);
    let case = |name: &str, description: &str, pin: [u8; 32]| {
        Case::draft(&format!("bundle_{name}"), description, &label)
            .trust("bundle")
            .root_set(&pin)
    };
    vec![
        case(
            "root_set",
            "The trust list is of the root set that was asked for.",
            of(2),
        )
        .line("trust", "ok"),
        case(
            "root_set_other",
            "The trust list is of another root set than the one that was asked for.",
            [7; 32],
        )
        .undecided("trust", "root_pin"),
        case(
            "root_set_threshold",
            "The root set that was asked for has the same roots and a lower threshold.",
            of(1),
        )
        .undecided("trust", "root_pin"),
    ]
}
