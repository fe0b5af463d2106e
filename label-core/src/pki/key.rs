//! Public keys that verify labels, and the two algorithms of the format.

use der::asn1::BitString;
use der::oid::ObjectIdentifier;
use der::referenced::OwnedToRef;
use der::{Encode, Tag, Tagged};
use p256::ecdsa::signature::Verifier;
use p256::elliptic_curve::point::AffineCoordinates;
use x509_cert::spki::{
    AlgorithmIdentifierOwned, AlgorithmIdentifierRef, SubjectPublicKeyInfoOwned,
};

use crate::error::Error;
use crate::wire::der::{Elements, unsigned};

pub(crate) const ID_ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
const ID_EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const ID_PRIME256V1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
pub(crate) const ID_ECDSA_WITH_SHA256: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");

/// A signature as COSE carries it: Ed25519 (R ‖ S) or ECDSA (r ‖ s).
pub type SignatureBytes = [u8; 64];

/// A fully specified signature algorithm (RFC 9864, section 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// Ed25519 (RFC 8032), COSE algorithm -19.
    Ed25519,
    /// ECDSA with SHA-256 on P-256, COSE algorithm -9.
    Esp256,
}

impl Algorithm {
    /// The COSE algorithm number.
    pub fn number(self) -> i64 {
        match self {
            Self::Ed25519 => -19,
            Self::Esp256 => -9,
        }
    }

    /// The algorithm of a COSE number; `None` for every other, the deprecated -8 and -7 included.
    pub fn from_number(number: i64) -> Option<Self> {
        match number {
            -19 => Some(Self::Ed25519),
            -9 => Some(Self::Esp256),
            _ => None,
        }
    }

    /// The name in the COSE registry.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ed25519 => "Ed25519",
            Self::Esp256 => "ESP256",
        }
    }

    /// The algorithm that an X.509 signature algorithm identifier is exactly.
    pub(crate) fn of_certificate(identifier: &AlgorithmIdentifierRef<'_>) -> Option<Self> {
        match (identifier.oid, identifier.parameters) {
            (ID_ED25519, None) => Some(Self::Ed25519),
            (ID_ECDSA_WITH_SHA256, None) => Some(Self::Esp256),
            _ => None,
        }
    }
}

/// The kind of key that an algorithm identifier names.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum KeyKind {
    Ed25519,
    P256,
    Other,
}

impl KeyKind {
    /// RFC 8410, section 3; RFC 5480, section 2.1.1.
    pub(crate) fn of(algorithm: &AlgorithmIdentifierRef<'_>) -> Self {
        let curve = algorithm
            .parameters
            .map(|named| (named.tag(), named.value()));
        let p256 = Some((Tag::ObjectIdentifier, ID_PRIME256V1.as_bytes()));
        match algorithm.oid {
            ID_ED25519 if algorithm.parameters.is_none() => Self::Ed25519,
            ID_EC_PUBLIC_KEY if curve == p256 => Self::P256,
            _ => Self::Other,
        }
    }
}

/// A public key that has passed every check of its encoding and strength.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey(pub(crate) Inner);

/// The key, which only these checks and a private key make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Inner {
    Ed25519(ed25519_dalek::VerifyingKey),
    P256(p256::ecdsa::VerifyingKey),
}

impl PublicKey {
    /// Takes an Ed25519 key in its 32-byte encoding (RFC 8032, section 5.1.2).
    ///
    /// Refuses encodings that are not canonical, points of small order and points with a component
    /// of small order: programs disagree about what verifies under such keys.
    ///
    /// # Errors
    ///
    /// [`Error::CertKeyEncoding`], [`Error::CertKeyWeak`] or [`Error::CertKeyMixedOrder`], in that order.
    pub fn ed25519(bytes: &[u8; 32]) -> Result<Self, Error> {
        let point = curve25519_dalek::edwards::CompressedEdwardsY(*bytes)
            .decompress()
            .ok_or(Error::CertKeyEncoding)?;
        if point.compress().as_bytes() != bytes {
            return Err(Error::CertKeyEncoding);
        }
        if point.is_small_order() {
            return Err(Error::CertKeyWeak);
        }
        if !point.is_torsion_free() {
            return Err(Error::CertKeyMixedOrder);
        }
        ed25519_dalek::VerifyingKey::from_bytes(bytes)
            .map(|key| Self(Inner::Ed25519(key)))
            .map_err(|_| Error::CertKeyEncoding)
    }

    /// Takes a P-256 key as an uncompressed point of 65 bytes (SEC 1, section 2.3.3).
    ///
    /// # Errors
    ///
    /// [`Error::CertKeyEncoding`] for another length, another form or a point that is not on the curve.
    pub fn p256(bytes: &[u8]) -> Result<Self, Error> {
        let bytes: &[u8; 65] = bytes.try_into().map_err(|_| Error::CertKeyEncoding)?;
        let [4, coordinates @ ..] = bytes else {
            return Err(Error::CertKeyEncoding);
        };
        let (x, y) = coordinates.split_at(32);
        let field = |bytes: &[u8]| p256::FieldBytes::try_from(bytes);
        let (Ok(x), Ok(y)) = (field(x), field(y)) else {
            return Err(Error::CertKeyEncoding);
        };
        let point = p256::AffinePoint::from_coordinates(&x, &y);
        Option::from(point)
            .and_then(|point| p256::ecdsa::VerifyingKey::from_affine(point).ok())
            .map(|key| Self(Inner::P256(key)))
            .ok_or(Error::CertKeyEncoding)
    }

    /// Takes the key of a certificate (RFC 5280, section 4.1.2.7; RFC 8410; RFC 5480).
    ///
    /// # Errors
    ///
    /// [`Error::CertKeyUnsupported`] for another kind of key; else the errors of [`ed25519`](Self::ed25519) and
    /// [`p256`](Self::p256).
    pub fn from_spki(spki: &SubjectPublicKeyInfoOwned) -> Result<Self, Error> {
        let algorithm = spki.algorithm.owned_to_ref();
        Self::of_kind(KeyKind::of(&algorithm), spki.subject_public_key.as_bytes())
    }

    /// Takes the bits of a certificate's key; none where they are no bytes.
    pub(crate) fn of_kind(kind: KeyKind, bytes: Option<&[u8]>) -> Result<Self, Error> {
        let bytes = bytes.ok_or(Error::CertKeyEncoding)?;
        match kind {
            KeyKind::Ed25519 => {
                let bytes = bytes.try_into().map_err(|_| Error::CertKeyEncoding)?;
                Self::ed25519(bytes)
            }
            KeyKind::P256 => Self::p256(bytes),
            KeyKind::Other => Err(Error::CertKeyUnsupported),
        }
    }

    /// The key as a certificate carries it.
    ///
    /// # Errors
    ///
    /// [`Error::CertKeyEncoding`] where DER cannot hold the key; no key of this type is like that.
    pub fn to_spki(&self) -> Result<SubjectPublicKeyInfoOwned, Error> {
        let (algorithm, bytes) = match &self.0 {
            Inner::Ed25519(key) => (
                AlgorithmIdentifierOwned {
                    oid: ID_ED25519,
                    parameters: None,
                },
                key.to_bytes().to_vec(),
            ),
            Inner::P256(key) => (
                AlgorithmIdentifierOwned {
                    oid: ID_EC_PUBLIC_KEY,
                    parameters: Some((&ID_PRIME256V1).into()),
                },
                key.to_sec1_point(false).as_bytes().to_vec(),
            ),
        };
        Ok(SubjectPublicKeyInfoOwned {
            algorithm,
            subject_public_key: BitString::from_bytes(&bytes)
                .map_err(|_| Error::CertKeyEncoding)?,
        })
    }

    /// The key in DER as SubjectPublicKeyInfo.
    ///
    /// # Errors
    ///
    /// As [`to_spki`](Self::to_spki).
    pub fn to_spki_der(&self) -> Result<Vec<u8>, Error> {
        self.to_spki()?.to_der().map_err(|_| Error::CertKeyEncoding)
    }

    /// The one algorithm that this key signs with.
    pub fn algorithm(&self) -> Algorithm {
        match &self.0 {
            Inner::Ed25519(_) => Algorithm::Ed25519,
            Inner::P256(_) => Algorithm::Esp256,
        }
    }

    /// Verifies a signature over a message.
    ///
    /// Ed25519 is verified strictly (no small-order point, canonical S and R); ECDSA takes either
    /// of the two values of s that verify, since hardware modules emit both.
    ///
    /// # Errors
    ///
    /// [`Error::Signature`].
    pub fn verify(&self, message: &[u8], signature: &SignatureBytes) -> Result<(), Error> {
        match &self.0 {
            Inner::Ed25519(key) => key.verify_strict(message, &(*signature).into()),
            Inner::P256(key) => p256::ecdsa::Signature::from_slice(signature)
                .and_then(|signature| key.verify(message, &signature)),
        }
        .map_err(|_| Error::Signature)
    }

    /// Verifies a signature as a certificate carries it: ECDSA in DER, Ed25519 as it is.
    pub(crate) fn verify_certificate(&self, message: &[u8], bits: &[u8]) -> Result<(), Error> {
        let signature = match &self.0 {
            Inner::Ed25519(_) => bits.try_into().map_err(|_| Error::CertSignature)?,
            Inner::P256(_) => ecdsa(bits).map_err(|_| Error::CertSignature)?,
        };
        self.verify(message, &signature)
            .map_err(|_| Error::CertSignature)
    }
}

/// r ‖ s of an Ecdsa-Sig-Value (RFC 3279, section 2.2.3).
fn ecdsa(der: &[u8]) -> der::Result<SignatureBytes> {
    let mut elements = Elements::of_sequence(der)?;
    let mut signature = [0; 64];
    for half in signature.chunks_mut(32) {
        let number = unsigned(elements.expect(Tag::Integer)?)?;
        let place = half.len().checked_sub(number.len());
        let place = place.and_then(|start| half.get_mut(start..));
        let place = place.ok_or_else(|| Tag::Integer.length_error())?;
        place.copy_from_slice(number);
    }
    elements.end()?;
    Ok(signature)
}
