//! Snapshots that a bundle cannot be opened with, and some that it can.

use label_core::{Algorithm, Purpose};

use crate::generate::case::Case;
use crate::generate::draft::Draft;
use crate::generate::identity::Identity;
use crate::generate::item::{Item, bytes, embedded, int, list, map, raw, tag, text};
use crate::generate::offer::{LIST_TYP, Offer, list_signer, sound};
use crate::generate::times::{NOW, SIGNER_START, STATUS_ISSUED, TRUST_ISSUED};
use crate::generate::world::{STATUS_TYP, World, status_entries, zlib};

/// A faulty snapshot: name, description, what to do to a sound offer, the expected code.
type Fault = (&'static str, &'static str, fn(&mut Offer), &'static str);

/// The snapshot's entry for its first signer.
fn first(draft: &mut Draft) -> &mut (Item, Item) {
    let entries = draft.payload.get(6).entries();
    crate::generate::fixed(entries.first_mut().ok_or("no signer"))
}

const FORM: &[Fault] = &[
    (
        "tag_98",
        "The snapshot carries the tag of a COSE_Sign.",
        |o| o.snapshot.envelope = |array| tag(98, array),
        "cose_tag",
    ),
    (
        "trailing",
        "A byte follows the snapshot.",
        |o| o.snapshot.tail = vec![0],
        "cbor_trailing",
    ),
    (
        "untyped",
        "The snapshot carries no type.",
        |o| o.snapshot.protected.remove(16),
        "cose_typ",
    ),
    (
        "status_type",
        "The snapshot carries the type of a status list.",
        |o| *o.snapshot.protected.get(16) = text(STATUS_TYP),
        "cose_typ",
    ),
    (
        "list_type",
        "The snapshot carries the type of a trust list.",
        |o| *o.snapshot.protected.get(16) = text(LIST_TYP),
        "cose_typ",
    ),
    (
        "alg_8",
        "The snapshot names the deprecated algorithm -8.",
        |o| *o.snapshot.protected.get(1) = int(-8),
        "cose_alg_unsupported",
    ),
    (
        "no_digest",
        "The snapshot names no certificate.",
        |o| o.snapshot.protected.remove(34),
        "cose_x5t",
    ),
    (
        "chain",
        "The snapshot encloses the certificate of its signer.",
        |o| {
            let certificate = o.snapshot.signer.certificate().to_vec();
            o.snapshot.unprotected = map([(33, bytes(&certificate))]);
        },
        "cose_unprotected_label",
    ),
    (
        "payload_nil",
        "The payload is null.",
        |o| o.named = |s| s.payload = raw(&[0xf6]),
        "cose_payload",
    ),
    (
        "signature_63_bytes",
        "The signature has 63 bytes.",
        |o| o.snapshot.signature = Some(bytes(&[1; 63])),
        "cose_signature_length",
    ),
    (
        "too_large",
        "The snapshot has more than 64 KiB.",
        |o| o.named = |s| s.payload.set(8, bytes(&[0; 65_536])),
        "input_too_large",
    ),
];

const SIGNED: &[Fault] = &[
    (
        "forged",
        "The signature is of another key.",
        |o| o.snapshot.signature = Some(bytes(&[1; 64])),
        "signature",
    ),
    (
        "alg_of_other_key",
        "The snapshot names the algorithm of another kind of key.",
        |o| *o.snapshot.protected.get(1) = int(-9),
        "alg_key_mismatch",
    ),
    (
        "by_label_signer",
        "A signer of labels signed the snapshot.",
        |o| {
            let signer = o.signers.first().cloned();
            sign_by(o, signer);
        },
        "list_signer",
    ),
    (
        "by_root",
        "A root signed the snapshot.",
        |o| {
            let root = Identity::root("Specimen root", Algorithm::Ed25519, 1);
            sign_by(o, Some(root));
        },
        "list_signer",
    ),
    (
        "by_stranger",
        "A signer of lists that the trust list does not name signed the snapshot.",
        |o| {
            sign_by(o, Some(second_signer()));
        },
        "list_signer",
    ),
    (
        "for_other_address",
        "The signer of the snapshot may not sign for the address of a signer in it.",
        |o| {
            let other = text("https://label.example.jp/status/2");
            *o.list().payload.get(9).at(0).get(2).at(0) = other;
        },
        "list_signer",
    ),
    (
        "signer_revoked",
        "The signer of the snapshot is revoked.",
        |o| state(o, 2, NOW),
        "signer_revoked",
    ),
    (
        "signer_retired",
        "The signer of the snapshot retired when it was made.",
        |o| state(o, 1, STATUS_ISSUED),
        "signer_retired",
    ),
    (
        "before_its_signer",
        "The snapshot was made before its signer's certificate starts.",
        |o| {
            *o.snapshot.payload.get(4) = int((SIGNER_START - 1).into());
            o.list().set(4, i128::from(SIGNER_START) - 2);
        },
        "cert_not_yet_valid",
    ),
    (
        "later_version",
        "The snapshot names a later version than the list's.",
        |o| *o.snapshot.payload.get(3) = int(2),
        "snapshot_mixed",
    ),
    (
        "later_epoch",
        "The snapshot names a later epoch than the list's.",
        |o| *o.snapshot.payload.get(2) = int(2),
        "snapshot_mixed",
    ),
    (
        "replaced_version",
        "The snapshot names a version that had been replaced when it was made.",
        |o| o.list().set(3, 2),
        "snapshot_mixed",
    ),
];

const CLAIMS: &[Fault] = &[
    (
        "version_2",
        "The snapshot is of version 2 of the format.",
        |o| *o.snapshot.payload.get(1) = int(2),
        "trust_malformed",
    ),
    (
        "no_format",
        "The snapshot states no version of the format.",
        |o| o.snapshot.payload.remove(1),
        "trust_malformed",
    ),
    (
        "not_map",
        "The snapshot is an array.",
        |o| o.named = |s| s.payload = embedded(list([int(1)])),
        "claim_type",
    ),
    (
        "order",
        "The claims of the snapshot stand in reverse order.",
        |o| o.named = |s| s.payload.entries().reverse(),
        "cbor_map_order",
    ),
    (
        "epoch_0",
        "The snapshot names epoch 0.",
        |o| *o.snapshot.payload.get(2) = int(0),
        "claim_range",
    ),
    (
        "no_version",
        "The snapshot names no version.",
        |o| o.snapshot.payload.remove(3),
        "claim_missing",
    ),
    (
        "no_issue",
        "The snapshot does not say when it was made.",
        |o| o.named = |s| s.payload.remove(4),
        "claim_missing",
    ),
    (
        "end_at_issue",
        "The snapshot ends at its issue.",
        |o| *o.snapshot.payload.get(5) = int(STATUS_ISSUED.into()),
        "claim_range",
    ),
    (
        "no_signers",
        "The snapshot names nobody's lists.",
        |o| o.named = |s| s.payload.remove(6),
        "claim_missing",
    ),
    (
        "signers_empty",
        "The signers of the snapshot are an empty map.",
        |o| o.named = |s| *s.payload.get(6) = map([]),
        "claim_empty",
    ),
    (
        "signers_array",
        "The signers of the snapshot are an array.",
        |o| o.named = |s| *s.payload.get(6) = list([int(1)]),
        "claim_type",
    ),
    (
        "signer_31_bytes",
        "The digest of a signer has 31 bytes.",
        |o| o.named = |s| first(s).0 = bytes(&[0; 31]),
        "claim_range",
    ),
    (
        "signer_text",
        "A signer is named by a text.",
        |o| {
            o.named = |s| {
                let entries = s.payload.get(6).entries();
                let value = entries.first().map(|entry| entry.1.clone());
                entries.extend(value.map(|value| (text("signer"), value)));
            }
        },
        "claim_type",
    ),
    (
        "list_33_bytes",
        "The digest of a status list has 33 bytes.",
        |o| o.named = |s| *first(s).1.get(1) = bytes(&[0; 33]),
        "claim_range",
    ),
    (
        "no_status_list",
        "The snapshot names no status list for a signer.",
        |o| o.named = |s| first(s).1.remove(1),
        "claim_missing",
    ),
    (
        "no_filter",
        "The snapshot names no filter for a signer.",
        |o| o.named = |s| first(s).1.remove(2),
        "claim_missing",
    ),
    (
        "published_bytes",
        "What the snapshot names for a signer is a byte string.",
        |o| o.named = |s| first(s).1 = bytes(&[0; 32]),
        "claim_type",
    ),
    (
        "published_unknown_key",
        "What the snapshot names for a signer has an unknown key.",
        |o| o.named = |s| first(s).1.set(4, int(1)),
        "claim_unknown",
    ),
    (
        "unknown_key",
        "The snapshot has a key that this version does not know.",
        |o| o.named = |s| s.payload.set(8, int(1)),
        "claim_unknown",
    ),
];

/// A signer of lists beside the one of the world.
pub(super) fn second_signer() -> Identity {
    let root = Identity::root("Specimen root", Algorithm::Ed25519, 1);
    root.signer(
        "Status signer 2",
        Algorithm::Ed25519,
        22,
        Purpose::StatusSigning,
    )
}

/// Lets somebody else sign the snapshot.
pub(super) fn sign_by(offer: &mut Offer, signer: Option<Identity>) {
    let Some(signer) = signer else { return };
    let payload = offer.snapshot.payload.clone();
    let typ = crate::generate::offer::SNAPSHOT_TYP;
    offer.snapshot = Draft::new(&signer, Some(typ), int(0));
    offer.snapshot.payload = payload;
}

/// The state of the list signer.
pub(super) fn state(offer: &mut Offer, state: i128, since: u64) {
    let signer = offer.list().payload.get(9).at(0);
    signer.set(6, list([int(state), int(since.into())]));
}

pub(super) fn cases(world: &World) -> Vec<Case> {
    let label = Draft::full(&world.ed25519);
    let case = |name: &str, description: &str, offer: &Offer| {
        Case::draft(&format!("snapshot_{name}"), description, &label).own_trust(offer.encode())
    };
    let faults = [FORM, SIGNED, CLAIMS].into_iter().flatten();
    let mut cases: Vec<_> = faults
        .map(|(name, description, fault, code)| {
            let mut offer = sound(world);
            fault(&mut offer);
            case(name, description, &offer).undecided("trust", code)
        })
        .collect();
    let mut retired = sound(world);
    state(&mut retired, 1, STATUS_ISSUED + 1);
    let mut earlier = sound(world);
    earlier.list().set(3, 2);
    earlier.list().set(4, (STATUS_ISSUED + 60).into());
    let mut two = sound(world);
    two.list()
        .payload
        .get(9)
        .elements()
        .push(list_signer(&second_signer()));
    sign_by(&mut two, Some(second_signer()));
    for (name, description, offer) in [
        (
            "signer_retired_later",
            "The signer of the snapshot retired a second after it.",
            &retired,
        ),
        (
            "earlier_version",
            "The snapshot names the list before, which was replaced after it.",
            &earlier,
        ),
        (
            "by_second_signer",
            "One list signer signed the status list, another one the snapshot.",
            &two,
        ),
    ] {
        cases.push(case(name, description, offer).line("status", "ok"));
    }
    cases.push(two_snapshots(world, &label));
    cases.extend(of_one_second(world, &label));
    cases
}

/// Two snapshots of one second must name the same.
fn of_one_second(world: &World, label: &Draft) -> Vec<Case> {
    let mut first = sound(world);
    let signers = first.list().payload.get(9);
    signers.elements().push(list_signer(&second_signer()));
    let mut again = first.clone();
    sign_by(&mut again, Some(second_signer()));
    let mut other = first.clone();
    *other.status.payload.get(65_533) = status_entries(4, &zlib(&[0x10; 16]));
    let mut other_again = other.clone();
    sign_by(&mut other_again, Some(second_signer()));
    let with = |name: &str, description: &str, second: &Offer| {
        let (mut bundle, mut second) = (first.bundle(), second.bundle());
        for key in 2..=4 {
            let theirs = second.get(key).at(0).clone();
            let own = bundle.get(key).elements();
            if own.iter().all(|one| one.body() != theirs.body()) {
                own.insert(0, theirs);
            }
        }
        Case::draft(&format!("snapshot_second_{name}"), description, label)
            .own_trust(bundle.encode())
    };
    vec![
        with(
            "same",
            "Two snapshots of one second, of two signers, name the same lists.",
            &again,
        )
        .line("status", "ok"),
        with(
            "other",
            "Two snapshots of one second, of one signer, name two status lists.",
            &other,
        )
        .undecided("trust", "snapshot_fork"),
        with(
            "other_signer",
            "Two snapshots of one second, of two signers, name two status lists.",
            &other_again,
        )
        .undecided("trust", "snapshot_fork"),
    ]
}

/// Of two snapshots that name a signer, the newer one counts.
fn two_snapshots(world: &World, label: &Draft) -> Case {
    let newer = sound(world);
    let mut older = newer.clone();
    older
        .snapshot
        .payload
        .set(4, int((TRUST_ISSUED + 60).into()));
    older
        .snapshot
        .payload
        .set(5, int((TRUST_ISSUED + 120).into()));
    let mut bundle = newer.bundle();
    let older = older.bundle().get(2).at(0).clone();
    bundle.get(2).elements().insert(0, older);
    Case::draft(
        "snapshot_two",
        "Two snapshots name the lists, and the older one has ended.",
        label,
    )
    .own_trust(bundle.encode())
    .line("status", "ok")
}
