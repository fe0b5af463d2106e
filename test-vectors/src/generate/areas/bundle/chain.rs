//! Chains of trust lists, from one root set to the next.

use super::case;
use crate::generate::case::Case;
use crate::generate::identity::Identity;
use crate::generate::item::{list, text};
use crate::generate::offer::{Offer, TrustDraft, certificates, root_c, root_d, sound};
use crate::generate::times::{TRUST_EXPIRES, TRUST_ISSUED};
use crate::generate::world::World;

/// A faulty second list: name, description, what to do to a sound one, the expected code.
type Fault = (
    &'static str,
    &'static str,
    fn(&mut TrustDraft),
    &'static str,
);

const ROTATIONS: &[Fault] = &[
    (
        "new_alone",
        "Only the new root set signed the change.",
        |l| {
            l.signers.retain(|root| root.secret == 6);
        },
        "root_threshold",
    ),
    (
        "one_of_the_old",
        "One root of the old set signed the change, where two must.",
        |l| {
            l.signers.remove(0);
        },
        "root_threshold",
    ),
    (
        "old_alone",
        "Only the old root set signed the change.",
        |l| {
            l.signers.pop();
        },
        "root_threshold",
    ),
    (
        "epoch_skipped",
        "The change is two epochs later.",
        |l| l.set(2, 3),
        "root_epoch",
    ),
    (
        "within_epoch",
        "The root set changes within an epoch.",
        |l| {
            l.set(2, 1);
            l.set(3, 2);
        },
        "root_epoch",
    ),
    (
        "real_after_specimen",
        "A list of real labels follows one of specimens.",
        |l| l.payload.remove(12),
        "specimen_mixed",
    ),
];

/// The list of the next version, without a change of roots.
const VERSIONS: &[Fault] = &[
    (
        "version_lower",
        "The second list is of a lower version.",
        |l| l.set(3, 1),
        "trust_rollback",
    ),
    (
        "version_same",
        "The second list is of the same version and another one.",
        |l| {
            l.set(3, 2);
            *l.payload.get(10) = list([text("other.example.jp")]);
        },
        "trust_fork",
    ),
    (
        "threshold_changed",
        "The threshold changes within an epoch.",
        |l| l.set(7, 1),
        "root_epoch",
    ),
    (
        "epoch_lower",
        "The second list is of an earlier epoch.",
        |l| {
            l.set(2, 1);
            l.set(3, 9);
        },
        "trust_rollback",
    ),
];

pub(super) fn cases(world: &World) -> Vec<Case> {
    let rotated = |change: fn(&mut TrustDraft)| {
        let mut offer = sound(world);
        let mut next = offer.list().rotated(&root_d());
        change(&mut next);
        offer.lists.push(next);
        of_epoch(offer)
    };
    let rotations = ROTATIONS.iter().map(|(name, description, fault, code)| {
        case(world, name, description, &rotated(*fault)).undecided("trust", code)
    });
    let versions = VERSIONS.iter().map(|(name, description, fault, code)| {
        let mut offer = sound(world);
        let first = offer.list();
        first.set(3, 2);
        if *name == "epoch_lower" {
            first.set(2, 2);
        }
        let mut next = first.clone();
        next.set(3, 3);
        fault(&mut next);
        offer.lists.push(next);
        case(world, name, description, &of_epoch(offer)).undecided("trust", code)
    });
    let mut cases: Vec<_> = rotations.chain(versions).collect();
    cases.extend(followed(world, &rotated(|_| {})));
    cases
}

/// Names the last list in the snapshot.
fn of_epoch(mut offer: Offer) -> Offer {
    for key in [2, 3] {
        let number = offer.list().payload.get(key).clone();
        *offer.snapshot.payload.get(key) = number;
    }
    offer
}

/// Chains that hold.
fn followed(world: &World, rotation: &Offer) -> Vec<Case> {
    let mut expired = rotation.clone();
    let first = expired.first_list();
    first.set(4, i128::from(TRUST_ISSUED) - 86_400 * 60);
    first.set(5, i128::from(TRUST_ISSUED) - 86_400 * 30);
    let mut last = rotation.clone();
    last.list().set(5, i128::from(TRUST_ISSUED) + 86_400);
    let root_e = Identity::root("Specimen root E", label_core::Algorithm::Esp256, 7);
    let mut three = rotation.clone();
    let mut next = three.list().rotated(&root_e);
    next.signers = vec![root_d(), root_e];
    *next.payload.get(13) = certificates([&world.root, &root_d()]);
    three.lists.push(next);
    let mut gap = three.clone();
    gap.lists.remove(1);
    let (three, gap) = (of_epoch(three), of_epoch(gap));
    let mut free = rotation.clone();
    free.first_list().set(3, i128::from(u64::MAX));
    let mut others = rotation.clone();
    others.list().signers = vec![world.p256_root.clone(), root_c(), root_d()];
    vec![
        case(
            world,
            "rotation",
            "The old and the new root set signed a change.",
            rotation,
        )
        .line("trust", "ok"),
        case(
            world,
            "rotation_others",
            "Another two roots of the old set signed the change.",
            &others,
        )
        .line("trust", "ok"),
        case(world, "rotation_two", "The root set changed twice.", &three).line("trust", "ok"),
        case(
            world,
            "rotation_gap",
            "The second of three root sets is missing.",
            &gap,
        )
        .undecided("trust", "root_epoch"),
        case(
            world,
            "rotation_expired_first",
            "The first list of a chain expired long ago.",
            &expired,
        )
        .line("trust", "ok"),
        case(
            world,
            "rotation_expired_last",
            "The last list of a chain has expired.",
            &last,
        )
        .undecided("trust", "trust_expired"),
        case(
            world,
            "rotation_after_last_version",
            "The version before the change is the highest that there is.",
            &free,
        )
        .line("trust", "ok"),
        case(
            world,
            "rotation_expires_late",
            "The time is the last second of the list.",
            rotation,
        )
        .at(TRUST_EXPIRES - 1)
        .undecided("status", "status_stale")
        .line("trust", "ok"),
    ]
}
