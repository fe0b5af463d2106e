//! The root keys that sign trust lists, and how many of them must.

use ciborium::Value;
use sha2::{Digest, Sha256};

use crate::base::time::UnixTime;
use crate::cose::sign::{Sign, Signature};
use crate::error::Error;
use crate::limits;
use crate::pki::certificate::Certificate;
use crate::pki::key::PublicKey;
use crate::pki::path;
use crate::wire::cbor::{self, Fields};

/// Root certificates with different keys, and the number that must sign.
#[derive(Clone, Debug, PartialEq)]
pub struct RootSet {
    certificates: Vec<Certificate>,
    keys: Vec<PublicKey>,
    threshold: usize,
}

impl RootSet {
    /// Takes self-signed authorities in DER; `threshold` of them must sign.
    ///
    /// Two with one key are [`Error::RootRepeated`]; a threshold that is zero or above their number
    /// is [`Error::ClaimRange`].
    ///
    /// # Errors
    ///
    /// [`Error::ClaimTooLong`] above [`limits::ANCHORS`]; [`Error::ClaimRange`] for a threshold that is
    /// zero or above their number; [`Error::RootRepeated`] for two with one key; the `Cert…` code of a
    /// certificate that is not a root's.
    pub fn new(certificates: &[Vec<u8>], threshold: usize) -> Result<Self, Error> {
        if certificates.len() > limits::ANCHORS {
            return Err(Error::ClaimTooLong { claim: "roots" });
        }
        if !(1..=certificates.len()).contains(&threshold) {
            return Err(Error::ClaimRange { claim: "threshold" });
        }
        let mut set = Self {
            certificates: Vec::new(),
            keys: Vec::new(),
            threshold,
        };
        for der in certificates {
            let certificate = Certificate::from_der(der)?;
            path::check_anchor(&certificate)?;
            let key = certificate.public_key()?;
            if set.keys.contains(&key) {
                return Err(Error::RootRepeated);
            }
            set.keys.push(key);
            set.certificates.push(certificate);
        }
        Ok(set)
    }

    /// Takes the certificates and the threshold from two keys of a map.
    pub(crate) fn take(fields: &mut Fields, key: i64, threshold: i64) -> Result<Self, Error> {
        let certificates = fields.list(key, "roots", limits::ANCHORS, cbor::bytes)?;
        if certificates.is_empty() {
            return Err(Error::ClaimMissing { claim: "roots" });
        }
        let threshold = fields.required(threshold, "threshold", cbor::uint)?;
        Self::new(
            &certificates,
            usize::try_from(threshold).unwrap_or(usize::MAX),
        )
    }

    /// The root certificates.
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// The number of roots that must sign.
    pub fn threshold(&self) -> usize {
        self.threshold
    }

    /// The identity of the set: the SHA-256 of `[threshold, certificates]` in CBOR, the certificates
    /// sorted by their bytes.
    pub fn fingerprint(&self) -> [u8; 32] {
        let sorted = self.sorted().into_iter();
        let certificates = sorted.map(|der| Value::Bytes(der.to_vec())).collect();
        let set = [self.threshold_value(), Value::Array(certificates)];
        // Two levels of arrays are always encodable.
        let bytes = cbor::encode(&Value::Array(set.into())).unwrap_or_default();
        Sha256::digest(&bytes).into()
    }

    /// Reads a fingerprint in 64 hexadecimal digits; anything else is [`Error::RootPin`].
    ///
    /// # Errors
    ///
    /// [`Error::RootPin`] for anything else.
    pub fn parse_fingerprint(text: &str) -> Result<[u8; 32], Error> {
        let mut digits = text.chars().map(|digit| digit.to_digit(16));
        let mut next = || {
            digits
                .next()
                .flatten()
                .and_then(|digit| u8::try_from(digit).ok())
        };
        let mut fingerprint = [0; 32];
        for byte in &mut fingerprint {
            let (Some(high), Some(low)) = (next(), next()) else {
                return Err(Error::RootPin);
            };
            *byte = high << 4 | low;
        }
        match text.len() == 2 * fingerprint.len() {
            true => Ok(fingerprint),
            false => Err(Error::RootPin),
        }
    }

    /// True where the other set has the same certificates and the same threshold.
    pub(crate) fn is(&self, other: &Self) -> bool {
        self.threshold == other.threshold && self.sorted() == other.sorted()
    }

    /// The first second at which a root's certificate is not valid any more.
    pub(crate) fn not_after(&self) -> UnixTime {
        let ends = self.certificates.iter().map(Certificate::not_after);
        ends.min().unwrap_or_default()
    }

    /// The certificates for a map.
    pub(crate) fn to_value(&self) -> Option<Value> {
        let certificates = self.certificates.iter();
        cbor::array_of(certificates.map(|root| Value::Bytes(root.der().to_vec())))
    }

    /// The threshold for a map.
    pub(crate) fn threshold_value(&self) -> Value {
        // No more than [`limits::ANCHORS`].
        u64::try_from(self.threshold).unwrap_or_default().into()
    }

    /// Checks that as many roots of this set as must have signed.
    ///
    /// A signature that names no root of the set is passed over; it may be of the set before or after.
    pub(crate) fn check(&self, sign: &Sign) -> Result<(), Error> {
        let found = self.signed(sign)?.len();
        match found < self.threshold {
            true => Err(Error::RootThreshold {
                needed: self.threshold,
                found,
            }),
            false => Ok(()),
        }
    }

    /// The roots that signed, each once.
    pub(crate) fn signed(&self, sign: &Sign) -> Result<Vec<&Certificate>, Error> {
        let mut signed: Vec<&Certificate> = Vec::new();
        for signature in sign.signatures() {
            let Some(root) = self.signer(signature)? else {
                continue;
            };
            if signed.iter().any(|other| other.der() == root.der()) {
                return Err(Error::RootRepeated);
            }
            signed.push(root);
        }
        Ok(signed)
    }

    /// The root that made a signature; `None` where the signature names none of the set.
    fn signer(&self, signature: &Signature) -> Result<Option<&Certificate>, Error> {
        let mut named = false;
        for (root, key) in self.certificates.iter().zip(&self.keys) {
            if root.hint() != signature.hint {
                continue;
            }
            named = true;
            let right = key.algorithm() == signature.algorithm;
            if right
                && key
                    .verify(&signature.to_be_signed, &signature.bytes)
                    .is_ok()
            {
                return Ok(Some(root));
            }
        }
        match named {
            true => Err(Error::RootSignature),
            false => Ok(None),
        }
    }

    fn sorted(&self) -> Vec<&[u8]> {
        let mut certificates: Vec<_> = self.certificates.iter().map(Certificate::der).collect();
        certificates.sort_unstable();
        certificates
    }
}
