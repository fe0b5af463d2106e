//! The size of a printed symbol.

use label_qr::{Ecc, Symbol};

use crate::error::PrintError;
use crate::units::modules;

/// Width of the smallest module that a retail point of sale accepts, in micrometres (GS1 General
/// Specifications, symbol specification table 1: 0.396 mm for a QR code with a GS1 Digital Link).
const SMALLEST: u64 = 396;
/// The largest, from the same table.
const LARGEST: u64 = 990;
/// Micrometres in an inch.
const INCH: u64 = 25_400;

/// The pictures of a symbol that are wanted, and its size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SymbolOptions {
    /// Error correction level.
    pub ecc: Ecc,
    /// Width of a module.
    pub module: Module,
    /// Draws an SVG.
    pub svg: bool,
    /// Draws a PNG.
    pub png: bool,
}

/// The width of one module: whole dots of a printer, so that no module is wider than another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Module {
    /// Dots of the printer.
    pub dots: u32,
    /// Dots in an inch.
    pub dpi: u32,
}

impl Module {
    /// The narrowest that a retail point of sale accepts, in the dots of a printer.
    pub fn narrowest(dpi: u32) -> Self {
        Self::at_least(SMALLEST, dpi)
    }

    /// The fewest whole dots that are at least so many micrometres wide.
    pub fn at_least(micrometres: u64, dpi: u32) -> Self {
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
    pub fn millimetres(self) -> f64 {
        f64::from(self.dots) * 25.4 / f64::from(self.dpi)
    }

    /// True where it is exactly so many micrometres wide.
    pub fn is_exactly(self, micrometres: u64) -> bool {
        u64::from(self.dots) * INCH == micrometres.saturating_mul(u64::from(self.dpi))
    }

    /// The edge of a symbol with its quiet zone, in millimetres.
    pub fn edge_mm(self, symbol: &Symbol) -> f64 {
        modules(symbol.framed_width()) * self.millimetres()
    }

    /// The dots of so many modules.
    pub(crate) fn dots_of(self, modules: usize) -> u32 {
        u32::try_from(modules).map_or(u32::MAX, |modules| modules.saturating_mul(self.dots))
    }

    /// Refuses a width that a retail point of sale may not accept.
    ///
    /// # Errors
    ///
    /// Fails with [`PrintError::ModuleSmall`] below 0.396 mm and with [`PrintError::ModuleLarge`] above 0.990 mm.
    pub fn check(self) -> Result<(), PrintError> {
        let width = u64::from(self.dots) * INCH;
        let dpi = u64::from(self.dpi.max(1));
        let micrometres = u32::try_from((width + dpi / 2) / dpi).unwrap_or(u32::MAX);
        if width < SMALLEST * dpi {
            Err(PrintError::ModuleSmall { micrometres })
        } else if width > LARGEST * dpi {
            Err(PrintError::ModuleLarge { micrometres })
        } else {
            Ok(())
        }
    }
}

/// The narrowest module that a retail point of sale accepts, on a printer of 600 dpi.
impl Default for Module {
    fn default() -> Self {
        Self::narrowest(600)
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
            Err(PrintError::ModuleSmall { micrometres: 381 })
        );
        assert_eq!(check(7, 203), Ok(()));
        assert_eq!(
            check(8, 203),
            Err(PrintError::ModuleLarge { micrometres: 1_001 })
        );
        assert!((Module::default().millimetres() - 0.423).abs() < 0.001);
    }
}
