//! Modules as boxes of a path or as half blocks.

use label_qr::QrError;
use label_qr::TerminalStyle;

use super::scan::{between, numbers};
use crate::raster::Raster;

/// Pixels that a module gets, where the picture has no pixels of its own.
const PIXELS: usize = 4;
/// Modules of the largest symbol with its quiet zone, and some.
const MODULES: usize = 200;

/// The modules of the last symbol in an SVG picture.
pub(super) fn svg(svg: &str) -> Option<Raster> {
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
pub(super) fn eps(eps: &str) -> Option<Raster> {
    let mut raster = light(between(eps, "\n% edge: ", " ")?.parse().ok()?)?;
    let boxes = between(eps, "\nnewpath\n", "fill\n")?;
    for line in boxes.lines() {
        let mut words = line.strip_suffix(" b")?.split(' ');
        let [left, top, length] = numbers([words.next()?, words.next()?, words.next()?])?;
        darken(&mut raster, left, top, length);
    }
    Some(raster)
}

/// The modules of a symbol in half blocks.
pub(super) fn terminal(blocks: &str, style: TerminalStyle) -> Result<Raster, QrError> {
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
    Ok(raster)
}

/// Light modules, a few pixels each; none for an edge that no symbol has.
fn light(edge: usize) -> Option<Raster> {
    (edge <= MODULES).then(|| Raster::new(edge * PIXELS, edge * PIXELS))
}

fn darken(raster: &mut Raster, x: usize, y: usize, length: usize) {
    let [left, top, right] = [x, y, x.saturating_add(length)].map(|at| at.saturating_mul(PIXELS));
    raster.fill(left, top, right, top.saturating_add(PIXELS), 0);
}
