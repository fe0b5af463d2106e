//! Exact records of issued labels: their form, the label in them, and a search that beats a filter.

mod additions;
mod forms;
mod update;

use serde_json::json;

use crate::generate::case::Case;
use crate::generate::draft::Draft;
use crate::generate::fixed;
use crate::generate::item::{Item, bytes, int, list, text};
use crate::generate::offer::{Offer, exact, filter, register, sound, store};
use crate::generate::times::{NOW, STATUS_ISSUED};
use crate::generate::world::World;

/// Bytes of an entry.
const ENTRY: usize = 12;

pub(super) fn cases(world: &World) -> Vec<Case> {
    [
        labels(world),
        forms::cases(world),
        states(world),
        searches(world),
        additions::cases(world),
        update::cases(world),
    ]
    .concat()
}

/// A sound label under a bundle of its own, or whatever is given for one.
fn case(world: &World, name: &str, description: &str, bundle: &Item) -> Case {
    let label = Draft::full(&world.ed25519);
    Case::draft(&format!("exact_{name}"), description, &label).own_trust(bundle.encode())
}

/// A label in the bundle that several of these vectors share.
fn shared(name: &str, description: &str, label: &Draft) -> Case {
    Case::draft(&format!("exact_{name}"), description, label).trust("exact")
}

/// A label that the register does not know, issued at a time.
fn unknown(world: &World, issued: u64) -> Draft {
    let mut label = Draft::full(&world.ed25519);
    *label.label().get(7) = text("見本ルータ Z");
    *label.payload.get(6) = int(issued.into());
    label
}

fn labels(world: &World) -> Vec<Case> {
    let sound = Draft::full(&world.ed25519);
    let (forged, later) = (
        unknown(world, STATUS_ISSUED - 1),
        unknown(world, STATUS_ISSUED),
    );
    let demanded = || json!({ "record": "exact" });
    let warned = || json!({ "record": "exact", "issued": "warn" });
    let in_filter = |name, description| {
        Case::draft(&format!("exact_{name}"), description, &sound).trust("bundle")
    };
    vec![
        shared("issued", "The label is in the exact record.", &sound)
            .line("issued", "ok")
            .record("exact"),
        shared(
            "issued_p256",
            "A label of another signer is in the exact record.",
            &Draft::full(&world.esp256),
        )
        .line("issued", "ok")
        .record("exact"),
        shared(
            "demanded",
            "An exact record is demanded, and is there.",
            &sound,
        )
        .policy(demanded())
        .line("issued", "ok")
        .record("exact"),
        shared(
            "stolen_key",
            "The signature is right, the label not in the exact record.",
            &forged,
        )
        .rejected("issued", "not_issued")
        .record("exact"),
        shared(
            "later",
            "The label was issued at the time of the exact record, and is not in it.",
            &later,
        )
        .undecided("issued", "issued_later")
        .record("exact"),
        shared(
            "later_warned",
            "The label was issued at the time of the exact record, and the policy forgives that.",
            &later,
        )
        .policy(json!({ "issued": "warn" }))
        .line("issued", "issued_later"),
        in_filter(
            "filter",
            "The label is in a filter, and the verdict says so.",
        )
        .line("issued", "ok")
        .record("filter"),
        in_filter(
            "demanded_filter",
            "The label is in a filter, and an exact record is demanded.",
        )
        .policy(demanded())
        .undecided("issued", "record_not_exact")
        .record("filter"),
        in_filter(
            "demanded_filter_warned",
            "The label is in a filter, an exact record is demanded, and the policy forgives that.",
        )
        .policy(warned())
        .line("issued", "record_not_exact"),
        Case::draft(
            "exact_demanded_not_issued",
            "The label is not in a filter: it was never issued, whatever kind is demanded.",
            &forged,
        )
        .trust("bundle")
        .policy(warned())
        .rejected("issued", "not_issued"),
    ]
}

/// States that know an exact record.
fn states(world: &World) -> Vec<Case> {
    let with = |name: &str, description: &str, offer: &Offer, exact: Vec<Item>| {
        let mut state = offer.state();
        state.set(10, list(exact));
        let store = store(offer.bundle(), state);
        case(world, name, description, &store)
    };
    let signers = exact(world).state().get(10).elements().clone();
    let offer = exact(world);
    let many = (0..257_u16).map(|number| {
        let mut digest = [0; 32];
        let (first, _) = digest.split_at_mut(2);
        first.copy_from_slice(&number.to_be_bytes());
        bytes(&digest)
    });
    vec![
        with(
            "state_weaker",
            "The state knows exact records, and the bundle has a filter.",
            &sound(world),
            signers,
        )
        .undecided("trust", "record_weaker"),
        with(
            "state_empty",
            "The state names no signers in an empty array.",
            &offer,
            Vec::new(),
        )
        .undecided("trust", "claim_empty"),
        with(
            "state_257",
            "The state names 257 signers.",
            &offer,
            many.collect(),
        )
        .undecided("trust", "claim_too_long"),
        with(
            "state_31_bytes",
            "The state names a signer by 31 bytes.",
            &offer,
            vec![bytes(&[0; 31])],
        )
        .undecided("trust", "claim_range"),
        case(
            world,
            "store_stripped",
            "The record was taken out of the bundle of a store.",
            &{
                let mut bundle = offer.bundle();
                bundle.remove(5);
                store(bundle, offer.state())
            },
        )
        .undecided("issued", "issued_missing"),
    ]
}

/// A label that whoever stole the key fitted to the filter.
fn searches(world: &World) -> Vec<Case> {
    let fitted = search(world);
    let case = |name: &str, description: &str, trust: &str| {
        Case::draft(&format!("exact_{name}"), description, &fitted).trust(trust)
    };
    vec![
        case(
            "search_filter",
            "A label of a stolen key was fitted to the filter, and the verdict says what it rests on.",
            "bundle",
        )
        .line("issued", "ok")
        .record("filter"),
        case(
            "search_filter_demanded",
            "A label of a stolen key was fitted to the filter, and an exact record is demanded.",
            "bundle",
        )
        .policy(json!({ "record": "exact" }))
        .undecided("issued", "record_not_exact"),
        case(
            "search",
            "A label of a stolen key was fitted to a filter, and is not in the exact record.",
            "exact",
        )
        .rejected("issued", "not_issued")
        .record("exact"),
    ]
}

/// Tries product names until the filter of the shared bundle has one.
fn search(world: &World) -> Draft {
    const NAME: &[u8] = b"Router 0000000";
    let filter = label_core::IssuedFilter::decode(&filter(&register(world)).encode());
    let filter = fixed(filter);
    let mut label = Draft::full(&world.ed25519);
    *label.label().get(7) = text("Router 0000000");
    *label.payload.get(6) = int((NOW - 86_400 * 5).into());
    let mut message = label.to_be_signed();
    let place = message.windows(NAME.len()).position(|part| part == NAME);
    let place = fixed(place.ok_or("no name"));
    for number in 0..10_000_000_u32 {
        let name = format!("Router {number:07}");
        let part = message.iter_mut().skip(place);
        part.zip(name.bytes()).for_each(|(byte, new)| *byte = new);
        if filter.contains(&label_core::CredentialId::of(&message)) {
            *label.label().get(7) = text(&name);
            break;
        }
    }
    label
}
