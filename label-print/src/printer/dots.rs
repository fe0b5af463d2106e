//! The dots of a symbol, row by row.

use std::fmt::Write;

use label_qr::{Run, Symbol};

/// The dots of a symbol as bytes, a row for each row of modules; dark is 1.
pub(super) struct Rows {
    /// A row of dots for each row of modules.
    pub(super) bits: Vec<Vec<u8>>,
    /// Dots that a module is wide and high.
    pub(super) dots: usize,
    modules: usize,
}

impl Rows {
    /// The dots of a symbol with its quiet zone.
    pub(super) fn new(symbol: &Symbol, dots: u32) -> Self {
        let (modules, dots) = (symbol.framed_width(), usize::try_from(dots).unwrap_or(1));
        let mut bits = vec![vec![0; (modules * dots).div_ceil(8)]; modules];
        for Run { x, y, length } in symbol.runs() {
            for dot in x * dots..(x + length) * dots {
                if let Some(byte) = bits.get_mut(y).and_then(|row| row.get_mut(dot / 8)) {
                    *byte |= 0x80 >> (dot % 8);
                }
            }
        }
        Self {
            bits,
            dots,
            modules,
        }
    }

    /// Bytes in a row.
    pub(super) fn bytes(&self) -> usize {
        (self.modules * self.dots).div_ceil(8)
    }

    /// Rows of dots.
    pub(super) fn count(&self) -> usize {
        self.modules * self.dots
    }
}

/// A row in hexadecimal digits.
pub(super) fn hex(row: &[u8]) -> String {
    let mut text = String::with_capacity(2 * row.len());
    for byte in row {
        let _ = write!(text, "{byte:02X}");
    }
    text
}
