//! COSE_Sign1 as this format allows it (RFC 9052, section 4.2; RFC 9360; RFC 9596).
//!
//! Every object is checked byte by byte and taken apart here. Coset makes headers and encodes objects; it
//! never decodes foreign bytes, since it accepts lenient encodings and its recursion through
//! counter-signatures is not bounded.

use ciborium::Value;

use crate::base::digest::{CertificateHint, certificate_hint};
use crate::error::Error;
use crate::limits;
use crate::pki::key::{Algorithm, SignatureBytes};
use crate::wire::cbor;

pub(crate) const TAG_SIGN1: u64 = 18;
pub(crate) const ALG: i64 = 1;
pub(crate) const CRIT: i64 = 2;
pub(crate) const TYP: i64 = 16;
pub(crate) const X5CHAIN: i64 = 33;
pub(crate) const X5T: i64 = 34;
const RECEIPTS: i64 = 394;
/// SHA-256 truncated to 64 bits (RFC 9054, section 3.1).
pub(crate) const SHA_256_64: i64 = -15;

/// A decoded COSE_Sign1 whose structure is right and whose signature nobody has checked.
///
/// ```cddl
/// sign1 = #6.18([
///   protected: bstr .cbor { 1: -19 / -9, ? 16: tstr, 34: x5t },
///   unprotected: { ? 33: x5chain, ? 394: [+ bstr] },
///   payload: bstr,
///   signature: bstr .size 64
/// ])
/// x5chain = bstr / [2*3 bstr]
/// ```
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sign1 {
    pub(crate) algorithm: Algorithm,
    pub(crate) hint: CertificateHint,
    pub(crate) chain: Vec<Vec<u8>>,
    pub(crate) signature: SignatureBytes,
    /// True where the unprotected header is empty.
    pub(crate) is_compact: bool,
    /// The protected header as received.
    pub(crate) protected: Vec<u8>,
    pub(crate) payload: Vec<u8>,
}

impl Sign1 {
    /// Decodes an object that carries exactly this `typ`, of at most `limit` bytes.
    pub(crate) fn decode(bytes: &[u8], typ: Option<&str>, limit: usize) -> Result<Self, Error> {
        if bytes.len() > limit {
            return Err(Error::InputTooLarge { limit });
        }
        cbor::check_tagged(bytes, TAG_SIGN1)?;
        let parts = Parts::split(bytes)?;
        let unprotected = headers(&parts.unprotected).ok_or(Error::CoseUnprotectedShape)?;
        let (algorithm, hint) = check_protected(&parts.protected, &unprotected, typ)?;
        let is_compact = unprotected.is_empty();
        let chain = check_unprotected(unprotected)?;
        if chain
            .first()
            .is_some_and(|leaf| certificate_hint(leaf) != hint)
        {
            return Err(Error::CoseX5chainMismatch);
        }
        Ok(Self {
            algorithm,
            hint,
            chain,
            signature: parts.signature,
            is_compact,
            protected: parts.protected,
            payload: parts.payload,
        })
    }

    /// The bytes that are signed: the Sig_structure (RFC 9052, section 4.4), empty external data.
    pub(crate) fn to_be_signed(&self) -> Vec<u8> {
        sig_structure("Signature1", &[&self.protected], &self.payload)
    }

    /// The payload as received.
    pub(crate) fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// Encodes the object with a certificate chain, leaf first, or with none.
    pub(crate) fn encode(&self, chain: &[Vec<u8>]) -> Vec<u8> {
        let mut certificates: Vec<_> = cbor::byte_strings(chain).collect();
        let x5chain = match certificates.len() {
            0 | 1 => certificates.pop(),
            _ => Some(Value::Array(certificates)),
        };
        let parts = Value::Array(vec![
            Value::Bytes(self.protected.clone()),
            cbor::map_of([(X5CHAIN, x5chain)]),
            Value::Bytes(self.payload.clone()),
            Value::Bytes(self.signature.to_vec()),
        ]);
        cbor::write(&Value::Tag(TAG_SIGN1, parts.into()))
    }
}

/// The bytes that a signature covers: the Sig_structure (RFC 9052, section 4.4) with empty external data, over the
/// protected headers as received.
pub(crate) fn sig_structure(context: &str, headers: &[&[u8]], payload: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    cbor::write_array(&mut bytes, headers.len() + 3);
    cbor::write_text(&mut bytes, context);
    for string in headers.iter().chain(&[&[][..], payload]) {
        cbor::write_bytes(&mut bytes, string);
    }
    bytes
}

/// The four elements of a tagged object that has been checked as CBOR.
pub(crate) fn elements(bytes: &[u8]) -> Result<[Value; 4], Error> {
    let value = cbor::decode_tagged(bytes)?;
    let elements = value.into_array().map_err(|_| Error::CoseShape)?;
    elements.try_into().map_err(|_| Error::CoseShape)
}

/// Checks a protected header that holds the type and nothing else.
pub(crate) fn check_only_typ(protected: &[u8], typ: &str) -> Result<(), Error> {
    if protected.is_empty() {
        return Err(Error::CoseProtectedShape);
    }
    let value = cbor::decode(protected)?;
    let entries = headers(&value).ok_or(Error::CoseProtectedShape)?;
    let mut found = None;
    for (label, value) in entries {
        match label {
            CRIT => return Err(Error::CoseCrit),
            TYP => found = value.as_text(),
            _ => return Err(Error::CoseProtectedLabel),
        }
    }
    match found == Some(typ) {
        true => Ok(()),
        false => Err(Error::CoseTyp),
    }
}

/// The four elements, each of its right type.
struct Parts {
    protected: Vec<u8>,
    unprotected: Value,
    payload: Vec<u8>,
    signature: SignatureBytes,
}

impl Parts {
    fn split(bytes: &[u8]) -> Result<Self, Error> {
        let [protected, unprotected, payload, signature] = elements(bytes)?;
        let protected = protected
            .into_bytes()
            .map_err(|_| Error::CoseProtectedShape)?;
        let payload = payload.into_bytes().map_err(|_| Error::CosePayload)?;
        if payload.is_empty() {
            return Err(Error::CosePayload);
        }
        let signature = signature
            .into_bytes()
            .map_err(|_| Error::CoseSignatureLength)?;
        Ok(Self {
            protected,
            unprotected,
            payload,
            signature: signature
                .try_into()
                .map_err(|_| Error::CoseSignatureLength)?,
        })
    }
}

/// The entries of a header map whose labels are all integers.
fn headers(value: &Value) -> Option<Vec<(i64, &Value)>> {
    let label = |label: &Value| i64::try_from(label.as_integer()?).ok();
    value
        .as_map()?
        .iter()
        .map(|(key, value)| Some((label(key)?, value)))
        .collect()
}

/// Checks a signer's protected header; returns the algorithm and the hint at its certificate.
pub(crate) fn check_protected(
    protected: &[u8],
    unprotected: &[(i64, &Value)],
    typ: Option<&str>,
) -> Result<(Algorithm, CertificateHint), Error> {
    if protected.is_empty() {
        return Err(Error::CoseProtectedShape);
    }
    let value = cbor::decode(protected)?;
    let entries = headers(&value).ok_or(Error::CoseProtectedShape)?;
    let get = |label| {
        entries
            .iter()
            .find(|(key, _)| *key == label)
            .map(|(_, value)| *value)
    };
    if entries
        .iter()
        .any(|(key, _)| unprotected.iter().any(|(other, _)| key == other))
    {
        return Err(Error::CoseLabelInBoth);
    }
    if get(CRIT).is_some() {
        return Err(Error::CoseCrit);
    }
    if get(TYP).map(Value::as_text) != typ.map(Some) {
        return Err(Error::CoseTyp);
    }
    if entries
        .iter()
        .any(|(key, _)| ![ALG, TYP, X5T].contains(key))
    {
        return Err(Error::CoseProtectedLabel);
    }
    let algorithm = get(ALG).ok_or(Error::CoseAlgMissing)?;
    let algorithm = algorithm.as_integer().ok_or(Error::CoseAlgType)?;
    let algorithm = i64::try_from(algorithm)
        .ok()
        .and_then(Algorithm::from_number);
    let hint = get(X5T).and_then(hint).ok_or(Error::CoseX5t)?;
    Ok((algorithm.ok_or(Error::CoseAlgUnsupported)?, hint))
}

fn hint(value: &Value) -> Option<CertificateHint> {
    let [algorithm, digest] = value.as_array()?.as_slice() else {
        return None;
    };
    (algorithm.as_integer() == Some(SHA_256_64.into()))
        .then(|| digest.as_bytes()?.as_slice().try_into().ok())?
}

/// Returns the certificate chain, leaf first.
fn check_unprotected(entries: Vec<(i64, &Value)>) -> Result<Vec<Vec<u8>>, Error> {
    let mut chain = Vec::new();
    for (label, value) in entries {
        match label {
            X5CHAIN => chain = certificates(value).ok_or(Error::CoseUnprotectedShape)?,
            RECEIPTS => byte_strings(value)
                .filter(|receipts| !receipts.is_empty())
                .map(drop)
                .ok_or(Error::CoseUnprotectedShape)?,
            _ => return Err(Error::CoseUnprotectedLabel),
        }
    }
    Ok(chain)
}

fn certificates(value: &Value) -> Option<Vec<Vec<u8>>> {
    let chain = match value {
        Value::Bytes(certificate) => vec![certificate.clone()],
        _ => byte_strings(value).filter(|chain| (2..=limits::CHAIN).contains(&chain.len()))?,
    };
    let sized = |der: &Vec<u8>| (1..=limits::CERTIFICATE_BYTES).contains(&der.len());
    chain.iter().all(sized).then_some(chain)
}

fn byte_strings(value: &Value) -> Option<Vec<Vec<u8>>> {
    value
        .as_array()?
        .iter()
        .map(|item| item.as_bytes().cloned())
        .collect()
}
