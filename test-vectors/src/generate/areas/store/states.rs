//! States that are malformed, or do not go with their bundle.

use label_core::digest;

use super::Fault;
use crate::generate::item::{Item, bytes, int, list, map, raw, text};
use crate::generate::times::STATUS_ISSUED;

pub(super) const FAULTS: &[Fault] = &[
    (
        "not_map",
        "The state is an array.",
        |s| *s = list([int(1)]),
        "claim_type",
    ),
    (
        "order",
        "The keys of the state stand in reverse order.",
        |s| s.entries().reverse(),
        "cbor_map_order",
    ),
    (
        "no_digest",
        "The state does not know the list.",
        |s| s.remove(1),
        "claim_missing",
    ),
    (
        "digest_31_bytes",
        "The digest of the list has 31 bytes.",
        |s| *s.get(1) = bytes(&[0; 31]),
        "claim_range",
    ),
    (
        "no_epoch",
        "The state knows no epoch.",
        |s| s.remove(2),
        "claim_missing",
    ),
    (
        "epoch_0",
        "The state knows epoch 0.",
        |s| *s.get(2) = int(0),
        "claim_range",
    ),
    (
        "version_0",
        "The state knows version 0.",
        |s| *s.get(3) = int(0),
        "claim_range",
    ),
    (
        "no_roots",
        "The state knows no root set.",
        |s| s.remove(4),
        "claim_missing",
    ),
    (
        "earlier_roots_empty",
        "The state has a list of earlier root sets with nothing in it.",
        |s| s.set(11, list([])),
        "claim_empty",
    ),
    (
        "earlier_roots_17",
        "The state remembers 17 earlier root sets.",
        |s| s.set(11, list((0..17).map(|set| bytes(&[set; 32])))),
        "claim_too_long",
    ),
    (
        "earlier_roots_31_bytes",
        "The fingerprint of an earlier root set has 31 bytes.",
        |s| s.set(11, list([bytes(&[0; 31])])),
        "claim_range",
    ),
    (
        "root_twice",
        "The state knows a root twice.",
        |s| {
            let root = s.get(4).at(0).clone();
            *s.get(4).at(2) = root;
        },
        "root_repeated",
    ),
    (
        "root_malformed",
        "A root of the state is not DER.",
        |s| *s.get(4).at(0) = bytes(b"root"),
        "cert_malformed",
    ),
    (
        "no_threshold",
        "The state knows no threshold.",
        |s| s.remove(5),
        "claim_missing",
    ),
    (
        "threshold_4",
        "Four of three roots of the state must sign.",
        |s| *s.get(5) = int(4),
        "claim_range",
    ),
    (
        "no_time",
        "The state knows no last good time.",
        |s| s.remove(6),
        "claim_missing",
    ),
    (
        "time_late",
        "The last good time lies after the year 9999.",
        |s| *s.get(6) = int(253_402_300_800),
        "claim_range",
    ),
    (
        "snapshots_empty",
        "The snapshots of the state are an empty map.",
        |s| *s.get(7) = map([]),
        "claim_empty",
    ),
    (
        "snapshots_65",
        "The state knows snapshots of 65 signers.",
        |s| {
            let signers = (0..65).map(|number| (bytes(&[number; 32]), int(1)));
            *s.get(7) = Item::Map(signers.collect());
        },
        "claim_too_long",
    ),
    (
        "snapshot_31_bytes",
        "The digest of a list signer has 31 bytes.",
        |s| *s.get(7) = Item::Map(vec![(bytes(&[0; 31]), int(1))]),
        "claim_range",
    ),
    (
        "snapshot_text",
        "The time of a snapshot is a text.",
        |s| *s.get(7) = Item::Map(vec![(bytes(&[0; 32]), text("1"))]),
        "claim_type",
    ),
    (
        "specimen_false",
        "The specimen mark is false in place of being left out.",
        |s| *s.get(8) = raw(&[0xf4]),
        "claim_type",
    ),
    (
        "unknown_key",
        "The state has a key that this version does not know.",
        |s| s.set(12, int(1)),
        "claim_unknown",
    ),
    (
        "revoked_empty",
        "The keys of revoked signers are an empty array.",
        |s| s.set(9, list([])),
        "claim_empty",
    ),
    (
        "revoked_513",
        "The state remembers 513 keys of revoked signers.",
        |s| {
            let keys = (0..513_u16).map(|number| digest(&number.to_be_bytes()));
            s.set(9, list(keys.map(|key| bytes(&key))));
        },
        "claim_too_long",
    ),
    (
        "revoked_31_bytes",
        "The digest of a key has 31 bytes.",
        |s| s.set(9, list([bytes(&[0; 31])])),
        "claim_range",
    ),
    (
        "revoked_twice",
        "The state remembers one key twice.",
        |s| s.set(9, list([bytes(&[0; 32]), bytes(&[0; 32])])),
        "claim_range",
    ),
    // States that are right in themselves, and do not go with the bundle.
    (
        "later_version",
        "The state has seen a later version than the bundle's.",
        |s| *s.get(3) = int(2),
        "trust_rollback",
    ),
    (
        "later_epoch",
        "The state has seen a later epoch than the bundle's.",
        |s| *s.get(2) = int(2),
        "trust_rollback",
    ),
    (
        "other_list",
        "The state has seen another list of the same version.",
        |s| *s.get(1) = bytes(&[7; 32]),
        "trust_fork",
    ),
    (
        "real",
        "The state is of real labels, the bundle of specimens.",
        |s| s.remove(8),
        "specimen_mixed",
    ),
    (
        "other_threshold",
        "The state knows the same roots with another threshold.",
        |s| *s.get(5) = int(1),
        "root_epoch",
    ),
    (
        "later_snapshot",
        "The state has seen a later snapshot of the same signer.",
        |s| {
            let entries = s.get(7).entries().iter_mut();
            entries.for_each(|entry| entry.1 = int((STATUS_ISSUED + 1).into()));
        },
        "snapshot_rollback",
    ),
];
