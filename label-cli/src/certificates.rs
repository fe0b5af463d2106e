//! Certificate files: PEM with one or many certificates, or one in DER.

mod summary;

use std::fmt::Write;
use std::path::Path;

use der::Decode;
use der::pem::{self as rfc7468, LineEnding};
use label_core::Error;
use label_io::files;

use crate::error::CliError;
use crate::pem;

pub(crate) use summary::Summary;

/// Bytes of a certificate file: a few chains with people's notes around them.
const FILE_BYTES: usize = 64 * 1_024;
const LABEL: &str = "CERTIFICATE";

/// Reads the certificates of a file, in DER and in their order; there is at least one.
pub(crate) fn read(path: &Path) -> Result<Vec<Vec<u8>>, CliError> {
    let bytes = files::read(path, FILE_BYTES)?;
    let list = match str::from_utf8(&bytes) {
        Ok(text) => from_pem(path, text)?,
        Err(_) => vec![bytes],
    };
    if list.is_empty() {
        return Err(CliError::CertificateMissing {
            file: path.to_owned(),
        });
    }
    for certificate in &list {
        x509_cert::Certificate::from_der(certificate)
            .map_err(|_| CliError::of_file(path)(Error::CertMalformed))?;
    }
    Ok(list)
}

/// The certificates in a PEM text, in DER and in their order; errors call the text `path`.
pub(crate) fn from_pem(path: &Path, text: &str) -> Result<Vec<Vec<u8>>, CliError> {
    pem::blocks(text)
        .filter(|block| block.label == LABEL)
        .map(|block| match rfc7468::decode_vec(block.text.as_bytes()) {
            Ok((_, der)) => Ok(der),
            Err(_) => Err(CliError::of_file(path)(Error::CertMalformed)),
        })
        .collect()
}

/// Writes certificates as PEM, one block after the other.
pub(crate) fn to_pem(certificates: &[Vec<u8>]) -> Result<String, CliError> {
    certificates
        .iter()
        .map(|der| rfc7468::encode_string(LABEL, LineEnding::LF, der))
        .collect::<Result<String, _>>()
        .map_err(|_| Error::CertMalformed.into())
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
