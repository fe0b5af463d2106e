//! How large a symbol is printed, and the arguments that say so.

use std::ops::RangeInclusive;

use clap::Args;
use label_qr::{Ecc, Symbol};
use serde::Serialize;

use crate::artwork::error::ArtworkError;
use crate::artwork::units::thousandths;
use crate::error::CliError;

/// Width of the smallest module that a retail point of sale accepts, in micrometres (GS1 General
/// Specifications, symbol specification table 1: 0.396 mm for a QR code with a GS1 Digital Link).
const SMALLEST: u64 = 396;
/// The largest, from the same table.
const LARGEST: u64 = 990;
/// Micrometres in an inch.
const INCH: u64 = 25_400;

/// What to draw, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SymbolOptions {
    /// Error correction level.
    pub(crate) ecc: Ecc,
    /// Width of a module.
    pub(crate) module: Module,
    /// Whether an SVG is wanted.
    pub(crate) svg: bool,
    /// Whether a PNG is wanted.
    pub(crate) png: bool,
}

/// The width of one module: whole dots of a printer, so that no module is wider than another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Module {
    /// Dots of the printer.
    pub(crate) dots: u32,
    /// Dots in an inch.
    pub(crate) dpi: u32,
}

impl Module {
    /// The fewest whole dots that are at least so many micrometres wide.
    pub(crate) fn at_least(micrometres: u64, dpi: u32) -> Self {
        let dots = micrometres
            .saturating_mul(u64::from(dpi))
            .div_ceil(INCH)
            .max(1);
        Self {
            dots: u32::try_from(dots).unwrap_or(u32::MAX),
            dpi,
        }
    }

    /// The width in millimetres.
    pub(crate) fn millimetres(self) -> f64 {
        f64::from(self.dots) * 25.4 / f64::from(self.dpi)
    }

    /// The dots of so many modules.
    pub(crate) fn dots_of(self, modules: usize) -> u32 {
        u32::try_from(modules).map_or(u32::MAX, |modules| modules.saturating_mul(self.dots))
    }

    /// Whether it lies within what a retail point of sale accepts, or where not.
    pub(crate) fn check(self) -> Result<(), ArtworkError> {
        let width = u64::from(self.dots) * INCH;
        let dpi = u64::from(self.dpi.max(1));
        let micrometres = u32::try_from((width + dpi / 2) / dpi).unwrap_or(u32::MAX);
        if width < SMALLEST * dpi {
            Err(ArtworkError::ModuleSmall { micrometres })
        } else if width > LARGEST * dpi {
            Err(ArtworkError::ModuleLarge { micrometres })
        } else {
            Ok(())
        }
    }
}

/// The narrowest that a retail point of sale accepts, on a printer of 600 dpi.
impl Default for Module {
    fn default() -> Self {
        Self::at_least(SMALLEST, 600)
    }
}

/// The edge of a symbol with its quiet zone, in millimetres.
pub(crate) fn edge_mm(symbol: &Symbol, module: Module) -> f64 {
    let modules = u32::try_from(symbol.framed_width()).unwrap_or(u32::MAX);
    f64::from(modules) * module.millimetres()
}

/// What is said about a symbol and its size.
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
            edge_mm: thousandths(edge_mm(symbol, options.module)),
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

/// How symbols are drawn.
#[derive(Args, Debug)]
pub(crate) struct SymbolArgs {
    /// Error correction: L, M, Q or H
    #[arg(long, value_name = "LEVEL", default_value = "M", value_parser = ecc)]
    ecc: Ecc,
    /// Least width of a module; it becomes whole printer dots [default: 0.396]
    #[arg(long, value_name = "MM", value_parser = micrometres)]
    module_mm: Option<u64>,
    /// Width of a module in printer dots, instead of its width in mm
    #[arg(long, value_name = "N", conflicts_with = "module_mm", value_parser = clap::value_parser!(u32).range(1..=100))]
    dots: Option<u32>,
    /// Resolution of the printer
    #[arg(long, value_name = "N", default_value_t = 600, value_parser = clap::value_parser!(u32).range(72..=4800))]
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
            None => Module::at_least(self.module_mm.unwrap_or(SMALLEST), self.dpi),
        };
        match module.check() {
            Err(ArtworkError::ModuleSmall { .. }) if self.allow_small => {}
            Err(ArtworkError::ModuleLarge { .. }) if self.allow_large => {}
            other => other?,
        }
        Ok(SymbolOptions {
            ecc: self.ecc,
            module,
            svg,
            png,
        })
    }
}

impl SymbolArgs {
    /// What is said about a symbol drawn in this way.
    pub(crate) fn report(&self, symbol: &Symbol, options: SymbolOptions) -> SymbolReport {
        let asked = self.module_mm.filter(|asked| {
            u64::from(options.module.dots) * INCH != asked * u64::from(options.module.dpi)
        });
        let asked = asked.and_then(|asked| u32::try_from(asked).ok());
        SymbolReport::new(symbol, options, asked.map(|asked| f64::from(asked) / 1e3))
    }
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
    if (10..=10_000).contains(&number) {
        Ok(number)
    } else {
        Err(EXPECTED)
    }
}

#[cfg(test)]
mod sizes;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_are_whole_dots_and_wide_enough() {
        for (micrometres, dpi, dots) in [
            (396, 600, 10),
            (396, 300, 5),
            (396, 203, 4),
            (508, 300, 6),
            (508, 600, 12),
            (1, 72, 1),
        ] {
            let module = Module::at_least(micrometres, dpi);
            assert_eq!(module.dots, dots, "{micrometres} {dpi}");
        }
        assert_eq!(Module::default().check(), Ok(()));
        let check = |dots, dpi| Module { dots, dpi }.check();
        assert_eq!(
            check(9, 600),
            Err(ArtworkError::ModuleSmall { micrometres: 381 })
        );
        assert_eq!(check(7, 203), Ok(()));
        assert_eq!(
            check(8, 203),
            Err(ArtworkError::ModuleLarge { micrometres: 1_001 })
        );
        assert!((Module::default().millimetres() - 0.423).abs() < 0.001);
    }

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
