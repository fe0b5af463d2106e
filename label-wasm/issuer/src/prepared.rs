//! A label that waits for its signature, here or in a database of the page's.

use std::path::Path;
use std::rc::Rc;

use label_core::{ClaimsReport, CredentialId, PreparedLabel, from_hex, hex};
use label_desk::DeskError;
use label_desk::label_fields::Place;
use label_desk::table::{self, Entry};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::drawing::Drawing;
use crate::issued::{Issued, qr_text};
use crate::js::{self, AlgorithmName, Fault, SymbolOptions};
use crate::signer::{NAME, Signer};

/// The version of the form in which a label is kept.
const FORM: u32 = 1;

/// A label that was checked and waits for its signature.
#[wasm_bindgen]
pub struct Prepared {
    signer: Rc<Signer>,
    id: String,
    row: Option<u32>,
    claims: label_core::Claims,
    label: PreparedLabel,
}

/// The form in which a label is kept: JSON, with bytes in hexadecimal digits.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    prepared: u32,
    id: String,
    row: Option<u32>,
    certificates: Vec<String>,
    claims: String,
    to_be_signed: String,
}

impl Prepared {
    fn new(signer: Rc<Signer>, entry: Entry, label: PreparedLabel) -> Self {
        let row = match entry.place {
            Place::Row(_, row) => u32::try_from(row).ok(),
            _ => None,
        };
        Self {
            signer,
            id: entry.id,
            row,
            claims: entry.claims,
            label,
        }
    }

    /// Prepares labels, all or none.
    pub(crate) fn all(signer: &Rc<Signer>, entries: Vec<Entry>) -> Result<Vec<Self>, Fault> {
        let file = Path::new(NAME);
        let labels = table::prepare(entries, (file, &signer.certificate), &signer.schemes)?;
        let labels = labels.into_iter();
        Ok(labels
            .map(|(entry, label)| Self::new(signer.clone(), entry, label))
            .collect())
    }
}

#[wasm_bindgen]
impl Prepared {
    /// A label that was encoded, checked once more against the certificates in it.
    pub fn decode(bytes: &[u8]) -> Result<Self, Fault> {
        let malformed = || Fault::new("prepared_malformed", &"not a prepared label");
        let kept: Kept = serde_json::from_slice(bytes).map_err(|_| malformed())?;
        let chain = kept.certificates.iter().map(|digits| from_hex(digits));
        let chain: Option<Vec<Vec<u8>>> = chain.collect();
        let claims = from_hex(&kept.claims).ok_or_else(malformed)?;
        let chain = chain.filter(|_| kept.prepared == FORM);
        let signer = Signer::new(chain.ok_or_else(malformed)?)?;
        let claims = label_core::Claims::decode(&claims)?;
        let label = signer.issuer()?.prepare(&claims)?;
        if hex(label.to_be_signed()) != kept.to_be_signed {
            return Err(DeskError::ReadBack { what: "label" }.into());
        }
        Ok(Self {
            signer: Rc::new(signer),
            id: kept.id,
            row: kept.row,
            claims,
            label,
        })
    }

    /// All that is needed to go on later, certificates included; no secret is in it.
    pub fn encode(&self) -> Result<Vec<u8>, Fault> {
        let kept = Kept {
            prepared: FORM,
            id: self.id.clone(),
            row: self.row,
            certificates: self.signer.chain.iter().map(|der| hex(der)).collect(),
            claims: hex(&self.claims.encode()?),
            to_be_signed: hex(self.label.to_be_signed()),
        };
        serde_json::to_vec(&kept).map_err(|fault| Fault::new("output", &fault))
    }

    /// The stem of the names of its files, as the command gives it.
    #[wasm_bindgen(getter)]
    pub fn id(&self) -> String {
        self.id.clone()
    }

    /// The row of the table or line of the plan.
    #[wasm_bindgen(getter)]
    pub fn row(&self) -> Option<u32> {
        self.row
    }

    /// The claims, with the names from the scheme tables.
    #[wasm_bindgen(getter)]
    pub fn claims(&self) -> Result<js::Claims, Fault> {
        js::to_js(&ClaimsReport::new(&self.claims, &self.signer.schemes))
    }

    /// The identity of the label to be: the SHA-256 in hex of the bytes to be signed.
    #[wasm_bindgen(getter)]
    pub fn identity(&self) -> String {
        CredentialId::of(self.label.to_be_signed()).to_string()
    }

    /// The algorithm that the key signs with.
    #[wasm_bindgen(getter)]
    pub fn algorithm(&self) -> AlgorithmName {
        js::algorithm(self.signer.key.algorithm())
    }

    /// The public key in DER (SubjectPublicKeyInfo) that the signature is verified with.
    #[wasm_bindgen(getter, js_name = publicKey)]
    pub fn public_key(&self) -> Result<Vec<u8>, Fault> {
        Ok(self.signer.key.to_spki_der()?)
    }

    /// The bytes to be signed: a whole message, not a digest.
    #[wasm_bindgen(js_name = toBeSigned)]
    pub fn to_be_signed(&self) -> Vec<u8> {
        self.label.to_be_signed().to_vec()
    }

    /// Draws how the symbol will look, with zeros for the signature: no verifier accepts it.
    pub fn preview(&self, page: &str, options: Option<SymbolOptions>) -> Result<Drawing, Fault> {
        let text = qr_text(page, &self.claims, &self.label.unsigned())?;
        Drawing::new(&text, &self.claims, options)
    }

    /// Verifies a signature of 64 bytes and gives the label; throws `signature` or `cose_signature_length`.
    pub fn finish(&self, signature: &[u8]) -> Result<Issued, Fault> {
        let signature = signature.try_into();
        let signature = signature.map_err(|_| label_core::Error::CoseSignatureLength)?;
        let credential = self.label.clone().finish(signature)?;
        Issued::new(self.signer.clone(), self.id.clone(), credential)
    }
}
