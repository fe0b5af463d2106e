//! Trust lists that a bundle cannot be opened with: nothing can be decided.

mod claims;
mod envelope;
mod signatures;
pub(super) mod signers;

use label_core::Algorithm::Ed25519;
use label_core::Purpose;

use crate::generate::case::Case;
use crate::generate::draft::Draft;
use crate::generate::item::int;
use crate::generate::offer::{Offer, TrustDraft, certificates, label_signer, root_d, sound};
use crate::generate::world::World;

/// A faulty trust list: name, description, what to do to a sound one, the expected code.
type Fault = (
    &'static str,
    &'static str,
    fn(&mut TrustDraft),
    &'static str,
);

pub(super) fn cases(world: &World) -> Vec<Case> {
    let mut cases: Vec<_> = [envelope::FAULTS, claims::FAULTS, signers::FAULTS]
        .into_iter()
        .flatten()
        .map(|fault| faulty(world, fault))
        .collect();
    cases.extend(signatures::cases(world));
    cases.extend(keys(world));
    cases
}

/// Keys that may stand several times.
fn keys(world: &World) -> Vec<Case> {
    let mut shared = sound(world);
    let other = (world.intermediate).signer("Below too", Ed25519, 24, Purpose::LabelSigning);
    for signer in [&world.below, &other] {
        let signers = shared.list().payload.get(8);
        signers.elements().push(label_signer(signer));
    }
    let mut before = sound(world);
    let next = before.list().rotated(&root_d());
    let twice = certificates([&signers::below_root(10, Purpose::LabelSigning)]);
    *before.list().signer(1).get(1) = twice;
    before.lists.push(next);
    *before.snapshot.payload.get(2) = int(2);
    let case = |name: &str, description: &str, offer: &Offer| {
        Case::draft(
            &format!("list_{name}"),
            description,
            &Draft::full(&world.ed25519),
        )
        .own_trust(offer.encode())
        .line("trust", "ok")
    };
    vec![
        case(
            "intermediate_shared",
            "Two label signers stand below one intermediate, which is in both chains.",
            &shared,
        ),
        case(
            "key_before",
            "A list before the last one has one key in two certificates.",
            &before,
        ),
    ]
}

fn faulty(world: &World, (name, description, fault, code): &Fault) -> Case {
    let mut offer = sound(world);
    fault(offer.list());
    let sound = Draft::full(&world.ed25519);
    Case::draft(&format!("list_{name}"), description, &sound)
        .own_trust(offer.encode())
        .undecided("trust", code)
}
