//! Ed25519 by its formulas (RFC 8032, section 5.1.6), to make what no signer makes.

use curve25519_dalek::constants::{ED25519_BASEPOINT_POINT, EIGHT_TORSION};
use curve25519_dalek::edwards::EdwardsPoint;
use curve25519_dalek::scalar::Scalar;
use sha2::{Digest, Sha512};

/// The encoding of the neutral point.
pub(crate) const NEUTRAL: [u8; 32] = {
    let mut bytes = [0; 32];
    bytes[0] = 1;
    bytes
};
/// The order of the base point, little-endian (RFC 8032, section 5.1).
const ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

/// A secret scalar and a public key that need not fit in the usual way.
#[derive(Clone, Copy)]
pub(crate) struct LooseKey {
    secret: Scalar,
    pub(crate) public: [u8; 32],
}

impl LooseKey {
    /// The key of a seed.
    pub(crate) fn of_seed(seed: u8) -> Self {
        let key = ed25519_dalek::SigningKey::from_bytes(&[seed; 32]);
        Self {
            secret: key.to_scalar(),
            public: key.verifying_key().to_bytes(),
        }
    }

    /// The public key of a seed plus a point of order eight.
    pub(crate) fn mixed(seed: u8) -> Self {
        let secret = Self::of_seed(seed).secret;
        let public = secret * ED25519_BASEPOINT_POINT + torsion(1);
        Self {
            secret,
            public: public.compress().to_bytes(),
        }
    }

    /// The signature R ‖ S with a chosen R, whose discrete logarithm is `r`.
    pub(crate) fn sign_with(&self, point: [u8; 32], r: Scalar, message: &[u8]) -> [u8; 64] {
        let s = r + self.challenge(point, message) * self.secret;
        join(point, s.to_bytes())
    }

    /// A signature that holds although the public key is mixed: the challenge is a multiple of eight.
    pub(crate) fn sign_mixed(&self, message: &[u8]) -> [u8; 64] {
        let points = (1_u64..).map(|nonce| {
            let r = Scalar::from(nonce);
            (r, (r * ED25519_BASEPOINT_POINT).compress().to_bytes())
        });
        let mut fitting = points.filter(|(_, point)| {
            let challenge = self.challenge(*point, message).to_bytes();
            challenge.first().is_some_and(|low| low % 8 == 0)
        });
        let (r, point) = fitting.next().unwrap_or_default();
        self.sign_with(point, r, message)
    }

    fn challenge(&self, point: [u8; 32], message: &[u8]) -> Scalar {
        let hash = Sha512::new()
            .chain_update(point)
            .chain_update(self.public)
            .chain_update(message);
        Scalar::from_bytes_mod_order_wide(&hash.finalize().into())
    }
}

/// A point of small order: its index times the generator of the eight.
pub(crate) fn torsion(index: usize) -> EdwardsPoint {
    EIGHT_TORSION.get(index).copied().unwrap_or_default()
}

/// The signature with the order added to S, which means the same to a careless verifier.
pub(crate) fn add_order(signature: [u8; 64]) -> [u8; 64] {
    let (point, s) = split(signature);
    let mut carry = 0;
    let sum = s.iter().zip(ORDER).map(|(byte, order)| {
        let sum = u16::from(*byte) + u16::from(order) + carry;
        carry = sum >> 8;
        sum.to_le_bytes().first().copied().unwrap_or_default()
    });
    let sum: Vec<u8> = sum.collect();
    join(point, sum.try_into().unwrap_or_default())
}

pub(crate) fn join(point: [u8; 32], s: [u8; 32]) -> [u8; 64] {
    let joined = [point, s].concat();
    joined.try_into().unwrap_or([0; 64])
}

pub(crate) fn split(signature: [u8; 64]) -> ([u8; 32], [u8; 32]) {
    let (point, s) = signature.split_at(32);
    (
        point.try_into().unwrap_or_default(),
        s.try_into().unwrap_or_default(),
    )
}

/// A non-canonical encoding: p plus a small number.
pub(crate) fn above_p(number: u8) -> [u8; 32] {
    let mut bytes = [0xff; 32];
    let [low, .., high] = &mut bytes;
    (*low, *high) = (0xed + number, 0x7f);
    bytes
}

/// That the odd signatures are what they claim: right for a careless verifier.
#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use ed25519_dalek::{Signature, Verifier, VerifyingKey};

    use super::*;

    fn careless(public: [u8; 32], signature: [u8; 64]) -> bool {
        let key = VerifyingKey::from_bytes(&public).unwrap();
        key.verify(b"message", &Signature::from_bytes(&signature))
            .is_ok()
    }

    #[test]
    fn a_neutral_r_holds_without_the_strict_rules() {
        let key = LooseKey::of_seed(7);
        let signature = key.sign_with(NEUTRAL, Scalar::ZERO, b"message");
        assert!(careless(key.public, signature));
    }

    #[test]
    fn anybody_signs_for_a_neutral_key() {
        assert!(careless(NEUTRAL, join(NEUTRAL, [0; 32])));
        assert!(careless(above_p(1), join(NEUTRAL, [0; 32])));
    }

    #[test]
    fn a_mixed_key_verifies_what_it_signs() {
        let key = LooseKey::mixed(7);
        assert!(careless(key.public, key.sign_mixed(b"message")));
    }

    #[test]
    fn the_order_added_to_s_is_the_same_scalar() {
        let signature = LooseKey::of_seed(7).sign_with(NEUTRAL, Scalar::ZERO, b"message");
        let (before, after) = (split(signature).1, split(add_order(signature)).1);
        assert_ne!(before, after);
        let scalar = Scalar::from_bytes_mod_order;
        assert_eq!(scalar(before), scalar(after));
    }
}
