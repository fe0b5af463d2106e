//! Keys in certificates: of small order, in the wrong encoding, of another kind.

use der::asn1::{Any, BitString};
use der::oid::ObjectIdentifier;
use label_core::certify::certify_raw;
use label_core::{Algorithm, Error, PublicKey, Signer};
use p256::elliptic_curve::sec1::ToSec1Point;
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};

use crate::generate::case::Case;
use crate::generate::draft::Draft;
use crate::generate::ed25519::{LooseKey, NEUTRAL, above_p, join, torsion};
use crate::generate::fixed;
use crate::generate::identity::Identity;
use crate::generate::item::bytes;
use crate::generate::world::{World, encode};

const ED25519: &str = "1.3.101.112";
const EC: &str = "1.2.840.10045.2.1";
const PRIME256V1: &str = "1.2.840.10045.3.1.7";

pub(super) fn cases(world: &World) -> Vec<Case> {
    let mut cases = signers(world);
    cases.extend(roots(world));
    cases
}

/// A key: name, description, algorithm, its parameter, the bytes, the expected code.
type Key = (
    &'static str,
    &'static str,
    &'static str,
    Parameter,
    fn() -> Vec<u8>,
    &'static str,
);

#[derive(Clone, Copy)]
enum Parameter {
    Absent,
    Null,
    Curve(&'static str),
}

use Parameter::{Absent, Curve, Null};

const ENCODING: &str = "cert_key_encoding";
const UNSUPPORTED: &str = "cert_key_unsupported";
const WEAK: &str = "cert_key_weak";

const KEYS: &[Key] = &[
    (
        "neutral",
        "is the neutral point, for which anybody can sign",
        ED25519,
        Absent,
        || NEUTRAL.to_vec(),
        WEAK,
    ),
    (
        "order_2",
        "has order two",
        ED25519,
        Absent,
        || point(4),
        WEAK,
    ),
    (
        "order_4",
        "has order four",
        ED25519,
        Absent,
        || point(2),
        WEAK,
    ),
    (
        "order_8",
        "has order eight",
        ED25519,
        Absent,
        || point(1),
        WEAK,
    ),
    (
        "neutral_not_canonical",
        "is a non-canonical encoding of the neutral point",
        ED25519,
        Absent,
        || above_p(1).to_vec(),
        ENCODING,
    ),
    (
        "neutral_signed",
        "is the neutral point with a sign",
        ED25519,
        Absent,
        || altered(NEUTRAL.to_vec(), 31, 0x80),
        ENCODING,
    ),
    (
        "not_canonical",
        "is a non-canonical encoding of a point of large order",
        ED25519,
        Absent,
        || above_p(3).to_vec(),
        ENCODING,
    ),
    (
        "not_a_point",
        "is no point of the curve",
        ED25519,
        Absent,
        || altered(vec![0; 32], 0, 2),
        ENCODING,
    ),
    (
        "mixed_order",
        "has a component of order eight",
        ED25519,
        Absent,
        || LooseKey::mixed(30).public.to_vec(),
        "cert_key_mixed_order",
    ),
    (
        "ed25519_31_bytes",
        "is an Ed25519 key of 31 bytes",
        ED25519,
        Absent,
        || ed25519().split_off(1),
        ENCODING,
    ),
    (
        "ed25519_33_bytes",
        "is an Ed25519 key of 33 bytes",
        ED25519,
        Absent,
        || [ed25519(), vec![0]].concat(),
        ENCODING,
    ),
    (
        "ed25519_parameters",
        "is an Ed25519 key with parameters",
        ED25519,
        Null,
        ed25519,
        UNSUPPORTED,
    ),
    (
        "x25519",
        "is an X25519 key",
        "1.3.101.110",
        Absent,
        ed25519,
        UNSUPPORTED,
    ),
    (
        "ed448",
        "is an Ed448 key",
        "1.3.101.113",
        Absent,
        || vec![0; 57],
        UNSUPPORTED,
    ),
    (
        "rsa",
        "is an RSA key",
        "1.2.840.113549.1.1.1",
        Null,
        || vec![0x30, 0x06, 0x02, 0x01, 0x0f, 0x02, 0x01, 0x03],
        UNSUPPORTED,
    ),
    (
        "p256_compressed",
        "is a compressed P-256 point",
        EC,
        Curve(PRIME256V1),
        || p256(true),
        ENCODING,
    ),
    (
        "p256_hybrid",
        "is a P-256 point in the hybrid form",
        EC,
        Curve(PRIME256V1),
        hybrid,
        ENCODING,
    ),
    (
        "p256_off_curve",
        "is no point of P-256",
        EC,
        Curve(PRIME256V1),
        || altered(p256(false), 64, 1),
        ENCODING,
    ),
    (
        "p256_infinity",
        "is the point at infinity",
        EC,
        Curve(PRIME256V1),
        || vec![0],
        ENCODING,
    ),
    (
        "p256_no_curve",
        "is a P-256 point without the name of its curve",
        EC,
        Absent,
        || p256(false),
        UNSUPPORTED,
    ),
    (
        "p384",
        "is a P-384 key",
        EC,
        Curve("1.3.132.0.34"),
        || [vec![4], vec![1; 96]].concat(),
        UNSUPPORTED,
    ),
    (
        "secp256k1",
        "is a secp256k1 key",
        EC,
        Curve("1.3.132.0.10"),
        || p256(false),
        UNSUPPORTED,
    ),
];

fn point(index: usize) -> Vec<u8> {
    torsion(index).compress().to_bytes().to_vec()
}

fn ed25519() -> Vec<u8> {
    LooseKey::of_seed(30).public.to_vec()
}

fn p256(compressed: bool) -> Vec<u8> {
    let secret = fixed(p256::SecretKey::from_slice(&[31; 32]));
    let point = secret.public_key().to_sec1_point(compressed);
    point.as_bytes().to_vec()
}

/// The prefix of the hybrid form is 6 or 7 with the parity of y.
fn hybrid() -> Vec<u8> {
    let whole = p256(false);
    let parity = whole.last().map_or(0, |last| last & 1);
    altered(whole, 0, 4 ^ (6 | parity))
}

/// The bytes with some bits of one byte flipped.
fn altered(mut bytes: Vec<u8>, at: usize, bits: u8) -> Vec<u8> {
    bytes
        .iter_mut()
        .skip(at)
        .take(1)
        .for_each(|byte| *byte ^= bits);
    bytes
}

/// Signer certificates with these keys, soundly issued; the signature holds where one can.
fn signers(world: &World) -> Vec<Case> {
    let case = |(name, what, algorithm, parameter, key, code): &Key| {
        let signer = world.root.faulty_signer(30, |fields| {
            fields.public_key = spki(algorithm, *parameter, &key());
        });
        let mut draft = Draft::full(&signer);
        if *algorithm == EC {
            draft.protected.set(1, crate::generate::item::int(-9));
        }
        let message = draft.to_be_signed();
        draft.signature = match *name {
            "mixed_order" => Some(bytes(&LooseKey::mixed(30).sign_mixed(&message))),
            "neutral" | "neutral_not_canonical" | "neutral_signed" => {
                Some(bytes(&join(NEUTRAL, [0; 32])))
            }
            _ => None,
        };
        let description = format!("The signer's key {what}.");
        Case::draft(&format!("key_signer_{name}"), &description, &draft)
            .own_trust(encode(&world.only(&signer, &world.root)))
            .rejected("signer", code)
    };
    KEYS.iter().map(case).collect()
}

/// Roots with keys that must not be trusted, certified by themselves: the trust file is refused.
fn roots(world: &World) -> Vec<Case> {
    let chosen = [
        "neutral",
        "neutral_not_canonical",
        "mixed_order",
        "rsa",
        "p384",
    ];
    KEYS.iter()
        .filter(|key| chosen.contains(&key.0))
        .map(|(name, what, algorithm, parameter, key, code)| {
            let mut root = Identity::bare(Algorithm::Ed25519, 30);
            let mut fields = root.root_fields("Faulty root");
            fields.public_key = spki(algorithm, *parameter, &key());
            root.chain = vec![fixed(certify_raw(&fields, &Loose { name }))];
            let mut file = world.main();
            file.anchors.push(root.certificate().to_vec());
            let description = format!("The key of a root {what}.");
            Case::draft(
                &format!("key_root_{name}"),
                &description,
                &Draft::full(&world.ed25519),
            )
            .own_trust(encode(&file))
            .undecided("trust", code)
        })
        .collect()
}

/// Signs a certificate so that it holds under the faulty key, where it can.
struct Loose {
    name: &'static str,
}

impl Signer for Loose {
    type Error = Error;

    /// Only its algorithm is asked for.
    fn public_key(&self) -> PublicKey {
        Identity::bare(Algorithm::Ed25519, 30).key().public_key()
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; 64], Error> {
        Ok(match self.name {
            "mixed_order" => LooseKey::mixed(30).sign_mixed(message),
            _ => join(NEUTRAL, [0; 32]),
        })
    }
}

fn spki(algorithm: &str, parameter: Parameter, key: &[u8]) -> SubjectPublicKeyInfoOwned {
    let oid = |oid| fixed(ObjectIdentifier::new(oid));
    SubjectPublicKeyInfoOwned {
        algorithm: AlgorithmIdentifierOwned {
            oid: oid(algorithm),
            parameters: match parameter {
                Parameter::Absent => None,
                Parameter::Null => Some(Any::null()),
                Parameter::Curve(curve) => Some((&oid(curve)).into()),
            },
        },
        subject_public_key: fixed(BitString::from_bytes(key)),
    }
}
