//! The content of a scanned text; nothing of it is verified.

use serde::Serialize;

use crate::base::hex::hex;
use crate::error::Error;
use crate::label::credential::Credential;
use crate::label::qr_text::{Address, QrText};
use crate::report::ClaimsReport;
use crate::scheme::Schemes;

/// A text taken apart, as data: **anybody can write what stands here**.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Inspection {
    /// Always false.
    pub verified: bool,
    /// The repairs that the text needed.
    pub repairs: Vec<&'static str>,
    /// Everything before the `#`; null for a bare digit string.
    pub address: Option<String>,
    /// The host of the address in lower case; null where it is not an `https` address.
    pub host: Option<String>,
    /// Bytes of the credential.
    pub length: usize,
    /// The SHA-256 of the Sig_structure: what identifies the credential.
    pub identity: String,
    /// The algorithm that the header states.
    pub algorithm: &'static str,
    /// The hint at the signer's certificate, in hex.
    pub hint: String,
    /// The claims of the label.
    pub claims: ClaimsReport,
}

impl Inspection {
    /// Takes a text apart; the error of the first layer that cannot be decoded.
    ///
    /// # Errors
    ///
    /// The error of the first layer that cannot be decoded: the text, the credential, the claims.
    pub fn of_text(scanned: &str, schemes: &Schemes) -> Result<Self, Error> {
        let text = QrText::parse(scanned)?;
        let credential = Credential::decode(text.credential())?;
        let claims = credential.unverified_claims()?;
        let address = text.address();
        Ok(Self {
            verified: false,
            repairs: text.repairs().iter().map(|repair| repair.code()).collect(),
            address: address.map(|address| address.text.clone()),
            host: address.and_then(|Address { host, .. }| host.clone()),
            length: text.credential().len(),
            identity: hex(credential.identity().as_bytes()),
            algorithm: credential.algorithm().name(),
            hint: hex(&credential.hint()),
            claims: ClaimsReport::new(&claims, schemes),
        })
    }
}
