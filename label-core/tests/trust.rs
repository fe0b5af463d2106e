//! The attacks on trust lists, status lists and bundles, each with its own code.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

#[path = "../benches/reference/mod.rs"]
#[allow(dead_code, unreachable_pub)]
mod labels;
mod owner;

use label_core::{
    Anchor, Bundle, CheckName, Claims, Code, Error, Finding, Gap, Input, IssuedFilter, IssuedRule,
    Numbers, Opened, Outcome, Policy, Purpose, Rollback, RootSet, SignedTrustList, SignerState,
    SnapshotToken, Specimen, State, Status, StatusList, StatusToken, Store, Trust, Verdict,
    sign_snapshot, sign_status_list, verify,
};
use owner::{
    DAY, Identity, NOW, Owner, STATUS, YEAR, label_signer, list_signer, root, root_set, sign_list,
    signer,
};

fn claims(index: u64) -> Claims {
    let mut claims = labels::typical().unwrap();
    claims.issued = NOW - 100 * DAY;
    claims.expires = Some(NOW + YEAR);
    claims.label.status_index = Some(index);
    claims
}

fn open(bundle: &Bundle) -> Result<Opened, Error> {
    bundle.open(Anchor::Nothing, NOW)
}

fn fault(bundle: &Bundle) -> Error {
    open(bundle).unwrap_err()
}

fn judge(trust: &Trust, label: &label_core::Credential, at: u64) -> Verdict {
    let bytes = label.to_compact().unwrap();
    verify(Input::Credential(&bytes), trust, at, &Policy::default())
}

/// Outcome, decisive check and code.
fn answer(verdict: &Verdict) -> (Outcome, &'static str, &'static str) {
    let decisive = verdict.decisive();
    let check = decisive.map_or("", |check| check.name.code());
    (
        verdict.outcome(),
        check,
        decisive.map_or("", |check| check.code()),
    )
}

fn store(owner: &Owner) -> Store {
    Store::install(&owner.bundle(NOW - DAY), None, NOW)
        .unwrap()
        .0
}

fn update(store: &Store, part: &Bundle) -> Result<Store, Error> {
    store.update(part, NOW).map(|(store, _)| store)
}

#[test]
fn a_label_of_the_register_is_accepted_and_every_check_shows() {
    let mut owner = Owner::new();
    let label = owner.issue(&claims(5));
    let opened = open(&owner.bundle(NOW - DAY / 2)).unwrap();
    let verdict = judge(opened.trust(), &label, NOW);
    assert_eq!(answer(&verdict), (Outcome::Accepted, "", ""));
    for name in [
        CheckName::Scope,
        CheckName::Status,
        CheckName::Issued,
        CheckName::Freshness,
    ] {
        assert_eq!(
            verdict.check(name).unwrap().finding,
            Finding::Passed,
            "{name:?}"
        );
    }
    let catalogue = &verdict.check(CheckName::Catalogue).unwrap().finding;
    assert_eq!(*catalogue, Finding::NotChecked(Gap::NotStated));
    assert_eq!(verdict.specimen(), Specimen::Yes);
}

#[test]
fn files_come_back_as_they_were_written() {
    let owner = Owner::new();
    let bundle = owner.bundle(NOW - DAY);
    assert_eq!(Bundle::decode(&bundle.encode().unwrap()), Ok(bundle));
    let store = store(&owner);
    let bytes = store.encode().unwrap();
    assert!(Store::is_store(&bytes) && !Bundle::is_bundle(&bytes));
    assert_eq!(Store::decode(&bytes), Ok(store.clone()));
    let state = State::decode(&store.state().encode().unwrap()).unwrap();
    assert_eq!(&state, store.state());
}

#[test]
fn rollback_of_the_trust_list() {
    let mut owner = Owner::new();
    let old = owner.bundle(NOW - DAY);
    owner.list.version = 2;
    let store = store(&owner);
    let (seen, found) = ((1, 2), (1, 1));
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
    assert_eq!(store.state().version(), (2, 1));
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
    let (store, _) = store.update(&owner.part(NOW + DAY), NOW + 2 * DAY).unwrap();
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

#[test]
fn endless_data() {
    use label_core::limits;
    type Parse = fn(&[u8]) -> Option<Error>;
    let parsers: [(usize, Parse); 7] = [
        (limits::TRUST_LIST_BYTES, |bytes| {
            SignedTrustList::decode(bytes).err()
        }),
        (limits::SNAPSHOT_BYTES, |bytes| {
            SnapshotToken::decode(bytes).err()
        }),
        (limits::STATUS_TOKEN_BYTES, |bytes| {
            StatusToken::decode(bytes).err()
        }),
        (limits::FILTER_BYTES, |bytes| {
            IssuedFilter::decode(bytes).err()
        }),
        (limits::BUNDLE_BYTES, |bytes| Bundle::decode(bytes).err()),
        (limits::STORE_BYTES, |bytes| Store::decode(bytes).err()),
        (limits::STATE_BYTES, |bytes| State::decode(bytes).err()),
    ];
    for (limit, parse) in parsers {
        let error = Error::InputTooLarge { limit };
        assert_eq!(parse(&vec![0; limit + 1]), Some(error.clone()));
        assert_ne!(parse(&vec![0; limit]), Some(error));
    }
    let limit = limits::TRUST_LIST_BYTES;
    let endless = Bundle {
        trust_lists: vec![vec![0; limit + 1]],
        ..Bundle::default()
    };
    assert_eq!(fault(&endless), Error::InputTooLarge { limit });
}

#[test]
fn a_store_that_could_not_be_read_again_is_not_written() {
    let mut owner = Owner::new();
    let store = store(&owner);
    let lists = (2..20).map(|version| {
        owner.list.version = version;
        owner.signed(&[0, 1])
    });
    let trust_lists: Vec<_> = lists.collect();
    assert!(trust_lists.len() > label_core::limits::TRUST_LISTS);
    let part = Bundle {
        trust_lists,
        ..owner.part(NOW)
    };
    let claim = "trust_lists";
    let error = Error::ClaimTooLong { claim };
    let written = update(&store, &part).and_then(|store| store.encode());
    assert_eq!(written, Err(error));
}

#[test]
fn arbitrary_objects() {
    let mut owner = Owner::new();
    let label = owner.issue(&claims(5)).to_compact().unwrap();
    let good = owner.bundle(NOW - DAY);
    let list = Bundle {
        trust_lists: vec![label.clone()],
        ..good.clone()
    };
    assert_eq!(fault(&list), Error::CoseTag);
    let snapshot = Bundle {
        snapshots: vec![good.trust_lists[0].clone()],
        ..good.clone()
    };
    assert_eq!(fault(&snapshot), Error::CoseTag);
    let bytes = Bundle {
        trust_lists: vec![b"not found".to_vec()],
        ..good
    };
    assert_eq!(fault(&bytes), Error::CoseTag);
    assert_eq!(Bundle::decode(&label), Err(Error::CborTag { at: 0 }));
}

#[test]
fn wrong_typ() {
    let mut owner = Owner::new();
    let label = owner.issue(&claims(5)).to_compact().unwrap();
    let good = owner.bundle(NOW - DAY);
    // A label and a status list in place of a snapshot, a snapshot in place of a label.
    for other in [label, good.status_lists[0].clone()] {
        let bundle = Bundle {
            snapshots: vec![other],
            ..good.clone()
        };
        assert_eq!(fault(&bundle), Error::CoseTyp);
    }
    let opened = open(&good).unwrap();
    let input = Input::Credential(&good.snapshots[0]);
    let verdict = verify(input, opened.trust(), NOW, &Policy::default());
    assert_eq!(answer(&verdict), (Outcome::Rejected, "format", "cose_typ"));
}

#[test]
fn a_label_key_signs_no_list() {
    let mut owner = Owner::new();
    // The certificate is not for it, so the thief takes the parts apart by hand: a list signer's name with a
    // label signer's key is the only way, and the trust list does not know it.
    let status = signer("Labels 1", 11, Purpose::StatusSigning, &owner.roots[0]);
    owner.lists = status;
    assert_eq!(fault(&owner.bundle(NOW - DAY)), Error::ListSigner);
    let certificate = owner.labels.certificate();
    let refused = sign_snapshot(&owner.snapshot_at(NOW), &certificate, &owner.labels.key);
    assert!(refused.is_err());
    // Named as one in the trust list, it still is not.
    owner.list.list_signers = vec![list_signer(&owner.labels, &[STATUS])];
    owner.list.label_signers = vec![label_signer(
        &signer("Labels 2", 14, Purpose::LabelSigning, &owner.roots[0]),
        STATUS,
    )];
    assert_eq!(fault(&owner.bundle(NOW - DAY)), Error::CertExtendedKeyUsage);
}

#[test]
fn a_list_key_signs_no_label() {
    let mut owner = Owner::new();
    let trust = open(&owner.bundle(NOW - DAY)).unwrap().into_trust();
    // The thief has a label certificate of his own making for the same key; its hint is unknown.
    let own = signer("Lists 1", 12, Purpose::LabelSigning, &owner.roots[0]);
    let lists = std::mem::replace(&mut owner.labels, own);
    let verdict = judge(&trust, &owner.forge(&claims(5)), NOW);
    assert_eq!(
        answer(&verdict),
        (Outcome::Rejected, "signer", "signer_unknown")
    );
    drop(lists);
    // With the hint of the list signer the label finds a certificate that is not for labels.
    let mut bytes = owner.forge(&claims(5)).to_compact().unwrap();
    let (from, to) = (
        owner.labels.certificate().hint(),
        owner.lists.certificate().hint(),
    );
    let at = bytes.windows(8).position(|window| window == from).unwrap();
    bytes[at..at + 8].copy_from_slice(&to);
    let verdict = verify(Input::Credential(&bytes), &trust, NOW, &Policy::default());
    assert_eq!(
        answer(&verdict),
        (Outcome::Rejected, "signer", "cert_extended_key_usage")
    );
}

#[test]
fn one_root_key_counts_once() {
    let owner = Owner::new();
    let a = &owner.roots[0];
    // Under two certificates.
    let twin = root("Root A again", 1);
    let set = RootSet::new(&[a.der.clone(), twin.der], 2);
    assert_eq!(set, Err(Error::RootRepeated));
    // With two signatures.
    let mut list = SignedTrustList::draft(&owner.list).unwrap();
    list.sign(&a.certificate(), &a.key).unwrap();
    assert_eq!(
        list.sign(&a.certificate(), &a.key),
        Err(Error::RootRepeated)
    );
    let once = list.encode().unwrap();
    let twice = Bundle {
        trust_lists: vec![repeat_signature(&once)],
        ..owner.bundle(NOW - DAY)
    };
    assert_eq!(fault(&twice), Error::RootRepeated);
}

/// A trust list with its one signature written twice.
fn repeat_signature(list: &[u8]) -> Vec<u8> {
    // The signature is the last element: an array of one, which ends the object.
    let entry: &[u8] = &[0x81, 0x83];
    let at = list.windows(2).rposition(|window| window == entry).unwrap();
    let mut twice = list.to_vec();
    twice[at] = 0x82;
    twice.extend_from_slice(&list[at + 1..]);
    twice
}

#[test]
fn the_threshold_must_be_met() {
    let owner = Owner::new();
    let good = owner.bundle(NOW - DAY);
    let signed = |roots: &[usize]| Bundle {
        trust_lists: vec![owner.signed(roots)],
        ..good.clone()
    };
    for (roots, found) in [(&[][..], 0), (&[2], 1)] {
        let error = Error::RootThreshold { needed: 2, found };
        assert_eq!(fault(&signed(roots)), error);
    }
    assert!(open(&signed(&[2, 0])).is_ok());
    // A stranger's signature does not count, a wrong one of a root spoils the list.
    let stranger = root("Root S", 9);
    let list = sign_list(&owner.list, &[&owner.roots[0], &stranger]);
    let error = Error::RootThreshold {
        needed: 2,
        found: 1,
    };
    assert_eq!(
        fault(&Bundle {
            trust_lists: vec![list],
            ..good.clone()
        }),
        error
    );
    let mut list = owner.signed(&[0, 1]);
    *list.last_mut().unwrap() ^= 1;
    assert_eq!(
        fault(&Bundle {
            trust_lists: vec![list],
            ..good
        }),
        Error::RootSignature
    );
}

/// An owner that changes its root set twice: what each list is, oldest first.
fn rotations(owner: &mut Owner) -> (Vec<Vec<u8>>, Identity) {
    let (d, e) = (root("Root D", 4), root("Root E", 5));
    owner.list.expires = owner.list.issued + 30 * DAY;
    let mut lists = vec![owner.signed(&[0, 1])];
    owner.list.epoch = 2;
    owner.list.roots = root_set(&[&d], 1);
    owner.list.earlier_roots = vec![owner.roots[0].der.clone()];
    lists.push(sign_list(
        &owner.list,
        &[&owner.roots[0], &owner.roots[2], &d],
    ));
    owner.list.epoch = 3;
    owner.list.roots = root_set(&[&e], 1);
    owner.list.expires = NOW + YEAR;
    lists.push(sign_list(&owner.list, &[&d, &e]));
    (lists, e)
}

#[test]
fn expired_lists_in_a_chain_are_followed_but_not_at_its_end() {
    let mut owner = Owner::new();
    owner.list.issued = NOW - 300 * DAY;
    let first = Bundle {
        trust_lists: vec![owner.signed(&[0, 1])],
        ..owner.part(NOW - 290 * DAY)
    };
    let (store, _) = Store::install(&first, None, NOW - 290 * DAY).unwrap();
    let (lists, _) = rotations(&mut owner);
    let chain = Bundle {
        trust_lists: lists.clone(),
        ..owner.part(NOW)
    };
    let next = update(&store, &chain).unwrap();
    assert_eq!(next.state().version(), (3, 1));
    // Opened again, the changes that are known already are passed over.
    assert!(next.open(NOW).is_ok());
    // Without the link between, the last set is nobody's.
    let gap = Bundle {
        trust_lists: vec![lists[0].clone(), lists[2].clone()],
        ..chain.clone()
    };
    assert_eq!(update(&store, &gap), Err(Error::RootEpoch));
    // The last one must not have expired.
    let at = NOW + 2 * YEAR;
    let error = Error::TrustExpired {
        at,
        expires: NOW + YEAR,
    };
    assert_eq!(store.update(&chain, at).map(|_| ()), Err(error));
}

#[test]
fn a_new_root_set_needs_the_old_one() {
    let mut owner = Owner::new();
    let store = store(&owner);
    let new = root("Root D", 4);
    owner.list.epoch = 2;
    owner.list.roots = root_set(&[&new], 1);
    owner.list.earlier_roots = vec![owner.roots[0].der.clone()];
    let part = owner.part(NOW);
    let offer = |list| Bundle {
        trust_lists: vec![list],
        ..part.clone()
    };
    let alone = offer(sign_list(&owner.list, &[&new]));
    assert_eq!(
        update(&store, &alone),
        Err(Error::RootThreshold {
            needed: 2,
            found: 0
        })
    );
    let one = offer(sign_list(&owner.list, &[&new, &owner.roots[1]]));
    assert_eq!(
        update(&store, &one),
        Err(Error::RootThreshold {
            needed: 2,
            found: 1
        })
    );
    let old_only = offer(sign_list(&owner.list, &[&owner.roots[0], &owner.roots[1]]));
    assert_eq!(
        update(&store, &old_only),
        Err(Error::RootThreshold {
            needed: 1,
            found: 0
        })
    );
    // Within an epoch the set stays.
    owner.list.epoch = 1;
    owner.list.version = 2;
    let list = sign_list(&owner.list, &[&new, &owner.roots[0], &owner.roots[1]]);
    assert_eq!(
        update(
            &store,
            &Bundle {
                trust_lists: vec![list],
                ..owner.part(NOW)
            }
        ),
        Err(Error::RootEpoch)
    );
}

#[test]
fn a_list_ends_before_its_roots() {
    let mut owner = Owner::new();
    let short = owner::root_until("Root D", 4, NOW + DAY);
    owner.list.roots = root_set(&[&short], 1);
    assert_eq!(owner.list.encode(), Err(Error::TrustNotNested));
}

#[test]
fn the_first_list_is_of_the_root_set_that_was_asked_for() {
    let owner = Owner::new();
    let bundle = owner.bundle(NOW - DAY);
    let pin = owner.list.roots.fingerprint();
    assert!(Store::install(&bundle, Some(&pin), NOW).is_ok());
    let wrong = Store::install(&bundle, Some(&[7; 32]), NOW);
    assert_eq!(wrong.map(|_| ()), Err(Error::RootPin));
}

#[test]
fn two_lists_of_one_version() {
    let mut owner = Owner::new();
    let store = store(&owner);
    owner.list.hosts = vec!["other.example.jp".into()];
    assert_eq!(update(&store, &owner.bundle(NOW)), Err(Error::TrustFork));
}

#[test]
fn specimen_and_real_do_not_mix() {
    let mut owner = Owner::new();
    let store = store(&owner);
    owner.list.version = 2;
    owner.list.specimen = Specimen::No;
    assert_eq!(
        update(&store, &owner.bundle(NOW)),
        Err(Error::SpecimenMixed)
    );
}

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
    // What was only suspended may come back.
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
            filter: [0; 32],
        };
        snapshot.signers.push((identity.fingerprint(), named));
    }
    bundle.snapshots =
        vec![sign_snapshot(&snapshot, &owner.lists.certificate(), &owner.lists.key).unwrap()];
    bundle.trust_lists = vec![owner.signed(&[0, 1])];
    assert_eq!(fault(&bundle), Error::StatusTooLarge);
}

fn digest(bytes: &[u8]) -> [u8; 32] {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).into()
}

#[test]
fn a_stolen_key_makes_no_labels() {
    let mut owner = Owner::new();
    let real = owner.issue(&claims(5));
    let mut forged = claims(5);
    forged.label.product = "Specimen of nobody".into();
    let forged_label = owner.forge(&forged);
    let trust = open(&owner.bundle(NOW - DAY)).unwrap().into_trust();
    assert_eq!(judge(&trust, &real, NOW).outcome(), Outcome::Accepted);
    let verdict = judge(&trust, &forged_label, NOW);
    assert_eq!(
        answer(&verdict),
        (Outcome::Rejected, "issued", "not_issued")
    );
    // However old the record is, and whatever the policy forgives.
    let lenient = Policy {
        issued: IssuedRule::Warn,
        ..Policy::default()
    };
    let bytes = forged_label.to_compact().unwrap();
    let verdict = verify(Input::Credential(&bytes), &trust, NOW + 30 * DAY, &lenient);
    assert_eq!(
        answer(&verdict),
        (Outcome::Rejected, "issued", "not_issued")
    );
    // Dated after the record, it cannot be looked up.
    forged.issued = NOW - DAY / 2;
    let later = owner.forge(&forged);
    let verdict = judge(&trust, &later, NOW);
    assert_eq!(
        answer(&verdict),
        (Outcome::CannotDecide, "issued", "issued_later")
    );
    let bytes = later.to_compact().unwrap();
    let verdict = verify(Input::Credential(&bytes), &trust, NOW, &lenient);
    assert_eq!(
        verdict.check(CheckName::Issued).unwrap().result(),
        "not_checked"
    );
}

#[test]
fn scope_and_state_of_a_signer() {
    let mut owner = Owner::new();
    let label = owner.issue(&claims(5));
    let number = claims(5).registration;
    let mut verdict_with = |change: &dyn Fn(&mut label_core::LabelSigner)| {
        let kept = owner.list.clone();
        change(&mut owner.list.label_signers[0]);
        let trust = open(&owner.bundle(NOW - DAY)).unwrap().into_trust();
        owner.list = kept;
        let verdict = judge(&trust, &label, NOW);
        let (outcome, check, code) = answer(&verdict);
        (outcome.code(), check, code)
    };
    let ok = ("accepted", "", "");
    let prefix = |text: &str| vec![Numbers::Prefix(text.into())];
    let range = |first: &str, last: &str| {
        vec![Numbers::Range {
            first: first.into(),
            last: last.into(),
        }]
    };
    assert_eq!(
        verdict_with(&|signer| signer.schemes = vec![Code::Text("jc-star".into())]),
        ok
    );
    let other = verdict_with(&|signer| signer.schemes = vec![Code::Number(10)]);
    assert_eq!(other, ("rejected", "scope", "scope_scheme"));
    assert_eq!(
        verdict_with(&|signer| signer.numbers = prefix(&number[..4])),
        ok
    );
    assert_eq!(
        verdict_with(&|signer| signer.numbers = range("JC26-000000", "JC26-000999")),
        ok
    );
    for numbers in [
        prefix("JX"),
        range("JC26-000124", "JC26-999999"),
        range("JC26-00", "JC26-99"),
    ] {
        let verdict = verdict_with(&|signer| signer.numbers.clone_from(&numbers));
        assert_eq!(
            verdict,
            ("rejected", "scope", "scope_number"),
            "{numbers:?}"
        );
    }
    let issued = claims(5).issued;
    let retired = |since| verdict_with(&|signer| signer.state = SignerState::Retired { since });
    let mut retired = retired;
    assert_eq!(retired(issued + 1), ok);
    assert_eq!(retired(issued), ("rejected", "scope", "signer_retired"));
    let revoked = verdict_with(&|signer| signer.state = SignerState::Revoked { since: NOW });
    assert_eq!(revoked, ("rejected", "signer", "signer_revoked"));
}

#[test]
fn a_clock_that_is_ten_years_off() {
    let mut owner = Owner::new();
    let label = owner.issue(&claims(5));
    let trust = open(&owner.bundle(NOW - DAY)).unwrap().into_trust();
    let behind = judge(&trust, &label, NOW - 10 * YEAR);
    assert_eq!(
        answer(&behind),
        (Outcome::CannotDecide, "trust", "clock_before_trust")
    );
    assert_eq!(
        behind.check(CheckName::Validity).unwrap().code(),
        "clock_before_trust"
    );
    let ahead = judge(&trust, &label, NOW + 10 * YEAR);
    assert_eq!(answer(&ahead), (Outcome::Rejected, "validity", "expired"));
    assert_eq!(
        ahead.check(CheckName::Trust).unwrap().code(),
        "trust_expired"
    );
    // A label without an end is not decided by an old list.
    let verdict = judge(&trust, &label, NOW - DAY - 1);
    assert_eq!(
        answer(&verdict),
        (Outcome::CannotDecide, "trust", "clock_before_trust")
    );
}

#[test]
fn the_last_good_time_holds() {
    let mut owner = Owner::new();
    let label = owner.issue(&claims(5));
    let (store, opened) = Store::install(&owner.bundle(NOW - DAY), None, NOW).unwrap();
    assert_eq!(opened.state().last_good(), NOW);
    let trust = store.open(NOW).unwrap().into_trust();
    let verdict = judge(&trust, &label, NOW - 1);
    assert_eq!(
        answer(&verdict),
        (Outcome::CannotDecide, "trust", "clock_before_trust")
    );
    // A clock far ahead is not believed.
    let ahead = store.open(NOW + 9 * DAY).unwrap();
    assert_eq!(ahead.state().last_good(), NOW);
}

#[test]
fn what_is_missing_is_not_checked() {
    let mut owner = Owner::new();
    let label = owner.issue(&claims(5));
    let full = owner.bundle(NOW - DAY);
    let case = |bundle: Bundle, name: CheckName, code: &str| {
        let trust = open(&bundle).unwrap().into_trust();
        let verdict = judge(&trust, &label, NOW);
        assert_eq!(verdict.outcome(), Outcome::CannotDecide, "{code}");
        let check = verdict.check(name).unwrap();
        assert_eq!((check.result(), check.code()), ("not_checked", code));
    };
    let no_status = Bundle {
        status_lists: Vec::new(),
        ..full.clone()
    };
    case(no_status, CheckName::Status, "status_missing");
    let no_filter = Bundle {
        filters: Vec::new(),
        ..full.clone()
    };
    case(no_filter, CheckName::Issued, "issued_missing");
    let list_only = Bundle {
        trust_lists: full.trust_lists,
        ..Bundle::default()
    };
    case(list_only.clone(), CheckName::Status, "status_missing");
    case(list_only, CheckName::Issued, "issued_missing");
}

#[test]
fn a_bundle_without_a_list_needs_a_store() {
    let owner = Owner::new();
    assert_eq!(fault(&owner.part(NOW - DAY)), Error::TrustListMissing);
    let store = store(&owner);
    let next = update(&store, &owner.part(NOW - DAY / 2)).unwrap();
    assert_eq!(next.bundle().snapshots.len(), 1);
    assert_eq!(next.bundle().filters, owner.part(NOW - DAY / 2).filters);
}
