//! Verification: bytes and text in, a report in JSON out.

use label_core::{Input, Policy, Report, Trust, verify};
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

/// A loaded trust file, ready to verify labels.
#[wasm_bindgen]
pub struct Verifier {
    trust: Trust,
}

#[wasm_bindgen]
impl Verifier {
    /// Loads a trust file and checks every certificate and status list in it.
    ///
    /// Throws an `Error` whose message starts with the error's code and a colon.
    #[wasm_bindgen(constructor)]
    pub fn new(trust_file: &[u8]) -> Result<Self, JsError> {
        Trust::from_file(trust_file)
            .map(|trust| Self { trust })
            .map_err(|error| failure(error.code(), &error))
    }

    /// Verifies scanned text at a time in seconds since 1970; gives the report in JSON.
    ///
    /// `policy` is JSON too; `{}` is the strict default.
    #[wasm_bindgen(js_name = verifyText)]
    pub fn verify_text(&self, text: &str, time: u64, policy: &str) -> Result<String, JsError> {
        self.report(Input::Text(text), time, policy)
    }

    /// Verifies a credential's bytes, compact or full; otherwise like `verifyText`.
    #[wasm_bindgen(js_name = verifyCredential)]
    pub fn verify_credential(
        &self,
        bytes: &[u8],
        time: u64,
        policy: &str,
    ) -> Result<String, JsError> {
        self.report(Input::Credential(bytes), time, policy)
    }

    fn report(&self, input: Input<'_>, time: u64, policy: &str) -> Result<String, JsError> {
        let policy: Policy =
            serde_json::from_str(policy).map_err(|error| failure("policy_malformed", &error))?;
        let verdict = verify(input, &self.trust, time, &policy);
        let report = Report::new(&verdict, self.trust.schemes());
        serde_json::to_string(&report).map_err(|error| failure("report", &error))
    }
}

fn failure(code: &str, error: &dyn core::fmt::Display) -> JsError {
    JsError::new(&format!("{code}: {error}"))
}
