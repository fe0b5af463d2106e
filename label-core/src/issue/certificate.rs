//! Making certificates: the root, intermediates and signers of a scheme owner (RFC 5280).
//!
//! | role | basicConstraints | keyUsage | extendedKeyUsage |
//! |---|---|---|---|
//! | root | critical, CA, path length 1 | critical, keyCertSign and cRLSign | none |
//! | intermediate | critical, CA, path length 0 | critical, keyCertSign and cRLSign | none |
//! | signer | none | critical, digitalSignature | critical, exactly one [`Purpose`] |
//!
//! Every certificate has a subject key identifier, every one but the root an authority key
//! identifier. Keys are Ed25519 or P-256 in any mixture.

mod profile;
mod raw;

use crate::base::time::UnixTime;
use crate::error::Error;
use crate::pki::certificate::Certificate;
use crate::pki::key::PublicKey;
use crate::pki::purpose::Purpose;
use crate::pki::signer::Signer;

pub use profile::{DistinguishedName, extension};
pub use raw::{TbsFields, Version, certify_raw};

impl Certificate {
    /// The fields as `x509-cert` has them.
    pub(crate) fn fields(&self) -> Result<x509_cert::TbsCertificate, Error> {
        let decoded: der::Result<x509_cert::Certificate> = der::Decode::from_der(self.der());
        let decoded = decoded.map_err(|_| Error::CertMalformed)?;
        Ok(decoded.tbs_certificate().clone())
    }
}

/// The content of a certificate to be made.
#[derive(Clone, Debug)]
pub struct CertificateRequest<'a> {
    /// The name that it is made out to.
    pub subject: DistinguishedName,
    /// The key that it certifies.
    pub public_key: PublicKey,
    /// Serial number, big-endian: positive, at most 20 bytes, never used before by this issuer.
    pub serial: Vec<u8>,
    /// Start of the validity.
    pub not_before: UnixTime,
    /// End of the validity, included.
    pub not_after: UnixTime,
    /// Its use.
    pub role: Role<'a>,
}

/// The place of a certificate on the path from a root to a signer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role<'a> {
    /// A root, signed with its own key.
    Root,
    /// An authority below a root, which certifies signers.
    Intermediate {
        /// The issuing certificate, in DER.
        issuer: &'a [u8],
    },
    /// A signer of labels or of status lists.
    Signer {
        /// The issuing certificate, in DER.
        issuer: &'a [u8],
        /// The objects that it may sign.
        purpose: Purpose,
    },
}

impl<'a> Role<'a> {
    /// The issuing certificate, in DER; `None` for a root.
    fn issuer(self) -> Option<&'a [u8]> {
        match self {
            Self::Root => None,
            Self::Intermediate { issuer } | Self::Signer { issuer, .. } => Some(issuer),
        }
    }
}

/// Makes a certificate and returns it in DER, having checked that it verifies.
///
/// Refuses a signing key that is not the issuer's ([`Error::CertKeyMismatch`]), an issuer that may
/// not issue it, a validity outside the issuer's ([`Error::CertNotNested`]), and the errors of
/// [`TbsFields::new`].
///
/// # Errors
///
/// [`Error::CertKeyMismatch`] where the signing key is not the issuer's; the errors of [`TbsFields::new`] and
/// [`check_issued`]; and the signer's own error.
pub fn certify<S>(request: &CertificateRequest<'_>, signer: &S) -> Result<Vec<u8>, S::Error>
where
    S: Signer + ?Sized,
{
    let signing_key = signer.public_key();
    let issuing_key = match request.role.issuer() {
        None => request.public_key.clone(),
        Some(issuer) => Certificate::from_der(issuer)?.public_key()?,
    };
    if signing_key != issuing_key {
        return Err(Error::CertKeyMismatch.into());
    }
    let fields = TbsFields::new(request, &signing_key)?;
    let certificate = certify_raw(&fields, signer)?;
    check_issued(&certificate, request.role.issuer().unwrap_or(&certificate))?;
    Ok(certificate)
}

/// Checks one step of a path: whether `issuer` issued `certificate` and was allowed to.
///
/// Both are in DER; a root is its own issuer. This is a check of the desk that makes certificates.
/// The rules of a label's path are asked where the label is verified.
///
/// # Errors
///
/// The errors of [`Certificate::from_der`]; else the `Cert…` code of the first rule that is broken.
pub fn check_issued(certificate: &[u8], issuer: &[u8]) -> Result<(), Error> {
    let self_signed = certificate == issuer;
    let (certificate, issuer) = (
        Certificate::from_der(certificate)?,
        Certificate::from_der(issuer)?,
    );
    issuer.check_authority(usize::from(certificate.is_ca() && !self_signed))?;
    certificate.check_issued_by(&issuer)
}

#[cfg(test)]
mod tests;
