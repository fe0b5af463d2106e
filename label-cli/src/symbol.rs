//! How large a symbol is printed, and the arguments that say so.

use clap::Args;
use label_core::qr::{Ecc, QUIET_ZONE, Symbol};

use crate::error::CliError;

/// Width of the smallest module that a retail point of sale accepts, in micrometres (GS1 General
/// Specifications, symbol specification table 1: 0.396 mm for a QR code with a GS1 Digital Link).
const SMALLEST: u64 = 396;
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

    fn is_small(self) -> bool {
        u64::from(self.dots) * INCH < SMALLEST * u64::from(self.dpi)
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
    let modules = u32::try_from(symbol.width() + 2 * QUIET_ZONE).unwrap_or(u32::MAX);
    f64::from(modules) * module.millimetres()
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
        if module.is_small() && !self.allow_small {
            let millimetres = module.millimetres();
            let message =
                format!("a module of {millimetres:.3} mm is below the 0.396 mm that GS1 asks for");
            let hint = "give a larger --module-mm or --dots, or --allow-small".to_owned();
            return Err(CliError::Usage { message, hint });
        }
        Ok(SymbolOptions {
            ecc: self.ecc,
            module,
            svg,
            png,
        })
    }
}

fn ecc(text: &str) -> Result<Ecc, &'static str> {
    Ecc::parse(text).ok_or("expected L, M, Q or H")
}

/// Reads millimetres with at most three decimals.
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
        assert!(!Module::default().is_small());
        assert!(Module { dots: 9, dpi: 600 }.is_small());
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
