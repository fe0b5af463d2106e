//! The boxes on the pages of a PDF, from its own content streams.
//!
//! This reads what this program writes: filled paths of upright boxes. Text and other shapes are left
//! out, so what is read is the symbols.

use std::str::{FromStr, SplitAsciiWhitespace};

use label_io::parallel;
use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;
use usvg::Transform;
use usvg::tiny_skia_path::Point;

use super::scan::read;
use crate::raster::Raster;
use crate::scene::Scene;
use crate::units::POINTS;

/// Pixels that a module gets.
const PIXELS: f64 = 4.0;
/// Pixels of a page's longer edge: A3 with modules of 0.1 mm.
const PAGE_EDGE: usize = 20_000;
/// Bytes of one page's content: a sheet of 60 of the largest symbols stays below.
const CONTENT_BYTES: usize = 64 * 1024 * 1024;

/// The first page, drawn so that modules of a width have a few pixels.
pub(super) fn page(pdf: &[u8], module_mm: f64) -> Option<Raster> {
    let content = contents(pdf).next()??;
    draw(pdf, content, scale(module_mm))
}

/// The texts of the symbols, each where a page must have it.
pub(crate) fn symbols(pdf: &[u8], pages: &[Scene]) -> Option<Vec<String>> {
    let contents: Vec<Option<&[u8]>> = contents(pdf).collect();
    let of_page = |(content, page): &(Option<&[u8]>, &Scene)| page_symbols(pdf, *content, page);
    let pairs: Vec<(Option<&[u8]>, &Scene)> = contents.iter().copied().zip(pages).collect();
    let (texts, ()) = parallel::map(&pairs, of_page, || ());
    let texts: Option<Vec<Vec<String>>> = texts.into_iter().collect();
    let texts = texts.map(|texts| texts.concat());
    texts.filter(|_| contents.len() == pages.len())
}

/// The texts of the symbols on a page.
fn page_symbols(pdf: &[u8], content: Option<&[u8]>, page: &Scene) -> Option<Vec<String>> {
    let (mut texts, mut raster) = (Vec::new(), None);
    for symbol in page.symbols() {
        let scale = scale(symbol.module_mm);
        if raster.is_none() {
            raster = Some(draw(pdf, content?, scale)?);
        }
        let place = [symbol.x, symbol.y, symbol.edge()];
        let [x, y, edge] = place.map(|length| pixel(length * POINTS * scale));
        let symbol = raster.as_ref()?.cropped(x?, y?, edge?);
        texts.push(read(&symbol).ok()?);
    }
    Some(texts)
}

/// Pixels in a point.
fn scale(module_mm: f64) -> f64 {
    PIXELS / (module_mm * POINTS)
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
fn draw(pdf: &[u8], content: &[u8], scale: f64) -> Option<Raster> {
    let content = decompress_to_vec_zlib_with_limit(content, CONTENT_BYTES).ok()?;
    let media = occurrences(pdf, b"/MediaBox[").next()?;
    let end = find(media, b"]")?;
    let sizes: Vec<f64> = numbers(
        str::from_utf8(media.get(..end)?)
            .ok()?
            .split_ascii_whitespace(),
    )?;
    let [_, _, width, height] = sizes.try_into().ok()?;
    let pixels = |length: f64| pixel(length * scale).filter(|edge| *edge <= PAGE_EDGE);
    let mut page = Page {
        raster: Raster::new(pixels(width)?, pixels(height)?),
        state: State {
            matrix: downwards(scale, height),
            luma: 0,
        },
        saved: Vec::new(),
        path: Vec::new(),
    };
    page.run(&without_strings(&content))?;
    Some(page.raster)
}

/// From points, which count upwards, to pixels, which count downwards.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a tenth of a pixel on a page"
)]
fn downwards(scale: f64, height: f64) -> Transform {
    let scale_down = scale as f32;
    Transform::from_row(
        scale_down,
        0.0,
        0.0,
        -scale_down,
        0.0,
        (height * scale) as f32,
    )
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
    matrix: Transform,
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
            "cm" => {
                let [sx, ky, kx, sy, tx, ty] = values(operands)?;
                let step = Transform::from_row(sx, ky, kx, sy, tx, ty);
                self.state.matrix = self.state.matrix.pre_concat(step);
            }
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
        let mut point = Point::from_xy(x, y);
        self.state.matrix.map_point(&mut point);
        Some((f64::from(point.x), f64::from(point.y)))
    }

    /// Fills an upright box; leaves out every other shape.
    fn fill(&mut self, part: &[(f64, f64)]) -> Option<()> {
        let [(ax, ay), (bx, by), (cx, cy), (dx, dy)] = *part else {
            return Some(());
        };
        // Single precision, twice transformed, is off by far less than a quarter of a pixel.
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

fn values<T: FromStr, const N: usize>(operands: &[&str]) -> Option<[T; N]> {
    let numbers: Option<Vec<T>> = operands.iter().map(|word| word.parse().ok()).collect();
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

/// The bytes after each occurrence.
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
