//! Thresholds, changes of the root set, and the first list.

use super::*;

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
    assert_eq!(
        next.state().version(),
        ListVersion {
            epoch: 3,
            version: 1
        }
    );
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
    assert_eq!(
        store.update(&chain, at, Filters::Refuse).map(|_| ()),
        Err(error)
    );
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

/// A fingerprint that is given later is the root set's, or of one that led to it; whatever else is another owner's.
#[test]
fn a_root_set_that_is_asked_for_later_is_compared() {
    let mut owner = Owner::new();
    let mut store = store(&owner);
    let first = owner.list.roots.fingerprint();
    let other = Err(Error::RootOther);
    assert_eq!(store.state().check_root_set(&first), Ok(()));
    assert_eq!(store.state().check_root_set(&[7; 32]), other);

    let new = root("Root E", 5);
    owner.list.epoch = 2;
    owner.list.roots = root_set(&[&new], 1);
    owner.list.earlier_roots = owner.roots.iter().map(|root| root.der.clone()).collect();
    let second = owner.list.roots.fingerprint();
    assert_eq!(store.state().check_root_set(&second), other);
    let signers: Vec<_> = owner.roots.iter().chain([&new]).collect();
    let part = Bundle {
        trust_lists: vec![sign_list(&owner.list, &signers)],
        ..owner.part(NOW)
    };
    store = store.update(&part, NOW, Filters::Refuse).unwrap().0;
    let kept = Store::decode(&store.encode().unwrap()).unwrap();
    // The bundle has no list of the first root set any more.
    for known in [&first, &second] {
        assert_eq!(kept.state().check_root_set(known), Ok(()));
    }
    assert_eq!(kept.state().check_root_set(&[7; 32]), other);
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
