//! Issue, scan and verify: the way of a label through every public door.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    unreachable_pub
)]

use test_vectors::fixtures::reference;

use label_core::{
    Algorithm, CheckName, Claims, Credential, Error, Finding, Gap, Input, Outcome, Policy, Repair,
    StatusList, Trust, TrustFile, UnixTime, Verdict, verify,
};
use reference::{NOW, Owner, REVOKED, YEAR};

fn owner(algorithm: Algorithm) -> Owner {
    Owner::new(algorithm).unwrap()
}

fn claims(status_index: u64) -> Claims {
    let mut claims = reference::full().unwrap();
    claims.label.status_index = Some(status_index);
    claims
}

fn text(owner: &Owner, claims: &Claims) -> String {
    owner.text(claims).unwrap().to_string()
}

fn trust(owner: &Owner) -> Trust {
    let file = TrustFile::decode(&owner.trust.encode().unwrap()).unwrap();
    assert_eq!(file, owner.trust);
    let trust = file.to_builder().build().unwrap();
    assert_eq!(trust.faults(), []);
    trust
}

#[test]
fn an_issued_label_is_accepted_by_both_algorithms() {
    for algorithm in [Algorithm::Ed25519, Algorithm::Esp256] {
        let owner = owner(algorithm);
        let verdict = verify(
            Input::Text(&text(&owner, &claims(3))),
            &trust(&owner),
            NOW,
            &Policy::default(),
        );
        assert_eq!(verdict.outcome(), Outcome::Accepted, "{verdict:#?}");
        assert_eq!(verdict.accepted_label().unwrap().claims(), &claims(3));
        assert_eq!(verdict.repairs(), []);
    }
}

#[test]
fn every_single_flipped_bit_is_refused() {
    let owner = owner(Algorithm::Ed25519);
    let trust = trust(&owner);
    let credential = owner.issue(&claims(3)).unwrap();
    for bytes in [
        credential.to_compact().unwrap(),
        credential.to_full(&owner.trust.signers[0].chain).unwrap(),
    ] {
        for bit in 0..bytes.len() * 8 {
            let mut bytes = bytes.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let verdict = verify(Input::Credential(&bytes), &trust, NOW, &Policy::default());
            assert_ne!(verdict.outcome(), Outcome::Accepted, "bit {bit}");
        }
    }
}

#[test]
fn the_two_forms_share_signature_and_identity() {
    let owner = owner(Algorithm::Ed25519);
    let compact = owner.issue(&claims(3)).unwrap();
    let chain = &owner.trust.signers[0].chain;
    let full = Credential::decode(&compact.to_full(chain).unwrap()).unwrap();
    assert_eq!(full.chain(), chain);
    assert_eq!(full.identity(), compact.identity());
    assert_eq!(full.signature(), compact.signature());
    assert_eq!(full.to_compact(), compact.to_compact());
}

#[test]
fn what_scanners_do_to_the_text_is_put_right_and_named() {
    let owner = owner(Algorithm::Ed25519);
    let (trust, clean) = (trust(&owner), text(&owner, &claims(3)));
    let wide: String = clean
        .chars()
        .map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap())
        .collect();
    let digits = clean.rsplit_once('#').unwrap().1;
    let cases: [(String, &[Repair]); 8] = [
        (
            format!("]Q1{clean}\r\n"),
            &[Repair::AimPrefix, Repair::Whitespace],
        ),
        (
            format!("]Q3{clean}\t"),
            &[Repair::AimPrefix, Repair::Whitespace],
        ),
        (clean.to_uppercase(), &[Repair::Case]),
        (wide, &[Repair::FullWidth]),
        (clean.replace("https:", "https+"), &[Repair::KeyboardLayout]),
        (
            clean.replace("https:", "https+").to_uppercase(),
            &[Repair::Case, Repair::KeyboardLayout],
        ),
        (digits.into(), &[]),
        (format!("https://elsewhere.example/any#{digits}"), &[]),
    ];
    for (scanned, repairs) in cases {
        let verdict = verify(Input::Text(&scanned), &trust, NOW, &Policy::default());
        assert_eq!(
            verdict.outcome(),
            Outcome::Accepted,
            "{scanned}: {:?}",
            verdict.decisive()
        );
        assert_eq!(verdict.repairs(), repairs, "{scanned}");
    }
}

#[test]
fn a_missing_answer_is_never_a_pass() {
    let owner = owner(Algorithm::Ed25519);
    let text = text(&owner, &claims(3));
    let mut bare = owner.trust.clone();
    bare.status_lists.clear();
    let verdict = verify(
        Input::Text(&text),
        &bare.to_builder().build().unwrap(),
        NOW,
        &Policy::default(),
    );
    assert_eq!(verdict.outcome(), Outcome::CannotDecide);
    let status = verdict.check(CheckName::Status).unwrap();
    assert_eq!(
        status.finding,
        Finding::NotChecked(Gap::Because(Error::StatusMissing))
    );
    assert_eq!(verdict.accepted_label(), None);
    assert!(verdict.authentic_label().is_some());
}

#[test]
fn a_trust_file_that_cannot_be_loaded_decides_nothing() {
    let fault = Trust::from_file(&[0xa1, 0x01, 0x01]).unwrap_err();
    let verdict = Verdict::without_trust(NOW, fault);
    assert_eq!(verdict.outcome(), Outcome::CannotDecide);
    let decisive = verdict.decisive().unwrap();
    assert_eq!(
        (decisive.name, decisive.code()),
        (CheckName::Trust, "trust_malformed")
    );
}

#[test]
fn a_revoked_label_stays_rejected_whatever_the_clock_says() {
    let owner = owner(Algorithm::Ed25519);
    let (trust, text) = (trust(&owner), text(&owner, &claims(REVOKED)));
    for at in [
        NOW,
        NOW + 40 * 86_400,
        NOW - YEAR,
        UnixTime::default(),
        UnixTime::from_seconds(u64::MAX),
    ] {
        let verdict = verify(Input::Text(&text), &trust, at, &Policy::default());
        assert_eq!(verdict.outcome(), Outcome::Rejected, "{at}");
    }
}

#[test]
fn a_clock_before_the_trust_set_decides_nothing() {
    let owner = owner(Algorithm::Ed25519);
    let verdict = verify(
        Input::Text(&text(&owner, &claims(3))),
        &trust(&owner),
        NOW - 86_400,
        &Policy::default(),
    );
    assert_eq!(verdict.outcome(), Outcome::CannotDecide);
    assert_eq!(verdict.decisive().unwrap().code(), "clock_before_trust");
}

#[test]
fn an_unknown_signer_is_rejected_only_where_the_list_must_name_it() {
    let (owner, stranger) = (owner(Algorithm::Ed25519), owner(Algorithm::Ed25519));
    let trust = trust(&owner);
    let old = text(&stranger, &claims(3));
    let verdict = verify(Input::Text(&old), &trust, NOW, &Policy::default());
    assert_eq!(verdict.outcome(), Outcome::Rejected);
    assert_eq!(verdict.decisive().unwrap().code(), "signer_unknown");
    let verdict = verify(
        Input::Text(&old),
        &trust,
        NOW + 2 * YEAR,
        &Policy::default(),
    );
    assert_eq!(
        verdict.outcome(),
        Outcome::CannotDecide,
        "the trust set is too old"
    );
    let mut later = claims(3);
    later.issued = NOW;
    let verdict = verify(
        Input::Text(&text(&stranger, &later)),
        &trust,
        NOW,
        &Policy::default(),
    );
    assert_eq!(
        verdict.outcome(),
        Outcome::CannotDecide,
        "the signer may be newer than the list"
    );
}

#[test]
fn a_status_list_that_nobody_could_read_is_not_signed() {
    let owner = owner(Algorithm::Ed25519);
    let mut list = StatusList::new(reference::PAGE, NOW, 2, 16).unwrap();
    list.expires = Some(UnixTime::from_seconds(u64::MAX));
    assert_eq!(
        owner.publish(&list),
        Err(Error::ClaimRange { claim: "expires" })
    );
}
