//! The print check: whether a symbol will still be read when it is ink on paper.

use clap::Args;
use label_core::qr::{QUIET_ZONE, Symbol, read_luma};
use serde::Serialize;

use super::colour::Colours;
use super::error::ArtworkError;
use super::raster::Raster;
use crate::artefact::Drawing;
use crate::error::CliError;
use crate::symbol::{Module, edge_mm, thousandths};

/// Dots of a module above which a finer print shows a reader nothing more.
const DOTS: u32 = 12;
/// Pixels that a scanner sees of a module, at least.
const PIXELS: usize = 8;

/// What the print check found; a symbol that failed it is an error.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PrintCheck {
    /// Width of a module in millimetres.
    module_mm: f64,
    /// Whether that is what a retail point of sale accepts (0.396 to 0.990 mm).
    retail: bool,
    /// Light modules on every side.
    quiet_zone: usize,
    /// Edge with quiet zone in millimetres.
    edge_mm: f64,
    /// In percent.
    contrast: u8,
    readings: Vec<Reading>,
}

/// Whether symbols are checked as they will be printed.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct PrintCheckArgs {
    /// Leave out the print check, for symbols on screens; pictures are still read back
    #[arg(long)]
    no_print_check: bool,
}

impl PrintCheckArgs {
    /// Runs the check, unless it is left out.
    pub(crate) fn run(
        self,
        drawing: &Drawing,
        module: Module,
        colours: Colours,
    ) -> Result<Option<PrintCheck>, CliError> {
        let check = || PrintCheck::new(drawing, module, colours);
        (!self.no_print_check).then(check).transpose()
    }
}

/// That a reader read a print.
#[derive(Clone, Copy, Debug, Serialize)]
struct Reading {
    reader: Reader,
    print: Print,
}

/// What printing may do to a symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Print {
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
pub(crate) enum Reader {
    Rxing,
    Rqrr,
}

impl Print {
    const ALL: [Self; 4] = [Self::Clean, Self::Blurred, Self::Eroded, Self::Dilated];

    /// What people call it.
    fn name(self) -> &'static str {
        match self {
            Self::Clean => "as drawn",
            Self::Blurred => "blurred",
            Self::Eroded => "one dot thinner",
            Self::Dilated => "one dot thicker",
        }
    }

    /// What a scanner sees of a symbol whose modules have so many dots.
    fn of(self, symbol: &Symbol, dots: usize) -> Raster {
        let pixels = PIXELS.div_ceil(dots);
        let module = dots * pixels;
        let drawn = Raster::of_symbol(symbol, module);
        let times = |change: fn(&Raster) -> Raster| (0..pixels).fold(drawn.clone(), |raster, _| change(&raster));
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
    /// Whether the width of a module is allowed is decided where it is chosen.
    pub(crate) fn new(
        drawing: &Drawing,
        module: Module,
        colours: Colours,
    ) -> Result<Self, CliError> {
        colours.check()?;
        let dots = usize::try_from(module.dots.min(DOTS)).unwrap_or(1);
        let mut readings = Vec::new();
        for print in Print::ALL {
            let printed = in_colours(print.of(&drawing.symbol, dots), colours);
            for reader in Reader::ALL {
                let unreadable = ArtworkError::PrintUnreadable {
                    print: print.name(),
                    reader: reader.name(),
                };
                let text = reader.read(&printed).ok_or(unreadable)?;
                drawing.check("printed symbol", &text)?;
                readings.push(Reading { reader, print });
            }
        }
        Ok(Self {
            module_mm: thousandths(module.millimetres()),
            retail: module.check().is_ok(),
            quiet_zone: QUIET_ZONE,
            edge_mm: thousandths(edge_mm(&drawing.symbol, module)),
            contrast: colours.contrast(),
            readings,
        })
    }

    /// The check in one line.
    pub(crate) fn summary(&self) -> String {
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
mod sweep {
    use super::*;
    use label_core::qr::Ecc;
    #[test]
    fn sweep() {
        for dots in [1usize, 2, 3usize, 4, 5, 6, 7, 8, 10, 12] {
            let mut fails = [[0; 2]; 4];
            let t = std::time::Instant::now();
                for n in [300usize, 420, 520, 600, 640, 680, 760, 900] {
                    for seed in 0..20u64 {
                        let mut s = seed * 7919 + n as u64;
                        let digits: String = (0..n).map(|_| { s = s.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407); char::from(b'0' + (s >> 60) as u8 % 10) }).collect();
                        let sym = Symbol::encode("https://label.example.jp/01/04912345000002#", &digits, [Ecc::L, Ecc::M, Ecc::Q, Ecc::H][seed as usize % 4]).unwrap();
                        for (k, print) in Print::ALL.into_iter().enumerate() {
                            let r = print.of(&sym, dots);
                        for (i, reader) in Reader::ALL.into_iter().enumerate() {
                            if reader.read(&r).is_none() { fails[k][i] += 1; }
                        }
                        }
                    }
                }
                println!("dots {dots} clean, blur, erode, dilate fails [rxing, rqrr] {fails:?} of 160, {:?} each", t.elapsed() / 160);
        }
    }
}
