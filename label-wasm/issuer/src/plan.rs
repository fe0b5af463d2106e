//! Rows of a plan that the register exported, to be signed here.

use std::rc::Rc;

use label_desk::label_fields::Place;
use label_desk::plan::{PlanFile, Planned};
use label_desk::table::Entry;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::js::Fault;
use crate::prepared::Prepared;
use crate::signer::Signer;

/// A plan of the register's, read to its end.
#[wasm_bindgen]
pub struct Plan {
    signer: Rc<Signer>,
    file: PlanFile,
    rows: Vec<Planned>,
}

impl Plan {
    pub(crate) fn new(signer: Rc<Signer>, file: PlanFile, rows: Vec<Planned>) -> Self {
        Self { signer, file, rows }
    }
}

#[wasm_bindgen]
impl Plan {
    /// The plan in the register that these rows are of.
    #[wasm_bindgen(getter)]
    pub fn id(&self) -> String {
        self.file.header.reserved.clone().unwrap_or_default()
    }

    /// The register that it was checked against.
    #[wasm_bindgen(getter)]
    pub fn register(&self) -> String {
        self.file.header.register.clone()
    }

    /// The fingerprint of the signer's certificate.
    #[wasm_bindgen(getter)]
    pub fn signer(&self) -> String {
        self.file.header.signer.clone()
    }

    /// The address that the symbols lead to.
    #[wasm_bindgen(getter)]
    pub fn page(&self) -> String {
        self.file.header.page.clone()
    }

    /// Prepares its labels, whose `row` is their line in the file; throws `labels` with every problem.
    pub fn labels(&self) -> Result<Vec<Prepared>, Fault> {
        let entries = self.rows.iter().map(|row| Entry {
            id: row.name.clone().unwrap_or_default(),
            place: Place::Row(self.file.path.clone(), row.line),
            claims: row.claims.clone(),
        });
        Prepared::all(&self.signer, entries.collect())
    }
}
