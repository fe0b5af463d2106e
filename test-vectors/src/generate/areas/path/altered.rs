//! Signer certificates that were altered after they were signed, or signed by somebody else.

use label_core::certify::certify_raw;
use label_core::{Algorithm, Error, PublicKey, Signer};

use super::case;
use crate::generate::case::Case;
use crate::generate::fixed;
use crate::generate::identity::Identity;
use crate::generate::world::World;

pub(super) fn cases(world: &World) -> Vec<Case> {
    let holder = Identity::bare(Algorithm::Ed25519, 40);
    let fields = world.root.signer_fields("Label signer", &holder);
    let sound = world.root.certify(&fields);
    let with = |certificate: Vec<u8>| holder.clone().under(certificate, &world.root);
    let mut flipped = sound.clone();
    flipped
        .iter_mut()
        .last()
        .into_iter()
        .for_each(|byte| *byte ^= 1);
    let forger = Identity::bare(Algorithm::Ed25519, 43);
    // The same length, so that the DER around it stays right.
    let renamed = replace(&sound, b"Label signer", b"Label forger");
    let ed25519 = [0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70];
    let ed448 = [0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x71];
    let raw_ecdsa = fixed(certify_raw(
        &world.p256_root.signer_fields("Label signer", &holder),
        &RawEcdsa(&world.p256_root),
    ));
    let raw_ecdsa = holder.clone().under(raw_ecdsa, &world.p256_root);
    let root = &world.root;
    vec![
        case(
            world,
            "signature_flipped",
            "One bit of the signer certificate's signature is flipped.",
            &with(flipped),
            root,
        )
        .rejected("signer", "cert_signature"),
        case(
            world,
            "signature_other_key",
            "The signer certificate was signed with another key than the root's.",
            &with(forger.certify(&fields)),
            root,
        )
        .rejected("signer", "cert_signature"),
        case(
            world,
            "subject_altered",
            "The subject of the signer certificate was altered after signing.",
            &with(renamed),
            root,
        )
        .rejected("signer", "cert_signature"),
        case(
            world,
            "algorithm_outside",
            "The signer certificate states one algorithm inside and another outside.",
            &with(replace_last(&sound, &ed25519, &ed448)),
            root,
        )
        .rejected("signer", "cert_algorithm"),
        case(
            world,
            "ecdsa_not_der",
            "The ECDSA signature of the signer certificate is 64 bytes, not DER.",
            &raw_ecdsa,
            &world.p256_root,
        )
        .rejected("signer", "cert_signature"),
    ]
}

/// Signs with P-256 and passes for Ed25519, so that the signature is written as it is.
struct RawEcdsa<'a>(&'a Identity);

impl Signer for RawEcdsa<'_> {
    type Error = Error;

    fn public_key(&self) -> PublicKey {
        Identity::bare(Algorithm::Ed25519, 1).key().public_key()
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; 64], Error> {
        self.0.key().sign(message)
    }
}

/// The first occurrence of some bytes replaced by as many others.
fn replace(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let at = bytes.windows(from.len()).position(|window| window == from);
    splice(bytes, at, to)
}

fn replace_last(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let at = bytes.windows(from.len()).rposition(|window| window == from);
    splice(bytes, at, to)
}

fn splice(bytes: &[u8], at: Option<usize>, to: &[u8]) -> Vec<u8> {
    let at = fixed(at.ok_or("no such bytes"));
    let mut bytes = bytes.to_vec();
    bytes.splice(at..at + to.len(), to.iter().copied());
    bytes
}
