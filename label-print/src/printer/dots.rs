//! The dots of a symbol or a label, row by row.

use std::fmt::Write;

use label_qr::{Run, Symbol};

use crate::raster::Raster;

/// Rows of dots as bytes; dark is 1.
pub(crate) struct Rows {
    /// Each row once, where several alike follow each other as a module has them.
    pub(super) bits: Vec<Vec<u8>>,
    /// Times that each row stands there.
    pub(super) times: usize,
    width: usize,
}

impl Rows {
    /// The dots of a symbol with its quiet zone, a row for each row of modules.
    pub(crate) fn new(symbol: &Symbol, dots: u32) -> Self {
        let (modules, dots) = (symbol.framed_width(), usize::try_from(dots).unwrap_or(1));
        let mut rows = Self::light(modules * dots, modules, dots);
        for Run { x, y, length } in symbol.runs() {
            (x * dots..(x + length) * dots).for_each(|dot| rows.darken(dot, y));
        }
        rows
    }

    /// The dots of a picture in black and white.
    pub(crate) fn of_raster(raster: &Raster) -> Self {
        let mut rows = Self::light(raster.width, raster.height, 1);
        for (y, row) in raster.luma.chunks(raster.width.max(1)).enumerate() {
            let dark = row.iter().enumerate().filter(|(_, luma)| **luma < 128);
            dark.for_each(|(x, _)| rows.darken(x, y));
        }
        rows
    }

    fn light(width: usize, rows: usize, times: usize) -> Self {
        Self {
            bits: vec![vec![0; width.div_ceil(8)]; rows],
            times,
            width,
        }
    }

    fn darken(&mut self, dot: usize, row: usize) {
        let row = self.bits.get_mut(row);
        if let Some(byte) = row.and_then(|row| row.get_mut(dot / 8)) {
            *byte |= 0x80 >> (dot % 8);
        }
    }

    /// Bytes in a row.
    pub(super) fn bytes(&self) -> usize {
        self.width.div_ceil(8)
    }

    /// Rows of dots.
    pub(super) fn count(&self) -> usize {
        self.bits.len() * self.times
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
