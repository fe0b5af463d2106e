//! A label under a sound bundle: the record of issued labels, the status, the age of both.

use serde_json::json;

use super::status::indexed;
use crate::generate::case::Case;
use crate::generate::draft::Draft;
use crate::generate::item::{int, list, map, text};
use crate::generate::offer::{Offer, root_c, sound};
use crate::generate::times::{
    DAY, LABEL_ISSUED, NOW, STATUS_EXPIRES, STATUS_ISSUED, TRUST_EXPIRES,
};
use crate::generate::world::World;

pub(super) fn cases(world: &World) -> Vec<Case> {
    [
        issued(world),
        missing(world),
        statuses(world),
        ages(world),
        signers(world),
    ]
    .concat()
}

/// A label in the bundle that most of these vectors share.
fn shared(name: &str, description: &str, label: &Draft) -> Case {
    Case::draft(&format!("record_{name}"), description, label).trust("bundle")
}

/// A sound label in a bundle of its own.
fn changed(world: &World, name: &str, description: &str, change: fn(&mut Offer)) -> Case {
    let mut offer = sound(world);
    change(&mut offer);
    let label = Draft::full(&world.ed25519);
    Case::draft(&format!("record_{name}"), description, &label).own_trust(offer.encode())
}

/// A label that the register does not know, issued at a time.
fn unknown(world: &World, issued: u64) -> Draft {
    let mut label = Draft::full(&world.ed25519);
    *label.label().get(7) = text("見本ルータ Z");
    *label.payload.get(6) = int(issued.into());
    label
}

fn issued(world: &World) -> Vec<Case> {
    let warned = || json!({ "issued": "warn" });
    let forged = unknown(world, STATUS_ISSUED - 1);
    let later = unknown(world, STATUS_ISSUED);
    vec![
        shared(
            "issued",
            "The label is in the record.",
            &Draft::full(&world.ed25519),
        )
        .line("scope", "ok")
        .line("status", "ok")
        .line("issued", "ok")
        .line("freshness", "ok")
        .line("catalogue", "not_stated"),
        shared(
            "issued_p256",
            "A label of another signer is in the record.",
            &Draft::full(&world.esp256),
        )
        .line("issued", "ok"),
        shared(
            "stolen_key",
            "The signature is right, the label not in the record.",
            &forged,
        )
        .rejected("issued", "not_issued"),
        shared(
            "stolen_key_warned",
            "The policy forgives what is not recorded, and not what was never issued.",
            &forged,
        )
        .policy(warned())
        .rejected("issued", "not_issued"),
        shared(
            "stolen_key_stale",
            "The record is old, and the label was never issued all the same.",
            &forged,
        )
        .at(STATUS_EXPIRES)
        .rejected("issued", "not_issued")
        .line("status", "status_stale"),
        shared(
            "issued_later",
            "The label was issued at the time of the record.",
            &later,
        )
        .undecided("issued", "issued_later"),
        shared(
            "issued_later_warned",
            "The label was issued at the time of the record, and the policy forgives that.",
            &later,
        )
        .policy(warned())
        .line("issued", "issued_later"),
    ]
}

/// A missing part is not checked, and never a pass.
fn missing(world: &World) -> Vec<Case> {
    let no_lists = |offer: &mut Offer| {
        offer.outer = |bundle| {
            for key in 2..=4 {
                bundle.remove(key);
            }
        };
    };
    let no_filter = |offer: &mut Offer| offer.outer = |bundle| bundle.remove(4);
    let no_status = |offer: &mut Offer| offer.outer = |bundle| bundle.remove(3);
    vec![
        changed(world, "no_filter", "The filter is not there.", no_filter)
            .undecided("issued", "issued_missing"),
        changed(
            world,
            "no_filter_warned",
            "The filter is not there, and the policy forgives that.",
            no_filter,
        )
        .policy(json!({ "issued": "warn" }))
        .line("issued", "issued_missing"),
        changed(
            world,
            "no_status_list",
            "The status list is not there.",
            no_status,
        )
        .undecided("status", "status_missing")
        .line("freshness", "not_stated"),
        changed(
            world,
            "no_status_list_warned",
            "The status list is not there, and the policy forgives that.",
            no_status,
        )
        .policy(json!({ "status": "warn" }))
        .line("status", "status_missing"),
        changed(
            world,
            "no_snapshot",
            "There is a trust list and nothing else.",
            no_lists,
        )
        .undecided("status", "status_missing")
        .line("issued", "issued_missing"),
        changed(
            world,
            "no_snapshot_warned",
            "There is a trust list and nothing else, and the policy forgives that.",
            no_lists,
        )
        .policy(json!({ "status": "warn", "issued": "warn" }))
        .line("status", "status_missing")
        .line("issued", "issued_missing"),
        changed(
            world,
            "signer_not_named",
            "The snapshot names the lists of another signer only.",
            |offer| {
                offer.signers.remove(0);
            },
        )
        .undecided("status", "status_missing")
        .line("issued", "issued_missing"),
    ]
}

fn statuses(world: &World) -> Vec<Case> {
    let rejected = [
        (
            "revoked",
            "The status list revokes the label.",
            1,
            "revoked",
        ),
        (
            "suspended",
            "The status list suspends the label.",
            2,
            "suspended",
        ),
        (
            "withdrawn",
            "The holder withdrew the label.",
            3,
            "withdrawn",
        ),
        (
            "superseded",
            "A newer label replaced this one.",
            4,
            "superseded",
        ),
        (
            "unknown_value",
            "The value in the status list has no meaning.",
            5,
            "status_unknown",
        ),
        (
            "out_of_range",
            "The index is outside the status list.",
            32,
            "status_out_of_range",
        ),
    ]
    .map(|(name, description, index, code)| {
        shared(name, description, &indexed(world, index)).rejected("status", code)
    });
    let mut all = rejected.to_vec();
    all.push(
        shared(
            "revoked_stale",
            "The status list has expired, and what it revokes stays revoked.",
            &indexed(world, 1),
        )
        .at(STATUS_EXPIRES)
        .rejected("status", "revoked"),
    );
    all
}

fn ages(world: &World) -> Vec<Case> {
    let label = Draft::full(&world.ed25519);
    vec![
        shared(
            "frozen",
            "No newer snapshot came: the time is its end.",
            &label,
        )
        .at(STATUS_EXPIRES)
        .undecided("status", "status_stale")
        .line("freshness", "lists_stale"),
        shared(
            "frozen_second_before",
            "The time is a second before the end of the snapshot.",
            &label,
        )
        .at(STATUS_EXPIRES - 1)
        .line("status", "ok")
        .line("freshness", "lists_stale"),
        shared(
            "frozen_trust_list",
            "No newer trust list came: the time is its end.",
            &label,
        )
        .at(TRUST_EXPIRES)
        .undecided("trust", "trust_expired")
        .line("status", "status_stale"),
        changed(
            world,
            "snapshot_ends_first",
            "The snapshot ends before the status list.",
            |offer| {
                *offer.snapshot.payload.get(5) = int((NOW - 1).into());
            },
        )
        .undecided("status", "status_stale")
        .line("freshness", "lists_stale"),
        changed(
            world,
            "status_ends_first",
            "The status list ends before the snapshot.",
            |offer| {
                *offer.status.payload.get(4) = int(NOW.into());
            },
        )
        .undecided("status", "status_stale")
        .line("freshness", "lists_stale"),
        changed(
            world,
            "list_of_before",
            "An old status list still holds, since the snapshot names it.",
            |offer| {
                *offer.status.payload.get(6) = int((STATUS_ISSUED - 5 * DAY).into());
            },
        )
        .policy(json!({ "max_status_age": 2 * DAY }))
        .line("status", "ok")
        .line("freshness", "lists_stale"),
        shared(
            "too_old",
            "The lists are exactly as old as the policy does not allow any more.",
            &label,
        )
        .policy(json!({ "max_status_age": DAY }))
        .undecided("status", "status_stale"),
        shared(
            "due",
            "A newer list is due, and this one still counts.",
            &label,
        )
        .at(STATUS_ISSUED + 2 * DAY)
        .line("status", "ok")
        .line("freshness", "lists_stale"),
        shared("not_due", "A newer list is due in a second.", &label)
            .at(STATUS_ISSUED + 2 * DAY - 1)
            .line("freshness", "ok"),
        shared(
            "due_by_policy",
            "The lists are exactly as old as the policy calls stale.",
            &label,
        )
        .policy(json!({ "stale_after": DAY }))
        .line("status", "ok")
        .line("freshness", "lists_stale"),
        shared(
            "not_due_by_policy",
            "The lists are a second younger than what the policy calls stale.",
            &label,
        )
        .policy(json!({ "stale_after": DAY + 1 }))
        .line("freshness", "ok"),
    ]
}

/// The signer of the label, and those who may sign it.
fn signers(world: &World) -> Vec<Case> {
    let by_list_signer = Draft::full(&world.status);
    let unlisted = Draft::full(&world.unlisted);
    let mut bundle = sound(world).bundle();
    let (snapshot, trust_list) = (bundle.get(2).at(0).body(), bundle.get(1).at(0).body());
    let retired = |name: &str, description: &str, since: u64| {
        let mut offer = sound(world);
        let state = list([int(1), int(since.into())]);
        offer.list().signer(0).set(6, state);
        let label = Draft::full(&world.ed25519);
        Case::draft(&format!("record_{name}"), description, &label).own_trust(offer.encode())
    };
    vec![
        shared(
            "by_list_signer",
            "A signer of lists signed the label.",
            &by_list_signer,
        )
        .rejected("signer", "cert_extended_key_usage"),
        shared(
            "by_unlisted",
            "A signer below the root that the list does not name signed the label.",
            &unlisted,
        )
        .rejected("signer", "signer_unknown"),
        Case::bytes(
            "record_snapshot_as_label",
            "A snapshot is given as a label.",
            &snapshot,
        )
        .trust("bundle")
        .rejected("format", "cose_typ"),
        Case::bytes(
            "record_list_as_label",
            "A trust list is given as a label.",
            &trust_list,
        )
        .trust("bundle")
        .rejected("format", "cose_tag"),
        changed(
            world,
            "signer_revoked",
            "The signer of the label is revoked.",
            |offer| {
                let signer = offer.list().signer(0);
                signer.set(6, list([int(2), int(NOW.into())]));
            },
        )
        .rejected("signer", "signer_revoked"),
        retired(
            "signer_retired",
            "The signer had retired when the label was issued.",
            LABEL_ISSUED,
        )
        .rejected("scope", "signer_retired"),
        retired(
            "signer_retired_later",
            "The signer retired a second after the label was issued.",
            LABEL_ISSUED + 1,
        )
        .line("scope", "ok"),
        changed(
            world,
            "earlier_root",
            "The signer leads to a root that is not in the set any more.",
            |offer| {
                let draft = offer.list();
                let first = draft.payload.get(6).elements().remove(0);
                draft.payload.set(13, list([first]));
                draft.signers.remove(0);
                draft.signers.push(root_c());
            },
        )
        .line("signature", "ok"),
        changed(world, "no_hosts", "The list names no hosts.", |offer| {
            offer.list().payload.remove(10);
        })
        .line("host", "not_stated"),
        changed(
            world,
            "recognition",
            "What the list recognises says nothing of this label.",
            |offer| {
                let recognition = map([
                    (1, text("sg-cls")),
                    (2, int(1)),
                    (3, map([(1, int(1))])),
                    (4, int(STATUS_ISSUED.into())),
                ]);
                offer.list().payload.set(11, list([recognition]));
            },
        )
        .line("scheme", "ok"),
    ]
}
