//! A symbol and its pictures.

use label_core::{Claims, QrText};
use label_qr::{Ecc, Module, ModuleError, SvgOptions, Symbol, title};
use serde::Deserialize;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::js::{self, Fault, Luma, SymbolOptions};

/// A symbol: encoded once, drawn as often as is asked for.
#[wasm_bindgen]
pub struct Drawing {
    text: String,
    title: String,
    symbol: Symbol,
    module: Module,
}

/// The look of a symbol; what is left out is as in `label issue`.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
struct Options {
    ecc: Option<String>,
    module_mm: Option<f64>,
    dots: Option<u32>,
    dpi: Option<u32>,
    allow_small: bool,
    allow_large: bool,
}

impl Options {
    fn ecc(&self) -> Result<Ecc, Fault> {
        match &self.ecc {
            None => Ok(Ecc::default()),
            Some(text) => Ecc::parse(text).ok_or_else(|| malformed("ecc")),
        }
    }

    fn module(&self) -> Result<Module, Fault> {
        let dpi = self.dpi.unwrap_or(Module::default().dpi);
        if !Module::DPI.contains(&dpi) {
            return Err(malformed("dpi"));
        }
        let module = match (self.dots, self.module_mm) {
            (Some(_), Some(_)) => return Err(malformed("dots and moduleMm")),
            (Some(dots), None) if Module::DOTS.contains(&dots) => Module { dots, dpi },
            (Some(_), None) => return Err(malformed("dots")),
            (None, Some(width)) => Module::at_least(micrometres(width)?, dpi),
            (None, None) => Module::narrowest(dpi),
        };
        match module.check() {
            Err(ModuleError::Small { .. }) if self.allow_small => {}
            Err(ModuleError::Large { .. }) if self.allow_large => {}
            other => other?,
        }
        Ok(module)
    }
}

fn malformed(name: &str) -> Fault {
    Fault::new(
        "options_malformed",
        &format_args!("{name}: not as expected"),
    )
}

/// A width in millimetres, of which three decimals count.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // what is out of range is refused
fn micrometres(width: f64) -> Result<u64, Fault> {
    let width = (width * 1e3).round() as u64;
    if Module::MICROMETRES.contains(&width) {
        return Ok(width);
    }
    Err(malformed("moduleMm"))
}

impl Drawing {
    pub(crate) fn new(
        text: &QrText,
        claims: &Claims,
        options: Option<SymbolOptions>,
    ) -> Result<Self, Fault> {
        let options: Options = match options {
            Some(options) => {
                js::from_js(&options).map_err(|reason| Fault::new("options_malformed", &reason))?
            }
            None => Options::default(),
        };
        let (ecc, module) = (options.ecc()?, options.module()?);
        let symbol = Symbol::of_text(text, ecc)?;
        module.check_picture(&symbol)?;
        Ok(Self {
            text: text.to_string(),
            title: title(claims),
            symbol,
            module,
        })
    }
}

#[wasm_bindgen]
impl Drawing {
    /// The text in the symbol.
    #[wasm_bindgen(getter)]
    pub fn text(&self) -> String {
        self.text.clone()
    }

    /// The version of the symbol, 1 to 40.
    #[wasm_bindgen(getter, js_name = qrVersion)]
    pub fn qr_version(&self) -> u8 {
        self.symbol.version()
    }

    /// The error correction level.
    #[wasm_bindgen(getter, unchecked_return_type = "Ecc")]
    pub fn ecc(&self) -> String {
        self.symbol.ecc().to_string()
    }

    /// Modules a side, without quiet zone.
    #[wasm_bindgen(getter)]
    pub fn modules(&self) -> usize {
        self.symbol.width()
    }

    /// Dots of a module.
    #[wasm_bindgen(getter)]
    pub fn dots(&self) -> u32 {
        self.module.dots
    }

    /// Dots in an inch.
    #[wasm_bindgen(getter)]
    pub fn dpi(&self) -> u32 {
        self.module.dpi
    }

    /// Width of a module in millimetres.
    #[wasm_bindgen(getter, js_name = moduleMm)]
    pub fn module_mm(&self) -> f64 {
        self.module.millimetres()
    }

    /// Edge with quiet zone in millimetres.
    #[wasm_bindgen(getter, js_name = edgeMm)]
    pub fn edge_mm(&self) -> f64 {
        self.module.edge_mm(&self.symbol)
    }

    /// The picture as SVG: the bytes of ID.svg.
    pub fn svg(&self) -> String {
        self.symbol.to_svg(&SvgOptions {
            module_mm: self.module.millimetres(),
            title: self.title.clone(),
            ..SvgOptions::default()
        })
    }

    /// The picture as PNG: the bytes of ID.png.
    pub fn png(&self) -> Result<Vec<u8>, Fault> {
        Ok(self.symbol.to_png(self.module.dots, self.module.dpi)?)
    }

    /// The dots of the PNG as grey levels, for `readLuma` of the reader.
    pub fn luma(&self) -> Result<Luma, Fault> {
        Ok(js::luma(self.symbol.to_luma(self.module.dots)?))
    }
}
