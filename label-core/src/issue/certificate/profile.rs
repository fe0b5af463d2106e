//! The certificate profile: which fields and extensions each kind of certificate has.

use std::time::Duration;

use der::asn1::{Any, OctetString};
use der::oid::{AssociatedOid, ObjectIdentifier};
use der::{DateTime, Decode, Encode, Tag};
use sha2::{Digest, Sha256};
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::{
    AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, KeyUsage, KeyUsages,
    SubjectKeyIdentifier,
};
use x509_cert::name::{Name, RdnSequence, RelativeDistinguishedName};
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};
use x509_cert::time::{Time, Validity};

use super::raw::{TbsFields, Version};
use super::{CertificateRequest, Role};
use crate::base::time::UnixTime;
use crate::error::Error;
use crate::limits;
use crate::pki::certificate::Certificate;
use crate::pki::key::{Algorithm, ID_ECDSA_WITH_SHA256, ID_ED25519, PublicKey};
use crate::pki::purpose::Purpose;

const COUNTRY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.6");
const ORGANIZATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");
const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
/// Characters of a common name or an organisation name (RFC 5280, appendix A.1).
const NAME_CHARACTERS: usize = 64;
/// Bytes of a serial number (RFC 5280, section 4.1.2.2).
const SERIAL_BYTES: usize = 20;
/// Bytes of a key identifier: 160 bits (RFC 7093, section 2, method 1).
const KEY_IDENTIFIER_BYTES: usize = 20;

/// The name in a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DistinguishedName {
    /// Common name, 1 to 64 characters.
    pub common_name: String,
    /// Organisation, 1 to 64 characters.
    pub organization: Option<String>,
    /// Country, two capital letters (ISO 3166).
    pub country: Option<String>,
}

impl DistinguishedName {
    /// The name in X.501 form: country, organisation, common name.
    ///
    /// The country is a PrintableString, the others are UTF8String (RFC 5280, section 4.1.2.4).
    ///
    /// # Errors
    ///
    /// [`Error::ClaimRange`] for another country; [`Error::ClaimEmpty`], [`Error::ClaimTooLong`] or
    /// [`Error::TextCharacter`] for a name that is empty, too long or not printable.
    pub fn to_name(&self) -> Result<Name, Error> {
        let mut sequence = RdnSequence::default();
        if let Some(country) = &self.country {
            if country.len() != 2 || !country.bytes().all(|byte| byte.is_ascii_uppercase()) {
                return Err(Error::ClaimRange { claim: "country" });
            }
            sequence.push(attribute(COUNTRY, Tag::PrintableString, country)?);
        }
        if let Some(organization) = &self.organization {
            check_text("organization", organization)?;
            sequence.push(attribute(ORGANIZATION, Tag::Utf8String, organization)?);
        }
        check_text("common name", &self.common_name)?;
        sequence.push(attribute(COMMON_NAME, Tag::Utf8String, &self.common_name)?);
        let sequence = sequence.to_der().map_err(|_| Error::CertMalformed)?;
        Name::from_der(&sequence).map_err(|_| Error::CertMalformed)
    }
}

impl TbsFields {
    /// Fills the fields of a certificate by the rules of the profile.
    ///
    /// `signer` is the public half of the key that will sign. Names, serial number and validity
    /// out of range are [`Error::ClaimEmpty`], [`Error::ClaimTooLong`], [`Error::TextCharacter`]
    /// and [`Error::ClaimRange`].
    ///
    /// # Errors
    ///
    /// The errors of [`DistinguishedName::to_name`]; [`Error::ClaimEmpty`], [`Error::ClaimTooLong`] and
    /// [`Error::ClaimRange`] for a serial number or a validity out of range; the errors of
    /// [`Certificate::from_der`] of the issuer.
    pub fn new(request: &CertificateRequest<'_>, signer: &PublicKey) -> Result<Self, Error> {
        let subject = request.subject.to_name()?;
        let issuer = request
            .role
            .issuer()
            .map(Certificate::from_der)
            .transpose()?;
        let public_key = request.public_key.to_spki()?;
        Ok(Self {
            version: Version::V3,
            serial: serial(&request.serial)?,
            signature_algorithm: signature_algorithm(signer.algorithm()),
            issuer: match &issuer {
                Some(issuer) => issuer.fields()?.subject().clone(),
                None => subject.clone(),
            },
            validity: validity(request.not_before, request.not_after)?,
            subject,
            extensions: extensions(request.role, &public_key, issuer.as_ref())?,
            public_key,
        })
    }
}

/// The X.509 signature algorithm identifier.
///
/// Parameters must be absent (RFC 8410, section 3; RFC 5758, section 3.2).
fn signature_algorithm(algorithm: Algorithm) -> AlgorithmIdentifierOwned {
    let oid = match algorithm {
        Algorithm::Ed25519 => ID_ED25519,
        Algorithm::Esp256 => ID_ECDSA_WITH_SHA256,
    };
    AlgorithmIdentifierOwned {
        oid,
        parameters: None,
    }
}

/// Encodes an extension.
///
/// # Errors
///
/// [`Error::CertMalformed`] where DER cannot hold the value.
pub fn extension<T: AssociatedOid + Encode>(critical: bool, value: &T) -> Result<Extension, Error> {
    let value = value.to_der().map_err(|_| Error::CertMalformed)?;
    Ok(Extension {
        extn_id: T::OID,
        critical,
        extn_value: OctetString::new(value).map_err(|_| Error::CertMalformed)?,
    })
}

/// The extensions of a certificate, in the order of RFC 5280, section 4.2.1.
fn extensions(
    role: Role<'_>,
    public_key: &SubjectPublicKeyInfoOwned,
    issuer: Option<&Certificate>,
) -> Result<Vec<Extension>, Error> {
    let mut list = Vec::new();
    if let Some(issuer) = issuer {
        let authority = AuthorityKeyIdentifier {
            key_identifier: Some(subject_key_identifier(issuer)?),
            authority_cert_issuer: None,
            authority_cert_serial_number: None,
        };
        list.push(extension(false, &authority)?);
    }
    let subject = SubjectKeyIdentifier(key_identifier(public_key)?);
    list.push(extension(false, &subject)?);
    match role {
        Role::Root => list.extend(authority_extensions(1)?),
        Role::Intermediate { .. } => list.extend(authority_extensions(0)?),
        Role::Signer { purpose, .. } => list.extend(signer_extensions(purpose)?),
    }
    Ok(list)
}

fn authority_extensions(path_length: u8) -> Result<[Extension; 2], Error> {
    let usage = KeyUsage(KeyUsages::KeyCertSign | KeyUsages::CRLSign);
    let constraints = BasicConstraints {
        ca: true,
        path_len_constraint: Some(path_length),
    };
    Ok([extension(true, &usage)?, extension(true, &constraints)?])
}

fn signer_extensions(purpose: Purpose) -> Result<[Extension; 2], Error> {
    let usage = KeyUsage(KeyUsages::DigitalSignature.into());
    let purposes = ExtendedKeyUsage(vec![purpose.oid()]);
    Ok([extension(true, &usage)?, extension(true, &purposes)?])
}

/// The key identifier that a certificate states, or else the one that the profile would give it.
fn subject_key_identifier(certificate: &Certificate) -> Result<OctetString, Error> {
    let tbs = certificate.fields()?;
    match tbs.get_extension::<SubjectKeyIdentifier>() {
        Ok(Some((_, identifier))) => Ok(identifier.0),
        Ok(None) => key_identifier(tbs.subject_public_key_info()),
        Err(_) => Err(Error::CertMalformed),
    }
}

/// The first 160 bits of the SHA-256 of the key's bits (RFC 7093, section 2, method 1).
fn key_identifier(public_key: &SubjectPublicKeyInfoOwned) -> Result<OctetString, Error> {
    let digest = Sha256::digest(public_key.subject_public_key.raw_bytes());
    let bytes: Vec<u8> = digest.into_iter().take(KEY_IDENTIFIER_BYTES).collect();
    OctetString::new(bytes).map_err(|_| Error::CertMalformed)
}

/// A positive integer of at most 20 bytes, with the sign byte that it needs.
fn serial(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let range = Error::ClaimRange {
        claim: "serial number",
    };
    let significant: Vec<u8> = bytes
        .iter()
        .copied()
        .skip_while(|byte| *byte == 0)
        .collect();
    let sign = match significant.first() {
        None => return Err(range),
        Some(first) => (*first >= 0x80).then_some(0),
    };
    let serial: Vec<u8> = sign.into_iter().chain(significant).collect();
    if serial.len() > SERIAL_BYTES {
        return Err(range);
    }
    Ok(serial)
}

/// UTCTime until 2049, GeneralizedTime from 2050 on (RFC 5280, section 4.1.2.5).
fn validity(not_before: UnixTime, not_after: UnixTime) -> Result<Validity, Error> {
    let range = Error::ClaimRange { claim: "validity" };
    if not_before > not_after || not_after > limits::LATEST_TIME {
        return Err(range);
    }
    let time = |time: UnixTime| {
        DateTime::from_unix_duration(Duration::from_secs(time.seconds()))
            .map(Time::from)
            .map_err(|_| Error::ClaimRange { claim: "validity" })
    };
    Ok(Validity::new(time(not_before)?, time(not_after)?))
}

fn attribute(
    oid: ObjectIdentifier,
    tag: Tag,
    text: &str,
) -> Result<RelativeDistinguishedName, Error> {
    let value = Any::new(tag, text.as_bytes()).map_err(|_| Error::CertMalformed)?;
    RelativeDistinguishedName::try_from(vec![AttributeTypeAndValue { oid, value }])
        .map_err(|_| Error::CertMalformed)
}

fn check_text(claim: &'static str, text: &str) -> Result<(), Error> {
    if text.is_empty() {
        return Err(Error::ClaimEmpty { claim });
    }
    if text.chars().count() > NAME_CHARACTERS {
        return Err(Error::ClaimTooLong { claim });
    }
    if text.chars().any(crate::wire::text::is_forbidden) {
        return Err(Error::TextCharacter { claim });
    }
    Ok(())
}
