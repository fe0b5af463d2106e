//! Parts offered to a store, one change each.

use label_core::Purpose;

use crate::generate::areas::list::signers::below_root;
use crate::generate::areas::snapshot::sign_by;
use crate::generate::item::{bytes, int, list, text};
use crate::generate::offer::{Offer, filter, label_signer, root_d};
use crate::generate::times::{NOW, STATUS_ISSUED, TRUST_ISSUED};
use crate::generate::world::{status_entries, zlib};

/// Parts offered to a store of a sound bundle: name, description, the change to a bundle of today, and
/// what the update says.
pub(super) type Change = (&'static str, &'static str, fn(&mut Offer), &'static str);

/// Values of a status list in which everything is valid.
pub(super) const ALL_VALID: [u8; 16] = [0; 16];
/// Those of the sound list, and index 17 revoked.
pub(super) const MORE_REVOKED: [u8; 16] =
    [0x10, 0x32, 0x7c, 0, 0, 0, 0, 0, 0x10, 0, 0, 0, 0, 0, 0, 0];

pub(super) const TAKEN: &[Change] = &[
    ("snapshot", "A newer snapshot is taken.", |_| {}, "ok"),
    (
        "same",
        "The same again is no step back.",
        |o| o.publish_at(STATUS_ISSUED),
        "ok",
    ),
    (
        "version",
        "A list of the next version is taken.",
        |o| next_version(o, 2),
        "ok",
    ),
    (
        "version_skipped",
        "A list of a much later version is taken.",
        |o| next_version(o, 900),
        "ok",
    ),
    (
        "rotation",
        "Another root set is taken, which the old one signed.",
        rotate,
        "ok",
    ),
    (
        "rotation_expired_first",
        "A list in the middle of the chain has expired.",
        |o| {
            rotate(o);
            let first = o.first_list();
            first.set(3, 2);
            first.set(4, i128::from(TRUST_ISSUED) + 1);
            first.set(5, i128::from(TRUST_ISSUED) + 2);
        },
        "ok",
    ),
];

pub(super) const REFUSED: &[Change] = &[
    (
        "snapshot_rollback",
        "The snapshot is older than the one that was seen.",
        |o| o.publish_at(STATUS_ISSUED - 1),
        "snapshot_rollback",
    ),
    (
        "snapshot_fork",
        "The snapshot is of the second of the one that was seen, and names another status list.",
        |o| {
            o.publish_at(STATUS_ISSUED);
            values(o, &MORE_REVOKED);
        },
        "snapshot_fork",
    ),
    (
        "snapshot_fork_filter",
        "The snapshot is of the second of the one that was seen, and names another filter.",
        |o| {
            o.publish_at(STATUS_ISSUED);
            o.filter = filter(&[]);
        },
        "snapshot_fork",
    ),
    (
        "fork",
        "The list is another one of the same version.",
        |o| {
            *o.list().payload.get(10) = list([text("other.example.jp")]);
        },
        "trust_fork",
    ),
    (
        "root_epoch",
        "The root set changes within an epoch.",
        |o| {
            rotate(o);
            o.list().set(2, 1);
            o.list().set(3, 2);
            *o.snapshot.payload.get(2) = int(1);
            *o.snapshot.payload.get(3) = int(2);
        },
        "root_epoch",
    ),
    (
        "root_epoch_skipped",
        "The link between two root sets is missing.",
        |o| {
            rotate(o);
            o.list().set(2, 3);
            *o.snapshot.payload.get(2) = int(3);
        },
        "root_epoch",
    ),
    (
        "root_threshold",
        "Only one root of the old set signed the new one.",
        |o| {
            rotate(o);
            o.list().signers.remove(0);
        },
        "root_threshold",
    ),
    (
        "specimen_mixed",
        "A list of real labels follows one of specimens.",
        |o| {
            next_version(o, 2);
            o.list().payload.remove(12);
        },
        "specimen_mixed",
    ),
    (
        "status_unrevoked",
        "What was revoked is valid in the new list.",
        |o| values(o, &ALL_VALID),
        "status_unrevoked",
    ),
    (
        "status_unrevoked_suspended",
        "What was revoked is suspended in the new list.",
        |o| {
            let mut values = [0; 16];
            values.iter_mut().take(1).for_each(|byte| *byte = 0x20);
            self::values(o, &values);
        },
        "status_unrevoked",
    ),
    (
        "status_shorter",
        "What was revoked is outside the new list.",
        |o| values(o, &[]),
        "status_unrevoked",
    ),
    (
        "status_gone",
        "The new snapshot names a list that is not there.",
        |o| o.outer = |bundle| bundle.remove(3),
        "status_missing",
    ),
    (
        "signer_not_named",
        "The new snapshot names no list for a signer any more.",
        |o| {
            o.signers.remove(0);
        },
        "status_missing",
    ),
    (
        "status_malformed",
        "The new status list is not compressed.",
        |o| {
            *o.status.payload.get(65_533) = status_entries(4, &[0; 16]);
        },
        "status_malformed",
    ),
    (
        "from_the_future",
        "The snapshot was made a second after the update.",
        |o| o.publish_at(NOW + 1),
        "clock_before_trust",
    ),
    (
        "list_from_the_future",
        "The trust list was made a second after the update.",
        |o| {
            next_version(o, 2);
            o.list().set(4, i128::from(NOW) + 1);
            *o.snapshot.payload.get(2) = int(1);
            *o.snapshot.payload.get(3) = int(1);
        },
        "clock_before_trust",
    ),
    (
        "list_expired",
        "The last list has expired.",
        |o| {
            next_version(o, 2);
            o.list().set(5, NOW.into());
        },
        "trust_expired",
    ),
    (
        "rotation_expired_last",
        "The last list of a change of the root set has expired.",
        |o| {
            rotate(o);
            o.list().set(5, NOW.into());
        },
        "trust_expired",
    ),
    (
        "mixed",
        "The snapshot names a list that is not there yet.",
        |o| *o.snapshot.payload.get(3) = int(2),
        "snapshot_mixed",
    ),
    (
        "by_label_signer",
        "A signer of labels signed the snapshot.",
        |o| {
            let signer = o.signers.first().cloned();
            sign_by(o, signer);
        },
        "list_signer",
    ),
    (
        "unreferenced",
        "The part holds a filter that the snapshot does not name.",
        |o| {
            o.outer = |bundle| {
                let filters = bundle.get(4).elements();
                filters.push(bytes(b"filter"));
            }
        },
        "bundle_unreferenced",
    ),
    (
        "key_repeated",
        "The list of the next version has one key in two certificates.",
        |o| {
            next_version(o, 2);
            let other = below_root(10, Purpose::LabelSigning);
            let signers = o.list().payload.get(8);
            signers.elements().push(label_signer(&other));
        },
        "key_repeated",
    ),
    (
        "list_by_strangers",
        "The list of the next version is signed by one root.",
        |o| {
            next_version(o, 2);
            o.list().signers.truncate(1);
        },
        "root_threshold",
    ),
];

/// Replaces the values of the status list.
pub(super) fn values(offer: &mut Offer, values: &[u8]) {
    *offer.status.payload.get(65_533) = status_entries(4, &zlib(values));
}

/// A list of another version, and a snapshot that names it.
pub(in crate::generate::areas) fn next_version(offer: &mut Offer, version: i128) {
    offer.list().set(3, version);
    *offer.snapshot.payload.get(3) = int(version);
}

/// A change of the root set, and a snapshot that names it.
pub(super) fn rotate(offer: &mut Offer) {
    let next = offer.list().rotated(&root_d());
    offer.lists.push(next);
    *offer.snapshot.payload.get(2) = int(2);
}
