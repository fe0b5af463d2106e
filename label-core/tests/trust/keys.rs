//! Keys that stand in several certificates, or return after a revocation.

use super::*;

const SPARE: &str = "https://label.example.jp/status/2";

/// Another certificate of a key.
fn renewed(seed: u8, purpose: Purpose, owner: &Owner) -> Identity {
    signer("Renewed", seed, purpose, &owner.roots[0])
}

/// The keys of revoked signers in a state.
fn remembered(state: &State) -> Vec<Vec<u8>> {
    let state: ciborium::Value = ciborium::from_reader(&state.encode().unwrap()[..]).unwrap();
    let entries = state.into_map().unwrap().into_iter();
    let mut keys = entries.filter(|(key, _)| *key == 9.into());
    let keys = keys.next().map(|(_, keys)| keys.into_array().unwrap());
    let keys = keys.unwrap_or_default().into_iter();
    keys.map(|key| key.into_bytes().unwrap()).collect()
}

/// The same store with other keys remembered.
fn with_keys(store: &Store, keys: impl IntoIterator<Item = Vec<u8>>) -> Store {
    use ciborium::Value;
    let decode = |bytes: &[u8]| -> Vec<(Value, Value)> {
        let value: Value = ciborium::from_reader(bytes).unwrap();
        value.into_map().unwrap()
    };
    let encode = |entries| {
        let mut bytes = Vec::new();
        ciborium::into_writer(&Value::Map(entries), &mut bytes).unwrap();
        bytes
    };
    let mut state = decode(&store.state().encode().unwrap());
    state.retain(|(key, _)| *key != 9.into());
    let keys = keys.into_iter().map(Value::Bytes).collect();
    state.push((9.into(), Value::Array(keys)));
    let mut whole = decode(&store.encode().unwrap());
    whole[2].1 = Value::Bytes(encode(state));
    Store::decode(&encode(whole)).unwrap()
}

#[test]
fn one_key_has_one_certificate() {
    let owner = Owner::new();
    let (label, status) = (Purpose::LabelSigning, Purpose::StatusSigning);
    let labels = |seed| label_signer(&renewed(seed, label, &owner), SPARE);
    let lists = |seed| list_signer(&renewed(seed, status, &owner), &[SPARE]);
    // A label signer again, a list signer, a root; the same of a signer of lists.
    let mut lists_of_owner = Vec::new();
    for seed in [11, 12, 3] {
        let mut list = owner.list.clone();
        list.label_signers.push(labels(seed));
        lists_of_owner.push(list);
        let mut list = owner.list.clone();
        list.list_signers.push(lists(seed));
        lists_of_owner.push(list);
    }
    let mut earlier = owner.list.clone();
    earlier.earlier_roots.push(root("Root C before", 3).der);
    lists_of_owner.push(earlier);
    for list in &lists_of_owner {
        assert_eq!(list.check_keys(), Err(Error::KeyRepeated));
        assert_eq!(SignedTrustList::draft(list), Err(Error::KeyRepeated));
    }
    // A key of its own, and a certificate that stands in two places.
    let mut list = owner.list.clone();
    list.label_signers.push(labels(15));
    list.list_signers.push(lists(16));
    list.earlier_roots.push(owner.roots[0].der.clone());
    assert_eq!(list.check_keys(), Ok(()));
}

#[test]
fn the_key_of_a_revoked_signer_does_not_return() {
    let mut owner = Owner::new();
    let spare = renewed(14, Purpose::LabelSigning, &owner);
    owner.list.label_signers.push(label_signer(&spare, SPARE));
    owner.list.label_signers[1].state = SignerState::Revoked { since: NOW };
    let store = store(&owner);
    let key = digest(&spare.key.public_key().to_spki_der().unwrap());
    assert_eq!(remembered(store.state()), [key]);
    owner.list.version = 2;
    owner.list.label_signers.pop();
    let store = update(&store, &owner.bundle(NOW)).unwrap();
    assert_eq!(remembered(store.state()), [key]);
    let store = Store::decode(&store.encode().unwrap()).unwrap();
    let back = Err(Error::SignerUnrevoked);
    let mut next = Owner::new();
    next.list.version = 3;
    let other = signer("Other", 14, Purpose::LabelSigning, &owner.roots[1]);
    next.list.label_signers.push(label_signer(&other, SPARE));
    assert_eq!(update(&store, &next.bundle(NOW)), back);
    next.list.label_signers[1].state = SignerState::Retired { since: NOW };
    assert_eq!(update(&store, &next.bundle(NOW)), back);
    // Revoked in the new certificate too, it may stand there.
    next.list.label_signers[1].state = SignerState::Revoked { since: NOW };
    assert!(update(&store, &next.bundle(NOW)).is_ok());
    next.list.label_signers.pop();
    let lists = signer("Other", 14, Purpose::StatusSigning, &owner.roots[1]);
    next.list.list_signers.push(list_signer(&lists, &[SPARE]));
    assert_eq!(update(&store, &next.bundle(NOW)), back);
    next.list.list_signers.pop();
    next.list.earlier_roots.push(root("Earlier", 14).der);
    assert_eq!(update(&store, &next.bundle(NOW)), back);
    next.list.earlier_roots.pop();
    assert!(update(&store, &next.bundle(NOW)).is_ok());
}

#[test]
fn the_memory_of_keys_is_bounded() {
    use label_core::limits::REVOKED_KEYS;
    let mut owner = Owner::new();
    let old: Vec<Vec<u8>> = (0..REVOKED_KEYS)
        .map(|number| digest(&number.to_be_bytes()).to_vec())
        .collect();
    let store = with_keys(&store(&owner), old.clone());
    assert_eq!(remembered(store.state()), old);
    let spare = renewed(14, Purpose::LabelSigning, &owner);
    owner.list.label_signers.push(label_signer(&spare, SPARE));
    owner.list.label_signers[1].state = SignerState::Revoked { since: NOW };
    owner.list.version = 2;
    let store = update(&store, &owner.bundle(NOW)).unwrap();
    let keys = remembered(store.state());
    let key = digest(&spare.key.public_key().to_spki_der().unwrap());
    assert_eq!(keys.len(), REVOKED_KEYS);
    assert_eq!(keys.last().unwrap(), &key.to_vec());
    assert_eq!(keys[..REVOKED_KEYS - 1], old[1..]);
    // A key that the list names stays, however old it is.
    let first = with_keys(&store, [vec![key.to_vec()], old[1..].to_vec()].concat());
    owner.list.version = 3;
    let next = update(&first, &owner.bundle(NOW)).unwrap();
    assert_eq!(remembered(next.state()).last().unwrap(), &key.to_vec());
    assert!(Store::decode(&next.encode().unwrap()).is_ok());
}
