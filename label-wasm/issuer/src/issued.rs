//! A signed label.

use std::rc::Rc;

use label_core::{ClaimsReport, Credential, Error, QrText};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::drawing::Drawing;
use crate::js::{self, Fault, SymbolOptions};
use crate::signer::Signer;

/// A signed label, whose signature was verified.
#[wasm_bindgen]
pub struct Issued {
    signer: Rc<Signer>,
    id: String,
    credential: Credential,
    claims: label_core::Claims,
}

impl Issued {
    pub(crate) fn new(
        signer: Rc<Signer>,
        id: String,
        credential: Credential,
    ) -> Result<Self, Fault> {
        let claims = credential.unverified_claims()?;
        Ok(Self {
            signer,
            id,
            credential,
            claims,
        })
    }

    fn qr_text(&self, page: &str) -> Result<QrText, Fault> {
        qr_text(page, &self.claims, &self.credential)
    }
}

/// The text of a label's symbol below a page's address.
pub(crate) fn qr_text(
    page: &str,
    claims: &label_core::Claims,
    credential: &Credential,
) -> Result<QrText, Fault> {
    let gtin = claims.label.only_gtin();
    Ok(QrText::new(page, gtin, &credential.to_compact()?)?)
}

/// Throws `prefix_invalid` or another code where symbols cannot lead to this address.
#[wasm_bindgen(js_name = checkPage)]
pub fn check_page(page: &str) -> Result<(), Fault> {
    QrText::new(page, None, &[0])?;
    Ok(())
}

#[wasm_bindgen]
impl Issued {
    /// A label in its full form, as ID.cbor has it; its signature is verified under the certificate in it.
    pub fn decode(full: &[u8], id: String) -> Result<Self, Fault> {
        let credential = Credential::decode(full)?;
        let signer = Signer::new(credential.chain().to_vec())?;
        if credential.hint() != signer.certificate.hint() {
            return Err(Error::Signature.into());
        }
        let message = credential.to_be_signed();
        signer.key.verify(message, credential.signature())?;
        Self::new(Rc::new(signer), id, credential)
    }

    /// The stem of the names of its files.
    #[wasm_bindgen(getter)]
    pub fn id(&self) -> String {
        self.id.clone()
    }

    /// The SHA-256 in hex of what was signed.
    #[wasm_bindgen(getter)]
    pub fn identity(&self) -> String {
        self.credential.identity().to_string()
    }

    /// The claims, with the names from the scheme tables.
    #[wasm_bindgen(getter)]
    pub fn claims(&self) -> Result<js::Claims, Fault> {
        js::to_js(&ClaimsReport::new(&self.claims, &self.signer.schemes))
    }

    /// The form for the symbol.
    #[wasm_bindgen(getter)]
    pub fn compact(&self) -> Result<Vec<u8>, Fault> {
        Ok(self.credential.to_compact()?)
    }

    /// The form for files, with the certificates: the bytes of ID.cbor.
    #[wasm_bindgen(getter)]
    pub fn full(&self) -> Result<Vec<u8>, Fault> {
        Ok(self.credential.to_full(&self.signer.chain)?)
    }

    /// The text of the symbol below a page's address.
    pub fn text(&self, page: &str) -> Result<String, Fault> {
        Ok(self.qr_text(page)?.to_string())
    }

    /// Encodes the symbol below a page's address; throws `options_malformed`, `module_small` or `module_large`.
    pub fn draw(&self, page: &str, options: Option<SymbolOptions>) -> Result<Drawing, Fault> {
        Drawing::new(&self.qr_text(page)?, &self.claims, options)
    }
}
