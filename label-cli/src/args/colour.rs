//! The colours of symbols.

use clap::Args;
use label_print::{BLACK, Colours, PrintError, Rgb, WHITE};

/// The colours that vector formats are drawn in.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct ColourArgs {
    /// Colour of the dark modules in SVG, PDF and EPS [default: 000000]
    #[arg(long, value_name = "RRGGBB", value_parser = parse)]
    dark: Option<Hex>,
    /// Colour of the light modules and the quiet zone [default: ffffff]
    #[arg(long, value_name = "RRGGBB", value_parser = parse)]
    light: Option<Hex>,
}

/// A colour as an argument.
#[derive(Clone, Copy, Debug)]
struct Hex(Rgb);

impl ColourArgs {
    /// The colours, which must differ enough.
    pub(crate) fn colours(self) -> Result<Colours, PrintError> {
        let colours = Colours {
            dark: self.dark.map_or(BLACK, |Hex(colour)| colour),
            light: self.light.map_or(WHITE, |Hex(colour)| colour),
        };
        colours.check()?;
        Ok(colours)
    }
}

fn parse(text: &str) -> Result<Hex, &'static str> {
    const EXPECTED: &str = "expected six hexadecimal digits, for example 002b5c";
    let digits = text.strip_prefix('#').unwrap_or(text);
    if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(EXPECTED);
    }
    let number = u32::from_str_radix(digits, 16).map_err(|_| EXPECTED)?;
    let [_, red, green, blue] = number.to_be_bytes();
    Ok(Hex([red, green, blue]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_six_digits() {
        assert_eq!(
            parse("#00112A").map(|Hex(colour)| colour),
            Ok([0, 0x11, 0x2a])
        );
        for wrong in ["", "fff", "00112g", "+00112", "##0011", "0011223", "赤赤"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
