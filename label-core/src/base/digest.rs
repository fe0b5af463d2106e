//! SHA-256 digests, and the hint that finds a certificate.

use sha2::{Digest as _, Sha256};

/// A SHA-256 digest.
pub type Digest = [u8; 32];

/// The SHA-256 by which a snapshot names a status list, a filter or a signer's certificate.
pub fn digest(bytes: &[u8]) -> Digest {
    Sha256::digest(bytes).into()
}

/// The first eight bytes of the SHA-256 of a certificate in DER: finds it, proves nothing.
///
/// ```cddl
/// x5t = [-15, bstr .size 8]
/// ```
pub type CertificateHint = [u8; 8];

/// The hint of a certificate in DER (RFC 9360, section 2, with SHA-256/64).
pub fn certificate_hint(der: &[u8]) -> CertificateHint {
    let digest: [u8; 32] = Sha256::digest(der).into();
    let mut hint = CertificateHint::default();
    hint.iter_mut()
        .zip(digest)
        .for_each(|(byte, of_digest)| *byte = of_digest);
    hint
}
