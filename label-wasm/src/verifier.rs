//! Verification: bytes and text in, a typed report out.

use label_core::{CheckName, Input, Inspection, Preset, RootSet, UnixTime, limits};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::js::{self, JsPolicy, UpdateOptions, error, thrown, to_js};

/// A trust set, ready to verify labels.
#[wasm_bindgen]
pub struct Verifier {
    verifier: label_core::Verifier,
}

#[wasm_bindgen]
impl Verifier {
    /// Opens a store, a bundle or a trust file, whichever the bytes say they are, at a time in seconds since 1970.
    ///
    /// With `rootSet`, the fingerprint of a root set in hex, only a bundle of that root set is opened.
    #[wasm_bindgen(constructor)]
    pub fn new(
        bytes: &[u8],
        at: f64,
        #[wasm_bindgen(js_name = rootSet)] root_set: Option<String>,
    ) -> Result<Self, JsValue> {
        let root_set = root_set.map(|text| RootSet::parse_fingerprint(&text));
        let root_set = root_set.transpose().map_err(|fault| thrown(&fault))?;
        let verifier = label_core::Verifier::open(bytes, root_set.as_ref(), time(at)?);
        let verifier = verifier.map_err(|fault| thrown(&fault))?;
        Ok(Self { verifier })
    }

    /// Takes what is newer in a bundle or part; what is refused throws and leaves everything as it was.
    ///
    /// With `filters`, `"accept"`, a filter may come in place of an exact record: only for a page, whose owner
    /// serves both.
    pub fn update(
        &mut self,
        part: &[u8],
        at: f64,
        options: Option<UpdateOptions>,
    ) -> Result<(), JsValue> {
        let filters = js::filters(options)?;
        let updated = self.verifier.update(0, part, time(at)?, filters);
        updated.map_err(|fault| thrown(&fault))
    }

    /// The store to be kept; `undefined` for a trust file, and for a bundle that has expired or is of a later time.
    pub fn store(&self) -> Result<Option<Vec<u8>>, JsValue> {
        let store = self.verifier.store(0).map(label_core::Store::encode);
        store.transpose().map_err(|fault| thrown(&fault))
    }

    /// The trust set as data: its kind, times, version, hosts and signers.
    pub fn trust(&self) -> Result<js::TrustInfo, JsValue> {
        to_js(&self.verifier.trust_reports().first())
    }

    /// Verifies scanned text at a time in seconds since 1970; without a policy, under the strict default.
    #[wasm_bindgen(js_name = verifyText)]
    pub fn verify_text(
        &self,
        text: &str,
        at: f64,
        policy: Option<JsPolicy>,
    ) -> Result<js::Report, JsValue> {
        self.verify(Input::Text(text), at, policy)
    }

    /// Verifies a credential's bytes, compact or full; otherwise like `verifyText`.
    #[wasm_bindgen(js_name = verifyCredential)]
    pub fn verify_credential(
        &self,
        bytes: &[u8],
        at: f64,
        policy: Option<JsPolicy>,
    ) -> Result<js::Report, JsValue> {
        self.verify(Input::Credential(bytes), at, policy)
    }

    fn verify(
        &self,
        input: Input<'_>,
        at: f64,
        policy: Option<JsPolicy>,
    ) -> Result<js::Report, JsValue> {
        let policy = js::policy(policy)?;
        to_js(&self.verifier.report(input, time(at)?, &policy))
    }
}

/// The content of a scanned text; nothing of it is verified.
#[wasm_bindgen]
pub fn inspect(text: &str) -> Result<js::Inspection, JsValue> {
    let schemes = label_core::scheme::Schemes::builtin();
    let inspection = Inspection::of_text(text, &schemes).map_err(|fault| thrown(&fault))?;
    to_js(&inspection)
}

/// The built-in policies by name.
#[wasm_bindgen]
pub fn presets() -> Result<js::Presets, JsValue> {
    js::policies(&Preset::BUILTIN)
}

/// The name of every check, in the order of the lines of a report.
#[wasm_bindgen]
pub fn checks() -> Result<js::CheckNames, JsValue> {
    let names = CheckName::ALL.iter().map(|check| check.code());
    to_js(&names.collect::<Vec<_>>())
}

/// A time as JavaScript has it, without fractions of a second.
#[allow(clippy::cast_precision_loss)]
fn time(at: f64) -> Result<UnixTime, JsValue> {
    let seconds = js::whole(at.floor(), limits::LATEST_TIME.seconds() as f64);
    let time = seconds.map(UnixTime::from_seconds);
    time.ok_or_else(|| error("time_invalid", &"not a time in seconds since 1970"))
}
