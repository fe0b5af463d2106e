//! A credential: the signed label in its compact or full form.

use crate::base::digest::{CertificateHint, CredentialId};
use crate::cose::sign1::Sign1;
use crate::error::Error;
use crate::label::claims::Claims;
use crate::limits;
use crate::pki::key::{Algorithm, SignatureBytes};

/// A decoded credential. **Nothing in it is verified**: only [`verify`](crate::verify()) does that.
///
/// ```cddl
/// credential = #6.18([
///   protected: bstr .cbor { 1: -19 / -9, 34: x5t },
///   unprotected: { ? 33: x5chain, ? 394: [+ bstr] },
///   payload: bstr .cbor claims,
///   signature: bstr .size 64
/// ])
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Credential {
    pub(crate) sign1: Sign1,
    pub(crate) to_be_signed: Vec<u8>,
}

impl Credential {
    /// Decodes either form and checks every rule of its encoding, not its claims.
    ///
    /// # Errors
    ///
    /// [`Error::InputTooLarge`] above [`limits::FULL_BYTES`], or above [`limits::COMPACT_BYTES`] in the
    /// compact form; else the code of the first broken rule of CBOR or COSE (`Cbor…`, `Cose…`).
    pub fn decode(bytes: &[u8]) -> Result<Self, Error> {
        let credential = Self::new(Sign1::decode(bytes, None, limits::FULL_BYTES)?);
        // A credential that is smaller as a whole is smaller in its compact form.
        let limit = limits::COMPACT_BYTES;
        if bytes.len() > limit && credential.to_compact()?.len() > limit {
            return Err(Error::InputTooLarge {
                limit: limits::COMPACT_BYTES,
            });
        }
        Ok(credential)
    }

    pub(crate) fn new(sign1: Sign1) -> Self {
        let to_be_signed = sign1.to_be_signed();
        Self {
            sign1,
            to_be_signed,
        }
    }

    /// The algorithm named in the signed header.
    pub fn algorithm(&self) -> Algorithm {
        self.sign1.algorithm
    }

    /// The hint at the signer's certificate in the signed header.
    pub fn hint(&self) -> CertificateHint {
        self.sign1.hint
    }

    /// The enclosed certificates in DER, signer first; empty in the compact form.
    pub fn chain(&self) -> &[Vec<u8>] {
        &self.sign1.chain
    }

    /// The signature: Ed25519, or ECDSA as r ‖ s.
    pub fn signature(&self) -> &SignatureBytes {
        &self.sign1.signature
    }

    /// The signed claims in CBOR, as received.
    pub fn payload(&self) -> &[u8] {
        self.sign1.payload()
    }

    /// The bytes that the signature covers: the Sig_structure (RFC 9052, section 4.4).
    pub fn to_be_signed(&self) -> &[u8] {
        &self.to_be_signed
    }

    /// The identity of this credential: the SHA-256 of its Sig_structure.
    ///
    /// Not of the signature, which is malleable in ECDSA, nor of the whole, which has two forms.
    pub fn identity(&self) -> CredentialId {
        CredentialId::of(&self.to_be_signed)
    }

    /// The decoded claims; the signature is unchecked.
    ///
    /// # Errors
    ///
    /// The errors of [`Claims::decode`].
    pub fn unverified_claims(&self) -> Result<Claims, Error> {
        Claims::decode(self.payload())
    }

    /// The form for the QR symbol: nothing in the unprotected header.
    ///
    /// # Errors
    ///
    /// None in this version: what was decoded or signed can be encoded.
    pub fn to_compact(&self) -> Result<Vec<u8>, Error> {
        Ok(self.sign1.encode(&[]))
    }

    /// The form for files: with the signer's certificate chain in DER, signer first.
    ///
    /// # Errors
    ///
    /// None in this version: what was decoded or signed can be encoded.
    pub fn to_full(&self, chain: &[Vec<u8>]) -> Result<Vec<u8>, Error> {
        Ok(self.sign1.encode(chain))
    }
}
