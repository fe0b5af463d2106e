//! A label signer: its certificate, those above it, and the schemes.

use std::path::Path;

use label_core::scheme::Schemes;
use label_core::{Certificate, PublicKey, Purpose};
use label_keys::{KeysError, certificates};

/// The name of the certificates in messages: they need not come in a file.
pub(crate) const NAME: &str = "certificates";

/// A label signer, as `label issue` takes it.
pub(crate) struct Signer {
    pub(crate) chain: Vec<Vec<u8>>,
    pub(crate) certificate: Certificate,
    pub(crate) key: PublicKey,
    pub(crate) schemes: Schemes,
}

impl Signer {
    /// Checks a chain: each certificate issued the one before, and the first signs labels.
    pub(crate) fn new(chain: Vec<Vec<u8>>) -> Result<Self, KeysError> {
        let certificate = certificates::signer(Path::new(NAME), &chain, Purpose::LabelSigning)?;
        let schemes = Schemes::builtin();
        label_core::Issuer::new(&certificate, &schemes)?;
        Ok(Self {
            chain,
            key: certificate.public_key()?,
            certificate,
            schemes,
        })
    }

    /// The signer with its certificate checked, for many labels.
    pub(crate) fn issuer(&self) -> Result<label_core::Issuer<'_>, label_core::Error> {
        label_core::Issuer::new(&self.certificate, &self.schemes)
    }
}
