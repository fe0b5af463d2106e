//! Reading pictures back from the very bytes that are handed over.

mod pdf;
mod printer;

use label_qr::{QrError, TerminalStyle, read_luma, read_picture};

use crate::format::Format;
use crate::raster::Raster;
use crate::symbol::Module;

pub(crate) use self::pdf::symbols as pdf_symbols;

/// Pixels that a module gets, where the picture has no pixels of its own.
const PIXELS: usize = 4;
/// Modules of the largest symbol with its quiet zone, and some.
const MODULES: usize = 200;

/// The text in a file of any format; a module's width is only needed where a page has no dots.
pub(crate) fn file(format: Format, file: &[u8], module: Module) -> Result<String, QrError> {
    let text = || str::from_utf8(file).map_err(|_| QrError::PictureMalformed);
    let raster = match format {
        Format::Png => return png(file),
        Format::Svg => modules(text()?),
        Format::Eps => eps(text()?),
        Format::Zpl => printer::zpl(text()?),
        Format::Sbpl => printer::sbpl(text()?),
        Format::Pdf => pdf::page(file, module.millimetres()),
    };
    read(&raster.ok_or(QrError::PictureMalformed)?)
}

/// The text in a PNG file.
pub(crate) fn png(file: &[u8]) -> Result<String, QrError> {
    read_picture(file).map(|reading| reading.text)
}

/// The text in an SVG picture, whose dark modules are the boxes of its path.
pub(crate) fn svg(svg: &str) -> Result<String, QrError> {
    let raster = modules(svg).ok_or(QrError::PictureMalformed)?;
    read(&raster)
}

/// The text in half blocks.
pub(crate) fn terminal(blocks: &str, style: TerminalStyle) -> Result<String, QrError> {
    let edge = blocks.lines().next().map_or(0, |line| line.chars().count());
    let mut raster = light(edge).ok_or(QrError::PictureMalformed)?;
    for (row, line) in blocks.lines().enumerate() {
        for (x, block) in line.chars().enumerate() {
            let written = match block {
                ' ' => [false, false],
                '▀' => [true, false],
                '▄' => [false, true],
                '█' => [true, true],
                _ => return Err(QrError::PictureMalformed),
            };
            for (half, written) in written.into_iter().enumerate() {
                if written == (style == TerminalStyle::DarkOnLight) {
                    darken(&mut raster, x, 2 * row + half, 1);
                }
            }
        }
    }
    read(&raster)
}

/// The modules of the last symbol in an SVG picture.
fn modules(svg: &str) -> Option<Raster> {
    let (_, svg) = svg.rsplit_once("<svg ")?;
    let mut raster = light(between(svg, "viewBox=\"0 0 ", " ")?.parse().ok()?)?;
    for run in between(svg, " d=\"M", "\"")?.split('M') {
        let (left, run) = run.split_once(' ')?;
        let (top, run) = run.split_once('h')?;
        let (length, end) = run.split_once("v1h-")?;
        if end != format!("{length}z") {
            return None;
        }
        let [left, top, length] = numbers([left, top, length])?;
        darken(&mut raster, left, top, length);
    }
    Some(raster)
}

/// The modules of a symbol in EPS: lines of column, row and length.
fn eps(eps: &str) -> Option<Raster> {
    let mut raster = light(between(eps, "\n% edge: ", " ")?.parse().ok()?)?;
    let boxes = between(eps, "\nnewpath\n", "fill\n")?;
    for line in boxes.lines() {
        let mut words = line.strip_suffix(" b")?.split(' ');
        let [left, top, length] = numbers([words.next()?, words.next()?, words.next()?])?;
        darken(&mut raster, left, top, length);
    }
    Some(raster)
}

fn numbers<const N: usize>(texts: [&str; N]) -> Option<[usize; N]> {
    let numbers: Option<Vec<usize>> = texts.iter().map(|text| text.parse().ok()).collect();
    numbers?.try_into().ok()
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(start)?;
    rest.split_once(end).map(|(found, _)| found)
}

/// Light modules, a few pixels each; none for an edge that no symbol has.
fn light(edge: usize) -> Option<Raster> {
    (edge <= MODULES).then(|| Raster::new(edge * PIXELS, edge * PIXELS))
}

fn darken(raster: &mut Raster, x: usize, y: usize, length: usize) {
    let [left, top, right] = [x, y, x.saturating_add(length)].map(|at| at.saturating_mul(PIXELS));
    raster.fill(left, top, right, top.saturating_add(PIXELS), 0);
}

fn read(raster: &Raster) -> Result<String, QrError> {
    let [width, height] = [raster.width, raster.height]
        .map(|edge| u32::try_from(edge).map_err(|_| QrError::PictureTooLarge));
    read_luma(&raster.luma, width?, height?).map(|reading| reading.text)
}
