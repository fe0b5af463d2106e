//! The consequences for a label.

use super::*;

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
