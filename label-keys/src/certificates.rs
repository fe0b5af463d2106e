//! Certificate files: PEM with one or many certificates, or one in DER.

pub(crate) mod summary;

use std::path::Path;

use der::Decode;
use der::pem::{self as rfc7468, LineEnding};
use label_core::Error;
use label_io::files;

use crate::error::KeysError;
use crate::pem;

/// Bytes of a certificate file: a few chains with people's notes around them.
const FILE_BYTES: usize = 64 * 1_024;
const LABEL: &str = "CERTIFICATE";

/// Reads the certificates of a file, in DER and in their order; there is at least one.
///
/// # Errors
///
/// Fails where the file cannot be read, holds no certificate or one that cannot be decoded.
pub fn read(path: &Path) -> Result<Vec<Vec<u8>>, KeysError> {
    let bytes = files::read(path, FILE_BYTES)?;
    let list = match str::from_utf8(&bytes) {
        Ok(text) => from_pem(path, text)?,
        Err(_) => vec![bytes],
    };
    if list.is_empty() {
        return Err(KeysError::CertificateMissing {
            file: path.to_owned(),
        });
    }
    for certificate in &list {
        x509_cert::Certificate::from_der(certificate)
            .map_err(|_| KeysError::of_file(path)(Error::CertMalformed))?;
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
