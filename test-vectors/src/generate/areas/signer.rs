//! The signer: known or unknown, and with which algorithm.

use label_core::SignerRecord;

use crate::generate::case::Case;
use crate::generate::draft::Draft;
use crate::generate::identity::Identity;
use crate::generate::item::{bytes, int, list};
use crate::generate::times::{NOW, TRUST_EXPIRES, TRUST_ISSUED};
use crate::generate::world::{World, encode, label_signer};

pub(super) fn cases(world: &World) -> Vec<Case> {
    [
        unknown(world),
        algorithms(world),
        others(world),
        twice(world),
    ]
    .concat()
}

fn unknown(world: &World) -> Vec<Case> {
    let stranger = Draft::full(&world.stranger);
    let issued = |seconds: u64| {
        let mut draft = stranger.clone();
        *draft.payload.get(6) = int(seconds.into());
        draft
    };
    let mut enclosed = Draft::full(&world.unlisted);
    enclosed
        .unprotected
        .set(33, bytes(world.unlisted.certificate()));
    vec![
        Case::draft(
            "signer_unknown",
            "No listed certificate matches the hint, and the list is newer than the label.",
            &stranger,
        )
        .rejected("signer", "signer_unknown"),
        Case::draft(
            "signer_unknown_second_before",
            "The label claims to be issued a second before the list was made.",
            &issued(TRUST_ISSUED - 1),
        )
        .rejected("signer", "signer_unknown"),
        Case::draft(
            "signer_unknown_same_second",
            "The label claims to be issued in the second in which the list was made.",
            &issued(TRUST_ISSUED),
        )
        .undecided("signer", "signer_unknown"),
        Case::draft(
            "signer_unknown_issued_later",
            "The label claims to be issued after the list was made, perhaps by a newer signer.",
            &issued(NOW - 1),
        )
        .undecided("signer", "signer_unknown"),
        Case::draft(
            "signer_unknown_trust_expired",
            "The list that does not name the signer has expired.",
            &stranger,
        )
        .at(TRUST_EXPIRES)
        .undecided("trust", "trust_expired")
        .line("signer", "signer_unknown"),
        Case::draft(
            "signer_unknown_trust_undated",
            "The list that does not name the signer has no date.",
            &stranger,
        )
        .trust("undated")
        .undecided("signer", "signer_unknown"),
        Case::draft(
            "signer_unlisted",
            "The signer was issued by a trusted root, but the list does not name it.",
            &Draft::full(&world.unlisted),
        )
        .rejected("signer", "signer_unknown"),
        Case::draft(
            "signer_unlisted_enclosed",
            "The enclosed certificate leads to a trusted root, but the list does not name it.",
            &enclosed,
        )
        .rejected("signer", "signer_unknown"),
        Case::draft(
            "signer_hint_altered",
            "The hint is that of no certificate.",
            &hinted(&world.ed25519, [0; 8]),
        )
        .rejected("signer", "signer_unknown"),
    ]
}

/// One certificate in two entries, of which one has a chain that leads nowhere.
fn twice(world: &World) -> Vec<Case> {
    let faulty = SignerRecord {
        chain: [world.ed25519.chain.clone(), world.below.chain.clone()].concat(),
        ..label_signer(&world.ed25519)
    };
    let label = Draft::full(&world.ed25519);
    let case = |name: &str, description: &str, entries: Vec<SignerRecord>| {
        let mut file = world.only(&world.ed25519, &world.root);
        file.signers.splice(..1, entries);
        Case::draft(&format!("signer_{name}"), description, &label).own_trust(encode(&file))
    };
    let sound = || label_signer(&world.ed25519);
    vec![
        case(
            "hint_of_two_faulty_first",
            "Two entries match the hint, and the first has a faulty chain.",
            vec![faulty.clone(), sound()],
        ),
        case(
            "hint_of_two_faulty_last",
            "Two entries match the hint, and the last has a faulty chain.",
            vec![sound(), faulty],
        ),
    ]
}

/// An algorithm that the key of the named signer does not have.
fn algorithms(world: &World) -> Vec<Case> {
    [
        (
            "esp256_for_ed25519",
            "The header says ESP256, the signer's key is Ed25519.",
            &world.ed25519,
            -9,
        ),
        (
            "ed25519_for_esp256",
            "The header says Ed25519, the signer's key is P-256.",
            &world.esp256,
            -19,
        ),
    ]
    .map(|(name, description, signer, algorithm)| {
        let mut draft = Draft::full(signer);
        draft.protected.set(1, int(algorithm));
        Case::draft(&format!("signer_{name}"), description, &draft)
            .rejected("signer", "alg_key_mismatch")
    })
    .to_vec()
}

/// Listed certificates that may not sign labels, and listed signers with other keys.
fn others(world: &World) -> Vec<Case> {
    vec![
        Case::draft(
            "signer_of_status_lists",
            "The signer of status lists signed a label.",
            &Draft::full(&world.status),
        )
        .rejected("signer", "cert_extended_key_usage"),
        Case::draft(
            "signer_other_hint",
            "One signer signed under the hint of another.",
            &hinted(&world.ed25519, world.below.hint()),
        )
        .rejected("signature", "signature"),
        Case::draft(
            "signer_other_hint_other_kind",
            "An Ed25519 signer signed under the hint of a P-256 signer.",
            &hinted(&world.ed25519, world.esp256.hint()),
        )
        .rejected("signer", "alg_key_mismatch"),
    ]
}

fn hinted(signer: &Identity, hint: [u8; 8]) -> Draft {
    let mut draft = Draft::full(signer);
    draft.protected.set(34, list([int(-15), bytes(&hint)]));
    draft
}
