//! The signatures of a trust list, and those of them that count.

use crate::generate::case::Case;
use crate::generate::draft::Draft;
use crate::generate::identity::Identity;
use crate::generate::item::{bytes, int, list, tag, text};
use crate::generate::offer::{Offer, root_c, sound};
use crate::generate::world::World;

type Fault = (
    &'static str,
    &'static str,
    fn(&World, &mut Offer),
    &'static str,
);

/// Replaces the second root that signs.
fn second(offer: &mut Offer, signer: Identity) {
    offer.list().signers.truncate(1);
    offer.list().signers.push(signer);
}

const FAULTS: &[Fault] = &[
    (
        "unsigned",
        "Nobody signed the list.",
        |_, o| o.list().signers.clear(),
        "root_threshold",
    ),
    (
        "one_signature",
        "One root signed where two must.",
        |_, o| o.list().signers.truncate(1),
        "root_threshold",
    ),
    (
        "stranger_signed",
        "One root and a stranger signed.",
        |_, o| {
            let stranger = Identity::root("Foreign root", label_core::Algorithm::Ed25519, 4);
            second(o, stranger);
        },
        "root_threshold",
    ),
    (
        "label_signer_signed",
        "One root and a signer of labels signed.",
        |world, o| second(o, world.ed25519.clone()),
        "root_threshold",
    ),
    (
        "list_signer_signed",
        "One root and a signer of lists signed.",
        |world, o| second(o, world.status.clone()),
        "root_threshold",
    ),
    (
        "one_root_twice",
        "One root signed twice.",
        |world, o| second(o, world.root.clone()),
        "root_repeated",
    ),
    (
        "root_certificate_again",
        "A root signed again under another certificate of its key, which is not in the set.",
        |_, o| {
            let twin = Identity::root("Specimen root again", label_core::Algorithm::Ed25519, 1);
            second(o, twin);
        },
        "root_threshold",
    ),
    (
        "signature_wrong",
        "Two roots signed, and a third signature is wrong.",
        |_, o| {
            o.list().signers.push(root_c());
            o.list().signatures = |all| *all.at(2).at(2) = bytes(&[1; 64]);
        },
        "root_signature",
    ),
    (
        "altered",
        "The list was altered after it was signed.",
        |_, o| {
            o.list().envelope = |mut array| {
                let altered = array.at(2);
                *altered.inside().get(3) = int(2);
                tag(98, array)
            };
        },
        "root_signature",
    ),
    (
        "hint_of_other_root",
        "A root signed under the hint of another one.",
        |world, o| {
            let mut other = world.root.clone();
            other.chain = root_c().chain;
            second(o, other);
        },
        "root_signature",
    ),
    (
        "algorithm_of_other_root",
        "The header of a signature names the algorithm of another root.",
        |_, o| {
            o.list().signers.push(root_c());
            o.list().header = |header| *header.get(1) = int(-9);
            o.list().signers.retain(|root| root.secret != 2);
        },
        "root_signature",
    ),
    (
        "header_of_other",
        "A signature stands under the header of another one.",
        |_, o| {
            o.list().signatures = |all| {
                let first = all.at(0).at(0).clone();
                *all.at(1).at(0) = first;
            };
        },
        "root_signature",
    ),
];

pub(super) fn cases(world: &World) -> Vec<Case> {
    let sound_label = Draft::full(&world.ed25519);
    let case = |name: &str, description: &str, offer: &Offer| {
        Case::draft(&format!("list_{name}"), description, &sound_label).own_trust(offer.encode())
    };
    let mut cases: Vec<_> = FAULTS
        .iter()
        .map(|(name, description, fault, code)| {
            let mut offer = sound(world);
            fault(world, &mut offer);
            case(name, description, &offer).undecided("trust", code)
        })
        .collect();
    let mut three = sound(world);
    three.list().signers.push(root_c());
    let mut others = sound(world);
    others.list().signers = vec![root_c(), world.p256_root.clone()];
    let mut beside = sound(world);
    let stranger = Identity::root("Foreign root", label_core::Algorithm::Ed25519, 4);
    beside.list().signers.insert(0, stranger);
    let mut everything = sound(world);
    let signer = everything.list().signer(0);
    signer.set(3, list([text("JC-")]));
    signer.set(5, int(1_000));
    for (name, description, offer) in [
        ("three_signatures", "All three roots signed.", &three),
        (
            "other_two",
            "Two roots signed, in another order than the set's.",
            &others,
        ),
        (
            "signature_of_nobody",
            "A stranger signed beside the two roots.",
            &beside,
        ),
        (
            "scoped",
            "The list limits numbers and indices, and the label is within.",
            &everything,
        ),
    ] {
        cases.push(case(name, description, offer).line("trust", "ok"));
    }
    cases
}
