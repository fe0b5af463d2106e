//! The print check: a symbol must still be read when it is ink on paper.

use label_qr::{Module, QUIET_ZONE, Symbol, read_luma};
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

    /// The text that a reader reads in one of a few looks: as a hand moves, a scanner sees a symbol in
    /// several sizes, and which of them a program reads is partly luck.
    fn read(
        self,
        symbol: &Symbol,
        dots: usize,
        colours: Colours,
        reader: Reader,
    ) -> Option<String> {
        (0..LOOKS).find_map(|look| {
            let seen = self.seen(symbol, dots, look);
            reader.read(&in_colours(seen, colours))
        })
    }

    /// A scanner's view of a symbol whose modules have so many dots.
    fn seen(self, symbol: &Symbol, dots: usize, look: usize) -> Raster {
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
        let drawn = Raster::of_symbol(symbol, module);
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

    /// The text in a picture.
    fn read(self, raster: &Raster) -> Option<String> {
        match self {
            Self::Rxing => {
                let edges = u32::try_from(raster.width).ok()?;
                let reading = read_luma(&raster.luma, edges, u32::try_from(raster.height).ok()?);
                reading.ok().map(|reading| reading.text)
            }
            Self::Rqrr => {
                // rqrr would set a threshold of its own for each part; ISO/IEC 15415 has one for the whole.
                let raster = raster.in_black_and_white();
                let dot = |x: usize, y: usize| {
                    let dot = raster.luma.get(y * raster.width + x);
                    dot.copied().unwrap_or(u8::MAX)
                };
                let mut picture =
                    rqrr::PreparedImage::prepare_from_greyscale(raster.width, raster.height, dot);
                let grids = picture.detect_grids();
                grids.iter().find_map(|grid| Some(grid.decode().ok()?.1))
            }
        }
    }
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
            for reader in Reader::ALL {
                let unreadable = PrintError::PrintUnreadable {
                    print: print.name(),
                    reader: reader.name(),
                };
                let text = print.read(&drawing.symbol, dots, colours, reader);
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
    #![allow(clippy::unwrap_used)]

    use label_qr::Ecc;

    use super::*;

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
                for reader in Reader::ALL {
                    let text = print.read(&symbol, dots, Colours::default(), reader);
                    assert!(text.is_some(), "{digits} {dots} {print:?} {reader:?}");
                }
            }
        }
    }

    #[test]
    fn modules_of_one_dot_do_not_survive() {
        let symbol = symbol(417, Ecc::H);
        for print in [Print::Eroded, Print::Dilated] {
            for reader in Reader::ALL {
                let text = print.read(&symbol, 1, Colours::default(), reader);
                assert_eq!(text, None, "{print:?} {reader:?}");
            }
        }
    }
}
