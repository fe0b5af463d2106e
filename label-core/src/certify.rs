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

use alloc::vec::Vec;

use der::{Decode, Encode};
use x509_cert::Certificate;
use x509_cert::TbsCertificate;
use x509_cert::ext::pkix::{BasicConstraints, KeyUsage};

use crate::{Error, PublicKey, Purpose, Signer, limits};

pub use profile::{DistinguishedName, extension};
pub use raw::{TbsFields, Version, certify_raw};

/// What a certificate shall say.
#[derive(Clone, Debug)]
pub struct CertificateRequest<'a> {
    /// Whom it names.
    pub subject: DistinguishedName,
    /// The key that it certifies.
    pub public_key: PublicKey,
    /// Serial number, big-endian: positive, at most 20 bytes, never used before by this issuer.
    pub serial: Vec<u8>,
    /// Start of the validity, in seconds since 1970.
    pub not_before: u64,
    /// End of the validity, included, in seconds since 1970.
    pub not_after: u64,
    /// What it is for.
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
        /// What it may sign.
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
/// not issue it, a validity outside the issuer's ([`Error::CertNotNested`]), and what
/// [`TbsFields::new`] refuses.
pub fn certify(request: &CertificateRequest<'_>, signer: &dyn Signer) -> Result<Vec<u8>, Error> {
    let signing_key = signer.public_key();
    let issuing_key = match request.role.issuer() {
        None => request.public_key.clone(),
        Some(issuer) => public_key(parse(issuer)?.tbs_certificate())?,
    };
    if signing_key != issuing_key {
        return Err(Error::CertKeyMismatch);
    }
    let fields = TbsFields::new(request, &signing_key)?;
    let certificate = certify_raw(&fields, signer)?;
    check_issued(&certificate, request.role.issuer().unwrap_or(&certificate))?;
    Ok(certificate)
}

/// Checks one step of a path: whether `issuer` issued `certificate` and was allowed to.
///
/// Both are in DER; a root is its own issuer. This is a check of the desk that makes certificates.
/// What a label's path must fulfil is decided where the label is verified.
pub fn check_issued(certificate: &[u8], issuer: &[u8]) -> Result<(), Error> {
    let self_signed = certificate == issuer;
    let (certificate, issuer) = (parse(certificate)?, parse(issuer)?);
    let (tbs, by) = (certificate.tbs_certificate(), issuer.tbs_certificate());
    if tbs.issuer() != by.subject() {
        return Err(Error::CertIssuer);
    }
    let constraints = authority(by)?.ok_or(Error::CertNotCa)?;
    let last = constraints.path_len_constraint == Some(0);
    if authority(tbs)?.is_some() && last && !self_signed {
        return Err(Error::CertPathLength);
    }
    let (start, end) = seconds(tbs);
    let (earliest, latest) = seconds(by);
    if start < earliest || latest < end {
        return Err(Error::CertNotNested);
    }
    check_signature(&certificate, &public_key(by)?)
}

/// Parses a certificate of bounded size.
fn parse(der: &[u8]) -> Result<Certificate, Error> {
    if der.len() > limits::CERTIFICATE_BYTES {
        return Err(Error::InputTooLarge {
            limit: limits::CERTIFICATE_BYTES,
        });
    }
    Certificate::from_der(der).map_err(|_| Error::CertMalformed)
}

fn public_key(tbs: &TbsCertificate) -> Result<PublicKey, Error> {
    PublicKey::from_spki(tbs.subject_public_key_info())
}

/// Start and end of a validity, in seconds.
fn seconds(tbs: &TbsCertificate) -> (u64, u64) {
    let validity = tbs.validity();
    (
        validity.not_before.to_unix_duration().as_secs(),
        validity.not_after.to_unix_duration().as_secs(),
    )
}

/// The basic constraints of an authority's certificate; `None` where it is no authority.
///
/// An authority whose key usage lacks keyCertSign is [`Error::CertKeyUsage`].
fn authority(tbs: &TbsCertificate) -> Result<Option<BasicConstraints>, Error> {
    let constraints = tbs
        .get_extension::<BasicConstraints>()
        .map_err(|_| Error::CertMalformed)?;
    let Some((_, constraints)) = constraints.filter(|(_, constraints)| constraints.ca) else {
        return Ok(None);
    };
    let usage = tbs
        .get_extension::<KeyUsage>()
        .map_err(|_| Error::CertMalformed)?;
    if usage.is_some_and(|(_, usage)| usage.key_cert_sign()) {
        Ok(Some(constraints))
    } else {
        Err(Error::CertKeyUsage)
    }
}

fn check_signature(certificate: &Certificate, key: &PublicKey) -> Result<(), Error> {
    let tbs = certificate.tbs_certificate();
    let stated = certificate.signature_algorithm();
    if stated != tbs.signature() || !key.algorithm().matches(stated) {
        return Err(Error::CertAlgorithm);
    }
    let message = tbs.to_der().map_err(|_| Error::CertMalformed)?;
    let bits = certificate.signature().as_bytes();
    key.verify_certificate(&message, bits.ok_or(Error::CertSignature)?)
}

#[cfg(test)]
mod tests;
