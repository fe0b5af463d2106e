//! Revocations stay, and a status list counts for its own signer only.

use super::*;

#[test]
fn a_revocation_is_not_taken_back() {
    let mut owner = Owner::new();
    owner.status.set(7, Status::Revoked).unwrap();
    let store = store(&owner);
    owner.status.set(7, Status::Valid).unwrap();
    let error = Error::StatusUnrevoked { index: 7 };
    assert_eq!(update(&store, &owner.part(NOW)), Err(error));
    // Nor forgotten on the way through a snapshot whose list is not there.
    let gone = Bundle {
        status_lists: Vec::new(),
        ..owner.part(NOW)
    };
    assert_eq!(update(&store, &gone), Err(Error::StatusMissing));
    // An index that was only suspended may come back.
    owner.status.set(7, Status::Revoked).unwrap();
    owner.status.set(8, Status::Suspended).unwrap();
    let store = update(&store, &owner.part(NOW - DAY / 2)).unwrap();
    owner.status.set(8, Status::Valid).unwrap();
    assert!(update(&store, &owner.part(NOW)).is_ok());
}

#[test]
fn a_revoked_signer_does_not_come_back() {
    let mut owner = Owner::new();
    let spare = signer("Labels 2", 14, Purpose::LabelSigning, &owner.roots[0]);
    owner
        .list
        .label_signers
        .push(label_signer(&spare, "https://label.example.jp/status/2"));
    owner.list.label_signers[1].state = SignerState::Revoked {
        since: NOW - 2 * DAY,
    };
    let store = store(&owner);
    owner.list.version = 2;
    owner.list.label_signers[1].state = SignerState::Active;
    assert_eq!(
        update(&store, &owner.bundle(NOW)),
        Err(Error::SignerUnrevoked)
    );
    owner.list.label_signers.pop();
    assert!(update(&store, &owner.bundle(NOW)).is_ok());
}

#[test]
fn a_status_list_for_another_signer() {
    let mut owner = Owner::new();
    let filter = IssuedFilter::build(&[], [0; 16]).unwrap();
    let other = StatusList::new("https://label.example.jp/status/2", NOW - DAY, 4, 64).unwrap();
    let part = owner.part_of(
        &owner.sign_status(&other),
        &filter,
        &owner.snapshot_at(NOW - DAY),
    );
    let bundle = Bundle {
        trust_lists: vec![owner.signed(&[0, 1])],
        ..part
    };
    assert_eq!(fault(&bundle), Error::StatusOtherSigner);
    // A list signer for another address may not publish for this one.
    owner.list.list_signers = vec![list_signer(
        &owner.lists,
        &["https://label.example.jp/status/2"],
    )];
    assert_eq!(fault(&owner.bundle(NOW - DAY)), Error::ListSigner);
    let stranger = signer("Lists S", 15, Purpose::StatusSigning, &owner.roots[0]);
    owner.list.list_signers = vec![list_signer(&stranger, &[STATUS])];
    let token = sign_status_list(&owner.status, &owner.lists.certificate(), &owner.lists.key);
    owner.lists = stranger;
    let part = owner.part_of(&token.unwrap(), &filter, &owner.snapshot_at(NOW - DAY));
    let bundle = Bundle {
        trust_lists: vec![owner.signed(&[0, 1])],
        ..part
    };
    assert_eq!(fault(&bundle), Error::ListSigner);
}

#[test]
fn retired_and_revoked_list_signers() {
    let mut owner = Owner::new();
    let since = NOW - DAY;
    owner.list.list_signers[0].state = SignerState::Retired { since };
    assert!(open(&owner.bundle(NOW - 2 * DAY)).is_ok());
    assert_eq!(
        fault(&owner.bundle(NOW - DAY)),
        Error::SignerRetired { since }
    );
    owner.list.list_signers[0].state = SignerState::Revoked { since };
    assert_eq!(
        fault(&owner.bundle(NOW - 2 * DAY)),
        Error::SignerRevoked { since }
    );
}

#[test]
fn an_index_outside_the_list_and_above_the_ceiling() {
    let mut owner = Owner::new();
    let outside = owner.issue(&claims(5_000));
    let above = owner.issue(&claims(600));
    owner.list.label_signers[0].highest_index = Some(599);
    let opened = open(&owner.bundle(NOW - DAY)).unwrap();
    let verdict = judge(opened.trust(), &above, NOW);
    assert_eq!(
        answer(&verdict),
        (Outcome::Rejected, "scope", "index_above_issued")
    );
    owner.list.label_signers[0].highest_index = None;
    let opened = open(&owner.bundle(NOW - DAY)).unwrap();
    let verdict = judge(opened.trust(), &outside, NOW);
    assert_eq!(
        answer(&verdict),
        (Outcome::Rejected, "status", "status_out_of_range")
    );
}

#[test]
fn a_decompression_bomb() {
    let owner = Owner::new();
    let bomb = StatusList::new(STATUS, NOW - DAY, 8, label_core::limits::STATUS_ENTRIES).unwrap();
    let token = owner.sign_status(&bomb);
    assert!(token.len() < 20_000);
    let filter = IssuedFilter::build(&[], [0; 16]).unwrap();
    let part = owner.part_of(&token, &filter, &owner.snapshot_at(NOW - DAY));
    let one = Bundle {
        trust_lists: vec![owner.signed(&[0, 1])],
        ..part
    };
    assert!(open(&one).is_ok());
    // Each within its limit, too much together.
    let mut owner = Owner::new();
    let mut snapshot = owner.snapshot_at(NOW - DAY);
    let mut bundle = Bundle::default();
    for number in 0..5_u8 {
        let identity = signer(
            "Labels",
            20 + number,
            Purpose::LabelSigning,
            &owner.roots[0],
        );
        let address = format!("https://label.example.jp/status/{number}");
        owner
            .list
            .label_signers
            .push(label_signer(&identity, &address));
        owner.list.list_signers[0].addresses.push(address.clone());
        let list = StatusList::new(&address, NOW - DAY, 8, label_core::limits::STATUS_ENTRIES);
        bundle.status_lists.push(owner.sign_status(&list.unwrap()));
        let named = label_core::Published {
            status_list: digest(bundle.status_lists.last().unwrap()),
            filter: Some([0; 32]),
            record: None,
        };
        snapshot.signers.push((identity.fingerprint(), named));
    }
    bundle.snapshots =
        vec![sign_snapshot(&snapshot, &owner.lists.certificate(), &owner.lists.key).unwrap()];
    bundle.trust_lists = vec![owner.signed(&[0, 1])];
    assert_eq!(fault(&bundle), Error::StatusTooLarge);
}
