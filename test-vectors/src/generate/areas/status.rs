//! The status list: what it says, how old it is, whose it is.

mod foreign;
mod grace;
mod unusable;

use label_core::TrustFile;

use crate::generate::case::Case;
use crate::generate::draft::Draft;
use crate::generate::item::int;
use crate::generate::times::{DAY, NOW, SIGNER_START, STATUS_EXPIRES, STATUS_ISSUED, TRUST_ISSUED};
use crate::generate::world::{World, encode, status_entries, zeros, zlib};
use serde_json::{Value, json};

pub(super) fn cases(world: &World) -> Vec<Case> {
    [
        values(world),
        widths(world),
        ages(world),
        grace::cases(world),
        missing(world),
        several(world),
        large(world),
        unusable::cases(world),
        foreign::cases(world),
    ]
    .concat()
}

pub(super) fn indexed(world: &World, index: u64) -> Draft {
    let mut draft = Draft::full(&world.ed25519);
    *draft.label().get(13) = int(index.into());
    draft
}

fn warned() -> Value {
    json!({ "status": "warn" })
}

/// A sound label with a trust file whose only status lists are these.
fn listed(world: &World, name: &str, description: &str, lists: Vec<Vec<u8>>) -> Case {
    let file = TrustFile {
        status_lists: lists,
        ..world.main()
    };
    Case::draft(&format!("status_{name}"), description, &indexed(world, 17))
        .own_trust(encode(&file))
}

fn values(world: &World) -> Vec<Case> {
    let rejected = [
        (
            "revoked",
            "The scheme owner revoked the label.",
            1,
            "revoked",
        ),
        ("suspended", "The label is suspended.", 2, "suspended"),
        (
            "withdrawn",
            "The holder withdrew the label.",
            3,
            "withdrawn",
        ),
        (
            "superseded",
            "A newer label replaced this one.",
            4,
            "superseded",
        ),
        (
            "unknown_value",
            "The list holds the value 7, which has no meaning.",
            5,
            "status_unknown",
        ),
        (
            "out_of_range",
            "The index is the first outside the list.",
            32,
            "status_out_of_range",
        ),
        (
            "out_of_range_huge",
            "The index is 2^64 - 1.",
            u64::MAX,
            "status_out_of_range",
        ),
    ]
    .map(|(name, description, index, code)| {
        Case::draft(
            &format!("status_{name}"),
            description,
            &indexed(world, index),
        )
        .rejected("status", code)
    });
    let mut none = Draft::full(&world.ed25519);
    none.label().remove(13);
    let mut newer = indexed(world, 32);
    *newer.payload.get(6) = int((NOW - 60).into());
    let accepted = [
        Case::draft(
            "status_first_index",
            "The index is the first of the list.",
            &indexed(world, 0),
        )
        .line("status", "ok"),
        Case::draft(
            "status_last_index",
            "The index is the last of the list.",
            &indexed(world, 31),
        )
        .line("status", "ok"),
        Case::draft(
            "status_out_of_range_newer",
            "The index is outside a list that was made before the label.",
            &newer,
        )
        .undecided("status", "status_later"),
        Case::draft("status_no_index", "The label has no status index.", &none)
            .line("status", "not_stated"),
    ];
    [rejected.to_vec(), accepted.to_vec()].concat()
}

/// Lists with other widths; index 1 is revoked in each.
fn widths(world: &World) -> Vec<Case> {
    let lists = [(1, vec![0b10, 0]), (2, vec![0b100, 0]), (8, vec![0, 1])];
    lists
        .into_iter()
        .flat_map(|(bits, values)| {
            let mut list = world.status_list();
            *list.payload.get(65_533) = status_entries(bits, &zlib(&values));
            let file = TrustFile {
                status_lists: vec![list.encode()],
                ..world.main()
            };
            let case = |name: &str, what: &str, index| {
                let id = format!("status_{bits}_bits_{name}");
                let description = format!("A list of {bits} bits per label says {what}.");
                Case::draft(&id, &description, &indexed(world, index)).own_trust(encode(&file))
            };
            [
                case("valid", "valid", 0).line("status", "ok"),
                case("revoked", "revoked", 1).rejected("status", "revoked"),
            ]
        })
        .collect()
}

fn ages(world: &World) -> Vec<Case> {
    let valid = indexed(world, 17);
    let revoked = indexed(world, 1);
    let aged = |seconds: u64| json!({ "max_status_age": seconds });
    let mut future = world.status_list();
    *future.payload.get(6) = int((NOW + 1).into());
    vec![
        Case::draft(
            "status_stale",
            "The time is exactly the end of the list.",
            &valid,
        )
        .at(STATUS_EXPIRES)
        .undecided("status", "status_stale"),
        Case::draft(
            "status_stale_warned",
            "The list is stale, and the policy makes that a warning.",
            &valid,
        )
        .at(STATUS_EXPIRES)
        .policy(warned())
        .line("status", "status_stale"),
        Case::draft(
            "status_too_old",
            "The list is exactly as old as the policy does not allow any more.",
            &valid,
        )
        .policy(aged(DAY))
        .undecided("status", "status_stale"),
        Case::draft(
            "status_just_young_enough",
            "The list is a second younger than the policy's limit.",
            &valid,
        )
        .policy(aged(DAY + 1)),
        Case::draft(
            "status_stale_revoked",
            "A stale list revokes the label: that stays.",
            &revoked,
        )
        .at(STATUS_EXPIRES)
        .rejected("status", "revoked"),
        Case::draft(
            "status_stale_revoked_warned",
            "A stale list revokes the label, and the policy forgives stale lists only.",
            &revoked,
        )
        .at(STATUS_EXPIRES)
        .policy(warned())
        .rejected("status", "revoked"),
        Case::draft(
            "status_revoked_wrong_clock",
            "The clock is wrong, the label revoked all the same.",
            &revoked,
        )
        .at(TRUST_ISSUED - DAY)
        .rejected("status", "revoked")
        .clock_lines(&["trust", "validity", "support"]),
        listed(
            world,
            "of_tomorrow",
            "The list was made a second after the time.",
            vec![future.encode()],
        )
        .undecided("status", "clock_before_trust"),
    ]
}

fn missing(world: &World) -> Vec<Case> {
    let mut unnamed = world.main();
    for signer in &mut unnamed.signers {
        signer.status_uri = None;
    }
    let without = "The label has a status index, the trust set no list.";
    vec![
        listed(world, "missing", without, Vec::new()).undecided("status", "status_missing"),
        listed(
            world,
            "missing_warned",
            "There is no list, and the policy makes that a warning.",
            Vec::new(),
        )
        .policy(warned())
        .line("status", "status_missing"),
        listed(
            world,
            "missing_grace",
            "There is no list, and the policy forgives only one that ended.",
            Vec::new(),
        )
        .policy(grace::page())
        .undecided("status", "status_missing"),
        listed(
            world,
            "missing_required",
            "There is no list, and the policy forgives nothing but names a time.",
            Vec::new(),
        )
        .policy(json!({ "status_grace": 14 * DAY }))
        .undecided("status", "status_missing"),
        Case::draft(
            "status_no_address",
            "The trust set names no list for the signer.",
            &indexed(world, 17),
        )
        .own_trust(encode(&unnamed))
        .undecided("status", "status_missing"),
    ]
}

/// Several lists at one address: the newest counts, wherever it stands.
fn several(world: &World) -> Vec<Case> {
    let list = |age: u64, values: &[u8]| {
        let mut list = world.status_list();
        *list.payload.get(6) = int((STATUS_ISSUED - age).into());
        *list.payload.get(65_533) = status_entries(4, &zlib(values));
        list.encode()
    };
    // Index 17 is the upper half of byte 8.
    let values = |value: u8| [[0; 8], [value << 4, 0, 0, 0, 0, 0, 0, 0]].concat();
    let [valid, revoked, suspended] = [0, 1, 2].map(values);
    vec![
        listed(
            world,
            "newest_revokes",
            "The older list says valid, the newer one revoked.",
            vec![list(0, &revoked), list(DAY, &valid)],
        )
        .rejected("status", "revoked"),
        listed(
            world,
            "newest_revokes_last",
            "The newer list, which says revoked, stands last.",
            vec![list(DAY, &valid), list(0, &revoked)],
        )
        .rejected("status", "revoked"),
        listed(
            world,
            "second_revokes_first",
            "Of two lists of one second the first says revoked, the last valid.",
            vec![list(0, &revoked), list(0, &valid)],
        )
        .rejected("status", "revoked"),
        listed(
            world,
            "second_revokes_last",
            "Of two lists of one second the first says valid, the last revoked.",
            vec![list(0, &valid), list(0, &revoked)],
        )
        .rejected("status", "revoked"),
        listed(
            world,
            "second_revokes_suspended",
            "Of two lists of one second one says revoked, the other suspended.",
            vec![list(0, &revoked), list(0, &suspended)],
        )
        .rejected("status", "revoked"),
        listed(
            world,
            "second_suspends",
            "Of two lists of one second one says suspended, the other valid.",
            vec![list(0, &suspended), list(0, &valid)],
        )
        .rejected("status", "suspended"),
        listed(
            world,
            "second_shorter",
            "Of two lists of one second one says valid, the other has no entry.",
            vec![list(0, &[0; 4]), list(0, &valid)],
        )
        .rejected("status", "status_out_of_range"),
        listed(
            world,
            "second_valid",
            "Two lists of one second say valid; an older one says revoked.",
            vec![list(0, &valid), list(DAY, &revoked), list(0, &valid)],
        )
        .line("status", "ok"),
        listed(
            world,
            "other_forged",
            "A second list at the address is forged and left out.",
            vec![forged(world), list(0, &valid)],
        )
        .line("status", "ok"),
    ]
}

/// Lists that take much memory: 64 MiB together.
fn large(world: &World) -> Vec<Case> {
    let list = |compressed: &[u8]| {
        let mut list = world.status_list();
        *list.payload.get(65_533) = status_entries(8, compressed);
        list.encode()
    };
    let largest = list(&zeros(1 << 24));
    let lists = |last: Vec<u8>| [vec![largest.clone(); 4], vec![last]].concat();
    let mut broken = zeros(1 << 24);
    broken.pop();
    let with_small = |list: Vec<u8>| [vec![list; 4], vec![world.status_list().encode()]].concat();
    let mut early = world.status_list();
    *early.payload.get(65_533) = status_entries(8, &zeros(1 << 24));
    *early.payload.get(6) = int((SIGNER_START - 1).into());
    vec![
        listed(
            world,
            "lists_64_mib",
            "The status lists inflate to 64 MiB together; one that is forged does not count.",
            lists(forged(world)),
        )
        .line("status", "ok"),
        listed(
            world,
            "lists_byte_more",
            "The status lists inflate to 64 MiB and a byte together.",
            lists(list(&zlib(&[0]))),
        )
        .undecided("trust", "status_too_large"),
        listed(
            world,
            "lists_too_large",
            "Four status lists inflate to a byte more than 16 MiB each, and a small one follows.",
            with_small(list(&zeros((1 << 24) + 1))),
        )
        .undecided("trust", "status_too_large"),
        listed(
            world,
            "lists_truncated",
            "Four status lists of 16 MiB each lack their last byte, and a small one follows.",
            with_small(list(&broken)),
        )
        .undecided("trust", "status_too_large"),
        listed(
            world,
            "lists_before_their_signer",
            "Four status lists of 16 MiB each were made before their signer's certificate starts.",
            with_small(early.encode()),
        )
        .line("status", "ok"),
    ]
}

fn forged(world: &World) -> Vec<u8> {
    let mut list = world.status_list();
    list.sign();
    *list.payload.get(6) = int((STATUS_ISSUED + 1).into());
    list.encode()
}
