//! The print check: a symbol must still be read when it is ink on paper.

use label_qr::{Module, QUIET_ZONE, read_dots, read_luma};
use serde::Serialize;

use crate::colour::Colours;
use crate::drawing::Drawing;
use crate::error::PrintError;
use crate::raster::Raster;
use crate::units::thousandths;

/// Dots of a module above which a finer print shows a reader nothing more.
const DOTS: u32 = 12;
/// Pixels that a scanner sees of a module, at least, and where only the aperture counts, at most.
const PIXELS: usize = 8;
const BLURRED_PIXELS: usize = 12;
/// Sizes in which a scanner sees a symbol.
const LOOKS: usize = 3;

/// The findings of a print check that was passed; one that was not is an error.
#[derive(Clone, Debug, Serialize)]
pub struct PrintCheck {
    /// Width of a module in millimetres.
    module_mm: f64,
    /// True where a retail point of sale accepts that (0.396 to 0.990 mm).
    retail: bool,
    /// Light modules on every side.
    quiet_zone: usize,
    /// Edge with quiet zone in millimetres.
    edge_mm: f64,
    /// In percent.
    contrast: u8,
    readings: Vec<Reading>,
}

/// A print that a reader read.
#[derive(Clone, Copy, Debug, Serialize)]
struct Reading {
    reader: Reader,
    print: Print,
}

/// The changes that printing may make to a symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Print {
    /// As it was drawn.
    Clean,
    /// Seen through an aperture of 0.8 modules, as verifiers do (ISO/IEC 15415).
    Blurred,
    /// Every dark area one dot thinner.
    Eroded,
    /// Every dark area one dot thicker.
    Dilated,
}

/// The readers: two programs with nothing in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Reader {
    Rxing,
    Rqrr,
}

impl Print {
    const ALL: [Self; 4] = [Self::Clean, Self::Blurred, Self::Eroded, Self::Dilated];

    /// The name that people give it.
    fn name(self) -> &'static str {
        match self {
            Self::Clean => "as drawn",
            Self::Blurred => "blurred",
            Self::Eroded => "one dot thinner",
            Self::Dilated => "one dot thicker",
        }
    }

    /// A scanner's view of a symbol whose modules have so many dots; `draw` draws it with so many pixels a module.
    fn seen(self, draw: impl Fn(usize) -> Raster, dots: usize, look: usize) -> Raster {
        // Coarse prints are seen enlarged: readers want some pixels a module, and one dot more or less
        // is then as many pixels.
        let pixels = match self {
            Self::Blurred => 1,
            _ => PIXELS.div_ceil(dots) + look,
        };
        let module = match self {
            Self::Blurred => BLURRED_PIXELS - look,
            _ => dots * pixels,
        };
        let drawn = draw(module);
        let times = |change: fn(&Raster) -> Raster| {
            (0..pixels).fold(drawn.clone(), |raster, _| change(&raster))
        };
        match self {
            Self::Clean => drawn,
            Self::Blurred => drawn.blurred((module * 4 / 5).saturating_sub(1) / 2),
            Self::Eroded => times(Raster::eroded),
            Self::Dilated => times(Raster::dilated),
        }
    }
}

impl Reader {
    const ALL: [Self; 2] = [Self::Rxing, Self::Rqrr];

    fn name(self) -> &'static str {
        match self {
            Self::Rxing => "rxing",
            Self::Rqrr => "rqrr",
        }
    }

    /// The text in a print.
    ///
    /// One threshold serves the whole of it, as ISO/IEC 15415 has it, and nothing is put right. Only what is
    /// not read so is looked at again as a camera's picture would be, which takes ten times as long.
    fn read(self, view: &View) -> Option<String> {
        let View { raster, dark } = view;
        match self {
            Self::Rxing => {
                let [width, height] = [raster.width, raster.height].map(u32::try_from);
                let (width, height) = (width.ok()?, height.ok()?);
                let text = read_dots(dark, width, height).ok();
                text.or_else(|| Some(read_luma(&raster.luma, width, height).ok()?.text))
            }
            Self::Rqrr => {
                // Asked for row by row from the top.
                let mut dark = dark.iter();
                let next = |_, _| dark.next().is_some_and(|dark| *dark);
                let (width, height) = (raster.width, raster.height);
                let mut picture = rqrr::PreparedImage::prepare_from_bitmap(width, height, next);
                let grids = picture.detect_grids();
                grids.iter().find_map(|grid| Some(grid.decode().ok()?.1))
            }
        }
    }
}

/// A print as the readers see it: the same picture for both.
struct View {
    raster: Raster,
    dark: Vec<bool>,
}

impl View {
    fn new(raster: Raster, colours: Colours) -> Self {
        let raster = in_colours(raster, colours);
        Self {
            dark: raster.dark(),
            raster,
        }
    }
}

/// The texts that the readers read in a print, each in the first of a few looks that it reads: as a hand moves,
/// a scanner sees a symbol in several sizes, and which of them a program reads is partly luck.
fn read(
    print: Print,
    draw: impl Fn(usize) -> Raster,
    dots: usize,
    colours: Colours,
) -> [(Reader, Option<String>); 2] {
    let mut texts = Reader::ALL.map(|reader| (reader, None));
    for look in 0..LOOKS {
        if texts.iter().all(|(_, text)| text.is_some()) {
            break;
        }
        let view = View::new(print.seen(&draw, dots, look), colours);
        for (reader, text) in &mut texts {
            *text = text.take().or_else(|| reader.read(&view));
        }
    }
    texts
}

impl PrintCheck {
    /// Checks a symbol as it will be printed; the first thing that fails is the error.
    ///
    /// The width of a module is not judged here, but by [`Module::check`], where it is chosen.
    ///
    /// # Errors
    ///
    /// Fails where the contrast is too low, with [`PrintError::PrintUnreadable`] where one of the readers
    /// does not read one of the prints, and where one reads another text.
    pub fn new(drawing: &Drawing, module: Module, colours: Colours) -> Result<Self, PrintError> {
        colours.check()?;
        let dots = usize::try_from(module.dots.clamp(1, DOTS)).unwrap_or(1);
        let mut readings = Vec::new();
        for print in Print::ALL {
            let draw = |module| Raster::of_symbol(&drawing.symbol, module);
            for (reader, text) in read(print, draw, dots, colours) {
                let unreadable = PrintError::PrintUnreadable {
                    print: print.name(),
                    reader: reader.name(),
                };
                let text = text.ok_or(unreadable)?;
                drawing.check("printed symbol", &text)?;
                readings.push(Reading { reader, print });
            }
        }
        Ok(Self {
            module_mm: thousandths(module.millimetres()),
            retail: module.check().is_ok(),
            quiet_zone: QUIET_ZONE,
            edge_mm: thousandths(module.edge_mm(&drawing.symbol)),
            contrast: colours.contrast(),
            readings,
        })
    }

    /// The check in one line.
    pub fn summary(&self) -> String {
        let readings = self.readings.len();
        let (quiet_zone, contrast) = (self.quiet_zone, self.contrast);
        let retail = if self.retail {
            "module within GS1's 0.396 to 0.990 mm"
        } else {
            "module outside GS1's 0.396 to 0.990 mm"
        };
        format!(
            "{retail}, quiet zone {quiet_zone} modules, contrast {contrast} %, read {readings} of {readings} times"
        )
    }
}

/// From black to white in the grey levels of two colours.
fn in_colours(mut raster: Raster, colours: Colours) -> Raster {
    if colours == Colours::default() {
        return raster;
    }
    let [dark, light] = [colours.dark, colours.light].map(|colour| u16::from(grey(colour)));
    for dot in &mut raster.luma {
        let share = u16::from(*dot);
        let level = (light * share + dark * (255 - share)) / 255;
        *dot = u8::try_from(level).unwrap_or(u8::MAX);
    }
    raster
}

/// The grey level that a camera makes of a colour (ITU-R BT.601).
fn grey([red, green, blue]: [u8; 3]) -> u8 {
    let weighted = 299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue);
    u8::try_from(weighted / 1_000).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use label_qr::{Ecc, Symbol};

    use super::*;

    /// Draws a symbol with so many pixels a module.
    type Draw<'a> = Box<dyn Fn(usize) -> Raster + 'a>;

    /// A symbol with so many pseudo-random digits.
    fn symbol(digits: usize, ecc: Ecc) -> Symbol {
        let mut state = u32::try_from(digits).unwrap();
        let digit = |_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            char::from(b'0' + u8::try_from((state >> 16) % 10).unwrap())
        };
        let digits: String = (0..digits).map(digit).collect();
        Symbol::encode("https://label.example.jp/01/04912345000002#", &digits, ecc).unwrap()
    }

    #[test]
    fn sound_prints_are_read_by_both() {
        for (digits, ecc) in [(333, Ecc::L), (417, Ecc::M), (645, Ecc::M), (700, Ecc::Q)] {
            let symbol = symbol(digits, ecc);
            for (dots, print) in [3, 4, 5, 8, 10].into_iter().zip(Print::ALL.iter().cycle()) {
                let draw = |module| Raster::of_symbol(&symbol, module);
                for (reader, text) in read(*print, draw, dots, Colours::default()) {
                    assert!(text.is_some(), "{digits} {dots} {print:?} {reader:?}");
                }
            }
        }
    }

    #[test]
    fn modules_of_one_dot_do_not_survive() {
        let symbol = symbol(417, Ecc::H);
        let draw = |module| Raster::of_symbol(&symbol, module);
        for print in [Print::Eroded, Print::Dilated] {
            for (reader, text) in read(print, draw, 1, Colours::default()) {
                assert_eq!(text, None, "{print:?} {reader:?}");
            }
        }
    }

    /// The way in which a print was read before it was made fast: repairs from the start, and a threshold for
    /// each part of it.
    fn read_with_repairs(reader: Reader, view: &View) -> Option<String> {
        let Raster { width, height, .. } = view.raster;
        match reader {
            Reader::Rxing => {
                let edges = [width, height].map(|edge| u32::try_from(edge).unwrap());
                let reading = read_luma(&view.raster.luma, edges[0], edges[1]);
                reading.ok().map(|reading| reading.text)
            }
            Reader::Rqrr => {
                let dot = |x, y| if view.dark[y * width + x] { 0 } else { u8::MAX };
                let mut picture = rqrr::PreparedImage::prepare_from_greyscale(width, height, dot);
                let grids = picture.detect_grids();
                grids.iter().find_map(|grid| Some(grid.decode().ok()?.1))
            }
        }
    }

    /// A symbol of so many pixels a module with so many of its modules turned, anywhere.
    fn turned(symbol: &Symbol, module: usize, seed: u32, count: u32) -> Raster {
        let mut raster = Raster::of_symbol(symbol, module);
        let edge = u32::try_from(symbol.framed_width()).unwrap();
        let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(count);
        let mut place = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            usize::try_from((state >> 16) % edge).unwrap() * module
        };
        for _ in 0..count {
            let (x, y) = (place(), place());
            let luma = u8::MAX - raster.luma[y * raster.width + x];
            raster.fill(x, y, x + module, y + module, luma);
        }
        raster
    }

    /// A blot of so many modules in a corner, over a finder pattern, or beside it in the quiet zone.
    fn blotted(symbol: &Symbol, module: usize, at: usize, edge: usize) -> Raster {
        let mut raster = Raster::of_symbol(symbol, module);
        let [start, end] = [at, at + edge].map(|at| at * module);
        raster.fill(start, start, end, end, 0);
        raster
    }

    /// True where a check that reads in this way catches a symbol that is drawn so.
    fn catches(
        draw: &dyn Fn(usize) -> Raster,
        dots: usize,
        read: &dyn Fn(Reader, &View) -> Option<String>,
    ) -> bool {
        Print::ALL.into_iter().any(|print| {
            Reader::ALL.into_iter().any(|reader| {
                (0..LOOKS).all(|look| {
                    let view = View::new(print.seen(draw, dots, look), Colours::default());
                    read(reader, &view).is_none()
                })
            })
        })
    }

    #[test]
    fn what_repairs_could_not_save_is_still_caught() {
        let symbol = symbol(417, Ecc::M);
        let mut damaged: Vec<(String, Draw<'_>)> = Vec::new();
        let symbol = &symbol;
        for count in [5, 15, 40, 120, 400] {
            let draw = move |module| turned(symbol, module, 3, count);
            damaged.push((format!("{count} modules turned"), Box::new(draw)));
        }
        for (at, edge) in [(0, 3), (4, 7), (20, 6), (20, 24)] {
            let draw = move |module| blotted(symbol, module, at, edge);
            damaged.push((format!("a blot of {edge} at {at}"), Box::new(draw)));
        }
        let (mut sound, mut caught) = (0, 0);
        for (what, draw) in &damaged {
            if !catches(draw, 4, &read_with_repairs) {
                sound += 1;
                continue;
            }
            caught += 1;
            assert!(
                catches(draw, 4, &|reader, view| reader.read(view)),
                "{what}"
            );
        }
        assert!(sound >= 2 && caught >= 4, "{sound} sound, {caught} caught");
    }
}
