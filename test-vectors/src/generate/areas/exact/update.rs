//! Updates of a store that has an exact record: a day's additions, and what would weaken it.

use label_core::digest;

use super::ENTRY;
use crate::generate::areas::update::changes::next_version;
use crate::generate::case::Case;
use crate::generate::draft::Draft;
use crate::generate::item::{Item, bytes, int, list};
use crate::generate::offer::{Offer, exact, filter, record, register, sound};
use crate::generate::times::{NOW, TRUST_ISSUED};
use crate::generate::world::World;

/// The label that is new today, which the store of yesterday does not know.
fn new_label(world: &World) -> Draft {
    Draft::full(&world.ed25519)
}

/// The records of fifteen days, the last with the new label.
fn records(world: &World) -> Vec<Vec<u8>> {
    let (mut labels, new) = (register(world), new_label(world));
    labels.retain(|label| label.to_be_signed() != new.to_be_signed());
    let mut days = vec![record(&labels)];
    for day in 0..13 {
        let mut label = Draft::full(&world.ed25519);
        *label.label().get(13) = int(40 + day);
        labels.push(label);
        days.push(record(&labels));
    }
    labels.push(new);
    days.push(record(&labels));
    days
}

/// The entries that a record has more than an earlier one.
fn added(before: &[u8], after: &[u8]) -> Vec<u8> {
    let known: Vec<_> = before.chunks(ENTRY).collect();
    let new = after.chunks(ENTRY).filter(|entry| !known.contains(entry));
    new.collect::<Vec<_>>().concat()
}

/// Additions that lead from each of these records to the last one.
fn steps(records: &[Vec<u8>]) -> Item {
    let steps = records.iter().zip(records.iter().skip(1));
    let steps = steps.flat_map(|(one, next)| [bytes(&digest(one)), bytes(&added(one, next))]);
    let last = records.last().map(|record| digest(record));
    let last = bytes(&last.unwrap_or_default());
    list([last].into_iter().chain(steps))
}

/// The owner's publication of today with this record.
fn today(world: &World, record: &[u8]) -> Offer {
    let mut offer = exact(world);
    offer.record = Some(record.to_vec());
    offer.publish_at(NOW);
    offer
}

/// A part with additions in place of the record.
fn part(offer: &Offer, additions: Option<&Item>) -> Vec<u8> {
    let mut part = offer.bundle();
    part.remove(1);
    part.remove(5);
    if let Some(additions) = additions {
        part.set(6, list([bytes(&additions.encode())]));
    }
    part.encode()
}

pub(super) fn cases(world: &World) -> Vec<Case> {
    [
        added_to(world),
        whole(world),
        refused(world),
        weaker(world),
        of_one_second(world),
    ]
    .concat()
}

/// The new label, with a store of a day.
fn case(world: &World, name: &str, description: &str, store: &Offer) -> Case {
    Case::draft(
        &format!("exact_update_{name}"),
        description,
        &new_label(world),
    )
    .own_trust(store.store().encode())
}

/// A store of yesterday: the label is dated before its snapshot.
fn store(world: &World, record: &[u8]) -> Offer {
    Offer {
        record: Some(record.to_vec()),
        ..exact(world)
    }
}

/// The first of some records, the last but one and the last.
fn ends(days: &[Vec<u8>]) -> [&[u8]; 3] {
    match days {
        [first, .., before, last] => [first, before, last],
        _ => Default::default(),
    }
}

/// The label is in the record after the update.
fn taken(world: &World, name: &str, description: &str, store: &Offer, part: Vec<u8>) -> Case {
    let case = case(world, name, description, store).update(part, NOW, "ok");
    case.line("issued", "ok").record("exact")
}

fn added_to(world: &World) -> Vec<Case> {
    let days = records(world);
    let [first, yesterday, last] = ends(&days);
    let all = part(&today(world, last), Some(&steps(&days)));
    let rows = [
        (
            "day",
            "The part adds the label to the record of yesterday.",
            yesterday,
        ),
        (
            "fortnight",
            "The part adds the label and those of the fortnight that was missed.",
            first,
        ),
        (
            "up_to_date",
            "The store has the record already that would come out.",
            last,
        ),
    ];
    rows.map(|(name, description, record)| {
        taken(world, name, description, &store(world, record), all.clone())
    })
    .to_vec()
}

/// Parts that need no additions, or do not say what they are added to.
fn whole(world: &World) -> Vec<Case> {
    let days = records(world);
    let [first, yesterday, last] = ends(&days);
    let offer = today(world, last);
    let whole = |offer: &Offer| {
        let mut part = offer.bundle();
        part.remove(1);
        part.encode()
    };
    let from_nothing = steps(&[Vec::new(), last.to_vec()]);
    let unchanged = list([bytes(&digest(last))]);
    vec![
        taken(
            world,
            "whole",
            "The part has the whole record.",
            &store(world, first),
            whole(&offer),
        ),
        taken(
            world,
            "unchanged",
            "The part names the record that is there, and carries nothing of it.",
            &store(world, last),
            part(&offer, None),
        ),
        taken(
            world,
            "unchanged_said",
            "The part says that the record is as it was.",
            &store(world, last),
            part(&offer, Some(&unchanged)),
        ),
        taken(
            world,
            "new_signer",
            "The store has no exact record, and the part adds all to the empty one.",
            &sound(world),
            part(&offer, Some(&from_nothing)),
        ),
        taken(
            world,
            "filter_to_exact",
            "The store had a filter, and the part has an exact record.",
            &sound(world),
            whole(&offer),
        ),
        case(
            world,
            "undone",
            "The whole record lacks a label that was in it.",
            &store(world, last),
        )
        .update(whole(&today(world, yesterday)), NOW, "ok")
        .rejected("issued", "not_issued"),
    ]
}

/// Additions with which nothing can be done; the store stays as it was, without the label.
fn refused(world: &World) -> Vec<Case> {
    let days = records(world);
    let [first, _, last] = ends(&days);
    let offer = today(world, last);
    let refused = |name: &str, description: &str, additions: &Item, code: &str| {
        case(world, name, description, &store(world, first))
            .update(part(&offer, Some(additions)), NOW, code)
            .rejected("issued", "not_issued")
            .record("exact")
    };
    let sound = steps(&days);
    let changed = |change: fn(&mut Item)| {
        let mut steps = sound.clone();
        change(&mut steps);
        steps
    };
    let recent: Vec<_> = days.iter().skip(1).cloned().collect();
    let mut unnamed = offer.bundle();
    unnamed.remove(1);
    unnamed.set(
        6,
        list([bytes(&steps(days.get(..3).unwrap_or_default()).encode())]),
    );
    vec![
        refused(
            "base_missing",
            "The part adds to records of which the store has none.",
            &steps(&recent),
            "record_base_missing",
        ),
        refused(
            "unchanged_other",
            "The part says that a record is as it was that the store does not have.",
            &list([bytes(&digest(last))]),
            "record_base_missing",
        ),
        refused(
            "withheld_day",
            "The entries of one day are not among those that are added.",
            &changed(|a| {
                // The base and the entries of the sixth step.
                a.elements().drain(11..13);
            }),
            "record_mismatch",
        ),
        refused(
            "added_present",
            "An entry is added that is there already.",
            &{
                let mut steps = sound.clone();
                let present: Vec<u8> = first.iter().take(ENTRY).copied().collect();
                let step = [bytes(&digest(first)), bytes(&present)];
                steps.elements().splice(1..1, step);
                steps
            },
            "record_mismatch",
        ),
        refused(
            "added_more",
            "An entry is added that the owner did not publish.",
            &changed(|a| {
                let step = a.at(2);
                let more = [step.body(), vec![0xff; ENTRY]].concat();
                *step = bytes(&more);
            }),
            "record_mismatch",
        ),
        case(
            world,
            "unnamed",
            "Additions lead to a record that no snapshot names.",
            &store(world, first),
        )
        .update(unnamed.encode(), NOW, "bundle_unreferenced")
        .rejected("issued", "not_issued"),
    ]
}

/// Parts that would take the exact record away.
fn weaker(world: &World) -> Vec<Case> {
    let days = records(world);
    let [first, _, last] = ends(&days);
    let offer = today(world, last);
    let mut page = sound(world);
    page.publish_at(NOW);
    let mut fitted = page.clone();
    fitted.filter = filter(&[new_label(world)]);
    let refused = |name: &str, description: &str, part: Vec<u8>| {
        case(world, name, description, &store(world, first))
            .update(part, NOW, "record_weaker")
            .rejected("issued", "not_issued")
            .record("exact")
    };
    let mut revoked = page.clone();
    next_version(&mut revoked, 2);
    for signer in 0..2 {
        let state = list([int(2), int(TRUST_ISSUED.into())]);
        revoked.list().signer(signer).set(6, state);
    }
    vec![
        refused(
            "withheld",
            "The part names a new record and carries nothing of it.",
            part(&offer, None),
        ),
        refused(
            "page",
            "The bundle was made for a page, with a filter.",
            page.encode(),
        ),
        refused(
            "filter",
            "A filter stands in place of the exact record.",
            fitted.part(),
        ),
        case(
            world,
            "weaker_revoked",
            "The signers are revoked: nothing of them counts any more.",
            &store(world, last),
        )
        .update(revoked.encode(), NOW, "ok")
        .rejected("signer", "signer_revoked"),
    ]
}

/// Publications of the second that the store knows, or two of one second.
fn of_one_second(world: &World) -> Vec<Case> {
    let days = records(world);
    let [first, _, last] = ends(&days);
    let again = store(world, last);
    let page = Offer {
        record: None,
        ..today(world, last)
    };
    let parts = [today(world, last), page].map(|offer| offer.bundle());
    let both = |[one, other]: [&Item; 2]| {
        let (mut part, mut other) = (one.clone(), other.clone());
        part.remove(1);
        part.get(2).elements().push(other.get(2).at(0).clone());
        for key in [4, 5] {
            if other.has(key) {
                part.set(key, other.get(key).clone());
            }
        }
        part.encode()
    };
    let [exact, filter] = parts.each_ref();
    let refused = |name: &str, description: &str, part: Vec<u8>| {
        case(world, name, description, &store(world, first))
            .update(part, NOW, "snapshot_fork")
            .rejected("issued", "not_issued")
            .record("exact")
    };
    vec![
        taken(
            world,
            "second_of_page",
            "The store had the filter of a page, and the part of the same second has an exact record.",
            &sound(world),
            again.part(),
        ),
        refused(
            "second_other_record",
            "The part is of the second of the one that was seen, and names another record.",
            again.part(),
        ),
        refused(
            "second_exact_first",
            "Of two snapshots of one second the first names an exact record, the last a filter.",
            both([exact, filter]),
        ),
        refused(
            "second_filter_first",
            "Of two snapshots of one second the first names a filter, the last an exact record.",
            both([filter, exact]),
        ),
    ]
}
