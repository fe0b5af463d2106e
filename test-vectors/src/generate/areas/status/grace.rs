//! Policies that warn of old lists for a time.

use label_core::TrustFile;
use serde_json::{Value, json};

use super::indexed;
use crate::generate::case::Case;
use crate::generate::draft::Draft;
use crate::generate::item::int;
use crate::generate::times::{DAY, NOW, STATUS_EXPIRES};
use crate::generate::world::{World, encode};

pub(super) fn cases(world: &World) -> Vec<Case> {
    [borders(world), policies(world), newer(world)].concat()
}

/// The preset `page`: a list that ended only warns for 14 days.
pub(super) fn page() -> Value {
    json!({ "status": "warn", "status_grace": 14 * DAY, "issued": "warn" })
}

/// The first second in which the preset `page` forgives the common list no more.
const FORGIVEN: u64 = STATUS_EXPIRES + 14 * DAY;

/// A label that the preset `page` is asked about at a time.
fn forgiving(name: &str, description: &str, draft: &Draft, at: u64) -> Case {
    let id = format!("status_grace_{name}");
    Case::draft(&id, description, draft).at(at).policy(page())
}

/// Both sides of the end of the time in which an old list only warns.
fn borders(world: &World) -> Vec<Case> {
    let valid = indexed(world, 17);
    let revoked = indexed(world, 1);
    let mut none = valid.clone();
    none.label().remove(13);
    let warned = |name: &str, what: &str, at| {
        forgiving(name, what, &valid, at).line("status", "status_stale")
    };
    let stale = |name: &str, what: &str, at| {
        forgiving(name, what, &valid, at).undecided("status", "status_stale")
    };
    let last = FORGIVEN - 1;
    vec![
        warned("start", "The list has just ended.", STATUS_EXPIRES),
        warned(
            "last",
            "It is the last second in which the policy forgives a list that ended.",
            last,
        ),
        stale(
            "over",
            "It is the first second in which the policy forgives it no more.",
            FORGIVEN,
        ),
        warned(
            "bundle_last",
            "Snapshot and list ended, and it is the last second to forgive it.",
            last,
        )
        .trust("bundle"),
        stale(
            "bundle_over",
            "Snapshot and list ended 14 days ago.",
            FORGIVEN,
        )
        .trust("bundle"),
        forgiving(
            "before_end",
            "The list has one second left.",
            &valid,
            STATUS_EXPIRES - 1,
        )
        .line("status", "ok"),
        forgiving(
            "revoked",
            "A list that ended, and is forgiven, revokes the label.",
            &revoked,
            last,
        )
        .rejected("status", "revoked"),
        forgiving(
            "revoked_over",
            "A list that ended long ago revokes the label.",
            &revoked,
            FORGIVEN,
        )
        .rejected("status", "revoked"),
        forgiving(
            "no_index",
            "The label has no status index: no list is asked for.",
            &none,
            FORGIVEN,
        )
        .line("status", "not_stated"),
    ]
}

/// Other policies than the preset's, with a list that says valid.
fn policies(world: &World) -> Vec<Case> {
    let none = || json!({ "status": "warn", "status_grace": 0 });
    let aged = || json!({ "status": "warn", "status_grace": DAY, "max_status_age": DAY });
    let required = || json!({ "status_grace": 14 * DAY });
    let asked = |name: &str, what: &str, at, policy| {
        forgiving(name, what, &indexed(world, 17), at).policy(policy)
    };
    let stale = |case: Case| case.undecided("status", "status_stale");
    vec![
        asked(
            "zero_last",
            "The policy forgives nothing, and the list has one second left.",
            STATUS_EXPIRES - 1,
            none(),
        )
        .line("status", "ok"),
        stale(asked(
            "zero",
            "The policy forgives nothing, and the list has ended.",
            STATUS_EXPIRES,
            none(),
        )),
        asked(
            "age_last",
            "A list is too old for the policy, in the last second in which that only warns.",
            NOW + DAY - 1,
            aged(),
        )
        .line("status", "status_stale"),
        stale(asked(
            "age_over",
            "A list is too old for the policy, for as long as that only warns.",
            NOW + DAY,
            aged(),
        )),
        stale(asked(
            "required",
            "The policy does not warn of old lists: a time to do so changes nothing.",
            STATUS_EXPIRES,
            required(),
        )),
    ]
}

/// Labels that are newer than the list, which has no entry for them.
fn newer(world: &World) -> Vec<Case> {
    let mut newer = indexed(world, 32);
    *newer.payload.get(6) = int((NOW - 60).into());
    let mut endless = world.status_list();
    endless.payload.remove(4);
    let endless = TrustFile {
        status_lists: vec![endless.encode()],
        ..world.main()
    };
    vec![
        forgiving(
            "later_last",
            "The label is newer than a list that ended, in the last second to forgive it.",
            &newer,
            FORGIVEN - 1,
        )
        .line("status", "status_later"),
        forgiving(
            "later_over",
            "The label is newer than a list that ended 14 days ago.",
            &newer,
            FORGIVEN,
        )
        .undecided("status", "status_later"),
        forgiving(
            "later_endless",
            "The label is newer than a list that has no end.",
            &newer,
            FORGIVEN,
        )
        .own_trust(encode(&endless))
        .line("status", "status_later"),
    ]
}
