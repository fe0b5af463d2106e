//! Keys in a token, found by label and id, and the facts that the token states about them.

use cryptoki::object::{Attribute, AttributeType, KeyType, ObjectClass, ObjectHandle};
use der::Decode;
use der::asn1::OctetStringRef;
use label_core::{Algorithm, PublicKey};
use x509_cert::spki::SubjectPublicKeyInfoOwned;

use crate::error::KeysError;
use crate::token::Opened;
use crate::token_fault::TokenFault;
use crate::uri::{TokenUri, percent};

/// The curve P-256 as an object identifier.
pub(crate) const P256: &[u8] = &[0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
/// The curve of Ed25519 as an object identifier, and as the name that the standard also allows.
pub(crate) const EDWARDS: [&[u8]; 2] = [&[0x06, 0x03, 0x2b, 0x65, 0x70], b"\x13\x0cedwards25519"];

const ATTRIBUTES: &[AttributeType] = &[
    AttributeType::AlwaysAuthenticate,
    AttributeType::AlwaysSensitive,
    AttributeType::EcParams,
    AttributeType::EcPoint,
    AttributeType::Extractable,
    AttributeType::Id,
    AttributeType::KeyType,
    AttributeType::Label,
    AttributeType::Local,
    AttributeType::NeverExtractable,
    AttributeType::PublicKeyInfo,
    AttributeType::Sensitive,
    AttributeType::Sign,
];

/// The attributes of a key, as its token states them; `None` where it states nothing.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The label; empty where it has none.
    pub label: String,
    /// The identifier; empty where it has none.
    pub id: Vec<u8>,
    kind: Option<KeyType>,
    curve: Option<Vec<u8>>,
    point: Option<Vec<u8>>,
    info: Option<Vec<u8>>,
    pub(crate) signs: Option<bool>,
    pub(crate) each_pin: Option<bool>,
    pub(crate) sensitive: Option<bool>,
    pub(crate) always_sensitive: Option<bool>,
    pub(crate) extractable: Option<bool>,
    pub(crate) never_extractable: Option<bool>,
    pub(crate) local: Option<bool>,
}

impl Facts {
    fn new(attributes: Vec<Attribute>) -> Self {
        let mut facts = Self::default();
        for attribute in attributes {
            match attribute {
                Attribute::AlwaysAuthenticate(value) => facts.each_pin = Some(value),
                Attribute::AlwaysSensitive(value) => facts.always_sensitive = Some(value),
                Attribute::EcParams(bytes) => facts.curve = filled(bytes),
                Attribute::EcPoint(bytes) => facts.point = filled(bytes),
                Attribute::Extractable(value) => facts.extractable = Some(value),
                Attribute::Id(bytes) => facts.id = bytes,
                Attribute::KeyType(kind) => facts.kind = Some(kind),
                Attribute::Label(bytes) => {
                    facts.label = String::from_utf8_lossy(&bytes).into_owned();
                }
                Attribute::Local(value) => facts.local = Some(value),
                Attribute::NeverExtractable(value) => facts.never_extractable = Some(value),
                Attribute::PublicKeyInfo(bytes) => facts.info = filled(bytes),
                Attribute::Sensitive(value) => facts.sensitive = Some(value),
                Attribute::Sign(value) => facts.signs = Some(value),
                _ => {}
            }
        }
        facts
    }

    /// The algorithm of the key, which its curve decides: not all modules have a type for Ed25519.
    ///
    /// # Errors
    ///
    /// Fails where the key is of a kind that labels are not signed with.
    pub fn algorithm(&self) -> Result<Algorithm, TokenFault> {
        match self.curve.as_deref() {
            Some(curve) if curve == P256 => Ok(Algorithm::Esp256),
            Some(curve) if EDWARDS.contains(&curve) => Ok(Algorithm::Ed25519),
            _ => Err(TokenFault::KeyKind { kind: self.kind() }),
        }
    }

    /// The kind of a key that signs no labels.
    fn kind(&self) -> String {
        match self.kind {
            Some(KeyType::EC | KeyType::EC_EDWARDS | KeyType::EC_MONTGOMERY) => {
                "on another curve".to_owned()
            }
            Some(kind) => kind.to_string(),
            None => "of an unknown kind".to_owned(),
        }
    }

    /// The public key that it states, if it states one.
    fn public_key(&self, algorithm: Algorithm) -> Option<Result<PublicKey, TokenFault>> {
        let key = match (&self.point, &self.info) {
            (Some(point), _) => from_point(algorithm, point),
            (None, Some(info)) => from_info(info),
            (None, None) => return None,
        };
        let key = key.filter(|key| key.algorithm() == algorithm);
        Some(key.ok_or(TokenFault::KeyPublicMalformed))
    }
}

fn filled(bytes: Vec<u8>) -> Option<Vec<u8>> {
    (!bytes.is_empty()).then_some(bytes)
}

/// The public key of a point, which modules give as it is or inside an OCTET STRING.
fn from_point(algorithm: Algorithm, bytes: &[u8]) -> Option<PublicKey> {
    let inner = <&OctetStringRef>::from_der(bytes).map(OctetStringRef::as_bytes);
    // 65 bytes with a 4 in front are no OCTET STRING of that length, 32 bytes are none that fits.
    [inner.unwrap_or_default(), bytes]
        .into_iter()
        .find_map(|point| match algorithm {
            Algorithm::Ed25519 => PublicKey::ed25519(point.try_into().ok()?).ok(),
            Algorithm::Esp256 => PublicKey::p256(point).ok(),
        })
}

fn from_info(bytes: &[u8]) -> Option<PublicKey> {
    PublicKey::from_spki(&SubjectPublicKeyInfoOwned::from_der(bytes).ok()?).ok()
}

/// A private key in a token, and its public half.
pub(crate) struct PrivateKey {
    pub(crate) handle: ObjectHandle,
    pub(crate) facts: Facts,
    pub(crate) public: PublicKey,
}

impl Opened {
    /// Finds the private key that the URI names, having logged in.
    pub(crate) fn private_key(&self) -> Result<PrivateKey, KeysError> {
        if self.token.uri.public {
            return Err(self.fault(TokenFault::KeyPublic));
        }
        let (handle, facts) = self.one(ObjectClass::PRIVATE_KEY)?;
        self.with_public(handle, facts)
    }

    /// Finds the public key that the URI names, where the token shows it without a login.
    pub(crate) fn public_key(&self) -> Result<Option<PublicKey>, KeysError> {
        match self.one(ObjectClass::PUBLIC_KEY) {
            Ok((_, facts)) => {
                let algorithm = facts.algorithm().map_err(|fault| self.fault(fault))?;
                let key = facts.public_key(algorithm).transpose();
                key.map_err(|fault| self.fault(fault))
            }
            Err(KeysError::Token {
                fault: TokenFault::KeyMissing,
                ..
            }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The whole URI of a key in this token.
    pub fn uri_of(&self, key: &Facts) -> String {
        TokenUri::of_key(&self.token.info, &key.label, &key.id)
    }

    /// All private keys that the URI matches; before a login there are none to be seen.
    ///
    /// # Errors
    ///
    /// Fails where the module does.
    pub fn private_keys(&self) -> Result<Vec<Facts>, KeysError> {
        let found = self.all(ObjectClass::PRIVATE_KEY)?;
        Ok(found.into_iter().map(|(_, facts)| facts).collect())
    }

    /// Tells whether a key has this label or, where it is not empty, this id.
    pub(crate) fn has(&self, label: &str, id: &[u8]) -> Result<bool, KeysError> {
        let names = [
            Attribute::Label(label.as_bytes().to_vec()),
            Attribute::Id(id.to_vec()),
        ];
        for class in [ObjectClass::PRIVATE_KEY, ObjectClass::PUBLIC_KEY] {
            for name in &names {
                let found = self.find(&[Attribute::Class(class), name.clone()])?;
                if !found.is_empty() {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Reads a private key and finds its public half: beside it under the same id or label, or in it.
    pub(crate) fn with_public(
        &self,
        handle: ObjectHandle,
        mut facts: Facts,
    ) -> Result<PrivateKey, KeysError> {
        let name = if facts.id.is_empty() {
            Attribute::Label(facts.label.as_bytes().to_vec())
        } else {
            Attribute::Id(facts.id.clone())
        };
        let beside = self.find(&[Attribute::Class(ObjectClass::PUBLIC_KEY), name])?;
        let beside = beside.into_iter().map(|handle| self.facts(handle));
        let beside = beside.collect::<Result<Vec<_>, _>>()?;
        if facts.curve.is_none() {
            facts.curve = beside.iter().find_map(|facts| facts.curve.clone());
        }
        let algorithm = facts.algorithm().map_err(|fault| self.fault(fault))?;
        let public = beside
            .iter()
            .chain([&facts])
            .find_map(|facts| facts.public_key(algorithm))
            .unwrap_or(Err(TokenFault::KeyPublicMissing))
            .map_err(|fault| self.fault(fault))?;
        Ok(PrivateKey {
            handle,
            facts,
            public,
        })
    }

    pub(crate) fn facts(&self, handle: ObjectHandle) -> Result<Facts, KeysError> {
        let attributes = self.session.get_attributes(handle, ATTRIBUTES);
        self.checked(attributes).map(Facts::new)
    }

    fn one(&self, class: ObjectClass) -> Result<(ObjectHandle, Facts), KeysError> {
        let mut found = self.all(class)?;
        match (found.pop(), found.as_slice()) {
            (Some(only), []) => Ok(only),
            (None, _) => Err(self.fault(TokenFault::KeyMissing)),
            (Some(last), rest) => {
                let facts = rest.iter().chain([&last]).map(|(_, facts)| facts);
                let mut ids: Vec<_> = facts.map(|facts| percent(&facts.id)).collect();
                ids.sort();
                Err(self.fault(TokenFault::KeyAmbiguous { ids }))
            }
        }
    }

    fn all(&self, class: ObjectClass) -> Result<Vec<(ObjectHandle, Facts)>, KeysError> {
        let mut wanted = vec![Attribute::Class(class)];
        let uri = &self.token.uri;
        let label = uri.object.clone().map(String::into_bytes);
        wanted.extend(label.map(Attribute::Label));
        wanted.extend(uri.id.clone().map(Attribute::Id));
        let handles = self.find(&wanted)?.into_iter();
        handles
            .map(|handle| Ok((handle, self.facts(handle)?)))
            .collect()
    }

    fn find(&self, wanted: &[Attribute]) -> Result<Vec<ObjectHandle>, KeysError> {
        self.checked(self.session.find_objects(wanted))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use der::Encode;
    use label_core::{Signer, SigningKey};
    use zeroize::Zeroizing;

    use super::*;

    fn key(algorithm: Algorithm) -> PublicKey {
        let key = SigningKey::from_bytes(algorithm, &Zeroizing::new([7; 32]));
        key.unwrap().public_key()
    }

    #[test]
    fn points_are_read_as_they_are_and_wrapped() {
        for algorithm in [Algorithm::Ed25519, Algorithm::Esp256] {
            let key = key(algorithm);
            let spki = key.to_spki().unwrap();
            let raw = spki.subject_public_key.raw_bytes();
            let wrapped = OctetStringRef::new(raw).unwrap().to_der().unwrap();
            for point in [raw, &wrapped] {
                assert_eq!(from_point(algorithm, point), Some(key.clone()));
            }
            assert_eq!(
                from_point(algorithm, wrapped.split_first().unwrap().1),
                None
            );
            assert_eq!(from_point(algorithm, &[]), None);
            let other = match algorithm {
                Algorithm::Ed25519 => Algorithm::Esp256,
                Algorithm::Esp256 => Algorithm::Ed25519,
            };
            assert_eq!(from_point(other, raw), None);
            assert_eq!(from_info(&key.to_spki_der().unwrap()), Some(key));
        }
    }

    #[test]
    fn the_curve_decides_the_algorithm() {
        let facts = |kind, curve: &[u8]| {
            Facts::new(vec![
                Attribute::KeyType(kind),
                Attribute::EcParams(curve.to_vec()),
            ])
        };
        let p384 = [0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22];
        assert_eq!(facts(KeyType::EC, P256).algorithm(), Ok(Algorithm::Esp256));
        for curve in EDWARDS {
            for kind in [KeyType::EC_EDWARDS, KeyType::EC] {
                assert_eq!(facts(kind, curve).algorithm(), Ok(Algorithm::Ed25519));
            }
        }
        let kind = "on another curve".to_owned();
        let fault = TokenFault::KeyKind { kind };
        assert_eq!(facts(KeyType::EC, &p384).algorithm(), Err(fault));
        let kind = "CKK_RSA".to_owned();
        let fault = TokenFault::KeyKind { kind };
        assert_eq!(facts(KeyType::RSA, &[]).algorithm(), Err(fault));
    }
}
