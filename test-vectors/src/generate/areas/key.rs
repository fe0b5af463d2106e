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
    Vec<u8>,
    &'static str,
);

#[derive(Clone, Copy)]
enum Parameter {
    Absent,
    Null,
    Curve(&'static str),
}

fn ed25519_keys() -> Vec<Key> {
    let point = |index| torsion(index).compress().to_bytes().to_vec();
    let sign = |mut bytes: [u8; 32]| {
        bytes.iter_mut().skip(31).for_each(|byte| *byte |= 0x80);
        bytes.to_vec()
    };
    let good = LooseKey::of_seed(30).public;
    let mut long = good.to_vec();
    long.push(0);
    let short = good.split_last().map_or(&[][..], |(_, rest)| rest).to_vec();
    let (weak, encoding) = ("cert_key_weak", "cert_key_encoding");
    let unsupported = "cert_key_unsupported";
    let bare = Parameter::Absent;
    vec![
        (
            "neutral",
            "is the neutral point, for which anybody can sign",
            ED25519,
            bare,
            NEUTRAL.to_vec(),
            weak,
        ),
        ("order_2", "has order two", ED25519, bare, point(4), weak),
        ("order_4", "has order four", ED25519, bare, point(2), weak),
        ("order_8", "has order eight", ED25519, bare, point(1), weak),
        (
            "neutral_not_canonical",
            "is a non-canonical encoding of the neutral point",
            ED25519,
            bare,
            above_p(1).to_vec(),
            encoding,
        ),
        (
            "neutral_signed",
            "is the neutral point with a sign",
            ED25519,
            bare,
            sign(NEUTRAL),
            encoding,
        ),
        (
            "not_canonical",
            "is a non-canonical encoding of a point of large order",
            ED25519,
            bare,
            above_p(3).to_vec(),
            encoding,
        ),
        (
            "not_a_point",
            "is no point of the curve",
            ED25519,
            bare,
            [2; 1].into_iter().chain([0; 31]).collect(),
            encoding,
        ),
        (
            "mixed_order",
            "has a component of order eight",
            ED25519,
            bare,
            LooseKey::mixed(30).public.to_vec(),
            "cert_key_mixed_order",
        ),
        (
            "ed25519_31_bytes",
            "is an Ed25519 key of 31 bytes",
            ED25519,
            bare,
            short,
            encoding,
        ),
        (
            "ed25519_33_bytes",
            "is an Ed25519 key of 33 bytes",
            ED25519,
            bare,
            long,
            encoding,
        ),
        (
            "ed25519_parameters",
            "is an Ed25519 key with parameters",
            ED25519,
            Parameter::Null,
            good.to_vec(),
            unsupported,
        ),
        (
            "x25519",
            "is an X25519 key",
            "1.3.101.110",
            bare,
            good.to_vec(),
            unsupported,
        ),
        (
            "ed448",
            "is an Ed448 key",
            "1.3.101.113",
            bare,
            vec![0; 57],
            unsupported,
        ),
        (
            "rsa",
            "is an RSA key",
            "1.2.840.113549.1.1.1",
            Parameter::Null,
            vec![0x30, 0x06, 0x02, 0x01, 0x0f, 0x02, 0x01, 0x03],
            unsupported,
        ),
    ]
}

fn p256_keys() -> Vec<Key> {
    let secret = fixed(p256::SecretKey::from_slice(&[31; 32]));
    let public = secret.public_key();
    let whole = public.to_sec1_point(false).as_bytes().to_vec();
    let altered = |at: usize, value: u8| {
        let mut bytes = whole.clone();
        bytes
            .iter_mut()
            .skip(at)
            .take(1)
            .for_each(|byte| *byte ^= value);
        bytes
    };
    // The prefix of the hybrid form is 6 or 7 with the parity of y.
    let parity = whole.last().map_or(0, |last| last & 1);
    let encoding = "cert_key_encoding";
    let curve = Parameter::Curve(PRIME256V1);
    vec![
        (
            "p256_compressed",
            "is a compressed P-256 point",
            EC,
            curve,
            public.to_sec1_point(true).as_bytes().to_vec(),
            encoding,
        ),
        (
            "p256_hybrid",
            "is a P-256 point in the hybrid form",
            EC,
            curve,
            altered(0, 0x04 ^ (6 | parity)),
            encoding,
        ),
        (
            "p256_off_curve",
            "is no point of P-256",
            EC,
            curve,
            altered(64, 1),
            encoding,
        ),
        (
            "p256_infinity",
            "is the point at infinity",
            EC,
            curve,
            vec![0],
            encoding,
        ),
        (
            "p256_no_curve",
            "is a P-256 point without the name of its curve",
            EC,
            Parameter::Absent,
            whole.clone(),
            "cert_key_unsupported",
        ),
        (
            "p384",
            "is a P-384 key",
            EC,
            Parameter::Curve("1.3.132.0.34"),
            [vec![4], vec![1; 96]].concat(),
            "cert_key_unsupported",
        ),
        (
            "secp256k1",
            "is a secp256k1 key",
            EC,
            Parameter::Curve("1.3.132.0.10"),
            whole,
            "cert_key_unsupported",
        ),
    ]
}

/// Signer certificates with these keys, soundly issued; the signature holds where one can.
fn signers(world: &World) -> Vec<Case> {
    let keys = ed25519_keys().into_iter().chain(p256_keys());
    keys.map(|(name, what, algorithm, parameter, key, code)| {
        let signer = world.root.faulty_signer(30, |fields| {
            fields.public_key = spki(algorithm, parameter, &key);
        });
        let mut draft = Draft::full(&signer);
        if algorithm == EC {
            draft.protected.set(1, crate::generate::item::int(-9));
        }
        let signed = draft.to_be_signed();
        draft.signature = match name {
            "mixed_order" => Some(bytes(&LooseKey::mixed(30).sign_mixed(&signed))),
            "neutral" | "neutral_not_canonical" | "neutral_signed" => {
                Some(bytes(&join(NEUTRAL, [0; 32])))
            }
            _ => None,
        };
        let description = format!("The signer's key {what}.");
        Case::draft(&format!("key_signer_{name}"), &description, &draft)
            .own_trust(encode(&world.only(&signer, &world.root)))
            .rejected("signer", code)
    })
    .collect()
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
    let keys = ed25519_keys().into_iter().chain(p256_keys());
    keys.filter(|key| chosen.contains(&key.0))
        .map(|(name, what, algorithm, parameter, key, code)| {
            let mut root = Identity::bare(Algorithm::Ed25519, 30);
            let mut fields = root.root_fields("Faulty root");
            fields.public_key = spki(algorithm, parameter, &key);
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
