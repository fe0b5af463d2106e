//! Updates of a store: what is taken, and what is refused and leaves the store as it was.

pub(super) mod changes;

use label_core::Algorithm::Ed25519;
use label_core::{Purpose, Signer as _};

use super::list::signers::below_root;
use super::snapshot::{second_signer, sign_by};
use crate::generate::case::Case;
use crate::generate::draft::Draft;
use crate::generate::fixed;
use crate::generate::item::{Item, bytes, int, list, map, text};
use crate::generate::offer::{Offer, TrustDraft, label_signer, list_signer, root_d, sound, store};
use crate::generate::times::{DAY, NOW, STATUS_EXPIRES, TRUST_EXPIRES, TRUST_ISSUED};
use crate::generate::world::{STATUS_TYP, World};
use changes::{ALL_VALID, MORE_REVOKED, REFUSED, TAKEN, next_version, rotate, values};

/// The owner's publication at the time of the update.
fn today(world: &World) -> Offer {
    let mut offer = sound(world);
    offer.publish_at(NOW);
    offer
}

fn case(world: &World, name: &str, description: &str) -> Case {
    let label = Draft::full(&world.ed25519);
    Case::draft(&format!("update_{name}"), description, &label).trust("store")
}

pub(super) fn cases(world: &World) -> Vec<Case> {
    let changes = [TAKEN, REFUSED].into_iter().flatten();
    let mut cases: Vec<_> = changes
        .map(|(name, description, change, says)| {
            let mut offer = today(world);
            change(&mut offer);
            case(world, name, description)
                .update(offer.encode(), NOW, says)
                .line("trust", "ok")
        })
        .collect();
    cases.extend(parts(world));
    cases.extend(rollbacks(world));
    cases.extend(signers(world));
    cases.extend(keys(world));
    cases.extend(effects(world));
    cases
}

/// Parts without trust lists, and what is no part.
fn parts(world: &World) -> Vec<Case> {
    let part = today(world).part();
    let mut bundle = sound(world).bundle();
    let mut whole = sound(world).store();
    let label = Draft::full(&world.ed25519).encode();
    let no_kind = map([(2, bundle.get(2).clone())]);
    vec![
        case(world, "part", "A part without trust lists is taken.").update(part.clone(), NOW, "ok"),
        case(world, "part_trailing", "A byte follows the part.").update(
            [part, vec![0]].concat(),
            NOW,
            "cbor_trailing",
        ),
        case(world, "part_empty", "The part has no bytes.").update(
            Vec::new(),
            NOW,
            "cbor_truncated",
        ),
        case(world, "part_page", "The part is the text of a page.").update(
            b"not found".to_vec(),
            NOW,
            "cbor_truncated",
        ),
        case(world, "part_label", "The part is a label.").update(label, NOW, "cbor_tag"),
        case(world, "part_store", "The part is a store.").update(
            whole.encode(),
            NOW,
            "trust_malformed",
        ),
        case(world, "part_state", "The part is a state.").update(
            whole.get(2).body(),
            NOW,
            "trust_malformed",
        ),
        case(world, "part_no_kind", "The part does not say what it is.").update(
            no_kind.encode(),
            NOW,
            "trust_malformed",
        ),
        case(world, "part_only_kind", "The part holds nothing.").update(
            map([(0, text("label-bundle"))]).encode(),
            NOW,
            "ok",
        ),
        case(
            world,
            "old_clock",
            "The time of the update lies before the bundle that is there.",
        )
        .update(today(world).part(), NOW - DAY - 1, "clock_before_trust"),
        case(
            world,
            "late",
            "The trust list that is there has expired, and the part brings no other.",
        )
        .update(today(world).part(), TRUST_EXPIRES, "trust_expired"),
    ]
}

/// Stores that have seen more than what is offered.
fn rollbacks(world: &World) -> Vec<Case> {
    let label = Draft::full(&world.ed25519);
    let with = |name: &str, description: &str, seen: &Offer| {
        Case::draft(&format!("update_{name}"), description, &label).own_trust(seen.store().encode())
    };
    let mut ahead = sound(world);
    next_version(&mut ahead, 2);
    let mut far = sound(world);
    next_version(&mut far, u64::MAX.into());
    let mut next = today(world);
    next_version(&mut next, 3);
    let mut recovered = today(world);
    let mut list: TrustDraft = recovered.list().rotated(&root_d());
    list.set(3, 1);
    recovered.lists = vec![list];
    *recovered.snapshot.payload.get(2) = int(2);
    let mut rotated = sound(world);
    rotate(&mut rotated);
    vec![
        with(
            "rollback",
            "The list is of a lower version than the one that was seen.",
            &ahead,
        )
        .update(today(world).encode(), NOW, "trust_rollback"),
        with(
            "rollback_epoch",
            "The list is of an earlier epoch than the one that was seen.",
            &rotated,
        )
        .update(next.encode(), NOW, "trust_rollback"),
        with(
            "fast_forward",
            "The highest version that there is was seen: no list can follow.",
            &far,
        )
        .update(next.encode(), NOW, "trust_rollback"),
        with(
            "fast_forward_recovery",
            "A new epoch follows the highest version that there is.",
            &far,
        )
        .update(recovered.encode(), NOW, "ok"),
    ]
}

/// Signers that were revoked, and list signers that ran ahead.
fn signers(world: &World) -> Vec<Case> {
    let label = Draft::full(&world.ed25519);
    let mut revoked = sound(world);
    revoked
        .list()
        .signer(1)
        .set(6, list([int(2), int(TRUST_ISSUED.into())]));
    let mut back = today(world);
    next_version(&mut back, 2);
    let mut gone = back.clone();
    gone.list().payload.get(8).elements().pop();
    gone.signers.pop();
    let mut retired = back.clone();
    retired
        .list()
        .signer(1)
        .set(6, list([int(1), int(TRUST_ISSUED.into())]));
    let mut kept = back.clone();
    kept.list()
        .signer(1)
        .set(6, list([int(2), int(NOW.into())]));
    let with = |name: &str, description: &str, part: &Offer, says: &str| {
        Case::draft(&format!("update_{name}"), description, &label)
            .own_trust(revoked.store().encode())
            .update(part.encode(), NOW, says)
    };
    let mut added = back.clone();
    let below = label_signer(&world.below);
    added.list().payload.get(8).elements().push(below);
    vec![
        with(
            "signer_unrevoked",
            "A signer that was revoked is active again.",
            &back,
            "signer_unrevoked",
        ),
        with(
            "signer_unrevoked_retired",
            "A signer that was revoked is only retired.",
            &retired,
            "signer_unrevoked",
        ),
        with(
            "signer_still_revoked",
            "A signer that was revoked stays so.",
            &kept,
            "ok",
        ),
        with(
            "signer_left_out",
            "A signer that was revoked is not named any more.",
            &gone,
            "ok",
        ),
        case(
            world,
            "signer_added",
            "A signer is added, without lists yet.",
        )
        .update(added.encode(), NOW, "ok"),
        list_signer_ahead(world),
    ]
}

/// Keys of signers that were revoked, in other certificates.
fn keys(world: &World) -> Vec<Case> {
    let stolen = [
        below_root(21, Purpose::LabelSigning),
        below_root(21, Purpose::StatusSigning),
    ];
    let [labels, lists] = stolen.each_ref();
    let mut revoked = sound(world);
    let mut signer = label_signer(labels);
    signer.set(6, list([int(2), int(TRUST_ISSUED.into())]));
    revoked.list().payload.get(8).elements().push(signer);
    let mut remembered = sound(world).state();
    let spki = fixed(labels.key().public_key().to_spki_der());
    remembered.set(9, list([bytes(&label_core::digest(&spki))]));
    let remembered = store(sound(world).bundle(), remembered).encode();
    let mut next = today(world);
    next_version(&mut next, 2);
    let with = |key: i128, signer: Item| {
        let mut next = next.clone();
        next.list().payload.get(key).elements().push(signer);
        next.encode()
    };
    let root = world
        .root
        .signer("Renewed", Ed25519, 21, Purpose::LabelSigning);
    let case = |name: &str, description: &str, store: Vec<u8>, part: Vec<u8>| {
        let label = Draft::full(&world.ed25519);
        Case::draft(&format!("update_revoked_key_{name}"), description, &label)
            .own_trust(store)
            .update(part, NOW, "signer_unrevoked")
    };
    vec![
        case(
            "renewed",
            "The key of a label signer that was revoked returns in another certificate.",
            revoked.store().encode(),
            with(8, label_signer(&root)),
        ),
        case(
            "for_lists",
            "The key of a label signer that was revoked returns as that of a list signer.",
            revoked.store().encode(),
            with(9, list_signer(lists)),
        ),
        case(
            "remembered",
            "The key of a signer that was revoked and is not named any more returns.",
            remembered,
            with(8, label_signer(labels)),
        ),
    ]
}

/// A stolen list key dated a snapshot ahead; the owner names another list signer.
fn list_signer_ahead(world: &World) -> Case {
    let mut state = sound(world).state();
    let entries = state.get(7).entries().iter_mut();
    entries.for_each(|entry| entry.1 = int((NOW + 900 * DAY).into()));
    // The bundle is that of the day before, which the thief's snapshot would have replaced.
    let mut bundle = sound(world).bundle();
    for key in 2..=4 {
        bundle.remove(key);
    }
    let mut part = today(world);
    next_version(&mut part, 2);
    let signers = part.list().payload.get(9);
    signers.at(0).set(6, list([int(2), int(NOW.into())]));
    signers.elements().push(list_signer(&second_signer()));
    sign_by(&mut part, Some(second_signer()));
    let payload = part.status.payload.clone();
    part.status = Draft::new(&second_signer(), Some(STATUS_TYP), int(0));
    part.status.payload = payload;
    let whole: Item = store(bundle, state);
    Case::draft(
        "update_list_signer_replaced",
        "The key of a list signer was stolen and ran ahead; another list signer replaces it.",
        &Draft::full(&world.ed25519),
    )
    .own_trust(whole.encode())
    .update(part.encode(), NOW, "ok")
}

/// Changes of the answer by an update.
fn effects(world: &World) -> Vec<Case> {
    let mut revoking = today(world);
    values(&mut revoking, &MORE_REVOKED);
    let mut part = today(world);
    part.publish_at(STATUS_EXPIRES);
    let mut refused = today(world);
    values(&mut refused, &ALL_VALID);
    let mut unrevoked = Draft::full(&world.ed25519);
    *unrevoked.label().get(13) = int(1);
    vec![
        case(world, "revokes", "The update revokes the label.")
            .update(revoking.part(), NOW, "ok")
            .rejected("status", "revoked"),
        case(
            world,
            "refused_revokes",
            "An update that takes a revocation back revokes nothing either.",
        )
        .update(refused.part(), NOW, "status_unrevoked")
        .line("status", "ok"),
        Case::draft(
            "update_refused_keeps",
            "An update that takes the label's revocation back leaves it revoked.",
            &unrevoked,
        )
        .trust("store")
        .update(refused.part(), NOW, "status_unrevoked")
        .rejected("status", "revoked"),
        case(
            world,
            "renews",
            "The update comes when the lists have expired.",
        )
        .update(part.part(), STATUS_EXPIRES, "ok")
        .at(STATUS_EXPIRES)
        .line("status", "ok"),
        case(
            world,
            "last_good_time",
            "The clock is set back behind the time of the update.",
        )
        .update(today(world).part(), NOW + 60, "ok")
        .at(NOW + 59)
        .undecided("trust", "clock_before_trust")
        .clock_lines(&["validity", "status", "freshness", "support"]),
        case(
            world,
            "none_without",
            "Without the update the lists have expired.",
        )
        .at(STATUS_EXPIRES)
        .undecided("status", "status_stale"),
    ]
}
