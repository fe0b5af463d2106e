//! The two colours of a symbol, and their contrast to a scanner.

use crate::error::PrintError;

/// A colour: red, green and blue in sRGB.
pub type Rgb = [u8; 3];

/// Black, the usual colour of dark modules.
pub const BLACK: Rgb = [0; 3];
/// White, the usual colour of light modules and of the ground.
pub const WHITE: Rgb = [255; 3];

/// The least contrast: grade 2.0 of ISO/IEC 15415 begins at 40 %, and GS1 asks for 1.5 of the print.
const LEAST: u8 = 40;

/// The colours of a symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colours {
    /// Colour of the dark modules.
    pub dark: Rgb,
    /// Colour of the light modules and of the quiet zone.
    pub light: Rgb,
}

impl Default for Colours {
    fn default() -> Self {
        Self {
            dark: BLACK,
            light: WHITE,
        }
    }
}

impl Colours {
    /// The light that comes back from light modules and not from dark ones, in percent.
    ///
    /// The smaller of two figures counts: what an eye or a camera sees, and what a scanner with red
    /// light (some 660 nm) sees, to which red ink is white.
    pub fn contrast(self) -> u8 {
        let [seen, red] = [luminance, red_light].map(|look| look(self.light) - look(self.dark));
        percent(seen.min(red))
    }

    /// Refuses colours that scanners may not tell apart.
    ///
    /// # Errors
    ///
    /// Fails with [`PrintError::ContrastLow`] below 40 %.
    pub fn check(self) -> Result<(), PrintError> {
        let percent = self.contrast();
        if percent < LEAST {
            return Err(PrintError::ContrastLow {
                percent,
                least: LEAST,
            });
        }
        Ok(())
    }
}

/// Whole percent, rounded down.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "kept within 0 to 100"
)]
fn percent(share: f64) -> u8 {
    (share * 100.0 + 1e-9).clamp(0.0, 100.0) as u8
}

/// The share of light that sRGB stands for (IEC 61966-2-1), weighted as eyes do.
fn luminance(colour: Rgb) -> f64 {
    let [red, green, blue] = colour.map(linear);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn red_light([red, _, _]: Rgb) -> f64 {
    linear(red)
}

fn linear(part: u8) -> f64 {
    let part = f64::from(part) / 255.0;
    if part <= 0.04045 {
        part / 12.92
    } else {
        ((part + 0.055) / 1.055).powf(2.4)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_what_scanners_see() {
        let contrast = |dark, light| Colours { dark, light }.contrast();
        assert_eq!(contrast(BLACK, WHITE), 100);
        assert_eq!(contrast(WHITE, BLACK), 0);
        // Red ink is white to a scanner with red light, blue ink is black.
        assert_eq!(contrast([255, 0, 0], WHITE), 0);
        assert_eq!(contrast([0, 0, 255], WHITE), 92);
        assert_eq!(contrast(BLACK, [188, 188, 188]), 50);
        assert!(
            Colours {
                dark: BLACK,
                light: [160; 3]
            }
            .check()
            .is_err()
        );
        assert_eq!(Colours::default().check(), Ok(()));
    }
}
