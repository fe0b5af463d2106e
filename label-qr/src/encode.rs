use qrcode::bits::Bits;
use qrcode::canvas::Canvas;
use qrcode::types::QrError as Overflow;
use qrcode::{EcLevel, Version, ec};

use crate::ecc::Ecc;
use crate::error::QrError;
use crate::grid::Grid;
use crate::mask;
use label_core::{QrText, limits};

/// Light modules on every side of a drawn symbol (ISO/IEC 18004).
pub const QUIET_ZONE: usize = 4;

/// The mode in which a segment packs its characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Eight bits a character.
    Byte,
    /// Ten bits for three digits.
    Numeric,
}

/// One segment of a symbol's data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The mode in which the characters are packed.
    pub mode: Mode,
    /// Number of characters.
    pub characters: usize,
    /// Number of bits, with the segment's header.
    pub bits: usize,
}

/// An encoded symbol: modules without quiet zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    version: u8,
    ecc: Ecc,
    mask: u8,
    grid: Grid,
    segments: Vec<Segment>,
}

impl Symbol {
    /// Encodes printable ASCII and decimal digits in the smallest version that holds them.
    ///
    /// `prefix` becomes a byte segment and `digits` a numeric one; either may be empty, which
    /// leaves its segment out.
    ///
    /// # Errors
    ///
    /// [`QrError::PrefixInvalid`] for anything but printable ASCII without space,
    /// [`QrError::DigitsCharacter`], [`QrError::DigitsLength`] where both are empty,
    /// [`QrError::SymbolTooLarge`].
    pub fn encode(prefix: &str, digits: &str, ecc: Ecc) -> Result<Self, QrError> {
        check(prefix, digits)?;
        let parts = [(Mode::Byte, prefix), (Mode::Numeric, digits)];
        let parts: Vec<_> = parts
            .into_iter()
            .filter(|(_, text)| !text.is_empty())
            .collect();
        let (version, segments) = smallest(&parts, ecc).ok_or(QrError::SymbolTooLarge)?;
        let canvas =
            draw(&parts, normal(version), ecc.into()).map_err(|_| QrError::SymbolTooLarge)?;
        let width = 17 + 4 * usize::from(version);
        let mask::Masked { mask, grid, .. } = mask::best(&canvas, width);
        Ok(Self {
            version,
            ecc,
            mask,
            grid,
            segments,
        })
    }

    /// Encodes the text of a label: its address as bytes, its credential as digits.
    ///
    /// # Errors
    ///
    /// [`QrError::SymbolTooLarge`] where no symbol holds it.
    pub fn of_text(text: &QrText, ecc: Ecc) -> Result<Self, QrError> {
        Self::encode(&text.prefix(), text.digits(), ecc)
    }

    /// Version, 1 to 40.
    pub fn version(&self) -> u8 {
        self.version
    }

    /// Error correction level.
    pub fn ecc(&self) -> Ecc {
        self.ecc
    }

    /// Number of the data mask, 0 to 7.
    pub fn mask(&self) -> u8 {
        self.mask
    }

    /// Modules a side, without quiet zone.
    pub fn width(&self) -> usize {
        self.grid.width()
    }

    /// True where the module in column `x` and row `y` is dark; false outside the symbol.
    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        self.grid.is_dark(x, y)
    }

    /// The segments, in order.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// Modules a side, with quiet zone.
    pub fn framed_width(&self) -> usize {
        self.width() + 2 * QUIET_ZONE
    }

    /// Every horizontal run of dark modules, row by row from the top.
    pub fn runs(&self) -> impl Iterator<Item = Run> + '_ {
        (0..self.width()).flat_map(move |y| {
            let mut next = 0;
            core::iter::from_fn(move || {
                let x = (next..self.width()).find(|x| self.is_dark(*x, y))?;
                let length = (x..self.width())
                    .take_while(|x| self.is_dark(*x, y))
                    .count();
                next = x + length;
                Some(Run {
                    x: x + QUIET_ZONE,
                    y: y + QUIET_ZONE,
                    length,
                })
            })
        })
    }

    /// [`Symbol::is_dark`] with coordinates that start in the corner of the quiet zone.
    pub(super) fn is_dark_framed(&self, x: usize, y: usize) -> bool {
        let inside = x.checked_sub(QUIET_ZONE).zip(y.checked_sub(QUIET_ZONE));
        inside.is_some_and(|(x, y)| self.is_dark(x, y))
    }
}

/// Dark modules side by side; coordinates start in the corner of the quiet zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// Column of the first module.
    pub x: usize,
    /// Row.
    pub y: usize,
    /// Number of modules.
    pub length: usize,
}

impl From<Ecc> for EcLevel {
    fn from(ecc: Ecc) -> Self {
        match ecc {
            Ecc::L => Self::L,
            Ecc::M => Self::M,
            Ecc::Q => Self::Q,
            Ecc::H => Self::H,
        }
    }
}

impl From<Mode> for qrcode::types::Mode {
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::Byte => Self::Byte,
            Mode::Numeric => Self::Numeric,
        }
    }
}

fn check(prefix: &str, digits: &str) -> Result<(), QrError> {
    if prefix.len().saturating_add(digits.len()) > limits::SYMBOL_CHARACTERS {
        return Err(QrError::SymbolTooLarge);
    }
    if !prefix.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(QrError::PrefixInvalid);
    }
    if let Some(at) = digits
        .chars()
        .position(|character| !character.is_ascii_digit())
    {
        return Err(QrError::DigitsCharacter { at });
    }
    if prefix.is_empty() && digits.is_empty() {
        return Err(QrError::DigitsLength { digits: 0 });
    }
    Ok(())
}

/// The smallest version that holds the parts, and its segments.
fn smallest(parts: &[(Mode, &str)], ecc: Ecc) -> Option<(u8, Vec<Segment>)> {
    (1..=40).find_map(|version| {
        let segments: Option<Vec<_>> = parts
            .iter()
            .map(|(mode, text)| segment(*mode, text.len(), normal(version)))
            .collect();
        let segments = segments?;
        let needed: usize = segments.iter().map(|segment| segment.bits).sum();
        let room = Bits::new(normal(version)).max_len(ecc.into()).ok()?;
        (needed <= room).then_some((version, segments))
    })
}

/// The segment that `characters` take in a version; none where its length field is too short for them.
fn segment(mode: Mode, characters: usize, version: Version) -> Option<Segment> {
    let kind = qrcode::types::Mode::from(mode);
    let length_bits = kind.length_bits_count(version);
    let bits = version.mode_bits_count() + length_bits + kind.data_bits_count(characters);
    (characters < 1 << length_bits).then_some(Segment {
        mode,
        characters,
        bits,
    })
}

fn draw(parts: &[(Mode, &str)], version: Version, level: EcLevel) -> Result<Canvas, Overflow> {
    let mut bits = Bits::new(version);
    for (mode, text) in parts {
        match mode {
            Mode::Byte => bits.push_byte_data(text.as_bytes())?,
            Mode::Numeric => bits.push_numeric_data(text.as_bytes())?,
        }
    }
    bits.push_terminator(level)?;
    let (data, correction) = ec::construct_codewords(&bits.into_bytes(), version, level)?;
    let mut canvas = Canvas::new(version, level);
    canvas.draw_all_functional_patterns();
    canvas.draw_data(&data, &correction);
    Ok(canvas)
}

fn normal(version: u8) -> Version {
    Version::Normal(i16::from(version))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    const PREFIX: &str = "https://label.example.jp/01/04901234567894#";

    #[test]
    fn segments_and_version_are_what_the_tables_say() {
        let symbol = Symbol::encode(PREFIX, &"7".repeat(657), Ecc::M).unwrap();
        let byte = Segment {
            mode: Mode::Byte,
            characters: 43,
            bits: 4 + 16 + 8 * 43,
        };
        let numeric = Segment {
            mode: Mode::Numeric,
            characters: 657,
            bits: 4 + 12 + 2190,
        };
        assert_eq!(symbol.segments(), [byte, numeric]);
        assert_eq!(
            (symbol.version(), symbol.width(), symbol.ecc()),
            (13, 69, Ecc::M)
        );
    }

    #[test]
    fn capacity_is_used_to_the_last_character() {
        let fits = |prefix: usize, digits: usize, ecc| {
            Symbol::encode(&"a".repeat(prefix), &"1".repeat(digits), ecc)
                .map(|symbol| symbol.version())
        };
        assert_eq!(fits(0, 41, Ecc::L), Ok(1));
        assert_eq!(fits(0, 42, Ecc::L), Ok(2));
        assert_eq!(fits(0, 7_089, Ecc::L), Ok(40));
        assert_eq!(fits(0, 7_090, Ecc::L), Err(QrError::SymbolTooLarge));
        assert_eq!(fits(2_953, 0, Ecc::L), Ok(40));
        assert_eq!(fits(2_954, 0, Ecc::L), Err(QrError::SymbolTooLarge));
        assert_eq!(fits(1_273, 0, Ecc::H), Ok(40));
        assert_eq!(fits(1_274, 0, Ecc::H), Err(QrError::SymbolTooLarge));
        assert_eq!(fits(17, 0, Ecc::L), Ok(1));
        assert_eq!(fits(230, 0, Ecc::L), Ok(9));
        assert_eq!(fits(231, 0, Ecc::L), Ok(10));
    }

    #[test]
    fn foreign_input_is_refused() {
        let error =
            |prefix: &str, digits: &str| Symbol::encode(prefix, digits, Ecc::M).unwrap_err();
        assert_eq!(error("https://例え.jp/#", "1"), QrError::PrefixInvalid);
        assert_eq!(
            error("https://label.example/\n#", "1"),
            QrError::PrefixInvalid
        );
        assert_eq!(error(PREFIX, "12a"), QrError::DigitsCharacter { at: 2 });
        assert_eq!(error(PREFIX, "1２"), QrError::DigitsCharacter { at: 1 });
        assert_eq!(error("", ""), QrError::DigitsLength { digits: 0 });
    }

    #[test]
    fn outside_is_light() {
        let symbol = Symbol::encode("", "1", Ecc::M).unwrap();
        assert_eq!(symbol.width(), 21);
        assert!(symbol.is_dark(20, 0) && symbol.is_dark(0, 20));
        for at in [21, 63, 64, 1_000, usize::MAX] {
            assert!(!symbol.is_dark(at, 0) && !symbol.is_dark(0, at));
        }
    }
}
