//! One verifier with the trust of several scheme owners.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

use label_core::{
    Bundle, CheckName, Claims, Code, Error, Filters, Finding, Input, ListVersion, Outcome, Policy,
    RecordKind, Report, Specimen, Verifier, limits, verify,
};
use test_vectors::fixtures::owner::{DAY, NOW, Owner, YEAR};
use test_vectors::fixtures::reference;

/// A scheme owner whose label signer may sign one scheme.
fn owner(scheme: Code) -> Owner {
    let mut owner = Owner::new();
    owner.list.label_signers[0].schemes = vec![scheme];
    owner
}

fn named(scheme: &str) -> Owner {
    owner(Code::Text(scheme.into()))
}

fn bundle(owner: &Owner) -> Vec<u8> {
    owner.bundle(NOW - DAY).encode().unwrap()
}

fn open(owner: &Owner) -> Verifier {
    Verifier::open(&bundle(owner), None, NOW).unwrap()
}

fn version(version: u64) -> ListVersion {
    ListVersion { epoch: 1, version }
}

/// A jc-star label, which only the owner of that scheme accepts.
fn claims() -> Claims {
    let mut claims = reference::typical().unwrap();
    claims.issued = NOW - 100 * DAY;
    claims.expires = Some(NOW + YEAR);
    claims
}

#[test]
fn threads_share_a_verifier() {
    fn shared<T: Send + Sync>() {}
    shared::<Verifier>();
}

#[test]
fn the_owner_of_its_scheme_judges_a_label() {
    let mut jc_star = owner(Code::Number(1));
    let label = jc_star.issue(&claims()).to_compact().unwrap();
    let other = named("sg-cls");
    for [first, second] in [[&jc_star, &other], [&other, &jc_star]] {
        let mut verifier = open(first);
        verifier.add(&bundle(second), None, NOW).unwrap();
        assert_eq!(verifier.trusts().count(), 2);
        let input = Input::Credential(&label);
        let policy = Policy::default();
        let verdict = verifier.verify(input, NOW, &policy);
        assert_eq!(verdict.outcome(), Outcome::Accepted, "{verdict:?}");
        let report = verifier.report(input, NOW, &policy);
        let own = Report::new(&verdict, open(&jc_star).trusts().next().unwrap());
        assert_eq!(format!("{report:?}"), format!("{own:?}"));
    }
}

/// The other owner has the same signer, so that only its scope keeps it from being believed.
#[test]
fn nobody_else_is_asked() {
    let mut jc_star = owner(Code::Number(1));
    let label = jc_star.issue(&claims()).to_compact().unwrap();
    let mut verifier = open(&named("sg-cls"));
    verifier
        .add(&bundle(&named("fi-label")), None, NOW)
        .unwrap();
    let verdict = verifier.verify(Input::Credential(&label), NOW, &Policy::default());
    let scope = &verdict.check(CheckName::Scope).unwrap().finding;
    assert_eq!(*scope, Finding::Failed(Error::ScopeScheme));
    assert_eq!(verdict.outcome(), Outcome::Rejected);
}

#[test]
fn what_holds_no_label_is_judged_under_the_first() {
    let mut verifier = open(&named("sg-cls"));
    verifier
        .add(&bundle(&owner(Code::Number(1))), None, NOW)
        .unwrap();
    let first = verifier.trusts().next().unwrap();
    for input in [
        Input::Text(""),
        Input::Text("4901234567894"),
        Input::Credential(&[0xd2]),
    ] {
        assert!(std::ptr::eq(verifier.trust_for(input), first));
        let verdict = verifier.verify(input, NOW, &Policy::default());
        let alone = verify(input, first, NOW, &Policy::default());
        assert_eq!(format!("{verdict:?}"), format!("{alone:?}"));
    }
}

#[test]
fn a_scheme_belongs_to_one_store() {
    let mut verifier = open(&owner(Code::Number(1)));
    for same in [owner(Code::Number(1)), named("jc-star")] {
        let added = verifier.add(&bundle(&same), None, NOW);
        assert_eq!(added, Err(Error::StoreScheme));
    }
    let mut greedy = named("sg-cls");
    verifier.add(&bundle(&greedy), None, NOW).unwrap();
    assert_eq!(verifier.trusts().count(), 2);
    // An update that takes another owner's scheme leaves everything as it was.
    greedy.list.version = 2;
    greedy.list.label_signers[0].schemes.push(Code::Number(1));
    let update = verifier.update(1, &bundle(&greedy), NOW, Filters::Refuse);
    assert_eq!(update, Err(Error::StoreScheme));
    assert_eq!(
        verifier.trusts().nth(1).unwrap().version(),
        Some(version(1))
    );
    greedy.list.label_signers[0].schemes.pop();
    verifier
        .update(1, &bundle(&greedy), NOW, Filters::Refuse)
        .unwrap();
    assert_eq!(
        verifier.trusts().nth(1).unwrap().version(),
        Some(version(2))
    );
    assert_eq!(verifier.store(1).unwrap().state().version(), version(2));
    assert_eq!(verifier.store(2), None);
    let reports = verifier.trust_reports();
    let versions: Vec<_> = reports.iter().map(|report| report.version).collect();
    assert_eq!(versions, [Some(1), Some(2)]);
}

#[test]
fn there_is_a_limit_to_stores() {
    let mut verifier = open(&named("scheme-0"));
    for number in 1..limits::STORES {
        let other = named(&format!("scheme-{number}"));
        verifier.add(&bundle(&other), None, NOW).unwrap();
    }
    let added = verifier.add(&bundle(&named("scheme-16")), None, NOW);
    assert_eq!(added, Err(Error::StoreLimit));
    assert_eq!(verifier.trusts().count(), limits::STORES);
    let update = verifier.update(
        limits::STORES,
        &bundle(&named("scheme-0")),
        NOW,
        Filters::Refuse,
    );
    assert_eq!(update, Err(Error::TrustListMissing));
}

#[test]
fn specimen_stands_beside_specimen_only() {
    let mut real = named("sg-cls");
    real.list.specimen = Specimen::No;
    let added = open(&owner(Code::Number(1))).add(&bundle(&real), None, NOW);
    assert_eq!(added, Err(Error::SpecimenMixed));
}

#[test]
fn unsigned_trust_stands_alone() {
    let parts = Owner::new();
    let builder = label_core::Trust::builder().specimen(Specimen::Yes);
    let trust = builder.anchor(&parts.roots[0].der).build().unwrap();
    let mut verifier = Verifier::of_trust(trust);
    let added = verifier.add(&bundle(&parts), None, NOW);
    assert_eq!(added, Err(Error::TrustListMissing));
    assert_eq!(verifier.store(0), None);
    let update = verifier.update(0, &bundle(&parts), NOW, Filters::Refuse);
    assert_eq!(update, Err(Error::TrustListMissing));
}

/// A page goes over to a filter by a choice of one update; one that is refused leaves no trace.
#[test]
fn a_filter_is_accepted_by_the_update_that_says_so() {
    let owner = Owner::new();
    let exact = Bundle {
        trust_lists: vec![owner.signed(&[0, 1])],
        ..owner.exact_part(NOW - DAY)
    };
    let mut verifier = Verifier::open(&exact.encode().unwrap(), None, NOW).unwrap();
    let held = verifier.store(0).cloned();
    let part = |issued| owner.part(issued).encode().unwrap();
    let filter = part(NOW - DAY / 2);
    let weaker = Err(Error::RecordWeaker);
    assert_eq!(verifier.update(0, &filter, NOW, Filters::Refuse), weaker);
    let old = part(NOW - 2 * DAY);
    let update = verifier.update(0, &old, NOW, Filters::Accept);
    assert!(matches!(update, Err(Error::SnapshotRollback { .. })));
    assert_eq!(verifier.store(0).cloned(), held);
    assert_eq!(verifier.update(0, &filter, NOW, Filters::Refuse), weaker);
    verifier.update(0, &filter, NOW, Filters::Accept).unwrap();
    let trust = verifier.trusts().next().unwrap();
    let kind = trust.record_kind_of(owner.labels.fingerprint());
    assert_eq!(kind, Some(RecordKind::Filter));
    // The exact record is forgotten, and not asked for again.
    let next = part(NOW - DAY / 4);
    verifier.update(0, &next, NOW, Filters::Refuse).unwrap();
}
