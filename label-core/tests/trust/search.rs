//! Whoever stole a key looks for a label that the record of issued labels holds by chance.

use label_core::{
    Additions, Credential, CredentialId, ErrorValue, ExactRecord, IssuedFilter, Preset, RecordKind,
    RecordRule, Report,
};

use super::*;

/// Tries that find one of 65,536 with a likelihood of 1 − e^-20.
const TRIES: u32 = 20 * 65_536;
const NAME: &str = "Router 00000000";

/// The claims that a thief varies, dated like a label of the register.
fn thief() -> Claims {
    let mut claims = claims(6);
    claims.label.product = NAME.into();
    claims
}

/// Tries product names until a record holds the label; each costs the hashes of its identity and of the record.
fn search(owner: &Owner, holds: impl Fn(&CredentialId) -> bool) -> Option<(Credential, u32)> {
    let mut message = owner.forge(&thief()).to_be_signed().to_vec();
    let place = message.windows(NAME.len());
    let place = place.clone().position(|part| part == NAME.as_bytes());
    let place = place.unwrap();
    for tries in 1..=TRIES {
        let name = format!("Router {tries:08}");
        message[place..place + NAME.len()].copy_from_slice(name.as_bytes());
        let identity = CredentialId::of(&message);
        if holds(&identity) {
            let mut claims = thief();
            claims.label.product = name;
            let forged = owner.forge(&claims);
            assert_eq!(forged.identity(), identity);
            return Some((forged, tries));
        }
    }
    None
}

/// An owner with some labels in the register.
fn owner() -> Owner {
    let mut owner = Owner::new();
    for index in 0..5 {
        owner.issue(&claims(index));
    }
    owner
}

fn filter(bundle: &Bundle) -> IssuedFilter {
    IssuedFilter::decode(&bundle.filters[0]).unwrap()
}

fn trust(bundle: &Bundle) -> Trust {
    open(bundle).unwrap().into_trust()
}

/// The bundle of a page, and a label that was fitted to its filter.
fn fitted(owner: &Owner) -> (Bundle, Credential) {
    let page = owner.bundle(NOW - DAY);
    let filter = filter(&page);
    let (label, tries) = search(owner, |identity| filter.contains(identity)).unwrap();
    println!("fitted to the filter after {tries} tries");
    (page, label)
}

fn exact_bundle(owner: &Owner, issued: UnixTime) -> Bundle {
    Bundle {
        trust_lists: vec![owner.signed(&[0, 1])],
        ..owner.exact_part(issued)
    }
}

fn exact_store(owner: &Owner, issued: UnixTime) -> Store {
    Store::install(&exact_bundle(owner, issued), None, NOW)
        .unwrap()
        .0
}

#[test]
fn a_search_beats_a_filter_and_the_verdict_says_what_it_rests_on() {
    let owner = owner();
    let (page, label) = fitted(&owner);
    let page = trust(&page);
    let verdict = judge(&page, &label, NOW);
    assert_eq!(answer(&verdict), (Outcome::Accepted, "", ""));
    assert_eq!(verdict.record(), Some(RecordKind::Filter));
    let report = Report::new(&verdict, &page);
    let line = report.checks.iter().find(|line| line.check == "issued");
    let line = line.unwrap();
    assert_eq!((line.result, line.code), ("passed", "ok"));
    let filter = [
        ("record", ErrorValue::Kind("filter")),
        ("one_in", ErrorValue::Number(65_536)),
    ];
    assert!(line.values.iter().eq(filter));
    // Whoever wants more says so.
    let policy = Policy {
        record: RecordRule::Exact,
        ..Policy::default()
    };
    let bytes = label.to_compact().unwrap();
    let verdict = verify(Input::Credential(&bytes), &page, NOW, &policy);
    let decisive = (Outcome::CannotDecide, "issued", "record_not_exact");
    assert_eq!(answer(&verdict), decisive);
}

#[test]
fn the_same_search_finds_nothing_in_an_exact_record() {
    let owner = owner();
    let record = owner.record();
    let found = search(&owner, |identity| record.contains(identity));
    assert!(found.is_none());
    let (_, label) = fitted(&owner);
    let exact = trust(&exact_bundle(&owner, NOW - DAY));
    let verdict = judge(&exact, &label, NOW);
    assert_eq!(
        answer(&verdict),
        (Outcome::Rejected, "issued", "not_issued")
    );
    assert_eq!(verdict.record(), Some(RecordKind::Exact));
    let lines = Report::new(&verdict, &exact).checks.into_iter();
    let values: Vec<_> = lines
        .flat_map(|line| line.values.iter().collect::<Vec<_>>())
        .collect();
    assert!(values.contains(&("record", ErrorValue::Kind("exact"))));
    assert!(values.iter().all(|(name, _)| *name != "one_in"));
}

/// The record is stripped from the bundle that a till is set up with.
#[test]
fn a_stripped_record_is_no_pass() {
    let owner = owner();
    let (page, label) = fitted(&owner);
    let mut stripped = exact_bundle(&owner, NOW - DAY);
    stripped.records.clear();
    let missing = (Outcome::CannotDecide, "issued", "issued_missing");
    assert_eq!(answer(&judge(&trust(&stripped), &label, NOW)), missing);
    // Nor is a filter of the same day let in beside the snapshot that names none.
    stripped.filters = page.filters;
    assert_eq!(fault(&stripped), Error::BundleUnreferenced);
    // A preset that warns of what it cannot look up says so.
    stripped.filters.clear();
    let consumer = Preset::named("consumer").unwrap();
    let bytes = label.to_compact().unwrap();
    let at = trust(&stripped);
    let verdict = verify(Input::Credential(&bytes), &at, NOW, consumer.policy());
    let line = verdict.check(CheckName::Issued).unwrap();
    assert_eq!(
        (line.result(), line.code()),
        ("not_checked", "issued_missing")
    );
}

#[test]
fn a_till_takes_no_filter_in_place_of_its_exact_record() {
    let owner = owner();
    let (_, label) = fitted(&owner);
    let store = exact_store(&owner, NOW - DAY);
    let later = owner.bundle(NOW - DAY / 2);
    for page in [owner.part(NOW - DAY / 2), owner.bundle(NOW - DAY), later] {
        assert_eq!(update(&store, &page), Err(Error::RecordWeaker));
    }
    let kept = Store::decode(&store.encode().unwrap()).unwrap();
    let verdict = judge(kept.open(NOW).unwrap().trust(), &label, NOW);
    assert_eq!(
        answer(&verdict),
        (Outcome::Rejected, "issued", "not_issued")
    );
    // The way up is open.
    let page = Store::install(&owner.bundle(NOW - DAY), None, NOW).unwrap();
    update(&page.0, &owner.exact_part(NOW - DAY / 2)).unwrap();
}

/// The parts of some days, each with a label more, from the oldest on; only the first has a whole record.
fn days(owner: &mut Owner, count: u64) -> Vec<Bundle> {
    let first = NOW - count * DAY;
    let mut days = vec![owner.exact_part(first)];
    let mut additions: Option<Additions> = None;
    for day in 1..count {
        let before = owner.record();
        owner.issue(&claims(100 + day));
        let record = owner.record();
        additions = Additions::new(&before, &record, additions.as_slice());
        let mut part = owner.exact_part(first + day * DAY);
        part.records.clear();
        part.additions = vec![additions.as_ref().unwrap().encode().unwrap()];
        days.push(part);
    }
    days
}

fn install(owner: &Owner, part: &Bundle, at: UnixTime) -> Store {
    let bundle = Bundle {
        trust_lists: vec![owner.signed(&[0, 1])],
        ..part.clone()
    };
    Store::install(&bundle, None, at).unwrap().0
}

#[test]
fn additions_lead_to_the_record_of_today_and_nowhere_else() {
    let mut owner = owner();
    owner.list.issued = NOW - 90 * DAY;
    let days = days(&mut owner, 15);
    let (_, label) = fitted(&owner);
    let first = install(&owner, &days[0], NOW - 15 * DAY);
    let today = days.last().unwrap();
    // Day by day, and over a fortnight that was skipped.
    let daily = days
        .iter()
        .skip(1)
        .fold(first.clone(), |store, part| update(&store, part).unwrap());
    let skipped = update(&first, today).unwrap();
    for store in [&daily, &skipped] {
        let whole = owner.record().as_bytes().to_vec();
        assert_eq!(store.bundle().records, [whole]);
        assert!(store.bundle().additions.is_empty());
        let opened = store.open(NOW).unwrap();
        let verdict = judge(opened.trust(), &label, NOW);
        assert_eq!(
            answer(&verdict),
            (Outcome::Rejected, "issued", "not_issued")
        );
    }
    // Somebody keeps a day's additions back, or all.
    let mut withheld = today.clone();
    withheld.additions.clear();
    assert_eq!(update(&first, &withheld), Err(Error::RecordWeaker));
    let mut fewer = Additions::decode(&today.additions[0]).unwrap();
    fewer.steps.remove(3);
    withheld.additions = vec![fewer.encode().unwrap()];
    assert_eq!(update(&first, &withheld), Err(Error::RecordMismatch));
}

#[test]
fn a_publisher_keeps_the_bases_of_forty_days() {
    let mut owner = owner();
    owner.list.issued = NOW - 90 * DAY;
    let days = days(&mut owner, 60);
    let today = days.last().unwrap();
    let steps = Additions::decode(&today.additions[0]).unwrap().steps;
    assert_eq!(steps.len(), label_core::limits::RECORD_BASES);
    let store_of = |day: usize| {
        let parts = days.iter().take(day + 1).skip(1);
        let first = install(&owner, &days[0], NOW - 60 * DAY);
        parts.fold(first, |store, part| update(&store, part).unwrap())
    };
    let day = days.len() - 1 - 40;
    assert!(update(&store_of(day), today).is_ok());
    let older = store_of(day - 1);
    assert_eq!(update(&older, today), Err(Error::RecordBaseMissing));
    // The whole record still helps it.
    assert!(update(&older, &owner.exact_part(NOW - DAY)).is_ok());
}

#[test]
fn only_a_whole_record_takes_something_back() {
    let (mut owner, less) = (owner(), owner());
    let kept = owner.issue(&claims(7));
    let before = owner.record();
    assert_eq!(Additions::new(&before, &less.record(), &[]), None);
    let same = Additions::new(&before, &before, &[]).unwrap();
    assert!(same.steps.is_empty());
    let store = exact_store(&owner, NOW - DAY);
    let store = update(&store, &less.exact_part(NOW - DAY / 2)).unwrap();
    let verdict = judge(store.open(NOW).unwrap().trust(), &kept, NOW);
    assert_eq!(
        answer(&verdict),
        (Outcome::Rejected, "issued", "not_issued")
    );
}

/// A label dated after the snapshot cannot be in it; the thief gains a day with those who only warn.
#[test]
fn a_label_dated_after_the_record_is_not_decided() {
    let owner = owner();
    let mut claims = thief();
    claims.issued = NOW - DAY + 1;
    claims.expires = Some(NOW + YEAR);
    let label = owner.forge(&claims);
    let exact = trust(&exact_bundle(&owner, NOW - DAY));
    let later = (Outcome::CannotDecide, "issued", "issued_later");
    assert_eq!(answer(&judge(&exact, &label, NOW)), later);
    let next = trust(&exact_bundle(&owner, NOW - DAY / 2));
    let rejected = (Outcome::Rejected, "issued", "not_issued");
    assert_eq!(answer(&judge(&next, &label, NOW)), rejected);
}

/// Small additions to one large base, many times, would fill the memory.
#[test]
fn additions_never_grow_beyond_a_bundle() {
    let entries = |count: u32| {
        let identities: Vec<_> = (0..count)
            .map(|number| CredentialId::of(&number.to_be_bytes()))
            .collect();
        ExactRecord::build(&identities).unwrap()
    };
    let base = entries(60_000);
    let mut owner = owner();
    let mut store = exact_bundle(&owner, NOW - DAY);
    let snapshot = |owner: &Owner, record: &ExactRecord| {
        let part = owner.exact_part(NOW - DAY / 2);
        let (certificate, key) = (owner.lists.certificate(), &owner.lists.key);
        let mut snapshot = owner.snapshot_at(NOW - DAY / 2);
        let published = label_core::Published {
            status_list: digest(&part.status_lists[0]),
            filter: None,
            record: Some(digest(record.as_bytes())),
        };
        let name = owner.labels.fingerprint();
        snapshot.signers.push((name, published));
        Bundle {
            snapshots: vec![sign_snapshot(&snapshot, &certificate, key).unwrap()],
            records: vec![record.as_bytes().to_vec()],
            ..part
        }
    };
    let whole = snapshot(&owner, &base);
    store.snapshots = whole.snapshots;
    store.status_lists = whole.status_lists;
    store.records = whole.records;
    let (store, _) = Store::install(&store, None, NOW).unwrap();
    owner.status.issued = NOW;
    let mut part = owner.exact_part(NOW - DAY / 4);
    part.additions = (0..200_u32)
        .map(|number| {
            let mut entries: Vec<_> = base.as_bytes().as_chunks::<12>().0.to_vec();
            let mut added = [0xff; 12];
            added[8..].copy_from_slice(&number.to_be_bytes());
            entries.push(added);
            entries.sort_unstable();
            let step = ExactRecord::decode(&added).unwrap();
            let additions = Additions {
                record: digest(entries.as_flattened()),
                steps: vec![(digest(base.as_bytes()), step)],
            };
            additions.encode().unwrap()
        })
        .collect();
    let limit = label_core::limits::BUNDLE_BYTES;
    assert_eq!(update(&store, &part), Err(Error::InputTooLarge { limit }));
    let limit = label_core::limits::RECORD_BYTES;
    let long = vec![0; limit + 12];
    let too_large = Err(Error::InputTooLarge { limit });
    assert_eq!(ExactRecord::decode(&long), too_large);
}
