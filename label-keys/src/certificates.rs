//! Certificates in files and in memory: PEM with one or many of them, or one in DER.

pub(crate) mod summary;

use std::path::Path;

#[cfg(feature = "system")]
use der::Decode;
use der::pem::{self as rfc7468, LineEnding};
use label_core::certify::check_issued;
use label_core::{Certificate, Error, PublicKey, Purpose};
#[cfg(feature = "system")]
use label_io::files;

use crate::error::KeysError;
use crate::pem;

/// Bytes of a certificate file: a few chains with people's notes around them.
#[cfg(feature = "system")]
const FILE_BYTES: usize = 64 * 1_024;
const LABEL: &str = "CERTIFICATE";

/// Reads the certificates of a file, in DER and in their order; there is at least one.
///
/// # Errors
///
/// Fails where the file cannot be read, holds no certificate or one that cannot be decoded.
#[cfg(feature = "system")]
pub fn read(path: &Path) -> Result<Vec<Vec<u8>>, KeysError> {
    let list = from_bytes(path, files::read(path, FILE_BYTES)?)?;
    for certificate in &list {
        x509_cert::Certificate::from_der(certificate)
            .map_err(|_| KeysError::of_file(path)(Error::CertMalformed))?;
    }
    Ok(list)
}

/// The certificates in the bytes of a file, in DER and in their order, not decoded; errors call it `path`.
///
/// # Errors
///
/// Fails where there is no certificate, and where a block is no PEM.
pub fn from_bytes(path: &Path, bytes: Vec<u8>) -> Result<Vec<Vec<u8>>, KeysError> {
    let list = match str::from_utf8(&bytes) {
        Ok(text) => from_pem(path, text)?,
        Err(_) => vec![bytes],
    };
    if list.is_empty() {
        return Err(KeysError::CertificateMissing {
            file: path.to_owned(),
        });
    }
    Ok(list)
}

/// The certificates in a PEM text, in DER and in their order; errors call the text `path`.
///
/// # Errors
///
/// Fails where a block is no PEM.
pub fn from_pem(path: &Path, text: &str) -> Result<Vec<Vec<u8>>, KeysError> {
    pem::blocks(text)
        .filter(|block| block.label == LABEL)
        .map(|block| match rfc7468::decode_vec(block.text.as_bytes()) {
            Ok((_, der)) => Ok(der),
            Err(_) => Err(KeysError::of_file(path)(Error::CertMalformed)),
        })
        .collect()
}

/// The signer at the head of a chain in which each certificate issued the one before.
///
/// # Errors
///
/// Fails with the rule that a certificate breaks, and where the first is for another purpose.
pub fn signer(path: &Path, chain: &[Vec<u8>], purpose: Purpose) -> Result<Certificate, KeysError> {
    for pair in chain.windows(2) {
        if let [certificate, issuer] = pair {
            check_issued(certificate, issuer).map_err(KeysError::of_file(path))?;
        }
    }
    let first = chain.first().map(Vec::as_slice).unwrap_or_default();
    let signer = Certificate::from_der(first).map_err(KeysError::of_file(path))?;
    if signer.purpose() != Some(purpose) {
        return Err(KeysError::of_file(path)(Error::CertExtendedKeyUsage));
    }
    Ok(signer)
}

/// Refuses a key that is not the one in a certificate; errors call them by their files.
///
/// # Errors
///
/// Fails where the keys differ, and where the certificate's is none of this format's.
pub fn check_key(
    key: (&Path, &PublicKey),
    certificate: (&Path, &Certificate),
) -> Result<(), KeysError> {
    let certified = certificate.1.public_key();
    if *key.1 == certified.map_err(KeysError::of_file(certificate.0))? {
        return Ok(());
    }
    Err(KeysError::KeyOther {
        file: key.0.to_owned(),
        certificate: certificate.0.to_owned(),
    })
}

/// Writes certificates as PEM, one block after the other.
///
/// # Errors
///
/// Fails where one is too large for PEM.
pub fn to_pem(certificates: &[Vec<u8>]) -> Result<String, KeysError> {
    certificates
        .iter()
        .map(|der| rfc7468::encode_string(LABEL, LineEnding::LF, der))
        .collect::<Result<String, _>>()
        .map_err(|_| Error::CertMalformed.into())
}
