//! X.509 certificates as this format allows them (RFC 5280): what one certificate says.

mod fields;

use der::oid::{AssociatedOid, ObjectIdentifier};
use x509_cert::Version;
use x509_cert::ext::pkix::{
    AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, KeyUsage, SubjectKeyIdentifier,
};

use crate::base::collect::try_map;
use crate::base::digest::{
    CertificateFingerprint, CertificateHint, Digest, certificate_hint, digest,
};
use crate::base::time::UnixTime;
use crate::error::Error;
use crate::limits;
use crate::pki::key::{Algorithm, KeyKind, PublicKey};
use crate::pki::name::rfc4514;
use crate::pki::purpose::Purpose;
use fields::{Constraints, Signed, Usage, authority_key, purposes, subject_key};

/// A certificate in DER, decoded; who issued it is not checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Certificate {
    der: Vec<u8>,
    /// The bytes that the issuer signed, as received.
    tbs: Vec<u8>,
    version: Version,
    /// The content of the name.
    issuer: Vec<u8>,
    /// The content of the name.
    subject: Vec<u8>,
    not_before: UnixTime,
    not_after: UnixTime,
    key: (KeyKind, Option<Vec<u8>>),
    key_digest: Digest,
    extensions: Vec<Extension>,
    /// The algorithm that is stated inside and outside the signature, if it is one of this format's.
    algorithm: Option<Algorithm>,
    signature: Option<Vec<u8>>,
}

/// An extension, its value in DER.
#[derive(Clone, Debug, PartialEq)]
struct Extension {
    oid: ObjectIdentifier,
    critical: bool,
    value: Vec<u8>,
}

impl Certificate {
    /// Decodes one certificate; anything after it is an error.
    ///
    /// # Errors
    ///
    /// [`Error::InputTooLarge`] above [`limits::CERTIFICATE_BYTES`]; else [`Error::CertMalformed`].
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        if der.len() > limits::CERTIFICATE_BYTES {
            return Err(Error::InputTooLarge {
                limit: limits::CERTIFICATE_BYTES,
            });
        }
        let signed = Signed::decode(der).map_err(|_| Error::CertMalformed)?;
        let tbs = signed.tbs;
        let extensions = tbs.extensions.iter().map(|extension| Extension {
            oid: extension.oid,
            critical: extension.critical,
            value: extension.value.to_vec(),
        });
        Ok(Self {
            der: der.to_vec(),
            tbs: signed.message.to_vec(),
            version: tbs.version,
            issuer: tbs.issuer.to_vec(),
            subject: tbs.subject.to_vec(),
            not_before: tbs.not_before,
            not_after: tbs.not_after,
            key: (
                KeyKind::of(&tbs.key_algorithm),
                tbs.key.as_bytes().map(<[u8]>::to_vec),
            ),
            key_digest: digest(tbs.spki),
            extensions: extensions.collect(),
            algorithm: Algorithm::of_certificate(&tbs.algorithm)
                .filter(|_| tbs.algorithm == signed.algorithm),
            signature: signed.signature.as_bytes().map(<[u8]>::to_vec),
        })
    }

    /// The certificate in DER, as received.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The hint by which a credential names this certificate.
    pub fn hint(&self) -> CertificateHint {
        certificate_hint(&self.der)
    }

    /// The SHA-256 of the certificate in DER.
    pub fn fingerprint(&self) -> CertificateFingerprint {
        CertificateFingerprint::of(&self.der)
    }

    /// The subject as RFC 4514 writes it. Text from a certificate: escape it before showing it.
    pub fn subject(&self) -> String {
        rfc4514(&self.subject)
    }

    /// The issuer as RFC 4514 writes it. Text from a certificate: escape it before showing it.
    pub fn issuer(&self) -> String {
        rfc4514(&self.issuer)
    }

    /// The subject's public key, if it is one that this format allows.
    ///
    /// # Errors
    ///
    /// [`Error::CertKeyUnsupported`], [`Error::CertKeyEncoding`], [`Error::CertKeyWeak`] or
    /// [`Error::CertKeyMixedOrder`].
    pub fn public_key(&self) -> Result<PublicKey, Error> {
        let (kind, bytes) = &self.key;
        PublicKey::of_kind(*kind, bytes.as_deref())
    }

    /// The SHA-256 of the subject's public key in DER: what a key has in common in all its certificates.
    pub fn key_digest(&self) -> Digest {
        self.key_digest
    }

    /// The first second of validity.
    pub fn not_before(&self) -> UnixTime {
        self.not_before
    }

    /// The last second of validity.
    pub fn not_after(&self) -> UnixTime {
        self.not_after
    }

    /// Checks that a time lies in the validity.
    ///
    /// # Errors
    ///
    /// [`Error::CertNotYetValid`] or [`Error::CertExpired`].
    pub fn check_time(&self, at: UnixTime) -> Result<(), Error> {
        check_time(at, self.not_before, self.not_after)
    }

    /// True where the certificate names itself as its issuer.
    pub fn is_self_issued(&self) -> bool {
        self.subject == self.issuer
    }

    /// True where the certificate says that it is a certification authority.
    pub fn is_ca(&self) -> bool {
        matches!(self.constraints(), Ok(Some(constraints)) if constraints.ca)
    }

    /// The purpose in the extended key usage, where it is exactly one of this format's.
    pub fn purpose(&self) -> Option<Purpose> {
        let purposes = self.extension(ExtendedKeyUsage::OID, purposes).ok()??;
        match purposes.as_slice() {
            [oid] => Purpose::from_oid(*oid),
            _ => None,
        }
    }

    /// Checks what every certificate must be: version 3, no extension twice or unknown and critical.
    pub(crate) fn check_form(&self) -> Result<(), Error> {
        if self.version != Version::V3 {
            return Err(Error::CertVersion);
        }
        for (index, extension) in self.extensions.iter().enumerate() {
            let oid = extension.oid;
            let mut later = self.extensions.iter().skip(index + 1);
            if later.any(|other| other.oid == oid) {
                return Err(Error::CertDuplicateExtension);
            }
            if extension.critical && !KNOWN_EXTENSIONS.contains(&oid) {
                return Err(Error::CertCriticalExtension);
            }
        }
        Ok(())
    }

    /// Checks that this is an end-entity certificate for one purpose.
    pub(crate) fn check_signer(&self, purpose: Purpose) -> Result<(), Error> {
        self.check_form()?;
        if self
            .constraints()?
            .is_some_and(|constraints| constraints.ca)
        {
            return Err(Error::CertIsCa);
        }
        let usage = self.usage()?.ok_or(Error::CertKeyUsage)?;
        // RFC 9295, section 3: a key that signs does nothing else.
        let allowed = [Usage::DIGITAL_SIGNATURE, Usage::NON_REPUDIATION];
        if !usage.has(Usage::DIGITAL_SIGNATURE) || !usage.is_within(allowed) {
            return Err(Error::CertKeyUsage);
        }
        let purposes = self.extension(ExtendedKeyUsage::OID, purposes)?;
        let purposes = purposes.ok_or(Error::CertExtendedKeyUsageMissing)?;
        match purposes.as_slice() {
            [oid] if *oid == purpose.oid() => Ok(()),
            _ => Err(Error::CertExtendedKeyUsage),
        }
    }

    /// Checks that this certificate may issue others, with `below` authorities under it on the path.
    pub(crate) fn check_authority(&self, below: usize) -> Result<(), Error> {
        self.check_form()?;
        let constraints = self.constraints()?;
        let constraints = constraints.filter(|constraints| constraints.ca);
        let constraints = constraints.ok_or(Error::CertNotCa)?;
        if constraints
            .path_length
            .is_some_and(|length| usize::from(length) < below)
        {
            return Err(Error::CertPathLength);
        }
        match self.usage()? {
            Some(usage) if usage.has(Usage::KEY_CERT_SIGN) => Ok(()),
            _ => Err(Error::CertKeyUsage),
        }
    }

    /// Checks that an extended key usage that must be heeded allows this authority signers for a purpose.
    pub(crate) fn check_allows(&self, purpose: Purpose) -> Result<(), Error> {
        let mut extensions = self.extensions.iter();
        if !extensions.any(|found| found.oid == ExtendedKeyUsage::OID && found.critical) {
            return Ok(());
        }
        let stated = self.extension(ExtendedKeyUsage::OID, purposes)?;
        let allowed = [purpose.oid(), ANY_EXTENDED_KEY_USAGE];
        let mut stated = stated.iter().flatten();
        match stated.any(|oid| allowed.contains(oid)) {
            true => Ok(()),
            false => Err(Error::CertExtendedKeyUsage),
        }
    }

    /// Checks name, validity and signature of this certificate against its issuer's.
    pub(crate) fn check_issued_by(&self, issuer: &Self) -> Result<(), Error> {
        self.check_names(issuer)?;
        if self.not_before() < issuer.not_before() || self.not_after() > issuer.not_after() {
            return Err(Error::CertNotNested);
        }
        let key = issuer.public_key()?;
        if self.algorithm != Some(key.algorithm()) {
            return Err(Error::CertAlgorithm);
        }
        let signature = self.signature.as_ref().ok_or(Error::CertSignature)?;
        key.verify_certificate(&self.tbs, signature)
    }

    /// Checks that the certificate names this issuer, and its key where both state one.
    pub(crate) fn check_names(&self, issuer: &Self) -> Result<(), Error> {
        let named = self.issuer == issuer.subject;
        let authority = self.extension(AuthorityKeyIdentifier::OID, authority_key)?;
        let subject = issuer.extension(SubjectKeyIdentifier::OID, subject_key)?;
        match (authority.flatten(), subject) {
            (Some(authority), Some(subject)) if authority != subject => Err(Error::CertIssuer),
            _ if named => Ok(()),
            _ => Err(Error::CertIssuer),
        }
    }

    fn constraints(&self) -> Result<Option<Constraints>, Error> {
        self.extension(BasicConstraints::OID, Constraints::decode)
    }

    fn usage(&self) -> Result<Option<Usage>, Error> {
        self.extension(KeyUsage::OID, Usage::decode)
    }

    /// Decodes an extension; two of a kind are malformed.
    fn extension<'a, T>(
        &'a self,
        oid: ObjectIdentifier,
        decode: fn(&'a [u8]) -> der::Result<T>,
    ) -> Result<Option<T>, Error> {
        let mut extensions = self.extensions.iter().filter(|found| found.oid == oid);
        match (extensions.next(), extensions.next()) {
            (_, Some(_)) => Err(Error::CertMalformed),
            (None, None) => Ok(None),
            (Some(found), None) => match decode(&found.value) {
                Ok(value) => Ok(Some(value)),
                Err(_) => Err(Error::CertMalformed),
            },
        }
    }
}

/// Checks that a time lies in a validity, of which the last second is given.
pub(crate) fn check_time(
    at: UnixTime,
    not_before: UnixTime,
    not_after: UnixTime,
) -> Result<(), Error> {
    if at < not_before {
        return Err(Error::CertNotYetValid { at, not_before });
    }
    if at > not_after {
        return Err(Error::CertExpired { at, not_after });
    }
    Ok(())
}

/// The certificates in DER.
pub(crate) fn certificates(ders: &[Vec<u8>]) -> Result<Vec<Certificate>, Error> {
    try_map(ders, |der| Certificate::from_der(der))
}

/// anyExtendedKeyUsage (RFC 5280, section 4.2.1.12).
const ANY_EXTENDED_KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37.0");

/// The extensions that the rules of this format read.
const KNOWN_EXTENSIONS: [ObjectIdentifier; 5] = [
    BasicConstraints::OID,
    KeyUsage::OID,
    ExtendedKeyUsage::OID,
    SubjectKeyIdentifier::OID,
    AuthorityKeyIdentifier::OID,
];

#[cfg(test)]
mod tests;
