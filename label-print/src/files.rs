//! The files of a label: credential, QR text and pictures.

use label_core::{Certificate, Credential, Error, Gtin, QrText};
use label_qr::Symbol;

use crate::drawing::Drawing;
use crate::error::PrintError;
use crate::symbol::SymbolOptions;

/// Everything that is handed over for one label.
pub struct LabelFiles {
    /// The credential in its full form, with the signer's chain.
    pub cbor: Vec<u8>,
    /// The text in the QR symbol.
    pub text: String,
    /// The symbol as SVG, if asked for.
    pub svg: Option<String>,
    /// The symbol as PNG, if asked for.
    pub png: Option<Vec<u8>>,
    /// The symbol itself.
    pub symbol: Symbol,
}

impl LabelFiles {
    /// Makes everything for one label and checks it.
    ///
    /// `chain` starts with the signer's certificate. With a GTIN the address in the symbol is a GS1
    /// Digital Link below `page`.
    ///
    /// # Errors
    ///
    /// Fails where the chain does not start with the certificate of the credential's signer, where the
    /// address or the symbol cannot be made, and where anything does not read back.
    pub fn new(
        credential: &Credential,
        chain: &[Vec<u8>],
        page: &str,
        gtin: Option<Gtin>,
        options: &SymbolOptions,
    ) -> Result<Self, PrintError> {
        let signer = chain.first().ok_or(Error::ChainLength)?;
        let key = Certificate::from_der(signer)?.public_key()?;
        let compact = credential.to_compact()?;
        let drawing = Drawing::new(&QrText::new(page, gtin, &compact)?, Some(key), options)?;
        let cbor = credential.to_full(chain)?;
        let full = Credential::decode(&cbor)?;
        if full.to_compact()? != compact || full.chain() != chain {
            return Err(PrintError::ReadBack { what: "credential" });
        }
        Ok(Self {
            cbor,
            text: drawing.text,
            svg: drawing.svg,
            png: drawing.png,
            symbol: drawing.symbol,
        })
    }
}
