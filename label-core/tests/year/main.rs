//! A year at three tills, day by day: every label has the verdict that it must have.
//!
//! `LABEL_BLESS=1 cargo test -p label-core --test year` writes `docs/YEAR.md` anew.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    unreachable_pub
)]

mod desk;
use test_vectors::fixtures::reference as labels;
mod oracle;
use test_vectors::fixtures::owner;
mod script;
mod table;
mod till;

use std::env;
use std::fs;
use std::path::Path;
use std::thread;

use desk::{Day, Desk};
use label_core::{
    Anchor, Bundle, Error, Input, Opened, Preset, RecordKind, SignedTrustList, Trust, UnixTime,
    verify,
};
use oracle::Answer;
use script::{CHECK, DAYS, Label, SYNC, WRONG_CLOCK, at, last_published};
use table::Record;
use till::{Asked, Syncs, Till, policies, verdict};

#[test]
fn every_verdict_of_a_year_is_right() {
    let record = Year::new().run();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/YEAR.md");
    let table = record.to_markdown();
    if env::var_os("LABEL_BLESS").is_some() {
        fs::write(&path, &table).unwrap();
    }
    assert!(
        fs::read_to_string(path).unwrap() == table,
        "docs/YEAR.md is not what the year gives: LABEL_BLESS=1 writes it anew"
    );
}

struct Year {
    labels: Vec<(Label, String)>,
    /// The publications to be had on each day.
    published: Vec<Day>,
    desk: Desk,
    tills: Vec<Till>,
    policies: [Asked; 2],
    record: Record,
}

impl Year {
    fn new() -> Self {
        let mut desk = Desk::new();
        let labels = script::labels().into_iter();
        let mut labels: Vec<_> = labels
            .map(|label| (label.clone(), desk.sign(&label)))
            .collect();
        for (label, text) in &mut labels {
            if let Some(day) = label.fitted {
                *text = desk.search(label, day);
            }
        }
        let published: Vec<_> = (0..DAYS)
            .map(|day| desk.publish(last_published(day)))
            .collect();
        let first = &published[0].whole;
        let list = SignedTrustList::decode(&first.trust_lists[0]).unwrap();
        let root_set = list.unverified().roots.fingerprint();
        let tills = Syncs::ALL.map(|syncs| Till::new(syncs, first, &root_set));
        let policies = policies();
        Self {
            record: Record::new(labels.iter().map(|(label, _)| label.clone()).collect()),
            labels,
            published,
            desk,
            tills: tills.into(),
            policies,
        }
    }

    fn run(mut self) -> Record {
        let mut rollbacks = 0;
        for day in 0..DAYS {
            let now = match day {
                WRONG_CLOCK => at(day, CHECK) - 365 * script::DAY,
                _ => at(day, CHECK),
            };
            self.sync(day, now);
            rollbacks += u64::from(self.offer_yesterday(day));
            self.check(day, now);
        }
        // All days but the first, the nine without anything new, that of the new list key, whose
        // signer has no other day yet, and that of the wrong clock, on which nothing was taken.
        assert_eq!(rollbacks, DAYS - 1 - 9 - 1 - 1);
        self.wake();
        self.search();
        self.record
    }

    fn sync(&mut self, day: u64, now: UnixTime) {
        let bundle = &self.published[usize::try_from(day).unwrap()];
        for till in &mut self.tills {
            match day {
                0 => {}
                WRONG_CLOCK => {
                    let error = till.refuse(&bundle.daily, now);
                    assert!(matches!(error, Some(Error::ClockBeforeTrust { .. })));
                }
                _ => till.sync_if_due(day, last_published(day), bundle),
            }
        }
    }

    /// Somebody offers yesterday's files to the till that syncs daily.
    fn offer_yesterday(&self, day: u64) -> bool {
        let Some(yesterday) = day.checked_sub(1) else {
            return false;
        };
        let day_before = &self.published[usize::try_from(yesterday).unwrap()];
        let part = Bundle {
            trust_lists: Vec::new(),
            ..day_before.daily.clone()
        };
        let error = self.tills[0].refuse(&part, at(day, CHECK));
        matches!(error, Some(Error::SnapshotRollback { .. }))
    }

    /// Asks every till about every label under every policy, and compares the answers with the truth.
    fn check(&mut self, day: u64, now: UnixTime) {
        let answers: Vec<_> = thread::scope(|scope| {
            let year = &*self;
            let ask = |till| scope.spawn(move || year.ask(till, day, now));
            let asked: Vec<_> = year.tills.iter().map(ask).collect();
            let asked = asked.into_iter();
            asked.map(|answers| answers.join().unwrap()).collect()
        });
        for (till, answers) in answers.into_iter().enumerate() {
            for (policy, label, answer) in answers {
                self.record.add(till, policy, label, day, answer);
            }
        }
    }

    /// The answers of a till, by policy and label.
    fn ask(&self, till: &Till, day: u64, now: UnixTime) -> Vec<(usize, usize, Answer)> {
        let trust = till.trust(now);
        let mut answers = Vec::new();
        for (
            asked,
            Asked {
                policy,
                rules,
                name,
            },
        ) in self.policies.iter().enumerate()
        {
            for (index, (label, text)) in self.labels.iter().enumerate() {
                if label.shown > day {
                    continue;
                }
                let answer = verdict(text, &trust, now, policy);
                let truth = oracle::answer(label, till.known, *rules, now);
                let till = till.syncs.name();
                assert_eq!(answer, truth, "day {day}, {till}, {name}: {label:?}");
                check_promises(label, day, answer);
                answers.push((asked, index, answer));
            }
        }
        answers
    }

    /// Follows the label that was fitted to a filter through the year, at a page that has only that.
    fn search(&mut self) {
        let fitted = self.labels.iter().find(|(label, _)| label.fitted.is_some());
        let (label, text) = fitted.unwrap().clone();
        let day = label.fitted.unwrap();
        let preset = Preset::named("page").unwrap();
        for day in day..DAYS {
            let now = at(day, CHECK);
            let trust = self.page(last_published(day), now);
            let answer = verdict(&text, &trust, now, preset.policy());
            self.record.add_page(day, answer);
        }
        // The verdict of the day of the search says what it rests on; a till refuses such a bundle.
        let now = at(day, CHECK);
        let trust = self.page(day, now);
        let verdict = verify(Input::Text(&text), &trust, now, preset.policy());
        assert!(verdict.accepted_label().is_some());
        assert_eq!(verdict.record(), Some(RecordKind::Filter));
        let last = DAYS - 1;
        let page = self.desk.page(last);
        for till in &self.tills {
            let refused = till.refuse(&page, at(last, CHECK + 9));
            assert_eq!(refused, Some(Error::RecordWeaker));
        }
    }

    /// The trust set of a page on a day.
    fn page(&self, published: u64, now: UnixTime) -> Trust {
        let opened = self.desk.page(published).open(Anchor::Nothing, now);
        opened.map(Opened::into_trust).unwrap()
    }

    /// The till that never synced does so in the last evening, over everything that it missed.
    fn wake(&mut self) {
        let day = DAYS - 1;
        let bundle = &self.published[usize::try_from(day).unwrap()];
        self.tills[2].sync(day, bundle, at(day, SYNC + 12));
        let now = at(day, CHECK + 8);
        let (daily, awake) = (self.tills[0].trust(now), self.tills[2].trust(now));
        for (label, text) in &self.labels {
            for Asked { policy, .. } in &self.policies {
                let answer = verdict(text, &awake, now, policy);
                assert_eq!(answer, verdict(text, &daily, now, policy), "{label:?}");
            }
        }
    }
}

/// Checks what holds on every day at every till, whatever it knows.
fn check_promises(label: &Label, day: u64, answer: Answer) {
    let accepted = answer.outcome == "accepted";
    assert!(
        label.genuine || !accepted,
        "forged, but accepted: {label:?}"
    );
    let words = ["expired", "not_issued", "signer_unknown", "signer_retired"];
    let wronged = label.genuine && words.contains(&answer.code) && answer.outcome == "rejected";
    let ended = label.expires <= at(day, CHECK);
    assert!(!wronged || ended, "genuine, but {}: {label:?}", answer.code);
    assert!(!accepted || !ended, "ended, but accepted: {label:?}");
}
