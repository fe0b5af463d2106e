//! The width of a printed module.

use std::ops::RangeInclusive;

use label_core::limits;

use crate::encode::Symbol;
use crate::error::QrError;

/// Width of the smallest module that a retail point of sale accepts, in micrometres (GS1 General
/// Specifications, symbol specification table 1: 0.396 mm for a QR code with a GS1 Digital Link).
const SMALLEST: u64 = 396;
/// The largest, from the same table.
const LARGEST: u64 = 990;
/// Micrometres in an inch.
const INCH: u64 = 25_400;

label_core::with_fields! {
/// Modules that a retail point of sale may not accept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ModuleError {
    /// Modules above what it accepts.
    #[error("a module of {:.3} mm is above the 0.990 mm that GS1 allows", f64::from(*micrometres) / 1e3)]
    Large {
        /// Width of a module.
        micrometres: u32,
    },
    /// Modules below what it accepts.
    #[error("a module of {:.3} mm is below the 0.396 mm that GS1 asks for", f64::from(*micrometres) / 1e3)]
    Small {
        /// Width of a module.
        micrometres: u32,
    },
}
}

impl ModuleError {
    /// The stable machine code: lower case words joined by underscores, never reused.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Large { .. } => "module_large",
            Self::Small { .. } => "module_small",
        }
    }
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
    /// Dots that a module may have.
    pub const DOTS: RangeInclusive<u32> = 1..=100;
    /// Resolutions that printers have, in dots an inch.
    pub const DPI: RangeInclusive<u32> = 72..=4_800;
    /// Widths that a module may have, in micrometres.
    pub const MICROMETRES: RangeInclusive<u64> = 10..=10_000;

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
        let modules = u32::try_from(symbol.framed_width()).unwrap_or(u32::MAX);
        f64::from(modules) * self.millimetres()
    }

    /// The dots of so many modules.
    pub fn dots_of(self, modules: usize) -> u32 {
        u32::try_from(modules).map_or(u32::MAX, |modules| modules.saturating_mul(self.dots))
    }

    /// Refuses a symbol whose picture is larger than readers take.
    ///
    /// # Errors
    ///
    /// [`QrError::PictureTooLarge`] above [`limits::PICTURE_EDGE`].
    pub fn check_picture(self, symbol: &Symbol) -> Result<(), QrError> {
        if self.dots_of(symbol.framed_width()) > limits::PICTURE_EDGE {
            return Err(QrError::PictureTooLarge);
        }
        Ok(())
    }

    /// Refuses a width that a retail point of sale may not accept.
    ///
    /// # Errors
    ///
    /// Fails with [`ModuleError::Small`] below 0.396 mm and with [`ModuleError::Large`] above 0.990 mm.
    pub fn check(self) -> Result<(), ModuleError> {
        let width = u64::from(self.dots) * INCH;
        let dpi = u64::from(self.dpi.max(1));
        let micrometres = u32::try_from((width + dpi / 2) / dpi).unwrap_or(u32::MAX);
        if width < SMALLEST * dpi {
            Err(ModuleError::Small { micrometres })
        } else if width > LARGEST * dpi {
            Err(ModuleError::Large { micrometres })
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
        assert_eq!(check(9, 600), Err(ModuleError::Small { micrometres: 381 }));
        assert_eq!(check(7, 203), Ok(()));
        assert_eq!(
            check(8, 203),
            Err(ModuleError::Large { micrometres: 1_001 })
        );
        assert!((Module::default().millimetres() - 0.423).abs() < 0.001);
    }
}
