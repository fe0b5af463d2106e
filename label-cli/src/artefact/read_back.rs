//! Reading pictures back from the very bytes that are handed over.

use label_core::Error;
use label_core::qr::{TerminalStyle, read_luma, read_picture};

/// Pixels that a module gets, where the picture has no pixels of its own.
const PIXELS: usize = 4;

/// The text in a PNG file.
pub(super) fn png(file: &[u8]) -> Result<String, Error> {
    read_picture(file).map(|reading| reading.text)
}

/// The text in an SVG picture, whose dark modules are the boxes of its path.
pub(super) fn svg(svg: &str) -> Result<String, Error> {
    modules(svg)
        .ok_or(Error::PictureMalformed)
        .and_then(|modules| modules.read())
}

/// The text in half blocks.
pub(super) fn terminal(blocks: &str, style: TerminalStyle) -> Result<String, Error> {
    let mut modules = Modules::new(blocks.lines().next().map_or(0, |line| line.chars().count()));
    for (row, line) in blocks.lines().enumerate() {
        for (x, block) in line.chars().enumerate() {
            let written = match block {
                ' ' => [false, false],
                '▀' => [true, false],
                '▄' => [false, true],
                '█' => [true, true],
                _ => return Err(Error::PictureMalformed),
            };
            for (half, written) in written.into_iter().enumerate() {
                if written == (style == TerminalStyle::DarkOnLight) {
                    modules.darken(x, 2 * row + half);
                }
            }
        }
    }
    modules.read()
}

fn modules(svg: &str) -> Option<Modules> {
    let edge = between(svg, "viewBox=\"0 0 ", " ")?.parse().ok()?;
    let mut modules = Modules::new(edge);
    for run in between(svg, " d=\"M", "\"")?.split('M') {
        let (left, run) = run.split_once(' ')?;
        let (top, run) = run.split_once('h')?;
        let (length, end) = run.split_once("v1h-")?;
        if end != format!("{length}z") {
            return None;
        }
        let (left, top): (usize, usize) = (left.parse().ok()?, top.parse().ok()?);
        let length: usize = length.parse().ok()?;
        for x in left..left.checked_add(length)? {
            modules.darken(x, top);
        }
    }
    Some(modules)
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(start)?;
    rest.split_once(end).map(|(found, _)| found)
}

/// Modules as grey levels, a few pixels each.
struct Modules {
    edge: usize,
    luma: Vec<u8>,
}

impl Modules {
    /// Light modules; an edge that no symbol has makes a picture that cannot be read.
    fn new(edge: usize) -> Self {
        let edge = if edge > 200 { 0 } else { edge };
        Self {
            edge,
            luma: vec![255; edge * PIXELS * edge * PIXELS],
        }
    }

    fn darken(&mut self, x: usize, y: usize) {
        if x >= self.edge || y >= self.edge {
            return;
        }
        for row in y * PIXELS..(y + 1) * PIXELS {
            let start = (row * self.edge + x) * PIXELS;
            if let Some(pixels) = self.luma.get_mut(start..start + PIXELS) {
                pixels.fill(0);
            }
        }
    }

    fn read(&self) -> Result<String, Error> {
        let edge = u32::try_from(self.edge * PIXELS).map_err(|_| Error::PictureTooLarge)?;
        read_luma(&self.luma, edge, edge).map(|reading| reading.text)
    }
}
