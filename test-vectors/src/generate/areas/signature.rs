//! Signatures that do not hold, and the edge cases that careless verifiers let pass.

use curve25519_dalek::scalar::Scalar;

use crate::generate::case::{Case, Fault, faults};
use crate::generate::draft::Draft;
use crate::generate::ed25519::{LooseKey, NEUTRAL, above_p, add_order, join, split, torsion};
use crate::generate::identity::Identity;
use crate::generate::item::{bytes, text};
use crate::generate::world::World;

pub(super) fn cases(world: &World) -> Vec<Case> {
    let both = [("ed25519", &world.ed25519), ("esp256", &world.esp256)];
    let common = both
        .into_iter()
        .flat_map(|(name, signer)| common(name, signer));
    let mut cases: Vec<_> = common.collect();
    cases.extend(faults(&world.ed25519, "signature", ED25519));
    cases.extend(faults(&world.esp256, "signature", ESP256));
    cases.extend(chosen_points(&world.ed25519));
    cases
}

/// A fault under one algorithm: name, description, what to do.
type Forgery = (&'static str, &'static str, fn(&mut Draft));

const COMMON: [Forgery; 13] = [
    ("bit_flipped", "One bit of the signature is flipped.", |d| {
        let mut signature = right(d);
        signature.iter_mut().take(1).for_each(|byte| *byte ^= 1);
        d.signature = Some(bytes(&signature));
    }),
    (
        "last_bit_flipped",
        "One bit in the last byte of the signature is flipped.",
        |d| {
            let mut signature = right(d);
            signature.iter_mut().skip(63).for_each(|byte| *byte ^= 1);
            d.signature = Some(bytes(&signature));
        },
    ),
    ("zero", "The signature is 64 zero bytes.", |d| {
        d.signature = Some(bytes(&[0; 64]));
    }),
    ("ones", "All bits of the signature are set.", |d| {
        d.signature = Some(bytes(&[0xff; 64]));
    }),
    (
        "halves_swapped",
        "The halves of the signature stand the wrong way round.",
        |d| {
            let (first, second) = split(right(d));
            d.signature = Some(bytes(&join(second, first)));
        },
    ),
    (
        "other_key",
        "Another key signed under the signer's hint.",
        |d| {
            let stranger = Identity::bare(d.signer.algorithm, 77);
            d.signature = Some(bytes(&stranger.sign(&d.to_be_signed())));
        },
    ),
    (
        "product_altered",
        "The product name was altered after signing.",
        |d| {
            d.sign();
            *d.label().get(7) = text("見本ルーダ");
        },
    ),
    (
        "level_altered",
        "The level was raised after signing.",
        |d| {
            d.sign();
            *d.label().get(2) = crate::generate::item::int(2);
        },
    ),
    (
        "expires_altered",
        "The expiry was put off by a second after signing.",
        |d| {
            d.sign();
            let later = i128::from(crate::generate::times::LABEL_EXPIRES) + 1;
            *d.payload.get(4) = crate::generate::item::int(later);
        },
    ),
    (
        "context",
        "The signature is one of a COSE_Sign signer.",
        |d| {
            let signed = d.to_be_signed_in("Signature", &[]);
            d.signature = Some(bytes(&d.signer.sign(&signed)));
        },
    ),
    (
        "external_data",
        "The signature covers external data.",
        |d| {
            let signed = d.to_be_signed_in("Signature1", b"label");
            d.signature = Some(bytes(&d.signer.sign(&signed)));
        },
    ),
    (
        "payload_only",
        "The signature covers the payload alone.",
        |d| {
            d.signature = Some(bytes(&d.signer.sign(&d.payload.body())));
        },
    ),
    (
        "digest",
        "The signature covers the SHA-256 of the Sig_structure.",
        |d| {
            use sha2::{Digest, Sha256};
            let digest = Sha256::digest(d.to_be_signed());
            d.signature = Some(bytes(&d.signer.sign(&digest)));
        },
    ),
];

fn common(algorithm: &str, signer: &Identity) -> Vec<Case> {
    COMMON
        .iter()
        .map(|(name, description, forge)| {
            let mut draft = Draft::full(signer);
            forge(&mut draft);
            let id = format!("signature_{algorithm}_{name}");
            Case::draft(&id, description, &draft).rejected("signature", "signature")
        })
        .collect()
}

const ED25519: &[Fault] = &[
    (
        "signature_ed25519_s_plus_order",
        "S is larger by the order of the group.",
        |d| d.signature = Some(bytes(&add_order(right(d)))),
        "signature",
    ),
    (
        "signature_ed25519_s_high_bit",
        "The highest bit of S is set.",
        |d| {
            let mut signature = right(d);
            signature.iter_mut().skip(63).for_each(|byte| *byte |= 0x80);
            d.signature = Some(bytes(&signature));
        },
        "signature",
    ),
    (
        "signature_ed25519_r_sign",
        "The sign of R is the other one.",
        |d| {
            let mut signature = right(d);
            signature
                .iter_mut()
                .skip(31)
                .take(1)
                .for_each(|byte| *byte ^= 0x80);
            d.signature = Some(bytes(&signature));
        },
        "signature",
    ),
];

const ESP256: &[Fault] = &[
    (
        "signature_esp256_r_zero",
        "r is zero.",
        |d| d.signature = Some(bytes(&join([0; 32], split(right(d)).1))),
        "signature",
    ),
    (
        "signature_esp256_s_zero",
        "s is zero.",
        |d| d.signature = Some(bytes(&join(split(right(d)).0, [0; 32]))),
        "signature",
    ),
    (
        "signature_esp256_r_is_order",
        "r is the order of the group.",
        |d| d.signature = Some(bytes(&join(P256_ORDER, split(right(d)).1))),
        "signature",
    ),
    (
        "signature_esp256_s_is_order",
        "s is the order of the group.",
        |d| d.signature = Some(bytes(&join(split(right(d)).0, P256_ORDER))),
        "signature",
    ),
    (
        "signature_esp256_little_endian",
        "r and s are little-endian.",
        |d| {
            let (mut r, mut s) = split(right(d));
            r.reverse();
            s.reverse();
            d.signature = Some(bytes(&join(r, s)));
        },
        "signature",
    ),
];

/// The order of P-256, big-endian (SEC 2, section 2.4.2).
const P256_ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6,
    0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

/// Signatures of the right key over an R of small order: some verifiers take them, others do not.
fn chosen_points(signer: &Identity) -> Vec<Case> {
    let points = [
        (
            "r_neutral",
            "R is the neutral point; the equation without cofactor holds.",
            NEUTRAL,
        ),
        (
            "r_order_8",
            "R has order eight; only the equation with cofactor holds.",
            torsion(1).compress().to_bytes(),
        ),
        (
            "r_order_2",
            "R has order two; only the equation with cofactor holds.",
            torsion(4).compress().to_bytes(),
        ),
        (
            "r_not_canonical",
            "R is a non-canonical encoding of the neutral point.",
            above_p(1),
        ),
    ];
    let key = LooseKey::of_seed(signer.secret);
    points
        .map(|(name, description, point)| {
            let mut draft = Draft::full(signer);
            let signature = key.sign_with(point, Scalar::ZERO, &draft.to_be_signed());
            draft.signature = Some(bytes(&signature));
            Case::draft(&format!("signature_ed25519_{name}"), description, &draft)
                .rejected("signature", "signature")
        })
        .to_vec()
}

fn right(draft: &Draft) -> [u8; 64] {
    draft.signer.sign(&draft.to_be_signed())
}
