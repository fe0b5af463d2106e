//! COSE_Sign1: shape, tag, header labels, certificate hint, chain and receipts.

mod headers;
mod shape;

use crate::generate::case::{Case, Fault, faults};
use crate::generate::draft::Draft;
use crate::generate::item::{bytes, list, text};
use crate::generate::world::{STATUS_TYP, World};

pub(super) fn cases(world: &World) -> Vec<Case> {
    [
        faults(&world.ed25519, "format", shape::FAULTS),
        faults(&world.ed25519, "format", headers::PROTECTED),
        faults(&world.ed25519, "format", headers::UNPROTECTED),
        faults(&world.below, "format", CHAIN),
        other_objects(world),
    ]
    .concat()
}

const CHAIN: &[Fault] = &[
    (
        "cose_x5chain_array_of_one",
        "The certificate chain is an array with one element.",
        |d| {
            let certificate = bytes(d.signer.certificate());
            d.unprotected.set(33, list([certificate]));
        },
        "cose_unprotected_shape",
    ),
    (
        "cose_x5chain_empty",
        "The certificate chain is an empty array.",
        |d| d.unprotected.set(33, list([])),
        "cose_unprotected_shape",
    ),
    (
        "cose_x5chain_empty_certificate",
        "The certificate in the chain has no bytes.",
        |d| d.unprotected.set(33, bytes(&[])),
        "cose_unprotected_shape",
    ),
    (
        "cose_x5chain_text",
        "The certificate chain is a text.",
        |d| d.unprotected.set(33, text("certificate")),
        "cose_unprotected_shape",
    ),
    (
        "cose_x5chain_text_inside",
        "The second certificate of the chain is a text.",
        |d| {
            let certificate = bytes(d.signer.certificate());
            d.unprotected
                .set(33, list([certificate, text("certificate")]));
        },
        "cose_unprotected_shape",
    ),
    (
        "cose_x5chain_too_many",
        "The certificate chain has four certificates.",
        |d| {
            let chain = d.signer.chain.iter().chain(&d.signer.chain);
            let chain: Vec<_> = chain.map(|der| bytes(der)).collect();
            d.unprotected.set(33, list(chain));
        },
        "cose_unprotected_shape",
    ),
    (
        "cose_x5chain_certificate_too_large",
        "The second certificate of the chain has 4,097 bytes.",
        |d| {
            let certificate = bytes(d.signer.certificate());
            d.unprotected
                .set(33, list([certificate, bytes(&[0; 4_097])]));
        },
        "cose_unprotected_shape",
    ),
    (
        "cose_x5chain_mismatch",
        "The enclosed certificate is another one than the signed hint names.",
        |d| {
            let other = d.signer.chain.last().cloned().unwrap_or_default();
            d.unprotected.set(33, bytes(&other));
        },
        "cose_x5chain_mismatch",
    ),
    (
        "cose_x5chain_root_first",
        "The chain stands the wrong way round.",
        |d| {
            let chain: Vec<_> = d.signer.chain.iter().rev().map(|der| bytes(der)).collect();
            d.unprotected.set(33, list(chain));
        },
        "cose_x5chain_mismatch",
    ),
    (
        "cose_x5chain_certificate_altered",
        "The enclosed certificate has one bit flipped.",
        |d| {
            let mut certificate = d.signer.certificate().to_vec();
            certificate
                .iter_mut()
                .last()
                .into_iter()
                .for_each(|byte| *byte ^= 1);
            d.unprotected.set(33, bytes(&certificate));
        },
        "cose_x5chain_mismatch",
    ),
];

/// Other signed objects, given as a label.
fn other_objects(world: &World) -> Vec<Case> {
    let status = world.status_list();
    let mut certificate_like = Draft::full(&world.ed25519);
    certificate_like
        .protected
        .set(16, text("application/trust-list"));
    vec![
        Case::draft(
            "cose_status_list_as_label",
            "A sound status list is given as a label.",
            &status,
        )
        .rejected("format", "cose_typ"),
        Case::draft(
            "cose_trust_list_as_label",
            "A label carries the type of another signed object.",
            &certificate_like,
        )
        .rejected("format", "cose_typ"),
        Case::bytes(
            "cose_certificate_as_label",
            "A certificate is given as a label.",
            world.ed25519.certificate(),
        )
        .rejected("format", "cose_tag"),
        Case::bytes(
            "cose_claims_as_label",
            "The claims are given without signature.",
            &Draft::full(&world.ed25519).payload.body(),
        )
        .rejected("format", "cose_tag"),
        Case::draft(
            "cose_typ_of_status_list",
            "The claims of a label are signed under the type of a status list.",
            &Draft::new(
                &world.ed25519,
                Some(STATUS_TYP),
                crate::generate::draft::full_claims(),
            ),
        )
        .rejected("format", "cose_typ"),
    ]
}
