//! A signer's certificate, and the labels that are prepared for it.

use std::path::Path;
use std::rc::Rc;

use label_core::UnixTime;
use label_desk::label_fields::{Draft, Fault as FieldFault, Place, Problem, Rules};
use label_desk::table::{self, Entry, Grouping};
use label_desk::{DeskError, plan::PlanFile};
use label_io::IoError;
use label_keys::{KeysError, certificates};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::js::{self, AlgorithmName, Fault, File, LabelFields};
use crate::plan::Plan;
use crate::prepared::Prepared;
use crate::signer::{NAME, Signer};

/// A label signer's certificate with those between it and the root.
#[wasm_bindgen]
pub struct Issuer {
    signer: Rc<Signer>,
}

#[wasm_bindgen]
impl Issuer {
    /// Takes certificates in PEM or DER, as `label issue --signer` does; they must be valid at a time in seconds since 1970.
    #[wasm_bindgen(constructor)]
    pub fn new(certificates: &File, at: f64) -> Result<Self, Fault> {
        let bytes = js::file(certificates)?.to_vec();
        let signer = Signer::new(certificates::from_bytes(Path::new(NAME), bytes)?)?;
        signer.certificate.check_time(js::time(at)?)?;
        Ok(Self {
            signer: Rc::new(signer),
        })
    }

    /// The algorithm that the key signs with.
    #[wasm_bindgen(getter)]
    pub fn algorithm(&self) -> AlgorithmName {
        js::algorithm(self.signer.key.algorithm())
    }

    /// The name in the certificate (RFC 4514).
    #[wasm_bindgen(getter)]
    pub fn subject(&self) -> String {
        self.signer.certificate.subject()
    }

    /// The first second of the certificate's validity.
    #[wasm_bindgen(getter, js_name = notBefore)]
    pub fn not_before(&self) -> f64 {
        js::seconds(self.signer.certificate.not_before())
    }

    /// The last second of it.
    #[wasm_bindgen(getter, js_name = notAfter)]
    pub fn not_after(&self) -> f64 {
        js::seconds(self.signer.certificate.not_after())
    }

    /// The SHA-256 of the certificate in hex, as plans name it.
    #[wasm_bindgen(getter)]
    pub fn fingerprint(&self) -> String {
        self.signer.certificate.fingerprint().to_string()
    }

    /// The public key in DER (SubjectPublicKeyInfo), as WebCrypto has it as `spki`.
    #[wasm_bindgen(getter, js_name = publicKey)]
    pub fn public_key(&self) -> Result<Vec<u8>, Fault> {
        Ok(self.signer.key.to_spki_der()?)
    }

    /// Throws `key_other` where a public key in DER is not the one in the certificate.
    #[wasm_bindgen(js_name = checkKey)]
    pub fn check_key(&self, #[wasm_bindgen(js_name = publicKey)] key: &[u8]) -> Result<(), Fault> {
        if key == self.public_key()? {
            return Ok(());
        }
        let (file, certificate) = ("key".into(), NAME.into());
        Err(KeysError::KeyOther { file, certificate }.into())
    }

    /// Prepares one label for all its models; throws `labels` with every problem of its fields.
    pub fn claims(
        &self,
        fields: &LabelFields,
        #[wasm_bindgen(js_name = issuedAt)] issued: f64,
    ) -> Result<Prepared, Fault> {
        let rules = self.rules(js::time(issued)?);
        let entry = table::one(Place::Arguments, &draft(fields)?, rules)?;
        let mut labels = self.prepare(vec![entry])?;
        labels
            .pop()
            .ok_or_else(|| Fault::new("output", &"no label"))
    }

    /// Prepares the labels of a CSV file; throws `labels` with every problem of the table.
    pub fn table(
        &self,
        bytes: &[u8],
        name: &str,
        defaults: &LabelFields,
        #[wasm_bindgen(js_name = issuedAt)] issued: f64,
        #[wasm_bindgen(js_name = perRegistration)] per_registration: bool,
    ) -> Result<Vec<Prepared>, Fault> {
        let (file, limit) = (Path::new(name), table::FILE_BYTES);
        if bytes.len() > limit {
            let file = file.to_owned();
            return Err(IoError::FileTooLarge { file, limit }.into());
        }
        let grouping = match per_registration {
            true => Grouping::PerRegistration,
            false => Grouping::PerModel,
        };
        let rules = self.rules(js::time(issued)?);
        let text = table::decode(file, bytes, js::shift_jis)?;
        let entries = table::read_text(file, &text, &draft(defaults)?, rules, grouping)?;
        self.prepare(entries)
    }

    /// Reads the rows of a plan that the register exported for this signer (`label batch export`).
    ///
    /// Throws `plan_malformed`, `plan_not_reserved` for a plan whose labels have no indices, and `plan_other_signer`.
    pub fn planned(&self, bytes: &[u8], name: &str) -> Result<Plan, Fault> {
        let (path, mut rows) = (Path::new(name), Vec::new());
        let plan = PlanFile::parse_with(path, bytes, &mut |row| rows.push(row))?;
        if plan.header.signer != self.fingerprint() {
            let file = path.to_owned();
            return Err(DeskError::PlanOtherSigner { file }.into());
        }
        if plan.header.reserved.is_none() {
            let file = path.to_owned();
            return Err(DeskError::PlanNotReserved { file }.into());
        }
        Ok(Plan::new(self.signer.clone(), plan, rows))
    }
}

impl Issuer {
    fn rules(&self, issued: UnixTime) -> Rules<'_> {
        Rules {
            schemes: &self.signer.schemes,
            issued,
        }
    }

    fn prepare(&self, entries: Vec<Entry>) -> Result<Vec<Prepared>, Fault> {
        Prepared::all(&self.signer, entries)
    }
}

/// The fields that a JavaScript object states.
fn draft(fields: &LabelFields) -> Result<Draft, Fault> {
    js::from_js(fields).map_err(|reason| {
        let fault = FieldFault::of_table("json", reason);
        DeskError::of_problems(vec![Problem::new(Place::Arguments, fault)]).into()
    })
}
