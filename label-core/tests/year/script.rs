//! The events of the year with their days: the one thing that desk, tills and oracle share.

use label_core::Status::{self, Revoked, Superseded, Suspended, Valid, Withdrawn};
use label_core::UnixTime;

pub const DAY: u64 = 86_400;
/// Days are counted from 2026-04-01.
pub const START: UnixTime = UnixTime::from_seconds(1_775_001_600);
pub const DAYS: u64 = 365;

/// Hours, in UTC, of what happens on a day.
pub const PUBLISH: u64 = 6;
pub const SYNC: u64 = 7;
pub const ISSUE: u64 = 9;
pub const CHECK: u64 = 12;

/// Days for which a trust list and a snapshot hold.
pub const LIST_DAYS: u64 = 120;
pub const SNAPSHOT_DAYS: u64 = 40;

/// The highest status index that a signer was given; its list has a few entries more.
pub const HIGHEST_INDEX: u64 = 999;

/// The days on which nothing is published: 8 to 16 August.
const MISSED: std::ops::RangeInclusive<u64> = 129..=137;
/// The day on which the clocks of all tills show a day of the year before: 10 February.
pub const WRONG_CLOCK: u64 = 315;
/// The day of the new root set, and the one on which the key for lists changes.
pub const NEW_ROOTS: u64 = 229;
pub const NEW_LIST_KEY: u64 = 236;
/// The days on which a trust list is published.
pub const LISTS: [u64; 7] = [0, 70, 91, 183, NEW_ROOTS, NEW_LIST_KEY, 275];

/// Seconds since 1970 of an hour of a day.
pub fn at(day: u64, hour: u64) -> UnixTime {
    START + day * DAY + hour * 3_600
}

/// The last day up to this one on which something was published.
pub fn last_published(day: u64) -> u64 {
    match MISSED.contains(&day) {
        true => MISSED.start() - 1,
        false => day,
    }
}

/// A key that signs labels: the days on which the trust list first says this of it.
pub struct Key {
    pub listed: u64,
    pub retired: Option<u64>,
    pub revoked: Option<u64>,
}

/// The place in [`KEYS`] of the key that is stolen on 20 May and revoked on 10 June.
pub const STOLEN: usize = 1;

/// One key after the other, each quarter a new one.
pub const KEYS: [Key; 6] = [
    key(0, Some(0), None),
    key(0, None, Some(70)),
    key(70, Some(91), None),
    key(91, Some(183), None),
    key(183, Some(275), None),
    key(275, None, None),
];

const fn key(listed: u64, retired: Option<u64>, revoked: Option<u64>) -> Key {
    Key {
        listed,
        retired,
        revoked,
    }
}

/// The key that signs labels on a day.
fn signing(day: u64) -> usize {
    let signs = |key: &Key| {
        let end = key.retired.or(key.revoked);
        key.listed <= day && end.is_none_or(|end| day < end)
    };
    KEYS.iter().position(signs).unwrap()
}

/// A label, genuine or not.
#[derive(Clone, Debug)]
pub struct Label {
    /// Its name in the tables; the rest is only counted.
    pub name: Option<&'static str>,
    /// The place of its key in [`KEYS`]; nothing for a key that no list ever names.
    pub key: Option<usize>,
    /// True if it is in the register.
    pub genuine: bool,
    /// The issue time that it states, and the end.
    pub issued: UnixTime,
    pub expires: UnixTime,
    pub index: u64,
    /// The day to whose page's filter the thief fitted it.
    pub fitted: Option<u64>,
    /// The day from which it is shown to the tills.
    pub shown: u64,
    /// Its statuses at the desk, each from a day on.
    pub words: Vec<(u64, Status)>,
}

impl Label {
    fn named(self, name: &'static str) -> Self {
        Self {
            name: Some(name),
            ..self
        }
    }

    fn word(mut self, day: u64, word: Status) -> Self {
        self.words.push((day, word));
        self
    }

    /// Its status at the desk on a day.
    pub fn word_on(&self, day: u64) -> Status {
        let said = self.words.iter().rev().find(|(from, _)| *from <= day);
        said.map_or(Valid, |(_, word)| *word)
    }
}

/// Issued by the desk on a day of the year.
fn issued(day: u64) -> Label {
    let issued = at(day, ISSUE);
    Label {
        name: None,
        key: Some(signing(day)),
        genuine: true,
        issued,
        expires: issued + 600 * DAY,
        index: 0,
        fitted: None,
        shown: day,
        words: Vec::new(),
    }
}

/// Issued in the year before, with the key that retires on the first day.
fn stock() -> Label {
    Label {
        key: Some(0),
        issued: START - 100 * DAY,
        shown: 0,
        ..issued(0)
    }
}

/// Made with the stolen key on 20 May, with an issue time of the thief's choice.
fn forged(issued: UnixTime) -> Label {
    Label {
        key: Some(STOLEN),
        genuine: false,
        issued,
        expires: issued + 600 * DAY,
        shown: 49.max((issued.max(START).seconds() - START.seconds() + DAY / 2) / DAY),
        ..stock()
    }
}

/// The label of the thief who searches.
pub const FITTED: &str =
    "made with the stolen key, dated 20 Mar, fitted to the filter of the page of 21 May";

/// Every label of the year, each with a status index of its own.
pub fn labels() -> Vec<Label> {
    let named = genuine().into_iter().chain(false_ones());
    let mut labels: Vec<_> = named.chain(weekly()).collect();
    for (index, label) in (0..).zip(&mut labels) {
        label.index += index;
    }
    labels
}

fn genuine() -> [Label; 12] {
    let ended = Label {
        expires: at(152, 15),
        ..stock()
    };
    [
        stock().named("issued the year before; its key retires on 1 Apr"),
        ended.named("the same, valid until 31 Aug"),
        stock()
            .word(110, Withdrawn)
            .named("the same, withdrawn by its holder on 20 Jul"),
        stock()
            .word(131, Revoked)
            .named("the same, revoked on 10 Aug"),
        stock()
            .word(192, Suspended)
            .word(218, Valid)
            .named("the same, suspended from 10 Oct to 5 Nov"),
        stock()
            .word(306, Superseded)
            .named("the same, superseded on 1 Feb"),
        issued(5).named("issued on 6 Apr with the key that is stolen later"),
        issued(70).named("issued on 10 Jun in place of that; its key retires on 1 Jul"),
        issued(132).named("issued on 11 Aug, when nothing is published"),
        issued(233)
            .word(320, Revoked)
            .named("issued on 20 Nov, after the change of roots; revoked on 15 Feb"),
        issued(274).named("issued on 31 Dec, on the last day of its key"),
        issued(279).named("issued on 5 Jan with a key under the new root"),
    ]
}

fn false_ones() -> [Label; 8] {
    let above = Label {
        index: HIGHEST_INDEX + 1,
        ..forged(START - 12 * DAY)
    };
    let stranger = Label {
        key: None,
        shown: 0,
        ..forged(START - 31 * DAY)
    };
    [
        forged(START - 12 * DAY).named("made with the stolen key, dated 20 Mar"),
        forged(at(49, 13)).named("made with the stolen key, dated 20 May at 13:00"),
        forged(at(54, ISSUE))
            .named("made with the stolen key, dated 25 May at 9:00, shown at noon"),
        forged(at(80, ISSUE)).named("made with the stolen key, dated 20 Jun, after its revocation"),
        Label {
            shown: 49,
            ..forged(at(310, 0))
        }
        .named("made with the stolen key, dated 5 Feb, shown at once"),
        above.named("made with the stolen key, dated 20 Mar, with a status index never given out"),
        Label {
            fitted: Some(50),
            shown: 50,
            ..forged(START - 12 * DAY)
        }
        .named(FITTED),
        stranger.named("made with a key of nobody's, dated 1 Mar"),
    ]
}

/// A label every Monday; of some the desk says something later.
fn weekly() -> impl Iterator<Item = Label> {
    (5..DAYS).step_by(7).zip(0_u64..).map(|(day, number)| {
        let label = issued(day);
        match (number % 7, number % 11) {
            (3, _) => label.word(day + 60, Withdrawn),
            (5, _) => label.word(day + 45, Revoked),
            (_, 4) => label.word(day + 20, Suspended).word(day + 50, Valid),
            _ => label,
        }
    })
}

/// The notes for the reader of the tables, by day.
pub const EVENTS: [(u64, &str); 26] = [
    (
        0,
        "Three tills are set up with the bundle of the day and the fingerprint of the root set. The first label key retires, the second signs.",
    ),
    (
        5,
        "From now on a label is issued every Monday; some are withdrawn, revoked or suspended later.",
    ),
    (
        14,
        "The monthly till syncs, and so on the 15th of every month; until then it has what it was set up with.",
    ),
    (49, "The second label key is stolen. Nobody notices."),
    (
        50,
        "The thief tries names of products until the filter of the page's bundle has a label with one.",
    ),
    (
        70,
        "The theft is noticed. The key is revoked, a third one signs, and the labels of the second are issued anew.",
    ),
    (75, "The monthly till learns of the theft."),
    (91, "Quarter: the third key retires, a fourth signs."),
    (110, "A label is withdrawn by its holder."),
    (120, "The trust list of the till that never syncs ends."),
    (129, "Nothing is published, until 16 Aug."),
    (131, "A label is revoked; no till can know."),
    (
        136,
        "The monthly till syncs and finds nothing newer than 7 Aug.",
    ),
    (138, "Publication goes on."),
    (
        152,
        "A label expires at the end of the day in Japan, 15:00 UTC.",
    ),
    (183, "Quarter: the fourth key retires, a fifth signs."),
    (192, "A label is suspended."),
    (218, "The suspension ends."),
    (
        NEW_ROOTS,
        "Two of three roots are replaced; enough roots of the old set and of the new one sign.",
    ),
    (
        NEW_LIST_KEY,
        "The key that signs lists is replaced by one under a new root.",
    ),
    (258, "The monthly till follows the change of roots."),
    (
        275,
        "Quarter: the fifth key retires, a sixth signs, under a new root.",
    ),
    (306, "A label is superseded."),
    (
        WRONG_CLOCK,
        "For this day the clocks of all tills show 10 Feb 2026.",
    ),
    (320, "A label is revoked."),
    (364, "In the evening the till that never synced does so."),
];
