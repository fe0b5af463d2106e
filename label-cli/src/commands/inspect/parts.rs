//! A COSE_Sign1 taken apart leniently: to be shown, never to be believed.

use ciborium::Value;
use label_core::limits;

/// The parts of a COSE_Sign1 that could be made out, whatever their encoding.
pub(super) struct Parts {
    /// The outer tag.
    pub(super) tag: Option<u64>,
    /// The bytes of the protected header.
    pub(super) protected: Vec<u8>,
    /// The unprotected header, encoded anew.
    pub(super) unprotected: Vec<u8>,
    pub(super) payload: Vec<u8>,
    pub(super) signature: Vec<u8>,
    /// The algorithm in the protected header.
    pub(super) algorithm: Option<i64>,
    /// The certificate digest in the protected header.
    pub(super) x5t: Option<Vec<u8>>,
    /// The certificates in the unprotected header.
    pub(super) chain: Vec<Vec<u8>>,
}

const ALG: i64 = 1;
const X5CHAIN: i64 = 33;
const X5T: i64 = 34;

impl Parts {
    /// Takes bytes apart; `None` where they are not an array of four, the right ones byte strings.
    pub(super) fn split(bytes: &[u8]) -> Option<Self> {
        let (tag, value) = match decode(bytes)? {
            Value::Tag(tag, value) => (Some(tag), *value),
            value => (None, value),
        };
        let parts = <[Value; 4]>::try_from(value.into_array().ok()?).ok()?;
        let [protected, unprotected, payload, signature] = parts;
        let protected = protected.into_bytes().ok()?;
        let header = decode(&protected);
        let header = |label| header.as_ref().and_then(|header| entry(header, label));
        let algorithm = header(ALG).and_then(Value::as_integer);
        let x5t = header(X5T)
            .and_then(Value::as_array)
            .and_then(|x5t| x5t.get(1));
        let mut encoded = Vec::new();
        ciborium::into_writer(&unprotected, &mut encoded).ok()?;
        Some(Self {
            tag,
            algorithm: algorithm.and_then(|number| i64::try_from(number).ok()),
            x5t: x5t.and_then(Value::as_bytes).cloned(),
            chain: chain(&unprotected),
            protected,
            unprotected: encoded,
            payload: payload.into_bytes().unwrap_or_default(),
            signature: signature.into_bytes().unwrap_or_default(),
        })
    }
}

fn decode(bytes: &[u8]) -> Option<Value> {
    ciborium::de::from_reader_with_recursion_limit(bytes, limits::DIAGNOSTIC_DEPTH).ok()
}

/// The value of an integer key in a map.
fn entry(map: &Value, label: i64) -> Option<&Value> {
    let mut entries = map.as_map()?.iter();
    let found = entries.find(|(key, _)| key.as_integer() == Some(label.into()));
    found.map(|(_, value)| value)
}

fn chain(unprotected: &Value) -> Vec<Vec<u8>> {
    match entry(unprotected, X5CHAIN) {
        Some(Value::Bytes(certificate)) => vec![certificate.clone()],
        Some(Value::Array(items)) => {
            let certificates = items.iter().filter_map(Value::as_bytes);
            certificates.take(limits::CHAIN).cloned().collect()
        }
        _ => Vec::new(),
    }
}
