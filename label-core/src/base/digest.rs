//! SHA-256 digests, and the hint that finds a certificate.

use std::fmt;

use sha2::{Digest as _, Sha256};

use crate::base::hex::hex;

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

/// Makes a kind of SHA-256 that is never taken for another.
macro_rules! named_digest {
    ($(#[doc = $doc:literal])+ $name:ident) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Digest);

        impl $name {
            /// The SHA-256 of these bytes.
            pub fn of(bytes: &[u8]) -> Self {
                Self(digest(bytes))
            }

            /// The 32 bytes.
            pub fn as_bytes(&self) -> &Digest {
                &self.0
            }
        }

        impl From<Digest> for $name {
            fn from(digest: Digest) -> Self {
                Self(digest)
            }
        }

        /// Writes lower-case hexadecimal digits.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&hex(&self.0))
            }
        }
    };
}

named_digest! {
    /// The identity of a credential: the SHA-256 of its Sig_structure, the same in both forms.
    CredentialId
}

named_digest! {
    /// The SHA-256 of a certificate in DER: its name in snapshots, reports and registers.
    CertificateFingerprint
}
