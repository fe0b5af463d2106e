//! COSE_Sign as trust lists use it (RFC 9052, section 4.1): one payload, a signature of each root.

use ciborium::Value;
#[cfg(feature = "issue")]
use coset::{CoseSign, CoseSignature, Header, TaggedCborSerializable};

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
    protected: Vec<u8>,
    payload: Vec<u8>,
    signatures: Vec<Signature>,
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
    /// Starts an object without signatures.
    #[cfg(feature = "issue")]
    pub(crate) fn prepare(typ: &str, payload: Vec<u8>) -> Result<Self, Error> {
        let header = coset::HeaderBuilder::new()
            .value(sign1::TYP, typ.into())
            .build();
        Ok(Self {
            protected: sign1::encode_header(header)?,
            payload,
            signatures: Vec::new(),
        })
    }

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

    /// The protected header as received.
    #[cfg(feature = "issue")]
    pub(crate) fn protected(&self) -> &[u8] {
        &self.protected
    }

    /// The signatures, in their order.
    pub(crate) fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// The bytes that a root with this hint signs.
    #[cfg(feature = "issue")]
    pub(crate) fn to_be_signed(
        &self,
        algorithm: Algorithm,
        hint: CertificateHint,
    ) -> Result<Vec<u8>, Error> {
        let header = sign1::encode_header(sign1::signer_header(algorithm, None, hint))?;
        Ok(self.sig_structure(&header))
    }

    /// Adds a signature.
    #[cfg(feature = "issue")]
    pub(crate) fn push(
        &mut self,
        algorithm: Algorithm,
        hint: CertificateHint,
        bytes: SignatureBytes,
    ) -> Result<(), Error> {
        let to_be_signed = self.to_be_signed(algorithm, hint)?;
        self.signatures.push(Signature {
            algorithm,
            hint,
            bytes,
            to_be_signed,
        });
        Ok(())
    }

    /// Encodes the object.
    #[cfg(feature = "issue")]
    pub(crate) fn encode(&self) -> Result<Vec<u8>, Error> {
        let signatures = self.signatures.iter().map(|signature| CoseSignature {
            // What a signer's header holds has one encoding, so this is what was received.
            protected: coset::ProtectedHeader {
                original_data: None,
                header: sign1::signer_header(signature.algorithm, None, signature.hint),
            },
            unprotected: Header::default(),
            signature: signature.bytes.to_vec(),
        });
        let message = CoseSign {
            protected: sign1::received(self.protected.clone()),
            unprotected: Header::default(),
            payload: Some(self.payload.clone()),
            signatures: signatures.collect(),
        };
        message.to_tagged_vec().map_err(|_| Error::CoseShape)
    }

    fn sig_structure(&self, protected: &[u8]) -> Vec<u8> {
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
