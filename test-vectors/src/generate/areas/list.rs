//! Trust lists that a bundle cannot be opened with: nothing can be decided.

mod claims;
mod envelope;
mod signatures;
mod signers;

use crate::generate::case::Case;
use crate::generate::draft::Draft;
use crate::generate::offer::{TrustDraft, sound};
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
    cases
}

fn faulty(world: &World, (name, description, fault, code): &Fault) -> Case {
    let mut offer = sound(world);
    fault(offer.list());
    let sound = Draft::full(&world.ed25519);
    Case::draft(&format!("list_{name}"), description, &sound)
        .own_trust(offer.encode())
        .undecided("trust", code)
}
