//! COSE_Sign as trust lists use it (RFC 9052, section 4.1): one payload, a signature of each root.

use ciborium::Value;

use crate::base::digest::CertificateHint;
use crate::cose::sign1;
use crate::error::Error;
use crate::limits;
use crate::pki::key::{Algorithm, SignatureBytes};
use crate::wire::cbor;

const TAG_SIGN: u64 = 98;

/// A decoded COSE_Sign whose structure is right and whose signatures nobody has checked.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sign {
    /// The protected header as received.
    pub(crate) protected: Vec<u8>,
    pub(crate) payload: Vec<u8>,
    pub(crate) signatures: Vec<Signature>,
}

/// One of the signatures.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Signature {
    pub(crate) algorithm: Algorithm,
    pub(crate) hint: CertificateHint,
    pub(crate) bytes: SignatureBytes,
    /// The bytes that it covers: the Sig_structure (RFC 9052, section 4.4), empty external data.
    pub(crate) to_be_signed: Vec<u8>,
}

impl Sign {
    /// Decodes an object that carries this `typ`, of at most `limit` bytes.
    pub(crate) fn decode(bytes: &[u8], typ: &str, limit: usize) -> Result<Self, Error> {
        if bytes.len() > limit {
            return Err(Error::InputTooLarge { limit });
        }
        cbor::check_tagged(bytes, TAG_SIGN)?;
        let [protected, unprotected, payload, signatures] = sign1::elements(bytes)?;
        let protected = into_bytes(protected, Error::CoseProtectedShape)?;
        let payload = into_bytes(payload, Error::CosePayload)?;
        let signatures = signatures.into_array().map_err(|_| Error::CoseShape)?;
        if payload.is_empty() {
            return Err(Error::CosePayload);
        }
        if signatures.len() > limits::ROOT_SIGNATURES {
            return Err(Error::CoseShape);
        }
        no_headers(&unprotected)?;
        sign1::check_only_typ(&protected, typ)?;
        let mut sign = Self {
            protected,
            payload,
            signatures: Vec::new(),
        };
        for signature in signatures {
            sign.take(signature)?;
        }
        Ok(sign)
    }

    /// The payload as received.
    pub(crate) fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// The signatures, in their order.
    pub(crate) fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// The bytes that the signature with this protected header covers.
    pub(crate) fn sig_structure(&self, protected: &[u8]) -> Vec<u8> {
        sign1::sig_structure("Signature", &[&self.protected, protected], &self.payload)
    }

    fn take(&mut self, signature: Value) -> Result<(), Error> {
        let parts = signature.into_array().map_err(|_| Error::CoseShape)?;
        let [protected, unprotected, bytes] =
            <[Value; 3]>::try_from(parts).map_err(|_| Error::CoseShape)?;
        let protected = into_bytes(protected, Error::CoseProtectedShape)?;
        let bytes = into_bytes(bytes, Error::CoseSignatureLength)?;
        let bytes = SignatureBytes::try_from(bytes).map_err(|_| Error::CoseSignatureLength)?;
        no_headers(&unprotected)?;
        let (algorithm, hint) = sign1::check_protected(&protected, &[], None)?;
        self.signatures.push(Signature {
            algorithm,
            hint,
            bytes,
            to_be_signed: self.sig_structure(&protected),
        });
        Ok(())
    }
}

fn into_bytes(value: Value, error: Error) -> Result<Vec<u8>, Error> {
    value.into_bytes().map_err(|_| error)
}

fn no_headers(unprotected: &Value) -> Result<(), Error> {
    match unprotected.as_map().map(Vec::is_empty) {
        Some(true) => Ok(()),
        Some(false) => Err(Error::CoseUnprotectedLabel),
        None => Err(Error::CoseUnprotectedShape),
    }
}
