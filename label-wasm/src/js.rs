//! What crosses the door: data as JSON, errors with their code.

use core::fmt::Display;

use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

/// The types of everything that crosses the door.
#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types.d.ts");

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = Error)]
    type JsError;
    #[wasm_bindgen(constructor, js_class = "Error")]
    fn new(message: &str) -> JsError;
    #[wasm_bindgen(method, setter)]
    fn set_code(this: &JsError, code: &str);

    #[wasm_bindgen(js_namespace = JSON, catch)]
    fn parse(text: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = JSON, catch)]
    fn stringify(value: &JsValue) -> Result<Option<String>, JsValue>;

    /// A policy.
    #[wasm_bindgen(typescript_type = "Policy")]
    pub type Policy;
    /// What a trust set says of itself.
    #[wasm_bindgen(typescript_type = "TrustInfo")]
    pub type TrustInfo;
    /// A verdict.
    #[wasm_bindgen(typescript_type = "Report")]
    pub type Report;
    /// A text taken apart.
    #[wasm_bindgen(typescript_type = "Inspection")]
    pub type Inspection;
    /// Policies by name.
    #[wasm_bindgen(typescript_type = "Presets")]
    pub type Presets;
    #[wasm_bindgen(method, structural, indexing_setter)]
    fn set(this: &Presets, name: JsValue, policy: JsValue);

    /// A preset as it stands in JSON.
    type Preset;
    #[wasm_bindgen(method, structural, getter)]
    fn name(this: &Preset) -> JsValue;
    #[wasm_bindgen(method, structural, getter)]
    fn policy(this: &Preset) -> JsValue;
}

/// A JavaScript `Error` with the property `code`.
pub(crate) fn error(code: &str, message: &dyn Display) -> JsValue {
    let error = JsError::new(&message.to_string());
    error.set_code(code);
    error.into()
}

/// An error of the core.
pub(crate) fn thrown(fault: &label_core::Error) -> JsValue {
    error(fault.code(), fault)
}

/// A JavaScript object of a type.
pub(crate) fn to_js<T: JsCast>(value: &impl Serialize) -> Result<T, JsValue> {
    let json = serde_json::to_string(value).map_err(|fault| error("output", &fault))?;
    Ok(parse(&json)?.unchecked_into())
}

/// The policies of presets in JSON, by name.
pub(crate) fn policies(presets: &[&str]) -> Result<Presets, JsValue> {
    let policies: Presets = parse("{}")?.unchecked_into();
    for json in presets {
        let preset: Preset = parse(json)?.unchecked_into();
        policies.set(preset.name(), preset.policy());
    }
    Ok(policies)
}

/// Data from a JavaScript object, which must be complete and have no unknown field.
pub(crate) fn from_js<T: DeserializeOwned>(value: &JsValue, code: &str) -> Result<T, JsValue> {
    let json = stringify(value)?.unwrap_or_default();
    serde_json::from_str(&json).map_err(|fault| error(code, &fault))
}
