//! Old, frozen, far ahead and mixed: which lists belong together, and which came later.

use super::*;

#[test]
fn rollback_of_the_trust_list() {
    let mut owner = Owner::new();
    let old = owner.bundle(NOW - DAY);
    owner.list.version = 2;
    let store = store(&owner);
    let [seen, found] = [2, 1].map(|version| ListVersion { epoch: 1, version });
    let lists = Box::new(Rollback { seen, found });
    let error = Error::TrustRollback { lists };
    assert_eq!(update(&store, &old), Err(error));
}

#[test]
fn rollback_of_a_snapshot() {
    let owner = Owner::new();
    let store = store(&owner);
    let error = Error::SnapshotRollback {
        seen: NOW - DAY,
        issued: NOW - 2 * DAY,
    };
    assert_eq!(update(&store, &owner.part(NOW - 2 * DAY)), Err(error));
    // The same again is no step back.
    assert_eq!(update(&store, &owner.part(NOW - DAY)), Ok(store));
}

#[test]
fn freeze_ends_in_no_decision() {
    let mut owner = Owner::new();
    let label = owner.issue(&claims(5));
    let opened = open(&owner.bundle(NOW - DAY)).unwrap();
    let stale = judge(opened.trust(), &label, NOW + 7 * DAY);
    assert_eq!(
        answer(&stale),
        (Outcome::CannotDecide, "status", "status_stale")
    );
    assert_eq!(
        stale.check(CheckName::Freshness).unwrap().code(),
        "lists_stale"
    );
    owner.list.expires = NOW + DAY;
    let opened = open(&owner.bundle(NOW - DAY)).unwrap();
    let expired = judge(opened.trust(), &label, NOW + DAY);
    assert_eq!(
        answer(&expired),
        (Outcome::CannotDecide, "trust", "trust_expired")
    );
}

#[test]
fn fast_forward_is_recovered_from() {
    // Roots sign a version that runs far ahead: no list of the owner can follow within the epoch.
    let mut owner = Owner::new();
    let store = store(&owner);
    let good = owner.list.clone();
    owner.list.version = u64::MAX;
    let ahead = Bundle {
        trust_lists: vec![owner.signed(&[0, 1])],
        ..owner.part(NOW - DAY / 2)
    };
    let store = update(&store, &ahead).unwrap();
    owner.list = good;
    owner.list.version = 2;
    let next = owner.bundle(NOW - DAY / 4);
    assert!(matches!(
        update(&store, &next),
        Err(Error::TrustRollback { .. })
    ));
    // A new root set begins a new epoch, whose versions count anew.
    owner.list.epoch = 2;
    owner.list.version = 1;
    let new = root("Root D", 4);
    owner.list.roots = root_set(&[&new], 1);
    owner.list.earlier_roots = vec![owner.roots[0].der.clone()];
    let changed = sign_list(&owner.list, &[&owner.roots[0], &owner.roots[1], &new]);
    let recovered = Bundle {
        trust_lists: vec![changed],
        ..owner.part(NOW)
    };
    let store = update(&store, &recovered).unwrap();
    assert_eq!(
        store.state().version(),
        ListVersion {
            epoch: 2,
            version: 1
        }
    );
}

#[test]
fn fast_forward_of_a_snapshot_is_not_taken() {
    let mut owner = Owner::new();
    let store = store(&owner);
    let error = Error::ClockBeforeTrust {
        at: NOW,
        issued: NOW + 5 * YEAR,
    };
    assert_eq!(update(&store, &owner.part(NOW + 5 * YEAR)), Err(error));
    // A till whose clock runs ahead takes it; another list signer and epoch end that.
    let (store, _) = store
        .update(&owner.part(NOW + DAY), NOW + 2 * DAY, Filters::Refuse)
        .unwrap();
    assert!(matches!(
        update(&store, &owner.part(NOW)),
        Err(Error::SnapshotRollback { .. })
    ));
    let lists = signer("Lists 2", 13, Purpose::StatusSigning, &owner.roots[0]);
    owner.list.list_signers[0].state = SignerState::Revoked { since: NOW };
    owner.list.list_signers.push(list_signer(&lists, &[STATUS]));
    owner.list.epoch = 2;
    owner.lists = lists;
    let store = update(&store, &owner.bundle(NOW)).unwrap();
    assert_eq!(store.state().last_good(), NOW);
}

#[test]
fn mix_and_match_of_trust_list_and_snapshot() {
    let mut owner = Owner::new();
    let old_list = owner.signed(&[0, 1]);
    let old_part = owner.part(NOW - DAY);
    owner.list.version = 2;
    owner.list.issued = NOW - 2 * DAY;
    let new_list = owner.signed(&[0, 1]);
    // The snapshot of the new list's time with the old list.
    let mixed = Bundle {
        trust_lists: vec![old_list],
        ..owner.part(NOW - DAY)
    };
    assert_eq!(fault(&mixed), Error::SnapshotMixed);
    // A snapshot that names the old list after the new one was there.
    let mixed = Bundle {
        trust_lists: vec![new_list.clone()],
        ..old_part
    };
    assert_eq!(fault(&mixed), Error::SnapshotMixed);
    // A snapshot from before the new list is only old.
    owner.list.version = 1;
    let before = Bundle {
        trust_lists: vec![new_list],
        ..owner.part(NOW - 3 * DAY)
    };
    assert!(open(&before).is_ok());
}

#[test]
fn mix_and_match_of_status_list_and_snapshot() {
    let owner = Owner::new();
    let (old, new) = (owner.bundle(NOW - 2 * DAY), owner.bundle(NOW - DAY));
    let lists = Bundle {
        status_lists: old.status_lists,
        ..new.clone()
    };
    assert_eq!(fault(&lists), Error::BundleUnreferenced);
    let filters = Bundle {
        filters: old.filters,
        ..new
    };
    assert_eq!(fault(&filters), Error::BundleUnreferenced);
}
