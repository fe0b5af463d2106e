//! The truth: what a till can know, and what it must therefore answer.
//!
//! Written from `docs/FORMAT.md`, section 10; nothing here asks the code under test.

use label_core::Status;
use label_core::UnixTime;

use crate::script::{
    DAY, HIGHEST_INDEX, KEYS, LIST_DAYS, LISTS, Label, PUBLISH, SNAPSHOT_DAYS, at,
};

/// The lists of a till.
#[derive(Clone, Copy)]
pub struct Known {
    /// The day of the publication that it took last.
    pub published: u64,
    /// The time of that, in seconds since 1970.
    pub synced: UnixTime,
}

/// The ages that the till's policy allows, in seconds.
#[derive(Clone, Copy)]
pub struct Rules {
    pub oldest: u64,
    pub stale_after: u64,
}

/// The answer of a till.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    pub outcome: &'static str,
    /// The decisive code; empty where the label is accepted.
    pub code: &'static str,
    /// True if it warns that its lists are stale.
    pub stale: bool,
}

/// The right answer of a till whose clock shows a time.
pub fn answer(label: &Label, known: Known, rules: Rules, now: UnixTime) -> Answer {
    let list_day = *LISTS.iter().rfind(|day| **day <= known.published).unwrap();
    let (list, record) = (at(list_day, PUBLISH), at(known.published, PUBLISH));
    let clock_wrong = now < known.synced;
    let doubt = match () {
        () if clock_wrong => Some("clock_before_trust"),
        () if now >= list + LIST_DAYS * DAY => Some("trust_expired"),
        () => None,
    };
    let key = label.key.map(|place| &KEYS[place]);
    let Some(key) = key.filter(|key| key.listed <= list_day) else {
        // A list that still holds names every signer of its time, and none of a later one.
        return match doubt {
            None if label.issued < list => no("signer_unknown"),
            None => unknown("signer_unknown"),
            Some(code) => unknown(code),
        };
    };
    if key.revoked.is_some_and(|day| day <= list_day) {
        return no("signer_revoked");
    }
    let retired = key.retired.filter(|day| *day <= list_day);
    let recorded = label.genuine && label.issued < record;
    let word = label.word_on(known.published);
    let faults = [
        retired
            .is_some_and(|day| label.issued >= at(day, PUBLISH))
            .then_some("signer_retired"),
        (label.index > HIGHEST_INDEX).then_some("index_above_issued"),
        (!clock_wrong && now < label.issued).then_some("not_yet_valid"),
        (!clock_wrong && now >= label.expires).then_some("expired"),
        name(word),
        (!recorded && label.issued < record).then_some("not_issued"),
    ];
    let gaps = [
        doubt,
        (now >= record + rules.oldest.min(SNAPSHOT_DAYS * DAY)).then_some("status_stale"),
        (!recorded).then_some("issued_later"),
    ];
    let decided = match (first(&faults), first(&gaps)) {
        (Some(code), _) => no(code),
        (None, Some(code)) => unknown(code),
        (None, None) => Answer {
            outcome: "accepted",
            ..no("")
        },
    };
    let stale = now >= record + rules.stale_after.min(SNAPSHOT_DAYS * DAY);
    Answer {
        stale: stale && !clock_wrong,
        ..decided
    }
}

fn no(code: &'static str) -> Answer {
    Answer {
        outcome: "rejected",
        code,
        stale: false,
    }
}

fn unknown(code: &'static str) -> Answer {
    Answer {
        outcome: "cannot_decide",
        ..no(code)
    }
}

fn first(codes: &[Option<&'static str>]) -> Option<&'static str> {
    codes.iter().flatten().next().copied()
}

fn name(word: Status) -> Option<&'static str> {
    match word {
        Status::Valid => None,
        Status::Revoked => Some("revoked"),
        Status::Suspended => Some("suspended"),
        Status::Withdrawn => Some("withdrawn"),
        Status::Superseded => Some("superseded"),
    }
}
