//! Stores: their own form, the state inside, and the clock.

mod states;

use label_core::Purpose;

use super::list::signers::below_root;
use crate::generate::case::Case;
use crate::generate::draft::Draft;
use crate::generate::item::{Item, bytes, int, list, raw, text};
use crate::generate::offer::{Offer, certificates, root_d, sound, store};
use crate::generate::times::{DAY, LABEL_EXPIRES, NOW, STATUS_ISSUED, TRUST_EXPIRES, TRUST_ISSUED};
use crate::generate::world::World;

/// A faulty store or state: name, description, what to do to a sound one, the expected code.
type Fault = (&'static str, &'static str, fn(&mut Item), &'static str);

const MOST: usize = 16 * 1_024 * 1_024 + 96 * 1_024 + 1_024;
const TEN_YEARS: u64 = 3_652 * DAY;

const STORES: &[Fault] = &[
    (
        "no_bundle",
        "The store holds no bundle.",
        |s| s.remove(1),
        "claim_missing",
    ),
    (
        "no_state",
        "The store holds no state.",
        |s| s.remove(2),
        "claim_missing",
    ),
    (
        "bundle_map",
        "The bundle stands outside a byte string.",
        |s| {
            let bundle = s.get(1).inside().clone();
            *s.get(1) = bundle;
        },
        "claim_type",
    ),
    (
        "bundle_empty",
        "The bundle has no bytes.",
        |s| *s.get(1) = bytes(&[]),
        "cbor_truncated",
    ),
    (
        "bundle_other_kind",
        "A store stands in place of the bundle.",
        |s| s.get(1).set(0, text("label-store")),
        "trust_malformed",
    ),
    (
        "bundle_no_kind",
        "The bundle does not say what it is.",
        |s| s.get(1).remove(0),
        "trust_malformed",
    ),
    (
        "part_for_bundle",
        "The store holds a part in place of a bundle.",
        |s| s.get(1).remove(1),
        "trust_list_missing",
    ),
    (
        "state_text",
        "The state is a text.",
        |s| *s.get(2) = text("state"),
        "claim_type",
    ),
    (
        "unknown_key",
        "The store has a key that this version does not know.",
        |s| s.set(3, int(1)),
        "claim_unknown",
    ),
    (
        "order",
        "The state stands before the bundle.",
        |s| s.entries().swap(1, 2),
        "cbor_map_order",
    ),
    (
        "trailing",
        "A byte follows the store.",
        |s| *s = raw(&[s.encode(), vec![0]].concat()),
        "cbor_trailing",
    ),
    (
        "truncated",
        "The last byte of the store is missing.",
        |s| *s = raw(s.encode().split_last().map_or(&[], |(_, rest)| rest)),
        "cbor_truncated",
    ),
];

pub(super) fn cases(world: &World) -> Vec<Case> {
    let label = Draft::full(&world.ed25519);
    let case = |id: &str, description: &str, whole: &Item| {
        Case::draft(id, description, &label).own_trust(whole.encode())
    };
    let stores = STORES.iter().map(|(name, description, fault, code)| {
        let mut whole = sound(world).store();
        fault(&mut whole);
        case(&format!("store_{name}"), description, &whole).undecided("trust", code)
    });
    let states = states::FAULTS
        .iter()
        .map(|(name, description, fault, code)| {
            let offer = sound(world);
            let mut state = offer.state();
            fault(&mut state);
            let whole = store(offer.bundle(), state);
            case(&format!("store_state_{name}"), description, &whole).undecided("trust", code)
        });
    let mut cases: Vec<_> = stores.chain(states).collect();
    cases.extend(remembered(world));
    cases.extend(clocks(world));
    cases.push(
        Case::draft(
            "store_endless",
            "Zeros follow the store without an end.",
            &label,
        )
        .trust("store")
        .zeros(MOST)
        .undecided("trust", "input_too_large"),
    );
    cases
}

/// States that go with their bundle.
fn remembered(world: &World) -> Vec<Case> {
    let label = Draft::full(&world.ed25519);
    let case = |name: &str, description: &str, offer: &Offer, state: Item| {
        let whole = store(offer.bundle(), state);
        Case::draft(&format!("store_{name}"), description, &label).own_trust(whole.encode())
    };
    let first = sound(world);
    let mut next = first.clone();
    next.list().set(3, 2);
    *next.snapshot.payload.get(3) = int(2);
    let mut earlier = first.state();
    earlier.set(11, list([bytes(&[1; 32]), bytes(&[2; 32])]));
    let mut twice = first.clone();
    let other = below_root(10, Purpose::LabelSigning);
    *twice.list().signer(1).get(1) = certificates([&other]);
    let mut full = first.state();
    let keys = (0..512_u16).map(|number| bytes(&label_core::digest(&number.to_be_bytes())));
    full.set(9, list(keys));
    let mut rotated = first.clone();
    let list = rotated.list().rotated(&root_d());
    rotated.lists.push(list);
    *rotated.snapshot.payload.get(2) = int(2);
    let mut state = first.state();
    state.remove(7);
    let mut stranger = first.state();
    *stranger.get(7) = Item::Map(vec![(bytes(&[7; 32]), int((NOW + DAY).into()))]);
    vec![
        Case::draft("store_sound", "The store remembers its own bundle.", &label)
            .trust("store")
            .line("trust", "ok"),
        case(
            "before_version",
            "The state has seen the version before.",
            &next,
            first.state(),
        )
        .line("trust", "ok"),
        case(
            "before_epoch",
            "The state has seen the root set before.",
            &rotated,
            first.state(),
        )
        .line("trust", "ok"),
        case(
            "after_epoch",
            "The state has been through the change of the root set already.",
            &rotated,
            rotated.state(),
        )
        .line("trust", "ok"),
        case(
            "earlier_roots",
            "The state remembers two root sets before its own.",
            &first,
            earlier,
        )
        .line("trust", "ok"),
        case(
            "key_repeated",
            "The list that the state knows has one key in two certificates.",
            &twice,
            twice.state(),
        )
        .line("trust", "ok"),
        case(
            "revoked_512",
            "The state remembers as many keys of revoked signers as it may.",
            &first,
            full,
        )
        .line("trust", "ok"),
        case(
            "no_snapshots",
            "The state has seen no snapshot.",
            &first,
            state,
        )
        .line("trust", "ok"),
        case(
            "snapshot_of_nobody",
            "The state remembers a snapshot of a signer that is gone.",
            &first,
            stranger,
        )
        .line("trust", "ok"),
    ]
}

/// Clocks that cannot be right, and some that are ten years off.
fn clocks(world: &World) -> Vec<Case> {
    let label = Draft::full(&world.ed25519);
    let shared = |name: &str, description: &str, at: u64| {
        Case::draft(&format!("store_clock_{name}"), description, &label)
            .trust("store")
            .at(at)
    };
    let wrong = ["validity", "status", "freshness", "support"];
    let offer = sound(world);
    let mut later = offer.state();
    *later.get(6) = int((NOW + 1).into());
    let later = store(offer.bundle(), later);
    let mut revoked = Draft::full(&world.ed25519);
    *revoked.label().get(13) = int(1);
    let mut timeless = Draft::full(&world.ed25519);
    *timeless.label().get(7) = text("見本ルータ Z");
    vec![
        shared(
            "ten_years_behind",
            "The clock is ten years behind.",
            NOW - TEN_YEARS,
        )
        .undecided("trust", "clock_before_trust")
        .clock_lines(&wrong),
        shared(
            "ten_years_ahead",
            "The clock is ten years ahead.",
            NOW + TEN_YEARS,
        )
        .rejected("validity", "expired")
        .line("trust", "trust_expired")
        .line("status", "status_stale")
        .line("support", "support_ended"),
        shared(
            "before_list",
            "The time is a second before the trust list.",
            TRUST_ISSUED - 1,
        )
        .undecided("trust", "clock_before_trust")
        .clock_lines(&wrong),
        shared(
            "before_snapshot",
            "The time is a second before the snapshot.",
            STATUS_ISSUED - 1,
        )
        .undecided("trust", "clock_before_trust")
        .clock_lines(&wrong),
        shared(
            "at_snapshot",
            "The time is that of the snapshot.",
            STATUS_ISSUED,
        )
        .line("trust", "ok"),
        Case::draft(
            "store_clock_last_good",
            "The time is a second before the last good time.",
            &label,
        )
        .own_trust(later.encode())
        .undecided("trust", "clock_before_trust")
        .clock_lines(&wrong),
        Case::draft(
            "store_clock_revoked",
            "The clock is ten years behind, the label revoked all the same.",
            &revoked,
        )
        .trust("store")
        .at(NOW - TEN_YEARS)
        .rejected("status", "revoked")
        .clock_lines(&["trust", "validity", "freshness", "support"]),
        Case::draft(
            "store_clock_stolen_key",
            "The clock is ten years behind, and the label was never issued.",
            &timeless,
        )
        .trust("store")
        .at(NOW - TEN_YEARS)
        .rejected("issued", "not_issued")
        .clock_lines(&["trust", "validity", "status", "freshness", "support"]),
        shared(
            "list_expired",
            "The time is the end of the trust list.",
            TRUST_EXPIRES,
        )
        .undecided("trust", "trust_expired")
        .line("status", "status_stale"),
        shared(
            "label_expired",
            "The label expired, and the trust list before.",
            LABEL_EXPIRES,
        )
        .rejected("validity", "expired")
        .line("trust", "trust_expired")
        .line("status", "status_stale"),
    ]
}
