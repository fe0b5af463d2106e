//! Status lists that other programs wrote, as far as draft-ietf-oauth-status-list-21 allows.

use ciborium::Value;

use crate::base::time::UnixTime;
use crate::cose::sign1::{ALG, CRIT, TAG_SIGN1, TYP, X5T, sig_structure};
use crate::error::Error;
use crate::limits;
use crate::lists::status::{self, PackedList, StatusList};
use crate::pki::certificate::Certificate;
use crate::pki::key::PublicKey;
use crate::pki::key::{Algorithm, SignatureBytes};
use crate::wire::cbor::{self, Fields, lenient};

/// SHA-256 (RFC 9054, section 3.1).
const SHA_256: i64 = -16;
/// SHA-256 truncated to 64 bits.
const SHA_256_64: i64 = -15;

/// A signed status list in any encoding that the draft allows; its signature is not checked.
///
/// The key that it names finds a certificate at best; the caller knows who may sign a list.
///
/// ```cddl
/// foreign-status-token = #6.18([
///   protected: bstr .cbor { 1: -19 / -9 / -8 / -7, 16: "application/statuslist+cwt", * header-label => any },
///   unprotected: { * header-label => any },
///   payload: bstr .cbor foreign-status-claims,
///   signature: bstr .size 64
/// ])
/// header-label = int / tstr
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct ForeignStatusToken {
    algorithm: Algorithm,
    /// The digest of the certificate in `x5t`, of 8 or 32 bytes; any certificate where there is none.
    digest: Vec<u8>,
    signature: SignatureBytes,
    /// The protected header as received.
    protected: Vec<u8>,
    payload: Vec<u8>,
}

impl ForeignStatusToken {
    /// Decodes a signed status list.
    ///
    /// # Errors
    ///
    /// [`Error::InputTooLarge`] above [`limits::STATUS_TOKEN_BYTES`]; else the code of the first broken
    /// rule of CBOR or COSE.
    pub fn decode(bytes: &[u8]) -> Result<Self, Error> {
        let limit = limits::STATUS_TOKEN_BYTES;
        if bytes.len() > limit {
            return Err(Error::InputTooLarge { limit });
        }
        let Value::Tag(TAG_SIGN1, inside) = lenient::decode(bytes)? else {
            return Err(Error::CoseTag);
        };
        let parts = inside.into_array().map_err(|_| Error::CoseShape)?;
        let [protected, unprotected, payload, signature] =
            <[Value; 4]>::try_from(parts).map_err(|_| Error::CoseShape)?;
        let protected = protected
            .into_bytes()
            .map_err(|_| Error::CoseProtectedShape)?;
        let payload = payload.into_bytes().map_err(|_| Error::CosePayload)?;
        let signature = signature.into_bytes().ok();
        let signature = signature.and_then(|bytes| SignatureBytes::try_from(bytes).ok());
        let header = Headers::decode(&protected)?;
        let unprotected = Headers::new(unprotected).ok_or(Error::CoseUnprotectedShape)?;
        Ok(Self {
            algorithm: header.check(&unprotected)?,
            digest: header
                .digest()
                .or_else(|| unprotected.digest())
                .unwrap_or_default(),
            signature: signature.ok_or(Error::CoseSignatureLength)?,
            protected,
            payload,
        })
    }

    /// The algorithm named in the signed header; -8 and -7 stand for the two that they mean here.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// True where the list names this certificate, or none that can be told by a SHA-256.
    pub fn may_be_of(&self, certificate: &Certificate) -> bool {
        certificate
            .fingerprint()
            .as_bytes()
            .starts_with(&self.digest)
    }

    /// Verifies the signature and only then decodes and inflates the list.
    ///
    /// # Errors
    ///
    /// [`Error::AlgKeyMismatch`], [`Error::Signature`], and the errors of
    /// [`StatusList::decode_foreign`].
    pub fn verify(&self, key: &PublicKey) -> Result<StatusList, Error> {
        self.verify_packed(key)?
            .inflate(&mut { limits::STATUS_INFLATED_BYTES })
    }

    /// The same without inflating the list.
    pub(crate) fn verify_packed(&self, key: &PublicKey) -> Result<PackedList, Error> {
        if key.algorithm() != self.algorithm {
            return Err(Error::AlgKeyMismatch);
        }
        let message = sig_structure("Signature1", &[&self.protected], &self.payload);
        key.verify(&message, &self.signature)?;
        StatusList::decode_foreign_packed(&self.payload)
    }

    /// The decoded list; the signature is unchecked.
    ///
    /// # Errors
    ///
    /// The errors of [`StatusList::decode_foreign`].
    pub fn unverified(&self) -> Result<StatusList, Error> {
        StatusList::decode_foreign(&self.payload)
    }
}

impl StatusList {
    /// Decodes the claims of a list in any encoding that the draft allows, and inflates it, up to the limits.
    ///
    /// Only the values 0 to 2 have a meaning in it ([`Error::StatusUnknown`]); what 3 and 12 to 15 mean
    /// is known to its issuer's application.
    ///
    /// ```cddl
    /// foreign-status-claims = {
    ///   2 => tstr                  ; address of the list
    ///   ? 4 => foreign-seconds     ; exp
    ///   ? 5 => foreign-seconds     ; nbf
    ///   6 => foreign-seconds       ; iat
    ///   65533 => foreign-status-list
    ///   ? 65534 => uint .ge 1      ; ttl in seconds
    ///   * (int / tstr) => any      ; but 3 (aud)
    /// }
    /// foreign-status-list = {
    ///   "bits": 1 / 2 / 4 / 8,
    ///   "lst": bstr,
    ///   ? "aggregation_uri": tstr,
    ///   * any => any
    /// }
    /// foreign-seconds = uint / float
    /// ```
    ///
    /// # Errors
    ///
    /// The codes of CBOR and of claims; [`Error::StatusMalformed`] and [`Error::StatusTooLarge`] for
    /// entries that cannot be inflated.
    pub fn decode_foreign(bytes: &[u8]) -> Result<Self, Error> {
        Self::decode_foreign_packed(bytes)?.inflate(&mut { limits::STATUS_INFLATED_BYTES })
    }

    /// The same without inflating it.
    fn decode_foreign_packed(bytes: &[u8]) -> Result<PackedList, Error> {
        let mut fields = Fields::new("status list", lenient::decode(bytes)?)?;
        // Who is no audience of a token must refuse it (RFC 7519, section 4.1.3), and nobody is one here.
        if fields.take(3).is_some() {
            return Err(Error::ClaimUnknown { map: "status list" });
        }
        let uri = fields.required(2, "uri", cbor::raw_text)?;
        let expires = fields.optional(4, "expires", time)?;
        let not_before = fields.optional(5, "not_before", time)?;
        let issued = fields.required(6, "issued", time)?;
        let mut list = fields.required(65_533, "status_list", Fields::new)?;
        let ttl = fields.optional(65_534, "ttl", cbor::positive)?;
        let packed = status::packed(&mut list)?;
        if let Some(value) = list.take_text("aggregation_uri") {
            cbor::raw_text("aggregation_uri", value)?;
        }
        let issued = not_before.map_or(issued, |not_before| not_before.max(issued));
        Ok(Self::of_draft(uri, issued, expires, ttl, packed))
    }
}

/// The entries of a header; labels are integers or texts.
struct Headers(Vec<(Value, Value)>);

impl Headers {
    fn decode(protected: &[u8]) -> Result<Self, Error> {
        // An empty header may be written as nothing at all (RFC 9052, section 3).
        if protected.is_empty() {
            return Ok(Self(Vec::new()));
        }
        Self::new(lenient::decode(protected)?).ok_or(Error::CoseProtectedShape)
    }

    fn new(value: Value) -> Option<Self> {
        let entries = value.into_map().ok()?;
        let labelled = |(label, _): &(Value, Value)| label.is_integer() || label.is_text();
        entries.iter().all(labelled).then_some(Self(entries))
    }

    fn get(&self, label: i64) -> Option<&Value> {
        let mut entries = self.0.iter();
        let found = entries.find(|(other, _)| other.as_integer() == Some(label.into()));
        found.map(|(_, value)| value)
    }

    /// Checks a protected header beside the unprotected one; returns the algorithm.
    fn check(&self, unprotected: &Self) -> Result<Algorithm, Error> {
        let mut labels = self.0.iter().map(|(label, _)| label);
        if labels.any(|label| unprotected.0.iter().any(|(other, _)| label == other)) {
            return Err(Error::CoseLabelInBoth);
        }
        if unprotected.get(CRIT).is_some() || !self.understood() {
            return Err(Error::CoseCrit);
        }
        if self.get(TYP).and_then(Value::as_text) != Some(status::TYP) {
            return Err(Error::CoseTyp);
        }
        let algorithm = self.get(ALG).ok_or(Error::CoseAlgMissing)?;
        match algorithm.as_integer().map(i64::try_from) {
            // Deprecated (RFC 9864), and what the draft's own example names.
            Some(Ok(-8)) => Ok(Algorithm::Ed25519),
            Some(Ok(-7)) => Ok(Algorithm::Esp256),
            Some(Ok(number)) => Algorithm::from_number(number).ok_or(Error::CoseAlgUnsupported),
            Some(Err(_)) => Err(Error::CoseAlgUnsupported),
            None => Err(Error::CoseAlgType),
        }
    }

    /// True where every label that must be understood is there, and one of those that are (RFC 9052, section 3.1).
    fn understood(&self) -> bool {
        let Some(critical) = self.get(CRIT) else {
            return true;
        };
        let known = |label: &Value| {
            let known = [ALG, TYP, X5T];
            let mut known = known.iter();
            known.any(|known| *label == Value::from(*known) && self.get(*known).is_some())
        };
        let critical = critical.as_array();
        critical.is_some_and(|critical| !critical.is_empty() && critical.iter().all(known))
    }

    /// The SHA-256 of a certificate, whole or its first eight bytes (RFC 9360, section 2).
    fn digest(&self) -> Option<Vec<u8>> {
        let [algorithm, digest] = self.get(X5T)?.as_array()?.as_slice() else {
            return None;
        };
        let length = match i64::try_from(algorithm.as_integer()?).ok()? {
            SHA_256 => 32,
            SHA_256_64 => 8,
            _ => return None,
        };
        let digest = digest.as_bytes()?;
        (digest.len() == length).then(|| digest.clone())
    }
}

/// A time as CWT states it, a fraction cut off (RFC 8392, section 2).
fn time(claim: &'static str, value: Value) -> Result<UnixTime, Error> {
    let Value::Float(seconds) = value else {
        return cbor::time(claim, value);
    };
    // Every limit of a time is a whole number far below 2^53.
    #[allow(clippy::cast_precision_loss)]
    let range = 0.0..limits::LATEST_TIME.seconds() as f64;
    if !range.contains(&seconds) {
        return Err(Error::ClaimRange { claim });
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    Ok(UnixTime::from_seconds(seconds as u64))
}
