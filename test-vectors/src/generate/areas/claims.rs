//! The claims: missing, unknown, of the wrong type, out of range.

mod label;
pub(in crate::generate::areas) mod values;

use crate::generate::case::{Case, Fault, faults};
use crate::generate::draft::{Draft, LABEL};
use crate::generate::item::{bytes, int, list, raw, text};
use crate::generate::times::{LABEL_EXPIRES, LABEL_ISSUED};
use crate::generate::world::World;

pub(super) fn cases(world: &World) -> Vec<Case> {
    let signer = &world.ed25519;
    [
        faults(signer, "claims", TOP),
        faults(signer, "claims", label::FAULTS),
        faults(signer, "claims", values::FAULTS),
        missing(world),
        null(world),
    ]
    .concat()
}

const TOP: &[Fault] = &[
    (
        "claims_empty_map",
        "The claims map is empty.",
        |d| d.payload.entries().clear(),
        "claim_missing",
    ),
    (
        "claims_not_map",
        "The payload holds an array.",
        |d| d.payload = bytes(&list([int(1)]).encode()),
        "claim_type",
    ),
    (
        "claims_unknown_not_before",
        "The claims carry a not-before time (key 5).",
        |d| d.payload.set(5, int(LABEL_ISSUED.into())),
        "claim_unknown",
    ),
    (
        "claims_unknown_issuer",
        "The claims carry an issuer (key 1).",
        |d| d.payload.set(1, text("issuer")),
        "claim_unknown",
    ),
    (
        "claims_unknown_status",
        "The claims carry a status claim as the IETF draft writes it (key 65535).",
        |d| d.payload.set(65_535, int(0)),
        "claim_unknown",
    ),
    (
        "claims_unknown_private",
        "The claims carry another private claim.",
        |d| d.payload.set(-65_538, int(0)),
        "claim_unknown",
    ),
    (
        "claims_unknown_in_order",
        "Two further keys of the claims are in bytewise order, 24 before -1.",
        |d| {
            d.payload.set(24, int(0));
            d.payload.set(-1, int(0));
        },
        "claim_unknown",
    ),
    (
        "claims_text_key",
        "The claims have a text key.",
        |d| d.payload.append(text("note"), text("hello")),
        "claim_unknown",
    ),
    (
        "claims_registration_number",
        "The registration number is an integer.",
        |d| *d.payload.get(2) = int(417),
        "claim_type",
    ),
    (
        "claims_registration_bytes",
        "The registration number is a byte string.",
        |d| *d.payload.get(2) = bytes(b"JC-26-000417"),
        "claim_type",
    ),
    (
        "claims_expires_text",
        "The expiry is a text.",
        |d| *d.payload.get(4) = text("2028-03-31"),
        "claim_type",
    ),
    (
        "claims_expires_negative",
        "The expiry is negative.",
        |d| *d.payload.get(4) = int(-1),
        "claim_range",
    ),
    (
        "claims_expires_year_10000",
        "The expiry lies one second after the year 9999.",
        |d| *d.payload.get(4) = int(253_402_300_800),
        "claim_range",
    ),
    (
        "claims_expires_huge",
        "The expiry is 2^64 - 1.",
        |d| *d.payload.get(4) = int(u64::MAX.into()),
        "claim_range",
    ),
    (
        "claims_expires_at_issue",
        "The label expires in the second in which it was issued.",
        |d| *d.payload.get(4) = int(LABEL_ISSUED.into()),
        "claim_range",
    ),
    (
        "claims_expires_before_issue",
        "The label expires before it was issued.",
        |d| *d.payload.get(6) = int(i128::from(LABEL_EXPIRES) + 1),
        "claim_range",
    ),
    (
        "claims_issued_negative",
        "The issue is negative.",
        |d| *d.payload.get(6) = int(-1),
        "claim_range",
    ),
    (
        "claims_issued_milliseconds",
        "The issue is in milliseconds.",
        |d| *d.payload.get(6) = int(i128::from(LABEL_ISSUED) * 1_000),
        "claim_range",
    ),
    (
        "claims_issued_bool",
        "The issue is true.",
        |d| *d.payload.get(6) = raw(&[0xf5]),
        "claim_type",
    ),
    (
        "claims_label_array",
        "The label is an array.",
        |d| *d.payload.get(LABEL) = list([int(1)]),
        "claim_type",
    ),
    (
        "claims_label_bytes",
        "The label map is wrapped in a byte string.",
        |d| {
            let label = d.label().encode();
            *d.payload.get(LABEL) = bytes(&label);
        },
        "claim_type",
    ),
];

/// Each claim that every label needs, left out.
fn missing(world: &World) -> Vec<Case> {
    let claims = [
        ("registration", None, 2),
        ("issued", None, 6),
        ("label", None, LABEL),
        ("scheme", Some(LABEL), 1),
        ("assessment", Some(LABEL), 3),
        ("product", Some(LABEL), 7),
    ];
    claims
        .map(|(name, map, key)| {
            let mut draft = Draft::full(&world.ed25519);
            match map {
                None => draft.payload.remove(key),
                Some(_) => draft.label().remove(key),
            }
            let id = format!("claims_{name}_missing");
            let description = format!("The label has no claim {name}.");
            Case::draft(&id, &description, &draft).rejected("claims", "claim_missing")
        })
        .to_vec()
}

/// Each optional claim as null in place of being left out.
fn null(world: &World) -> Vec<Case> {
    let keys = [2, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14];
    keys.map(|key| {
        let mut draft = Draft::full(&world.ed25519);
        *draft.label().get(key) = raw(&[0xf6]);
        let id = format!("claims_null_{key}");
        let description = format!("Claim {key} of the label map is null.");
        Case::draft(&id, &description, &draft).rejected("claims", "claim_type")
    })
    .to_vec()
}
