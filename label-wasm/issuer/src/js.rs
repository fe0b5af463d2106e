//! The values that cross the door: texts, bytes and data in, errors with their code and all their problems out.

use core::fmt::Display;
use std::borrow::Cow;

use label_core::{UnixTime, limits};
use label_desk::DeskError;
use label_desk::label_fields::Problem;
use label_io::IoError;
use label_keys::KeysError;
use label_qr::{ModuleError, QrError};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use zeroize::Zeroizing;

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
    #[wasm_bindgen(method, setter)]
    fn set_problems(this: &JsError, problems: JsValue);
    #[wasm_bindgen(method, setter)]
    fn set_more(this: &JsError, more: u32);

    #[wasm_bindgen(js_namespace = JSON, catch)]
    fn parse(text: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = JSON, catch)]
    fn stringify(value: &JsValue) -> Result<JsValue, JsValue>;

    type TextDecoder;
    #[wasm_bindgen(constructor, catch)]
    fn new(label: &str, options: &Decoding) -> Result<TextDecoder, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn decode(this: &TextDecoder, bytes: &[u8]) -> Result<String, JsValue>;
    #[wasm_bindgen(js_name = Object)]
    type Decoding;
    #[wasm_bindgen(constructor, js_class = "Object")]
    fn new() -> Decoding;
    #[wasm_bindgen(method, setter, structural)]
    fn set_fatal(this: &Decoding, fatal: bool);

    #[wasm_bindgen(js_name = Uint8Array)]
    type JsBytes;
    /// The same bytes, not a copy of them.
    #[wasm_bindgen(method)]
    fn subarray(this: &JsBytes, start: u32) -> Vec<u8>;

    /// A file's bytes, or its text.
    #[wasm_bindgen(typescript_type = "Uint8Array | string")]
    pub type File;
    /// The fields of a label.
    #[wasm_bindgen(typescript_type = "LabelFields")]
    pub type LabelFields;
    /// Claims as data.
    #[wasm_bindgen(typescript_type = "Claims")]
    pub type Claims;
    /// The look of a symbol.
    #[wasm_bindgen(typescript_type = "SymbolOptions")]
    pub type SymbolOptions;
    /// The schemes as data.
    #[wasm_bindgen(typescript_type = "Scheme[]")]
    pub type SchemeList;
    /// The name of an algorithm.
    #[wasm_bindgen(typescript_type = "Algorithm")]
    pub type AlgorithmName;

    /// Grey levels.
    #[wasm_bindgen(js_name = Object, typescript_type = "Luma")]
    pub type Luma;
    #[wasm_bindgen(constructor, js_class = "Object")]
    fn new() -> Luma;
    #[wasm_bindgen(method, setter, structural)]
    fn set_data(this: &Luma, data: Vec<u8>);
    #[wasm_bindgen(method, setter, structural)]
    fn set_width(this: &Luma, width: u32);
    #[wasm_bindgen(method, setter, structural)]
    fn set_height(this: &Luma, height: u32);
}

/// A fault, thrown as a JavaScript `Error` with `code` and, where texts of people are wrong, `problems`.
pub struct Fault {
    code: &'static str,
    message: String,
    problems: Option<(Vec<Problem>, usize)>,
}

impl Fault {
    /// A fault of this door's own.
    pub(crate) fn new(code: &'static str, message: &dyn Display) -> Self {
        Self {
            code,
            message: message.to_string(),
            problems: None,
        }
    }
}

impl From<Fault> for JsValue {
    fn from(fault: Fault) -> Self {
        let error = JsError::new(&fault.message);
        error.set_code(fault.code);
        if let Some((problems, more)) = fault.problems {
            let json = serde_json::to_string(&problems).unwrap_or_default();
            error.set_problems(parse(&json).unwrap_or_default());
            error.set_more(u32::try_from(more).unwrap_or(u32::MAX));
        }
        error.into()
    }
}

/// Errors of the libraries, which have a code and a message.
macro_rules! faults {
    ($($error:ty),*) => {
        $(impl From<$error> for Fault {
            fn from(error: $error) -> Self {
                Self::new(error.code(), &error)
            }
        })*
    };
}

faults!(label_core::Error, IoError, KeysError, ModuleError, QrError);

impl From<DeskError> for Fault {
    fn from(error: DeskError) -> Self {
        let mut fault = Self::new(error.code(), &error);
        if let DeskError::Labels { problems, more } = error {
            fault.problems = Some((problems, more));
        }
        fault
    }
}

/// A JavaScript object of a type.
pub(crate) fn to_js<T: JsCast>(value: &impl Serialize) -> Result<T, Fault> {
    let json = serde_json::to_string(value).map_err(|fault| Fault::new("output", &fault))?;
    let value = parse(&json).map_err(|_| Fault::new("output", &"not JSON"))?;
    Ok(value.unchecked_into())
}

/// The data of a JavaScript object, as `JSON.stringify` takes it, or why it is not what it should be.
pub(crate) fn from_js<T: DeserializeOwned>(value: &JsValue) -> Result<T, String> {
    let text = stringify(value).ok().and_then(|json| json.as_string());
    let text = text.ok_or_else(|| "not data that JSON can hold".to_owned())?;
    // From bytes as everything else here, so that the module has one parser.
    serde_json::from_slice(text.as_bytes()).map_err(|fault| fault.to_string())
}

/// Text in Shift_JIS, whose characters browsers and Node know.
pub(crate) fn shift_jis(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let options = Decoding::new();
    options.set_fatal(true);
    let decoder = TextDecoder::new("shift_jis", &options).ok()?;
    decoder.decode(bytes).ok().map(Cow::Owned)
}

/// The bytes of a file, which may be a secret.
pub(crate) fn file(value: &File) -> Result<Zeroizing<Vec<u8>>, Fault> {
    if let Some(text) = value.as_string() {
        return Ok(Zeroizing::new(text.into_bytes()));
    }
    let bytes = value.dyn_ref::<JsBytes>();
    let bytes = bytes.map(|bytes| Zeroizing::new(bytes.subarray(0)));
    bytes.ok_or_else(|| Fault::new("file_malformed", &"neither bytes nor a text"))
}

/// Grey levels of a square.
pub(crate) fn luma((data, edge): (Vec<u8>, u32)) -> Luma {
    let luma = Luma::new();
    luma.set_data(data);
    luma.set_width(edge);
    luma.set_height(edge);
    luma
}

/// A time as JavaScript has it, without fractions of a second.
#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss
)]
pub(crate) fn time(at: f64) -> Result<UnixTime, Fault> {
    let latest = limits::LATEST_TIME.seconds() as f64;
    // Not a number is in no range.
    if (0.0..latest + 1.0).contains(&at) {
        return Ok(UnixTime::from_seconds(at as u64));
    }
    Err(Fault::new(
        "time_invalid",
        &"not a time in seconds since 1970",
    ))
}

/// A time for JavaScript.
#[allow(clippy::cast_precision_loss)] // times end long before numbers lose their last digit
pub(crate) fn seconds(time: UnixTime) -> f64 {
    time.seconds() as f64
}

/// The name of an algorithm, as the reports of the verifier have it.
pub(crate) fn algorithm(algorithm: label_core::Algorithm) -> AlgorithmName {
    wasm_bindgen::JsValue::from_str(algorithm.name()).unchecked_into()
}
