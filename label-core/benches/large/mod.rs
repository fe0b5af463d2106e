//! A bundle of 50,000 labels from ten signers.

use label_core::{
    Bundle, Code, Credential, IssuedFilter, Published, Purpose, Status, StatusList, sign_snapshot,
};
use sha2::{Digest, Sha256};

use crate::owner::{DAY, NOW, Owner, label_signer, signer};
use crate::reference;

/// Signers in the bundle.
pub const SIGNERS: u8 = 10;
/// Labels of each signer.
pub const LABELS: u64 = 5_000;

/// The bundle, and a label of its last signer.
pub fn bundle() -> (Bundle, Credential) {
    let mut owner = Owner::new();
    let mut snapshot = owner.snapshot_at(NOW - DAY);
    let mut bundle = Bundle::default();
    let mut claims = reference::typical().unwrap();
    claims.issued = NOW - 30 * DAY;
    claims.expires = Some(NOW + 300 * DAY);
    owner.list.label_signers.clear();
    let mut label = None;
    for number in 0..SIGNERS {
        let identity = signer(
            "Labels",
            30 + number,
            Purpose::LabelSigning,
            &owner.roots[0],
        );
        let address = format!("https://label.example.jp/status/{number}");
        let mut listed = label_signer(&identity, &address);
        listed.schemes = vec![Code::Number(1)];
        owner.list.label_signers.push(listed);
        owner.list.list_signers[0].addresses.push(address.clone());
        owner.labels = identity;
        let credential = owner.forge(&claims);
        bundle.filters.push(filter(number, &credential));
        bundle
            .status_lists
            .push(owner.sign_status(&status(&address)));
        let published = Published {
            status_list: digest(bundle.status_lists.last().unwrap()),
            filter: digest(bundle.filters.last().unwrap()),
        };
        let name = owner.labels.fingerprint();
        snapshot.signers.push((name, published));
        label = Some(credential);
    }
    let (certificate, key) = (owner.lists.certificate(), &owner.lists.key);
    bundle.snapshots = vec![sign_snapshot(&snapshot, &certificate, key).unwrap()];
    bundle.trust_lists = vec![owner.signed(&[0, 1])];
    (bundle, label.unwrap())
}

/// A filter of made-up identities and the one of a label.
fn filter(signer: u8, credential: &Credential) -> Vec<u8> {
    let mut identities: Vec<[u8; 32]> = (1..LABELS)
        .map(|index| Sha256::digest([&[signer][..], &index.to_be_bytes()].concat()).into())
        .collect();
    identities.push(credential.identity());
    IssuedFilter::build(&identities, [signer; 16]).unwrap()
}

/// A list in which one label in a hundred is revoked.
fn status(address: &str) -> StatusList {
    let entries = usize::try_from(LABELS).unwrap();
    let mut list = StatusList::new(address, NOW - DAY, 4, entries).unwrap();
    list.expires = Some(NOW + 7 * DAY);
    for index in (0..LABELS).filter(|index| index * 2_654_435_761 % 100 == 0) {
        list.set(index, Status::Revoked).unwrap();
    }
    list
}

fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}
