//! The boxes on the pages of a PDF, from its own content streams.
//!
//! This reads what this program writes: filled paths of upright boxes. Text and other shapes are left
//! out, so what is read is the symbols.

use std::str::SplitAsciiWhitespace;

use label_core::limits;
use label_core::qr::read_all_luma;
use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;

use crate::artwork::pdf::POINTS;
use crate::artwork::raster::Raster;

/// Pixels that a module gets.
const PIXELS: f64 = 4.0;
/// Bytes of one page's content: a sheet of 60 of the largest symbols stays below.
const CONTENT_BYTES: usize = 64 * 1024 * 1024;

/// The first page, drawn so that modules of a width have a few pixels.
pub(super) fn page(pdf: &[u8], module_mm: f64) -> Option<Raster> {
    contents(pdf)
        .next()
        .and_then(|content| draw(pdf, content?, module_mm))
}

/// The texts of the symbols on every page.
pub(crate) fn symbols(pdf: &[u8], module_mm: f64) -> Option<Vec<Vec<String>>> {
    let texts = |content: Option<&[u8]>| {
        let raster = draw(pdf, content?, module_mm)?;
        let [width, height] = [raster.width, raster.height].map(|edge| u32::try_from(edge).ok());
        let readings = read_all_luma(&raster.luma, width?, height?).ok()?;
        Some(readings.into_iter().map(|reading| reading.text).collect())
    };
    contents(pdf).map(texts).collect()
}

/// The streams that pages name as their contents.
fn contents(pdf: &[u8]) -> impl Iterator<Item = Option<&[u8]>> {
    occurrences(pdf, b"/Contents ").map(|rest| {
        let number: Vec<u8> = rest
            .iter()
            .copied()
            .take_while(u8::is_ascii_digit)
            .collect();
        let start = [b"\n", number.as_slice(), b" 0 obj"].concat();
        let object = occurrences(pdf, &start).next()?;
        let dictionary_end = find(object, b"stream\n")?;
        let (dictionary, stream) = object.split_at_checked(dictionary_end)?;
        let length = occurrences(dictionary, b"/Length ").next()?;
        let length = leading_number(length)?;
        stream.get(b"stream\n".len()..)?.get(..length)
    })
}

/// Draws a content stream on a page as large as the first page's media box.
fn draw(pdf: &[u8], content: &[u8], module_mm: f64) -> Option<Raster> {
    let content = decompress_to_vec_zlib_with_limit(content, CONTENT_BYTES).ok()?;
    let media = occurrences(pdf, b"/MediaBox[").next()?;
    let end = find(media, b"]")?;
    let sizes: Vec<f64> = numbers(
        str::from_utf8(media.get(..end)?)
            .ok()?
            .split_ascii_whitespace(),
    )?;
    let [_, _, width, height] = sizes.try_into().ok()?;
    let scale = PIXELS / (module_mm * POINTS);
    let pixels = |length: f64| pixel(length * scale).filter(|edge| *edge <= edges());
    let mut page = Page {
        raster: Raster::new(pixels(width)?, pixels(height)?),
        state: State {
            matrix: [scale, 0.0, 0.0, -scale, 0.0, height * scale],
            luma: 0,
        },
        saved: Vec::new(),
        path: Vec::new(),
    };
    page.run(&without_strings(&content))?;
    Some(page.raster)
}

fn edges() -> usize {
    usize::try_from(limits::PICTURE_EDGE).unwrap_or(usize::MAX)
}

/// A page while it is drawn.
struct Page {
    raster: Raster,
    state: State,
    saved: Vec<State>,
    /// The corners of each part of the path.
    path: Vec<Vec<(f64, f64)>>,
}

#[derive(Clone, Copy)]
struct State {
    matrix: [f64; 6],
    luma: u8,
}

impl Page {
    fn run(&mut self, content: &str) -> Option<()> {
        let mut operands: Vec<&str> = Vec::new();
        for word in content.split_ascii_whitespace() {
            let operand = word.starts_with(|c: char| c.is_ascii_digit() || "/-.[]".contains(c));
            if operand {
                operands.push(word);
                continue;
            }
            self.operator(word, &operands)?;
            operands.clear();
        }
        Some(())
    }

    fn operator(&mut self, operator: &str, operands: &[&str]) -> Option<()> {
        match operator {
            "q" => self.saved.push(self.state),
            "Q" => self.state = self.saved.pop()?,
            "cm" => self.state.matrix = product(values(operands)?, self.state.matrix),
            "g" => {
                let [grey] = values(operands)?;
                self.state.luma = luma([grey; 3]);
            }
            "rg" => self.state.luma = luma(values(operands)?),
            "m" => {
                let corner = self.corner(operands)?;
                self.path.push(vec![corner]);
            }
            "l" => {
                let corner = self.corner(operands)?;
                self.path.last_mut()?.push(corner);
            }
            // A part with a curve is no box.
            "c" => self.path.last_mut()?.clear(),
            "f" | "f*" => {
                for part in std::mem::take(&mut self.path) {
                    self.fill(&part)?;
                }
            }
            _ => {}
        }
        Some(())
    }

    fn corner(&self, operands: &[&str]) -> Option<(f64, f64)> {
        let [x, y] = values(operands)?;
        let [a, b, c, d, e, f] = self.state.matrix;
        Some((a * x + c * y + e, b * x + d * y + f))
    }

    /// Fills an upright box; leaves out every other shape.
    fn fill(&mut self, part: &[(f64, f64)]) -> Option<()> {
        let [(ax, ay), (bx, by), (cx, cy), (dx, dy)] = *part else {
            return Some(());
        };
        let near = |a: f64, b: f64| (a - b).abs() < 0.25;
        let upright = near(ay, by) && near(bx, cx) && near(cy, dy) && near(dx, ax);
        if upright {
            let [left, right] = [ax.min(cx), ax.max(cx)].map(pixel);
            let [top, bottom] = [ay.min(cy), ay.max(cy)].map(pixel);
            let luma = self.state.luma;
            self.raster.fill(left?, top?, right?, bottom?, luma);
        }
        Some(())
    }
}

fn luma([red, green, blue]: [f64; 3]) -> u8 {
    let share = 0.299 * red + 0.587 * green + 0.114 * blue;
    pixel(share * 255.0).map_or(0, |level| u8::try_from(level).unwrap_or(u8::MAX))
}

/// The nearest whole number, none below zero but those that round to it.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "bounded"
)]
fn pixel(length: f64) -> Option<usize> {
    (-0.5..1e6)
        .contains(&length)
        .then(|| length.round().max(0.0) as usize)
}

/// One transformation after the other.
fn product([a, b, c, d, e, f]: [f64; 6], [g, h, i, j, k, l]: [f64; 6]) -> [f64; 6] {
    [
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + l,
    ]
}

fn values<const N: usize>(operands: &[&str]) -> Option<[f64; N]> {
    let numbers: Option<Vec<f64>> = operands.iter().map(|word| word.parse().ok()).collect();
    numbers?.try_into().ok()
}

fn numbers(words: SplitAsciiWhitespace<'_>) -> Option<Vec<f64>> {
    words.map(|word| word.parse().ok()).collect()
}

fn leading_number(bytes: &[u8]) -> Option<usize> {
    let digits = bytes
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    str::from_utf8(bytes.get(..digits)?).ok()?.parse().ok()
}

/// Operators and numbers alone: strings hold what looks like either.
fn without_strings(content: &[u8]) -> String {
    let mut kept = String::with_capacity(content.len());
    let (mut depth, mut escaped, mut hex) = (0_usize, false, false);
    for byte in content {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if depth > 0 => escaped = true,
            b'(' if !hex => depth += 1,
            b')' if depth > 0 => depth -= 1,
            _ if depth > 0 => {}
            b'<' => hex = true,
            b'>' => hex = false,
            _ if hex => {}
            byte if byte.is_ascii() => kept.push(char::from(*byte)),
            _ => kept.push(' '),
        }
        if matches!(byte, b')' | b'>' | b'[' | b']') {
            kept.push(' ');
        }
    }
    kept
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}

/// What follows each occurrence.
fn occurrences<'a, 'b>(
    bytes: &'a [u8],
    wanted: &'b [u8],
) -> impl Iterator<Item = &'a [u8]> + use<'a, 'b> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        rest = rest.get(find(rest, wanted)? + wanted.len()..)?;
        Some(rest)
    })
}
