//! Objects that are too large, of another kind, or signed by a key for something else.

use super::*;

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
