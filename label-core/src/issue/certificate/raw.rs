//! Certificates field by field, without any rule: what the profile and the test vectors stand on.

use der::asn1::{BitString, Int};
use der::{Encode, Sequence};
use x509_cert::ext::Extension;
use x509_cert::name::Name;
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};
use x509_cert::time::Validity;

pub use x509_cert::Version;

use crate::error::Error;
use crate::pki::key::Algorithm;
use crate::pki::signer::Signer;

/// The fields of a certificate, to be written exactly as they stand here.
///
/// [`TbsFields::new`](super::TbsFields::new) fills them by the rules of the profile; a maker of
/// faulty certificates alters some of them before [`certify_raw`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TbsFields {
    /// The version; [`Version::V3`] wherever there are extensions.
    pub version: Version,
    /// The serial number: a big-endian integer in two's complement.
    pub serial: Vec<u8>,
    /// The signature algorithm that the certificate states, inside and outside the signature.
    pub signature_algorithm: AlgorithmIdentifierOwned,
    /// The name of the issuer.
    pub issuer: Name,
    /// The validity, both ends included.
    pub validity: Validity,
    /// The name of the subject.
    pub subject: Name,
    /// The public key, with any bytes inside.
    pub public_key: SubjectPublicKeyInfoOwned,
    /// The extensions in this order; the field is absent where the list is empty.
    pub extensions: Vec<Extension>,
}

/// TBSCertificate (RFC 5280, section 4.1), without the unique identifiers that nobody may use.
#[derive(Sequence)]
struct Tbs {
    #[asn1(context_specific = "0", default = "Default::default")]
    version: Version,
    serial: Int,
    signature: AlgorithmIdentifierOwned,
    issuer: Name,
    validity: Validity,
    subject: Name,
    public_key: SubjectPublicKeyInfoOwned,
    #[asn1(context_specific = "3", tag_mode = "EXPLICIT", optional = "true")]
    extensions: Option<Vec<Extension>>,
}

/// Certificate (RFC 5280, section 4.1).
#[derive(Sequence)]
struct Signed {
    tbs: Tbs,
    signature_algorithm: AlgorithmIdentifierOwned,
    signature: BitString,
}

/// Signs these fields, whatever they say, and returns the certificate in DER.
///
/// This checks nothing: neither the fields nor that the key is the issuer's. It is here for tests
/// that need faulty certificates; everybody else calls [`certify`](super::certify).
///
/// # Errors
///
/// [`Error::CertMalformed`] where DER cannot hold the fields; the key's own error.
pub fn certify_raw<S>(fields: &TbsFields, signer: &S) -> Result<Vec<u8>, S::Error>
where
    S: Signer + ?Sized,
{
    let fields = fields.clone();
    let tbs = Tbs {
        version: fields.version,
        serial: Int::new(&fields.serial).map_err(|_| Error::CertMalformed)?,
        signature: fields.signature_algorithm.clone(),
        issuer: fields.issuer,
        validity: fields.validity,
        subject: fields.subject,
        public_key: fields.public_key,
        extensions: (!fields.extensions.is_empty()).then_some(fields.extensions),
    };
    let message = tbs.to_der().map_err(|_| Error::CertMalformed)?;
    let signature = signature_bits(signer, &message)?;
    let certificate = Signed {
        tbs,
        signature_algorithm: fields.signature_algorithm,
        signature,
    };
    Ok(certificate.to_der().map_err(|_| Error::CertMalformed)?)
}

/// Signs, and writes the signature as certificates carry it: ECDSA in DER, Ed25519 as it is.
fn signature_bits<S>(signer: &S, message: &[u8]) -> Result<BitString, S::Error>
where
    S: Signer + ?Sized,
{
    let signature = signer.sign(message)?;
    let bits = match signer.public_key().algorithm() {
        Algorithm::Ed25519 => BitString::from_bytes(&signature),
        Algorithm::Esp256 => {
            let signature = p256::ecdsa::Signature::from_slice(&signature)
                .map_err(|_| Error::Signature)?
                .to_der();
            BitString::from_bytes(signature.as_bytes())
        }
    };
    Ok(bits.map_err(|_| Error::CertMalformed)?)
}
