//! The values that cross the door: reports as JSON, policies as plain data, errors with their code.

use core::fmt::Display;

use label_core::{Data, Filters, Policy};
use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

/// The types of everything that crosses the door.
#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types.d.ts");
/// The type of the names of checks, written with the test vectors.
#[wasm_bindgen(typescript_custom_section)]
const CHECK_NAME: &str = include_str!("../../test-vectors/checks.d.ts");

/// The largest whole number that JavaScript tells from its neighbours.
const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;

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
    #[wasm_bindgen(js_namespace = Array, js_name = isArray)]
    fn is_array(value: &JsValue) -> bool;
    #[wasm_bindgen(js_namespace = Object)]
    fn keys(value: &JsValue) -> Vec<JsValue>;
    #[wasm_bindgen(js_namespace = Object)]
    fn values(value: &JsValue) -> Vec<JsValue>;

    /// A policy: the demands on a label.
    #[wasm_bindgen(js_name = Policy, typescript_type = "Policy")]
    pub type JsPolicy;
    /// The choices of an update.
    #[wasm_bindgen(typescript_type = "UpdateOptions")]
    pub type UpdateOptions;
    #[wasm_bindgen(method, structural, getter)]
    fn filters(this: &UpdateOptions) -> JsValue;
    /// A trust set as data.
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
    /// Names of checks.
    #[wasm_bindgen(typescript_type = "CheckName[]")]
    pub type CheckNames;
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

/// The policy that a JavaScript object states; without one, the strict default.
pub(crate) fn policy(object: Option<JsPolicy>) -> Result<Policy, JsValue> {
    let Some(object) = object else {
        return Ok(Policy::default());
    };
    let malformed = |fault: &dyn Display| error("policy_malformed", fault);
    let data = data(&object).ok_or_else(|| malformed(&"not data that JSON can hold"))?;
    Policy::from_data(data).map_err(|fault| malformed(&fault))
}

/// The choice of an update about filters; without one, they are refused.
pub(crate) fn filters(options: Option<UpdateOptions>) -> Result<Filters, JsValue> {
    let filters = options.map_or(JsValue::UNDEFINED, |options| options.filters());
    match filters.as_string().as_deref() {
        Some("accept") => Ok(Filters::Accept),
        Some("refuse") => Ok(Filters::Refuse),
        None if filters.is_undefined() => Ok(Filters::Refuse),
        _ => Err(error("filters_unknown", &"neither `accept` nor `refuse`")),
    }
}

/// A JavaScript value as data, as `JSON.stringify` takes it.
fn data(value: &JsValue) -> Option<Data> {
    if value.is_null() {
        return Some(Data::Null);
    }
    if let Some(truth) = value.as_bool() {
        return Some(Data::Bool(truth));
    }
    if let Some(number) = value.as_f64() {
        return whole(number, MAX_SAFE_INTEGER).map(Data::Number);
    }
    if let Some(text) = value.as_string() {
        return Some(Data::Text(text));
    }
    if is_array(value) {
        let items = values(value).into_iter();
        return items
            .map(|item| data(&item))
            .collect::<Option<_>>()
            .map(Data::List);
    }
    if !value.is_object() {
        return None;
    }
    let entries = keys(value).into_iter().zip(values(value));
    let stated = entries.filter(|(_, value)| !value.is_undefined());
    let entries = stated.map(|(name, value)| Some((name.as_string()?, data(&value)?)));
    entries.collect::<Option<_>>().map(Data::Map)
}

/// A number that is whole and neither negative nor above a limit.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
#[allow(clippy::float_cmp)] // what is whole is equal to itself without a fraction
pub(crate) fn whole(number: f64, limit: f64) -> Option<u64> {
    // Not a number is in no range.
    let fits = (0.0..=limit).contains(&number) && number.trunc() == number;
    fits.then_some(number as u64)
}
