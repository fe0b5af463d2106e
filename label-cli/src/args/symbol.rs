//! The size of symbols, and the report of one.

use std::ops::RangeInclusive;

use clap::Args;
use clap::builder::{PossibleValuesParser, RangedI64ValueParser, TypedValueParser};
use label_print::{Format, PrintError, SymbolOptions, thousandths};
use label_qr::{Ecc, Module, ModuleError, Symbol};
use serde::Serialize;

use crate::error::CliError;

/// The report of a symbol and its size.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct SymbolReport {
    qr_version: u8,
    ecc: &'static str,
    /// Modules a side, without quiet zone.
    modules: usize,
    dots: u32,
    dpi: u32,
    /// Width of a module in millimetres.
    module_mm: f64,
    /// Edge with quiet zone in millimetres.
    edge_mm: f64,
    /// The width of a module that was asked for, where it is not whole dots.
    #[serde(skip_serializing_if = "Option::is_none")]
    asked_mm: Option<f64>,
}

impl SymbolReport {
    fn new(symbol: &Symbol, options: SymbolOptions, asked_mm: Option<f64>) -> Self {
        let Module { dots, dpi } = options.module;
        Self {
            qr_version: symbol.version(),
            ecc: symbol.ecc().as_str(),
            modules: symbol.width(),
            dots,
            dpi,
            module_mm: thousandths(options.module.millimetres()),
            edge_mm: thousandths(options.module.edge_mm(symbol)),
            asked_mm,
        }
    }

    /// Version of the symbol.
    pub(crate) fn version(&self) -> u8 {
        self.qr_version
    }

    /// Version and size in a few words.
    pub(crate) fn size(&self) -> String {
        format!("version {}, {:.1} mm", self.qr_version, self.edge_mm)
    }

    /// Names and values for people.
    pub(crate) fn fields(&self) -> [(&'static str, String); 3] {
        let (version, ecc, modules) = (self.qr_version, self.ecc, self.modules);
        let (dots, dpi, module, edge) = (self.dots, self.dpi, self.module_mm, self.edge_mm);
        let asked = self
            .asked_mm
            .map(|asked| format!(", the fewest that reach {asked} mm"));
        let asked = asked.unwrap_or_default();
        [
            (
                "symbol",
                format!("version {version}, error correction {ecc}, {modules} modules"),
            ),
            (
                "module",
                format!("{module:.3} mm: {dots} dots of {dpi} dpi{asked}"),
            ),
            ("size", format!("{edge:.1} mm with quiet zone")),
        ]
    }
}

/// The size and error correction of symbols.
#[derive(Args, Debug)]
pub(crate) struct SymbolArgs {
    /// Error correction: L, M, Q or H
    #[arg(long, value_name = "LEVEL", default_value = "M", value_parser = ecc)]
    ecc: Ecc,
    /// Least width of a module; it becomes whole printer dots [default: 0.396]
    #[arg(long, value_name = "MM", value_parser = micrometres)]
    module_mm: Option<u64>,
    /// Width of a module in printer dots, instead of its width in mm
    #[arg(long, value_name = "N", conflicts_with = "module_mm", value_parser = within(Module::DOTS))]
    dots: Option<u32>,
    /// Resolution of the printer
    #[arg(long, value_name = "N", default_value_t = 600, value_parser = within(Module::DPI))]
    dpi: u32,
    /// Allow modules below the 0.396 mm that a retail point of sale accepts
    #[arg(long)]
    allow_small: bool,
    /// Allow modules above the 0.990 mm that a retail point of sale accepts
    #[arg(long)]
    allow_large: bool,
}

impl SymbolArgs {
    /// Puts the arguments together; refuses modules that a till may not read.
    pub(crate) fn options(&self, svg: bool, png: bool) -> Result<SymbolOptions, CliError> {
        let module = match self.dots {
            Some(dots) => Module {
                dots,
                dpi: self.dpi,
            },
            None => self.module_mm.map_or_else(
                || Module::narrowest(self.dpi),
                |width| Module::at_least(width, self.dpi),
            ),
        };
        match module.check() {
            Err(ModuleError::Small { .. }) if self.allow_small => {}
            Err(ModuleError::Large { .. }) if self.allow_large => {}
            other => other.map_err(PrintError::from)?,
        }
        Ok(SymbolOptions {
            ecc: self.ecc,
            module,
            svg,
            png,
        })
    }

    /// The report of a symbol drawn in this way.
    pub(crate) fn report(&self, symbol: &Symbol, options: SymbolOptions) -> SymbolReport {
        let asked = self
            .module_mm
            .filter(|asked| !options.module.is_exactly(*asked));
        let asked = asked.and_then(|asked| u32::try_from(asked).ok());
        SymbolReport::new(symbol, options, asked.map(|asked| f64::from(asked) / 1e3))
    }
}

/// Reads the formats of files that hold a symbol alone.
pub(crate) fn formats() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::ALL.map(Format::extension))
        .try_map(|name| Format::of_extension(&name).ok_or("no such format"))
}

/// A whole number within bounds.
fn within(range: RangeInclusive<u32>) -> RangedI64ValueParser<u32> {
    let (least, most) = range.into_inner();
    RangedI64ValueParser::new().range(i64::from(least)..=i64::from(most))
}

fn ecc(text: &str) -> Result<Ecc, &'static str> {
    Ecc::parse(text).ok_or("expected L, M, Q or H")
}

/// Reads a length within whole millimetres, with at most three decimals.
pub(crate) fn millimetres(text: &str, range: RangeInclusive<u16>) -> Result<f64, String> {
    let (least, most) = (f64::from(*range.start()), f64::from(*range.end()));
    let plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let decimals = text.split_once('.').map_or(0, |(_, part)| part.len());
    let number = text.parse().ok().filter(|_| plain && decimals <= 3);
    number
        .filter(|number| (least..=most).contains(number))
        .ok_or_else(|| format!("expected millimetres from {least} to {most}"))
}

/// Reads the width of a module in millimetres with at most three decimals.
fn micrometres(text: &str) -> Result<u64, &'static str> {
    const EXPECTED: &str = "expected millimetres from 0.01 to 10, for example 0.5";
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(part) || whole.len() > 2 || part.len() > 3 {
        return Err(EXPECTED);
    }
    let number = format!("{whole}{part:0<3}").parse().map_err(|_| EXPECTED)?;
    if Module::MICROMETRES.contains(&number) {
        Ok(number)
    } else {
        Err(EXPECTED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn millimetres_are_decimal() {
        assert_eq!(micrometres("0.396"), Ok(396));
        assert_eq!(micrometres("0.5"), Ok(500));
        assert_eq!(micrometres("1"), Ok(1_000));
        for wrong in [
            "", ".5", "1.", "0.0001", "-1", "0,5", "0", "11", "1e3", "NaN",
        ] {
            assert!(micrometres(wrong).is_err(), "{wrong}");
        }
    }
}
