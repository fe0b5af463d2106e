//! The attacks on trust lists, status lists and bundles, each with its own code.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

use test_vectors::fixtures::owner;
use test_vectors::fixtures::reference;

mod keys;
mod labels;
mod objects;
mod order;
mod roots;
mod search;
mod status;

use label_core::{
    Anchor, Bundle, CheckName, Claims, Code, Error, Filters, Finding, Gap, Input, IssuedFilter,
    IssuedRule, ListVersion, Numbers, Opened, Outcome, Policy, Purpose, Rollback, RootSet,
    SignedTrustList, Signer, SignerState, SnapshotToken, Specimen, State, Status, StatusList,
    StatusToken, Store, Trust, UnixTime, Verdict, sign_snapshot, sign_status_list, verify,
};
use owner::{
    DAY, Identity, NOW, Owner, STATUS, YEAR, label_signer, list_signer, root, root_set, sign_list,
    signer,
};

fn claims(index: u64) -> Claims {
    let mut claims = reference::typical().unwrap();
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

fn judge(trust: &Trust, label: &label_core::Credential, at: UnixTime) -> Verdict {
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
    store
        .update(part, NOW, Filters::Refuse)
        .map(|(store, _)| store)
}

fn digest(bytes: &[u8]) -> [u8; 32] {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).into()
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
