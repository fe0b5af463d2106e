//! The formats that a symbol alone is drawn in.

use std::fmt::Write;

use label_qr::{Run, Symbol};

use super::colour::{Colours, Rgb};
use super::scene::modules;
use crate::artwork::pdf::POINTS;
use crate::symbol::Module;

/// A file format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    Svg,
    Png,
    Pdf,
    Eps,
    Zpl,
    Sbpl,
}

impl Format {
    /// All formats.
    pub(crate) const ALL: [Self; 6] = [
        Self::Svg,
        Self::Png,
        Self::Pdf,
        Self::Eps,
        Self::Zpl,
        Self::Sbpl,
    ];

    /// How its files end.
    pub(crate) fn extension(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
            Self::Pdf => "pdf",
            Self::Eps => "eps",
            Self::Zpl => "zpl",
            Self::Sbpl => "sbpl",
        }
    }

    /// What people call it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Svg => "SVG",
            Self::Png => "PNG",
            Self::Pdf => "PDF",
            Self::Eps => "EPS",
            Self::Zpl => "ZPL",
            Self::Sbpl => "SBPL",
        }
    }
}

/// Draws a symbol in Encapsulated PostScript, level 2, exactly as large as it is.
///
/// The coordinates are modules, so that the file holds whole numbers alone; all dark modules are one
/// path. `title` is reduced to characters that mean nothing to PostScript.
pub(crate) fn eps(symbol: &Symbol, module: Module, title: &str, colours: Colours) -> String {
    let edge = symbol.framed_width();
    let module_points = module.millimetres() * POINTS;
    let size = modules(edge) * module_points;
    let mut eps = format!(
        "%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 {0:.0} {0:.0}\n%%HiResBoundingBox: 0 0 {size:.4} {size:.4}\n\
         %%Creator: label\n%%Title: {1}\n%%LanguageLevel: 2\n%%Pages: 1\n%%EndComments\n%%Page: 1 1\ngsave\n\
         % edge: {edge} modules\n0 {size:.4} translate {module_points:.6} dup neg scale\n\
         {2} setrgbcolor 0 0 {edge} {edge} rectfill\n{3} setrgbcolor\n\
         /b {{ /n exch def moveto n 0 rlineto 0 1 rlineto n neg 0 rlineto closepath }} bind def\nnewpath\n",
        size.ceil(),
        plain(title),
        shares(colours.light),
        shares(colours.dark),
    );
    for Run { x, y, length } in symbol.runs() {
        // Writing to a string cannot fail.
        let _ = writeln!(eps, "{x} {y} {length} b");
    }
    eps.push_str("fill\ngrestore\nshowpage\n%%EOF\n");
    eps
}

/// A colour in shares of one.
fn shares(colour: Rgb) -> String {
    let [red, green, blue] = colour.map(|part| super::svg::number(f64::from(part) / 255.0));
    format!("{red} {green} {blue}")
}

/// Draws a symbol in ZPL II as a graphic field, whose dots are the ones that were checked.
///
/// `^BQ` would leave version and mask to the printer's firmware. The dots are compressed as ASCII:
/// run lengths, and `:` for a row like the one before. `title` is a comment without any character
/// that ZPL gives a meaning.
pub(crate) fn zpl(symbol: &Symbol, module: Module, title: &str) -> String {
    let rows = Rows::new(symbol, module.dots);
    let (bytes, total) = (rows.bytes(), rows.bytes() * rows.count());
    let mut zpl = format!(
        "^XA\n^CI28\n^FX {} ^FS\n^FO0,0^GFA,{total},{total},{bytes},",
        plain(title)
    );
    for row in &rows.bits {
        zpl.push_str(&compressed(row));
        let again = rows.dots.saturating_sub(1);
        zpl.extend(std::iter::repeat_n(':', again));
    }
    zpl.push_str("^FS\n^PQ1\n^XZ\n");
    zpl
}

/// Draws a symbol in SBPL as a graphic in hexadecimal, whose dots are the ones that were checked.
///
/// `2D30` would leave version and mask to the printer's firmware. Height and width are counted in
/// eight dots, in three digits each; what is over is light. None where three digits are too few.
pub(crate) fn sbpl(symbol: &Symbol, module: Module) -> Option<String> {
    let rows = Rows::new(symbol, module.dots);
    let (bytes, blocks) = (rows.bytes(), rows.count().div_ceil(8));
    if bytes > 999 || blocks > 999 {
        return None;
    }
    let mut sbpl = format!("\u{1b}A\u{1b}V0001\u{1b}H0001\u{1b}GH{bytes:03}{blocks:03}");
    for row in &rows.bits {
        let row = hex(row);
        sbpl.extend(std::iter::repeat_n(row.as_str(), rows.dots));
    }
    let over = (blocks * 8).saturating_sub(rows.count());
    sbpl.push_str(&"00".repeat(over * bytes));
    sbpl.push_str("\u{1b}Q1\u{1b}Z");
    Some(sbpl)
}

/// The dots of a symbol as bytes, a row for each row of modules; dark is 1.
struct Rows {
    bits: Vec<Vec<u8>>,
    dots: usize,
    modules: usize,
}

impl Rows {
    fn new(symbol: &Symbol, dots: u32) -> Self {
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
    fn bytes(&self) -> usize {
        (self.modules * self.dots).div_ceil(8)
    }

    /// Rows of dots.
    fn count(&self) -> usize {
        self.modules * self.dots
    }
}

fn hex(row: &[u8]) -> String {
    let mut text = String::with_capacity(2 * row.len());
    for byte in row {
        let _ = write!(text, "{byte:02X}");
    }
    text
}

/// A row in ZPL's alternative compression: letters count how often the next digit stands there.
fn compressed(row: &[u8]) -> String {
    let digits = hex(row);
    let mut text = String::new();
    let mut rest = digits.as_str();
    while let Some(first) = rest.chars().next() {
        let after = rest.trim_start_matches(first);
        let count = rest.len() - after.len();
        match first {
            // The rest of the row is light.
            '0' if after.is_empty() => text.push(','),
            _ => {
                text.push_str(&repeats(count));
                text.push(first);
            }
        }
        rest = after;
    }
    text
}

/// `g` to `z` are 20 to 400, `G` to `Y` are 1 to 19; they add up.
fn repeats(mut count: usize) -> String {
    let mut text = String::new();
    if count < 2 {
        return text;
    }
    let letter = |first: u8, steps: usize| char::from(first + u8::try_from(steps).unwrap_or(0));
    while count >= 20 {
        let twenties = (count / 20).min(20);
        text.push(letter(b'g', twenties - 1));
        count -= 20 * twenties;
    }
    if count > 0 {
        text.push(letter(b'G', count - 1));
    }
    text
}

/// A text without anything that a printer's language gives a meaning: the rest becomes `_`.
fn plain(text: &str) -> String {
    const LENGTH: usize = 100;
    let harmless = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '.');
    let characters = text.chars().take(LENGTH);
    characters
        .map(|c| if harmless(c) { c } else { '_' })
        .collect()
}
