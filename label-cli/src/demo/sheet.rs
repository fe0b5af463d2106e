//! The contact sheet: every symbol with its registration number and model in one picture.

use font8x8::legacy::BASIC_LEGACY;
use label_qr::{QUIET_ZONE, Symbol};

use super::Specimen;
use crate::error::CliError;

/// Symbols in a row.
const COLUMNS: usize = 8;
/// Dots of a module.
const SCALE: usize = 3;
/// Dots of a character's edge, twice the font's.
const LETTER: usize = 16;
/// Dots between a symbol and its captions, and between cells.
const GAP: usize = 8;
const TITLE: &str = "SPECIMENS - INVENTED PRODUCTS - NOT REAL LABELS";

/// A picture of grey levels.
struct Canvas {
    width: usize,
    height: usize,
    dots: Vec<u8>,
}

/// Draws the sheet as PNG.
pub(super) fn draw(specimens: &[Specimen]) -> Result<Vec<u8>, CliError> {
    let modules = specimens
        .iter()
        .map(|specimen| specimen.made.symbol.width())
        .max();
    let edge = (modules.unwrap_or_default() + 2 * QUIET_ZONE) * SCALE;
    let (cell_width, cell_height) = (edge.max(LETTER * 17) + GAP, edge + 2 * LETTER + 2 * GAP);
    let rows = specimens.len().div_ceil(COLUMNS);
    let mut canvas = Canvas::new(
        COLUMNS * cell_width + GAP,
        rows * cell_height + LETTER + 3 * GAP,
    );
    canvas.text(GAP, GAP, TITLE);
    for (index, specimen) in specimens.iter().enumerate() {
        let left = GAP + index % COLUMNS * cell_width;
        let top = LETTER + 3 * GAP + index / COLUMNS * cell_height;
        canvas.symbol(left, top, &specimen.made.symbol);
        let model = specimen
            .entry
            .claims
            .label
            .models
            .first()
            .map_or("", String::as_str);
        canvas.text(left + GAP, top + edge, &specimen.entry.id);
        canvas.text(left + GAP, top + edge + LETTER + GAP / 2, model);
    }
    canvas.to_png()
}

impl Canvas {
    fn new(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            dots: vec![u8::MAX; width * height],
        }
    }

    /// Blackens a square.
    fn square(&mut self, left: usize, top: usize, edge: usize) {
        for y in top..(top + edge).min(self.height) {
            let row = y * self.width;
            let (from, to) = (left.min(self.width), (left + edge).min(self.width));
            if let Some(dots) = self.dots.get_mut(row + from..row + to) {
                dots.fill(0);
            }
        }
    }

    fn symbol(&mut self, left: usize, top: usize, symbol: &Symbol) {
        let width = symbol.width();
        let dark = (0..width * width).map(|at| (at % width, at / width));
        for (x, y) in dark.filter(|(x, y)| symbol.is_dark(*x, *y)) {
            let (x, y) = ((x + QUIET_ZONE) * SCALE, (y + QUIET_ZONE) * SCALE);
            self.square(left + x, top + y, SCALE);
        }
    }

    /// Writes ASCII; other characters become `?`.
    fn text(&mut self, left: usize, top: usize, text: &str) {
        let dot = LETTER / 8;
        for (index, character) in text.chars().enumerate() {
            let code = if character.is_ascii_graphic() || character == ' ' {
                character
            } else {
                '?'
            };
            let glyph = BASIC_LEGACY.get(code as usize).copied().unwrap_or_default();
            for (y, row) in glyph.into_iter().enumerate() {
                for x in (0..8).filter(|x| row >> x & 1 == 1) {
                    self.square(left + index * LETTER + x * dot, top + y * dot, dot);
                }
            }
        }
    }

    fn to_png(&self) -> Result<Vec<u8>, CliError> {
        let failed = |error: png::EncodingError| CliError::Output {
            reason: error.to_string(),
        };
        let edge = |dots: usize| u32::try_from(dots).unwrap_or(u32::MAX);
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, edge(self.width), edge(self.height));
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header().map_err(failed)?;
        writer.write_image_data(&self.dots).map_err(failed)?;
        writer.finish().map_err(failed)?;
        Ok(bytes)
    }
}
