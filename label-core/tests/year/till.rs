//! A till: a store in a file, a policy, and days on which it syncs.

use label_core::{
    Anchor, Bundle, CheckName, Error, Filters, Input, Outcome, Policy, Preset, Store, Trust,
    UnixTime, verify,
};

use crate::desk::Day;
use crate::oracle::{Answer, Known, Rules};
use crate::script::{DAY, LISTS, START, SYNC, at};

/// The days on which a till syncs.
#[derive(Clone, Copy)]
pub enum Syncs {
    Daily,
    Monthly,
    Never,
}

impl Syncs {
    pub const ALL: [Self; 3] = [Self::Daily, Self::Monthly, Self::Never];

    pub fn name(self) -> &'static str {
        match self {
            Self::Daily => "syncs daily",
            Self::Monthly => "syncs monthly",
            Self::Never => "never syncs",
        }
    }

    fn is_due(self, day: u64) -> bool {
        match self {
            Self::Daily => true,
            Self::Monthly => (START + day * DAY).to_string().get(8..10) == Some("15"),
            Self::Never => false,
        }
    }
}

/// A policy: what the code under test is given, and what the oracle needs to know of it.
pub struct Asked {
    pub name: &'static str,
    pub policy: Policy,
    pub rules: Rules,
}

/// The preset for shops, and the same for shops that sync once a month.
pub fn policies() -> [Asked; 2] {
    let shop = Preset::named("shop").unwrap().policy().clone();
    let asked = |name, oldest, stale_after| Asked {
        name,
        policy: Policy {
            max_status_age: Some(oldest),
            stale_after: Some(stale_after),
            ..shop.clone()
        },
        rules: Rules {
            oldest,
            stale_after,
        },
    };
    let [preset, monthly] = [
        asked("shop", 7 * DAY, DAY),
        asked("35 days", 35 * DAY, 32 * DAY),
    ];
    assert_eq!(preset.policy, shop);
    [preset, monthly]
}

pub struct Till {
    pub syncs: Syncs,
    /// The oracle's knowledge of the till: which publication it has.
    pub known: Known,
    /// The fingerprint that it was set up with, and gives at every sync.
    root_set: [u8; 32],
    /// The till's store, as a file.
    store: Vec<u8>,
}

impl Till {
    /// Sets up a till with the first bundle and the fingerprint of its root set.
    pub fn new(syncs: Syncs, bundle: &Bundle, root_set: &[u8; 32]) -> Self {
        let synced = at(0, SYNC);
        let (store, _) = Store::install(bundle, Some(root_set), synced).unwrap();
        Self {
            syncs,
            known: Known {
                published: 0,
                synced,
            },
            root_set: *root_set,
            store: store.encode().unwrap(),
        }
    }

    fn store(&self) -> Store {
        Store::decode(&self.store).unwrap()
    }

    /// Takes over what was published on a day: of records what is new, and trust lists where there is a newer one.
    pub fn sync(&mut self, published: u64, day: &Day, now: UnixTime) {
        let bundle = &day.daily;
        let list_of = |day: u64| LISTS.iter().rfind(|list| **list <= day);
        let offer = match list_of(published) == list_of(self.known.published) {
            true => &Bundle {
                trust_lists: Vec::new(),
                ..bundle.clone()
            },
            false => bundle,
        };
        let (store, opened) = self.store().update(offer, now, Filters::Refuse).unwrap();
        assert_eq!(opened.state().last_good(), now);
        assert_eq!(opened.state().check_root_set(&self.root_set), Ok(()));
        self.store = store.encode().unwrap();
        self.known = Known {
            published,
            synced: now,
        };
    }

    pub fn sync_if_due(&mut self, day: u64, published: u64, bundle: &Day) {
        if self.syncs.is_due(day) {
            self.sync(published, bundle, at(day, SYNC));
        }
    }

    /// Offers something that must not be taken; a bundle that says nothing new may be.
    pub fn refuse(&self, bundle: &Bundle, now: UnixTime) -> Option<Error> {
        let store = self.store();
        match store.update(bundle, now, Filters::Refuse) {
            Ok((after, _)) => {
                assert_eq!(after.bundle().snapshots, store.bundle().snapshots);
                None
            }
            Err(error) => Some(error),
        }
    }

    /// The till's trust set at a time.
    pub fn trust(&self, now: UnixTime) -> Trust {
        let store = self.store();
        let opened = store.bundle().open(Anchor::State(store.state()), now);
        opened.unwrap().into_trust()
    }
}

/// The answer of the code under test.
pub fn verdict(text: &str, trust: &Trust, now: UnixTime, policy: &Policy) -> Answer {
    let verdict = verify(Input::Text(text), trust, now, policy);
    let code = verdict.decisive().map_or("", |check| check.code());
    let freshness = verdict.check(CheckName::Freshness);
    let accepted = verdict.outcome() == Outcome::Accepted;
    assert_eq!(accepted, verdict.accepted_label().is_some());
    Answer {
        outcome: verdict.outcome().code(),
        code,
        stale: freshness.is_some_and(|check| check.code() == "lists_stale"),
    }
}
