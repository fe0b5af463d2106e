//! The fields of a certificate in DER, borrowed.
//!
//! `x509-cert` decodes names and everything else into structures of their own, of which a verifier needs
//! little and a browser would have to download all; a test compares the two.

use der::asn1::{AnyRef, BitStringRef, ObjectIdentifier};
use der::{Tag, TagNumber, Tagged};
use x509_cert::Version;
use x509_cert::spki::AlgorithmIdentifierRef;

use crate::base::time::UnixTime;
use crate::pki::name;
use crate::wire::der::{Elements, bits, boolean, check_integer, oid, only, time, unsigned};

/// Bytes of a serial number with its sign: RFC 5280, section 4.1.2.2, and one for those who count without it.
const SERIAL_BYTES: usize = 21;

/// Certificate (RFC 5280, section 4.1).
pub(super) struct Signed<'a> {
    pub(super) tbs: Tbs<'a>,
    /// The bytes that its issuer signed.
    pub(super) message: &'a [u8],
    pub(super) algorithm: AlgorithmIdentifierRef<'a>,
    pub(super) signature: BitStringRef<'a>,
}

/// TBSCertificate (RFC 5280, section 4.1).
pub(super) struct Tbs<'a> {
    pub(super) version: Version,
    pub(super) algorithm: AlgorithmIdentifierRef<'a>,
    /// The content of the name.
    pub(super) issuer: &'a [u8],
    pub(super) not_before: UnixTime,
    pub(super) not_after: UnixTime,
    /// The content of the name.
    pub(super) subject: &'a [u8],
    pub(super) key_algorithm: AlgorithmIdentifierRef<'a>,
    pub(super) key: BitStringRef<'a>,
    /// SubjectPublicKeyInfo as it is encoded.
    pub(super) spki: &'a [u8],
    pub(super) extensions: Vec<Extension<'a>>,
}

/// Extension (RFC 5280, section 4.1.2.9).
pub(super) struct Extension<'a> {
    pub(super) oid: ObjectIdentifier,
    pub(super) critical: bool,
    pub(super) value: &'a [u8],
}

/// BasicConstraints (RFC 5280, section 4.2.1.9).
pub(super) struct Constraints {
    pub(super) ca: bool,
    pub(super) path_length: Option<u8>,
}

/// KeyUsage (RFC 5280, section 4.2.1.3): its bits, from the highest of sixteen.
#[derive(Clone, Copy)]
pub(super) struct Usage(u16);

impl<'a> Signed<'a> {
    /// Decodes a certificate.
    pub(super) fn decode(der: &'a [u8]) -> der::Result<Self> {
        let mut elements = Elements::of_sequence(der)?;
        let message = elements.encoded()?;
        let signed = Self {
            tbs: Tbs::decode(elements.expect(Tag::Sequence)?)?,
            message,
            algorithm: algorithm(elements.expect(Tag::Sequence)?)?,
            signature: bits(elements.expect(Tag::BitString)?)?,
        };
        elements.end()?;
        Ok(signed)
    }
}

impl<'a> Tbs<'a> {
    fn decode(content: &'a [u8]) -> der::Result<Self> {
        let mut elements = Elements::of(content)?;
        let version = elements.optional(context(0, true))?.map(version);
        let serial = elements.expect(Tag::Integer)?;
        check_integer(serial)?;
        if serial.len() > SERIAL_BYTES {
            return Err(Tag::Integer.value_error().into());
        }
        let algorithm = self::algorithm(elements.expect(Tag::Sequence)?)?;
        let issuer = elements.expect(Tag::Sequence)?;
        let mut validity = Elements::of(elements.expect(Tag::Sequence)?)?;
        let (not_before, not_after) = (time(validity.any()?)?, time(validity.any()?)?);
        validity.end()?;
        let subject = elements.expect(Tag::Sequence)?;
        let spki = elements.encoded()?;
        let mut key = Elements::of(elements.expect(Tag::Sequence)?)?;
        let key_algorithm = self::algorithm(key.expect(Tag::Sequence)?)?;
        let key_bits = bits(key.expect(Tag::BitString)?)?;
        key.end()?;
        for number in [1, 2] {
            // Unique identifiers, which nobody uses.
            elements
                .optional(context(number, false))?
                .map(bits)
                .transpose()?;
        }
        let extensions = elements.optional(context(3, true))?.map(extensions);
        elements.end()?;
        name::check(issuer)?;
        name::check(subject)?;
        Ok(Self {
            version: version.transpose()?.unwrap_or_default(),
            algorithm,
            issuer,
            not_before,
            not_after,
            subject,
            key_algorithm,
            key: key_bits,
            spki,
            extensions: extensions.transpose()?.unwrap_or_default(),
        })
    }
}

impl Constraints {
    pub(super) fn decode(der: &[u8]) -> der::Result<Self> {
        let mut elements = Elements::of_sequence(der)?;
        let ca = elements.optional(Tag::Boolean)?.map(boolean).transpose()?;
        let length = elements.optional(Tag::Integer)?;
        elements.end()?;
        let length = length.map(|content| match unsigned(content)? {
            [length] => Ok(*length),
            _ => Err(der::Error::from(Tag::Integer.value_error())),
        });
        Ok(Self {
            ca: ca.unwrap_or_default(),
            path_length: length.transpose()?,
        })
    }
}

impl Usage {
    pub(super) const DIGITAL_SIGNATURE: Self = Self(0x8000);
    pub(super) const NON_REPUDIATION: Self = Self(0x4000);
    pub(super) const KEY_CERT_SIGN: Self = Self(0x0400);

    pub(super) fn decode(der: &[u8]) -> der::Result<Self> {
        let bits = bits(only(der, Tag::BitString)?)?;
        let octets = match bits.raw_bytes() {
            [] => [0, 0],
            [first] => [*first, 0],
            [first, second] => [*first, *second],
            _ => return Err(Tag::BitString.length_error().into()),
        };
        // X.690, section 11.2: the last bit that counts is set, and no bit behind it.
        let last = bits.raw_bytes().last();
        if last.is_some_and(|last| last.trailing_zeros() != u32::from(bits.unused_bits())) {
            return Err(Tag::BitString.non_canonical_error().into());
        }
        Ok(Self(u16::from_be_bytes(octets)))
    }

    pub(super) fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// True where there is nothing beside these.
    pub(super) fn is_within(self, others: [Self; 2]) -> bool {
        others.iter().fold(self.0, |left, other| left & !other.0) == 0
    }
}

/// The purposes in an ExtendedKeyUsage (RFC 5280, section 4.2.1.12).
pub(super) fn purposes(der: &[u8]) -> der::Result<Vec<ObjectIdentifier>> {
    let mut elements = Elements::of_sequence(der)?;
    let mut purposes = Vec::new();
    while !elements.is_finished() {
        purposes.push(oid(elements.expect(Tag::ObjectIdentifier)?)?);
    }
    Ok(purposes)
}

/// The key in a SubjectKeyIdentifier (RFC 5280, section 4.2.1.2).
pub(super) fn subject_key(der: &[u8]) -> der::Result<&[u8]> {
    only(der, Tag::OctetString)
}

/// The key in an AuthorityKeyIdentifier (RFC 5280, section 4.2.1.1), which may stand there once; the name and
/// the serial number that may stand beside it are not read.
pub(super) fn authority_key(der: &[u8]) -> der::Result<Option<&[u8]>> {
    let mut elements = Elements::of_sequence(der)?;
    let mut key = None;
    while !elements.is_finished() {
        let element = elements.any()?;
        if element.tag() == context(0, false) && key.replace(element.value()).is_some() {
            return Err(element.tag().value_error().into());
        }
    }
    Ok(key)
}

fn version(content: &[u8]) -> der::Result<Version> {
    match only(content, Tag::Integer)? {
        [0] => Ok(Version::V1),
        [1] => Ok(Version::V2),
        [2] => Ok(Version::V3),
        _ => Err(Tag::Integer.value_error().into()),
    }
}

fn algorithm(content: &[u8]) -> der::Result<AlgorithmIdentifierRef<'_>> {
    let mut elements = Elements::of(content)?;
    let oid = oid(elements.expect(Tag::ObjectIdentifier)?)?;
    let parameters: Option<AnyRef<'_>> = match elements.is_finished() {
        true => None,
        false => Some(elements.any()?),
    };
    elements.end()?;
    Ok(AlgorithmIdentifierRef { oid, parameters })
}

fn extensions(content: &[u8]) -> der::Result<Vec<Extension<'_>>> {
    let mut elements = Elements::of_sequence(content)?;
    let mut extensions = Vec::new();
    while !elements.is_finished() {
        let mut extension = Elements::of(elements.expect(Tag::Sequence)?)?;
        extensions.push(Extension {
            oid: oid(extension.expect(Tag::ObjectIdentifier)?)?,
            critical: extension
                .optional(Tag::Boolean)?
                .map(boolean)
                .transpose()?
                .unwrap_or_default(),
            value: extension.expect(Tag::OctetString)?,
        });
        extension.end()?;
    }
    Ok(extensions)
}

/// The tag of an element that its place names.
fn context(number: u32, constructed: bool) -> Tag {
    Tag::ContextSpecific {
        constructed,
        number: TagNumber(number),
    }
}
