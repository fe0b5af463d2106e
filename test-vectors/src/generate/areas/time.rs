//! Time: the label's validity, the signer's, and the age of the trust set.

use super::path::validity;
use crate::generate::case::Case;
use crate::generate::draft::Draft;
use crate::generate::item::int;
use crate::generate::times::{
    DAY, LABEL_EXPIRES, LABEL_ISSUED, NOW, SIGNER_END, SIGNER_START, STATUS_EXPIRES, TRUST_EXPIRES,
    TRUST_ISSUED,
};
use crate::generate::world::{World, encode};
use serde_json::json;

pub(super) fn cases(world: &World) -> Vec<Case> {
    [
        label(world),
        nesting(world),
        certificates(world),
        clocks(world),
        trust(world),
        together(world),
    ]
    .concat()
}

/// No status list matters here: only the label's own times.
fn without_status(world: &World, issued: u64, expires: u64) -> Draft {
    let mut draft = Draft::full(&world.ed25519);
    draft.label().remove(13);
    *draft.payload.get(6) = int(issued.into());
    *draft.payload.get(4) = int(expires.into());
    draft
}

fn label(world: &World) -> Vec<Case> {
    let in_japan = without_status(world, LABEL_ISSUED, LABEL_EXPIRES);
    let soon = without_status(world, NOW - DAY, NOW + DAY);
    let later = without_status(world, NOW + 1, NOW + DAY);
    let now = without_status(world, NOW, NOW + DAY);
    vec![
        Case::draft(
            "time_expired_exact_second",
            "The time is exactly the label's expiry.",
            &soon,
        )
        .at(NOW + DAY)
        .rejected("validity", "expired"),
        Case::draft(
            "time_second_before_expiry",
            "The label expires in a second.",
            &soon,
        )
        .at(NOW + DAY - 1),
        Case::draft(
            "time_last_second_in_japan",
            "It is the last second, in Japan, of the label's last day.",
            &in_japan,
        )
        .trust("undated")
        .at(LABEL_EXPIRES - 1),
        Case::draft(
            "time_day_ended_in_japan",
            "It is the first second, in Japan, after the label's last day.",
            &in_japan,
        )
        .trust("undated")
        .at(LABEL_EXPIRES)
        .rejected("validity", "expired"),
        Case::draft(
            "time_expired_long_ago",
            "The label expired years ago, and so did the trust set.",
            &Draft::full(&world.ed25519),
        )
        .at(LABEL_EXPIRES + 1_000 * DAY)
        .rejected("validity", "expired")
        .line("trust", "trust_expired")
        .line("status", "status_stale"),
        Case::draft(
            "time_not_yet_issued",
            "The label claims to be issued a second after the time.",
            &later,
        )
        .rejected("validity", "not_yet_valid"),
        Case::draft(
            "time_issued_now",
            "The label was issued in this second.",
            &now,
        ),
    ]
}

/// The label must lie within the validity of its signer.
fn nesting(world: &World) -> Vec<Case> {
    let mut endless = us_ctm(world);
    *endless.payload.get(6) = int((SIGNER_START - 1).into());
    let late = SIGNER_END - 600 * DAY;
    let ending = |name: &str, description: &str, expires| {
        let draft = without_status(world, late, expires);
        Case::draft(&format!("time_{name}"), description, &draft)
            .trust("undated")
            .at(late)
    };
    vec![
        ending(
            "ends_after_signer",
            "The label outlives its signer's certificate by a second.",
            SIGNER_END + 1,
        )
        .rejected("validity", "label_not_nested"),
        ending(
            "ends_with_signer",
            "The label expires in the last second of its signer's certificate.",
            SIGNER_END,
        ),
        Case::draft(
            "time_issued_before_signer",
            "The label was issued a second before its signer's certificate starts.",
            &without_status(world, SIGNER_START - 1, NOW + DAY),
        )
        .rejected("validity", "label_not_nested"),
        Case::draft(
            "time_issued_with_signer",
            "The label was issued in the first second of its signer's certificate.",
            &without_status(world, SIGNER_START, SIGNER_START + 2 * 365 * DAY),
        ),
        Case::draft(
            "time_endless_issued_before_signer",
            "A label without expiry was issued a second before its signer's certificate starts.",
            &endless,
        )
        .rejected("validity", "label_not_nested"),
    ]
}

/// A label of a scheme without expiry ends with its signer's certificate.
fn certificates(world: &World) -> Vec<Case> {
    let mut endless = us_ctm(world);
    endless.label().remove(12);
    let future = world.root.faulty_signer(40, |fields| {
        fields.validity = validity(NOW + DAY, SIGNER_END);
    });
    let mut issued_later = Draft::full(&future);
    *issued_later.payload.get(6) = int((NOW + 2 * DAY).into());
    let at = |name: &str, description: &str, seconds| {
        at(name, description, &endless, seconds).trust("undated")
    };
    vec![
        at("signer_last_second", "The signer's certificate of a label without expiry ends in this second.", SIGNER_END),
        at("signer_expired", "The signer's certificate of a label without expiry expired a second ago.", SIGNER_END + 1)
            .rejected("validity", "cert_expired"),
        at("signer_not_yet_valid", "The signer's certificate starts a second after the time.", SIGNER_START - 1)
            .rejected("validity", "cert_not_yet_valid"),
        at("year_9999", "The time is in the last days of the year 9999.", 253_402_128_000)
            .rejected("validity", "cert_expired"),
        Case::draft("time_signer_of_tomorrow", "The signer's certificate is not valid yet, and the label was issued under it later still.", &issued_later)
            .own_trust(encode(&world.only(&future, &world.root)))
            .rejected("validity", "cert_not_yet_valid"),
    ]
}

/// A label of a scheme without expiry and without status index.
pub(super) fn us_ctm(world: &World) -> Draft {
    let mut draft = Draft::full(&world.ed25519);
    draft.payload.remove(4);
    *draft.label().get(1) = int(4);
    *draft.label().get(3) = int(3);
    *draft.label().get(11) = crate::generate::item::list([int(3)]);
    for key in [2, 4, 10, 13] {
        draft.label().remove(key);
    }
    draft
}

fn at(name: &str, description: &str, draft: &Draft, seconds: u64) -> Case {
    Case::draft(&format!("time_{name}"), description, draft).at(seconds)
}

/// Clocks that cannot be right.
fn clocks(world: &World) -> Vec<Case> {
    let sound = Draft::full(&world.ed25519);
    let fresh = without_status(world, LABEL_ISSUED, LABEL_EXPIRES);
    vec![
        at(
            "clock_before_trust",
            "The time is a second before the trust set was made.",
            &sound,
            TRUST_ISSUED - 1,
        )
        .undecided("trust", "clock_before_trust")
        .clock_lines(&["validity", "status", "support"]),
        at("clock_1970", "The clock is at its start.", &sound, 0)
            .undecided("trust", "clock_before_trust")
            .clock_lines(&["validity", "status", "support"]),
        at(
            "clock_before_trust_expired_label",
            "The clock is wrong; nothing is said about the expiry.",
            &without_status(world, LABEL_ISSUED, LABEL_ISSUED + DAY),
            LABEL_ISSUED + 2 * DAY,
        )
        .undecided("trust", "clock_before_trust")
        .clock_lines(&["validity", "support"]),
        at(
            "clock_at_trust",
            "The time is the second in which the trust set was made.",
            &fresh,
            TRUST_ISSUED,
        ),
    ]
}

/// The age of the trust set.
fn trust(world: &World) -> Vec<Case> {
    let fresh = without_status(world, LABEL_ISSUED, LABEL_EXPIRES);
    let aged = |seconds: u64| json!({ "max_trust_age": seconds });
    vec![
        at(
            "trust_expired",
            "The time is exactly the end of the trust set.",
            &fresh,
            TRUST_EXPIRES,
        )
        .undecided("trust", "trust_expired"),
        at(
            "trust_second_before_end",
            "The trust set ends in a second.",
            &fresh,
            TRUST_EXPIRES - 1,
        ),
        at(
            "trust_too_old",
            "The trust set is exactly as old as the policy does not allow any more.",
            &fresh,
            NOW,
        )
        .policy(aged(2 * DAY))
        .undecided("trust", "trust_expired"),
        at(
            "trust_just_young_enough",
            "The trust set is a second younger than the policy's limit.",
            &fresh,
            NOW,
        )
        .policy(aged(2 * DAY + 1)),
        at(
            "trust_undated",
            "The trust set has no date, and none is asked for.",
            &fresh,
            NOW,
        )
        .trust("undated")
        .line("trust", "not_stated"),
        at(
            "trust_undated_age_asked",
            "The trust set has no date, and the policy limits its age.",
            &fresh,
            NOW,
        )
        .trust("undated")
        .policy(aged(DAY))
        .undecided("trust", "not_stated"),
    ]
}

/// The age of the trust set beside another fault, and the status list's beside none.
fn together(world: &World) -> Vec<Case> {
    let sound = Draft::full(&world.ed25519);
    vec![
        at(
            "trust_expired_forged",
            "The trust set has expired, and the signature is wrong.",
            &forged(world),
            TRUST_EXPIRES,
        )
        .rejected("signature", "signature")
        .line("trust", "trust_expired"),
        at(
            "status_warned_not_trust",
            "A stale status list is forgiven, an expired trust set is not.",
            &sound,
            TRUST_EXPIRES,
        )
        .policy(json!({ "status": "warn" }))
        .undecided("trust", "trust_expired")
        .line("status", "status_stale"),
        at(
            "before_status_expiry",
            "The time is a second before the status list expires.",
            &sound,
            STATUS_EXPIRES - 1,
        ),
    ]
}

fn forged(world: &World) -> Draft {
    let mut draft = Draft::full(&world.ed25519);
    draft.signature = Some(crate::generate::item::bytes(&[0; 64]));
    draft
}
