//! COSE objects to be signed: coset makes their headers and encodes those of several signers.
//!
//! It is 19 KB of the command's 43 MB, and nothing of the page's modules, which issue nothing. Our own writer
//! in its place would be some 60 lines, and one more place to be wrong about COSE.

use ciborium::Value;
use coset::{
    CborSerializable, CoseSign, CoseSignature, Header, ProtectedHeader, TaggedCborSerializable,
};

use crate::base::digest::CertificateHint;
use crate::cose::sign::{Sign, Signature};
use crate::cose::sign1::{SHA_256_64, Sign1, TYP, X5T};
use crate::error::Error;
use crate::pki::key::{Algorithm, SignatureBytes};

impl Sign1 {
    /// Starts an object to be signed.
    pub(crate) fn prepare(
        algorithm: Algorithm,
        typ: Option<&str>,
        hint: CertificateHint,
        payload: Vec<u8>,
    ) -> Result<Self, Error> {
        Ok(Self {
            algorithm,
            hint,
            chain: Vec::new(),
            signature: [0; 64],
            is_compact: true,
            protected: encode_header(signer_header(algorithm, typ, hint))?,
            payload,
        })
    }

    /// The same object with this signature.
    pub(crate) fn with_signature(mut self, signature: SignatureBytes) -> Self {
        self.signature = signature;
        self
    }
}

impl Sign {
    /// Starts an object without signatures.
    pub(crate) fn prepare(typ: &str, payload: Vec<u8>) -> Result<Self, Error> {
        let header = coset::HeaderBuilder::new().value(TYP, typ.into()).build();
        Ok(Self {
            protected: encode_header(header)?,
            payload,
            signatures: Vec::new(),
        })
    }

    /// The bytes that a root with this hint signs.
    pub(crate) fn to_be_signed(
        &self,
        algorithm: Algorithm,
        hint: CertificateHint,
    ) -> Result<Vec<u8>, Error> {
        let header = encode_header(signer_header(algorithm, None, hint))?;
        Ok(self.sig_structure(&header))
    }

    /// Adds a signature.
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
    pub(crate) fn encode(&self) -> Result<Vec<u8>, Error> {
        let signatures = self.signatures.iter().map(|signature| CoseSignature {
            // The header of a signer has one encoding, so this is what was received.
            protected: coset::ProtectedHeader {
                original_data: None,
                header: signer_header(signature.algorithm, None, signature.hint),
            },
            unprotected: Header::default(),
            signature: signature.bytes.to_vec(),
        });
        let message = CoseSign {
            protected: received(self.protected.clone()),
            unprotected: Header::default(),
            payload: Some(self.payload.clone()),
            signatures: signatures.collect(),
        };
        message.to_tagged_vec().map_err(|_| Error::CoseShape)
    }
}

/// A protected header whose bytes count as they stand.
fn received(protected: Vec<u8>) -> ProtectedHeader {
    ProtectedHeader {
        original_data: Some(protected),
        ..ProtectedHeader::default()
    }
}

/// A header in bytes.
fn encode_header(header: Header) -> Result<Vec<u8>, Error> {
    header.to_vec().map_err(|_| Error::CoseProtectedShape)
}

/// The protected header of one signer.
fn signer_header(algorithm: Algorithm, typ: Option<&str>, hint: CertificateHint) -> Header {
    let x5t = Value::Array(vec![SHA_256_64.into(), Value::Bytes(hint.to_vec())]);
    let typ = typ.map(|typ| (coset::Label::Int(TYP), typ.into()));
    Header {
        alg: Some(coset::Algorithm::Assigned(match algorithm {
            Algorithm::Ed25519 => coset::iana::Algorithm::Ed25519,
            Algorithm::Esp256 => coset::iana::Algorithm::ESP256,
        })),
        rest: typ
            .into_iter()
            .chain([(coset::Label::Int(X5T), x5t)])
            .collect(),
        ..Header::default()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use coset::CoseSign1;

    use super::*;
    use crate::cose::sign1::{X5CHAIN, sig_structure};
    use crate::wire::cbor;

    #[test]
    fn another_library_signs_and_writes_the_same_bytes() {
        for (typ, payload) in [(None, vec![1]), (Some("t"), vec![2; 300])] {
            let sign1 = Sign1::prepare(Algorithm::Esp256, typ, [7; 8], payload).unwrap();
            let mut message = CoseSign1 {
                protected: received(sign1.protected.clone()),
                payload: Some(sign1.payload.clone()),
                signature: vec![0; 64],
                ..CoseSign1::default()
            };
            assert_eq!(sign1.to_be_signed(), message.tbs_data(&[]));
            let certificates = [vec![3; 5], vec![4; 5]];
            for (chain, value) in [
                (&certificates[..0], None),
                (&certificates[..1], Some(Value::Bytes(vec![3; 5]))),
                (
                    &certificates[..],
                    cbor::array_of(cbor::byte_strings(&certificates)),
                ),
            ] {
                let entry = value.map(|value| (coset::Label::Int(X5CHAIN), value));
                message.unprotected.rest = entry.into_iter().collect();
                assert_eq!(
                    sign1.encode(chain),
                    message.clone().to_tagged_vec().unwrap()
                );
            }
        }
    }

    #[test]
    fn another_library_signs_the_same_bytes_of_several_signers() {
        let (body, signer, payload) = ([0xa0; 24], [0xa1; 9], [1; 300]);
        let message = CoseSign {
            protected: received(body.to_vec()),
            payload: Some(payload.to_vec()),
            ..CoseSign::default()
        };
        let signature = CoseSignature {
            protected: received(signer.to_vec()),
            ..CoseSignature::default()
        };
        let structure = sig_structure("Signature", &[&body, &signer], &payload);
        assert_eq!(structure, message.tbs_data(&[], &signature));
    }
}
