//! X.509 certificates as this format allows them (RFC 5280): what one certificate says.

use alloc::string::String;
use alloc::vec::Vec;

use der::oid::{AssociatedOid, ObjectIdentifier};
use der::{Decode, Header, Reader, SliceReader, Tag, TagNumber};
use sha2::{Digest, Sha256};
use x509_cert::certificate::Version;
use x509_cert::ext::pkix::{
    AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, KeyUsage, KeyUsages,
    SubjectKeyIdentifier,
};

use crate::collect::try_map;
use crate::cose::{CertificateHint, certificate_hint};
use crate::key::PublicKey;
use crate::name::rfc4514;
use crate::purpose::Purpose;
use crate::{Error, limits};

/// A certificate in DER, decoded; who issued it is not checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Certificate {
    der: Vec<u8>,
    /// The bytes that the issuer signed, as received.
    tbs: Vec<u8>,
    decoded: x509_cert::Certificate,
}

impl Certificate {
    /// Decodes one certificate; anything after it is an error.
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        if der.len() > limits::CERTIFICATE_BYTES {
            return Err(Error::InputTooLarge {
                limit: limits::CERTIFICATE_BYTES,
            });
        }
        Ok(Self {
            decoded: x509_cert::Certificate::from_der(der).map_err(|_| Error::CertMalformed)?,
            tbs: signed_part(der).map_err(|_| Error::CertMalformed)?,
            der: der.to_vec(),
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
    pub fn fingerprint(&self) -> [u8; 32] {
        Sha256::digest(&self.der).into()
    }

    /// The subject as RFC 4514 writes it. Text from a certificate: escape it before showing it.
    pub fn subject(&self) -> String {
        rfc4514(self.fields().subject())
    }

    /// The issuer as RFC 4514 writes it. Text from a certificate: escape it before showing it.
    pub fn issuer(&self) -> String {
        rfc4514(self.fields().issuer())
    }

    /// The subject's public key, if it is one that this format allows.
    pub fn public_key(&self) -> Result<PublicKey, Error> {
        PublicKey::from_spki(self.fields().subject_public_key_info())
    }

    /// The first second of validity, since 1970.
    pub fn not_before(&self) -> u64 {
        self.fields()
            .validity()
            .not_before
            .to_unix_duration()
            .as_secs()
    }

    /// The last second of validity, since 1970.
    pub fn not_after(&self) -> u64 {
        self.fields()
            .validity()
            .not_after
            .to_unix_duration()
            .as_secs()
    }

    /// Whether the certificate names itself as its issuer.
    pub fn is_self_issued(&self) -> bool {
        self.fields().subject() == self.fields().issuer()
    }

    /// Whether the certificate says that it is a certification authority.
    pub fn is_ca(&self) -> bool {
        matches!(self.extension::<BasicConstraints>(), Ok(Some(constraints)) if constraints.ca)
    }

    /// The purpose in the extended key usage, where it is exactly one of this format's.
    pub fn purpose(&self) -> Option<Purpose> {
        let usage = self.extension::<ExtendedKeyUsage>().ok()??;
        match usage.0.as_slice() {
            [oid] => Purpose::from_oid(*oid),
            _ => None,
        }
    }

    /// Checks what every certificate must be: version 3, no extension twice or unknown and critical.
    pub(crate) fn check_form(&self) -> Result<(), Error> {
        if self.fields().version() != Version::V3 {
            return Err(Error::CertVersion);
        }
        let extensions = self
            .fields()
            .extensions()
            .map(Vec::as_slice)
            .unwrap_or_default();
        for (index, extension) in extensions.iter().enumerate() {
            let oid = extension.extn_id;
            if extensions
                .iter()
                .skip(index + 1)
                .any(|other| other.extn_id == oid)
            {
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
            .extension::<BasicConstraints>()?
            .is_some_and(|constraints| constraints.ca)
        {
            return Err(Error::CertIsCa);
        }
        let usage = self.extension::<KeyUsage>()?.ok_or(Error::CertKeyUsage)?;
        // RFC 9295, section 3: a key that signs does nothing else.
        let allowed = KeyUsages::DigitalSignature | KeyUsages::NonRepudiation;
        if !usage.digital_signature() || !allowed.contains(usage.0) {
            return Err(Error::CertKeyUsage);
        }
        let usage = self.extension::<ExtendedKeyUsage>()?;
        let usage = usage.ok_or(Error::CertExtendedKeyUsageMissing)?;
        match usage.0.as_slice() {
            [oid] if *oid == purpose.oid() => Ok(()),
            _ => Err(Error::CertExtendedKeyUsage),
        }
    }

    /// Checks that this certificate may issue others, with `below` authorities under it on the path.
    pub(crate) fn check_authority(&self, below: usize) -> Result<(), Error> {
        self.check_form()?;
        let constraints = self.extension::<BasicConstraints>()?;
        let constraints = constraints.filter(|constraints| constraints.ca);
        let constraints = constraints.ok_or(Error::CertNotCa)?;
        if constraints
            .path_len_constraint
            .is_some_and(|length| usize::from(length) < below)
        {
            return Err(Error::CertPathLength);
        }
        match self.extension::<KeyUsage>()? {
            Some(usage) if usage.key_cert_sign() => Ok(()),
            _ => Err(Error::CertKeyUsage),
        }
    }

    /// Checks name, validity and signature of this certificate against its issuer's.
    pub(crate) fn check_issued_by(&self, issuer: &Self) -> Result<(), Error> {
        self.check_names(issuer)?;
        if self.not_before() < issuer.not_before() || self.not_after() > issuer.not_after() {
            return Err(Error::CertNotNested);
        }
        let key = issuer.public_key()?;
        let outer = self.decoded.signature_algorithm();
        if outer != self.fields().signature() || !key.algorithm().matches(outer) {
            return Err(Error::CertAlgorithm);
        }
        let signature = self
            .decoded
            .signature()
            .as_bytes()
            .ok_or(Error::CertSignature)?;
        key.verify_certificate(&self.tbs, signature)
    }

    /// Whether the certificate names this issuer, and its key where both state one.
    pub(crate) fn check_names(&self, issuer: &Self) -> Result<(), Error> {
        let named = self.fields().issuer() == issuer.fields().subject();
        let authority = self.authority_key()?;
        let subject = issuer.extension::<SubjectKeyIdentifier>()?;
        match (authority, subject) {
            (Some(authority), Some(SubjectKeyIdentifier(subject)))
                if authority != subject.as_bytes() =>
            {
                Err(Error::CertIssuer)
            }
            _ if named => Ok(()),
            _ => Err(Error::CertIssuer),
        }
    }

    fn extension<'a, T: Decode<'a> + AssociatedOid>(&'a self) -> Result<Option<T>, Error> {
        let extension = self.fields().get_extension::<T>();
        Ok(extension
            .map_err(|_| Error::CertMalformed)?
            .map(|(_, value)| value))
    }

    /// The issuer's key as the AuthorityKeyIdentifier names it (RFC 5280, section 4.2.1.1); the name and the
    /// serial number that may stand beside it are not read.
    fn authority_key(&self) -> Result<Option<&[u8]>, Error> {
        let mut extensions = self.fields().extensions().into_iter().flatten();
        let extension =
            extensions.find(|extension| extension.extn_id == AuthorityKeyIdentifier::OID);
        let Some(extension) = extension else {
            return Ok(None);
        };
        key_identifier(extension.extn_value.as_bytes()).map_err(|_| Error::CertMalformed)
    }

    pub(crate) fn fields(&self) -> &x509_cert::TbsCertificate {
        self.decoded.tbs_certificate()
    }
}

/// The certificates in DER.
pub(crate) fn certificates(ders: &[Vec<u8>]) -> Result<Vec<Certificate>, Error> {
    try_map(ders, |der| Certificate::from_der(der))
}

/// The extensions that the rules of this format read.
const KNOWN_EXTENSIONS: [ObjectIdentifier; 5] = [
    BasicConstraints::OID,
    KeyUsage::OID,
    ExtendedKeyUsage::OID,
    SubjectKeyIdentifier::OID,
    AuthorityKeyIdentifier::OID,
];

/// The element `[0]` of a SEQUENCE, which may stand there once.
fn key_identifier(der: &[u8]) -> der::Result<Option<&[u8]>> {
    const KEY: Tag = Tag::ContextSpecific {
        constructed: false,
        number: TagNumber(0),
    };
    let mut reader = SliceReader::new(der)?;
    let key = reader.sequence(|reader| -> der::Result<_> {
        let mut key = None;
        while !reader.is_finished() {
            let header = Header::decode(reader)?;
            let value = reader.read_slice(header.length())?;
            if header.tag() == KEY && key.replace(value).is_some() {
                return Err(KEY.value_error().into());
            }
        }
        Ok(key)
    })?;
    reader.finish().map(|()| key)
}

/// The first element of the outer SEQUENCE, header included.
fn signed_part(der: &[u8]) -> der::Result<Vec<u8>> {
    let mut reader = SliceReader::new(der)?;
    Header::decode(&mut reader)?;
    Ok(reader.tlv_bytes()?.to_vec())
}
