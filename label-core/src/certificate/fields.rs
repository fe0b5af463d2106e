//! The fields of a certificate in DER, borrowed.
//!
//! `x509-cert` decodes names and everything else into structures of their own, of which a verifier needs
//! little and a browser would have to download all; a test compares the two.

use alloc::vec::Vec;

use der::asn1::{AnyRef, BitStringRef, IntRef, ObjectIdentifier, OctetStringRef};
use der::{Decode, Header, Reader, Sequence, SliceReader};
use x509_cert::Version;
use x509_cert::spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};
use x509_cert::time::Validity;

use crate::name;

/// Bytes of a serial number with its sign: RFC 5280, section 4.1.2.2, and one for those who count without it.
const SERIAL_BYTES: usize = 21;

/// Certificate (RFC 5280, section 4.1).
#[derive(Sequence)]
pub(super) struct Signed<'a> {
    pub(super) tbs: Tbs<'a>,
    pub(super) algorithm: AlgorithmIdentifierRef<'a>,
    pub(super) signature: BitStringRef<'a>,
}

/// TBSCertificate (RFC 5280, section 4.1).
#[derive(Sequence)]
pub(super) struct Tbs<'a> {
    #[asn1(context_specific = "0", default = "Default::default")]
    pub(super) version: Version,
    serial: IntRef<'a>,
    pub(super) algorithm: AlgorithmIdentifierRef<'a>,
    pub(super) issuer: AnyRef<'a>,
    pub(super) validity: Validity,
    pub(super) subject: AnyRef<'a>,
    pub(super) key: SubjectPublicKeyInfoRef<'a>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    issuer_unique_id: Option<BitStringRef<'a>>,
    #[asn1(context_specific = "2", tag_mode = "IMPLICIT", optional = "true")]
    subject_unique_id: Option<BitStringRef<'a>>,
    #[asn1(context_specific = "3", tag_mode = "EXPLICIT", optional = "true")]
    pub(super) extensions: Option<Vec<Extension<'a>>>,
}

/// Extension (RFC 5280, section 4.1.2.9).
#[derive(Sequence)]
pub(super) struct Extension<'a> {
    pub(super) oid: ObjectIdentifier,
    #[asn1(default = "Default::default")]
    pub(super) critical: bool,
    pub(super) value: &'a OctetStringRef,
}

impl<'a> Signed<'a> {
    /// Decodes a certificate, and the bytes that its issuer signed.
    pub(super) fn decode(der: &'a [u8]) -> der::Result<(Self, &'a [u8])> {
        let signed = Self::from_der(der)?;
        if usize::try_from(signed.tbs.serial.len()).is_ok_and(|length| length > SERIAL_BYTES) {
            return Err(der::Tag::Integer.value_error().into());
        }
        name::check(signed.tbs.issuer)?;
        name::check(signed.tbs.subject)?;
        let mut reader = SliceReader::new(der)?;
        Header::decode(&mut reader)?;
        Ok((signed, reader.tlv_bytes()?))
    }
}
