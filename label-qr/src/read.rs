use label_core::limits;
use rxing::common::{BitMatrix, GlobalHistogramBinarizer, HybridBinarizer};
use rxing::{Binarizer, BinaryBitmap, Luma8Source};

use crate::detect::{Wanted, detect};
use crate::error::QrError;
use crate::picture::Picture;

/// The text of a symbol and how hard it was to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The text that the symbol holds.
    pub text: String,
    /// The step of the ladder that read it.
    pub step: Step,
}

/// The work on a picture before a symbol in it could be read, easiest first.
///
/// All but the first start from stretched grey levels and also try light on dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Nothing.
    Raw,
    /// The grey levels were stretched, or light and dark exchanged.
    Stretched,
    /// One threshold served the whole picture.
    Threshold,
    /// Noise was averaged out.
    Blurred,
    /// Specks were removed.
    Despeckled,
    /// Blur was countered.
    Sharpened,
    /// The picture was enlarged.
    Enlarged,
}

impl Step {
    /// Every step, easiest first.
    pub const ALL: [Self; 7] = [
        Self::Raw,
        Self::Stretched,
        Self::Threshold,
        Self::Blurred,
        Self::Despeckled,
        Self::Sharpened,
        Self::Enlarged,
    ];

    /// The step's stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Raw => "raw",
            Self::Stretched => "stretched",
            Self::Threshold => "threshold",
            Self::Blurred => "blurred",
            Self::Despeckled => "despeckled",
            Self::Sharpened => "sharpened",
            Self::Enlarged => "enlarged",
        }
    }
}

/// Reads a symbol in grey levels: row by row from the top, 0 is black.
///
/// # Errors
///
/// [`QrError::PictureMalformed`] where size and length differ, [`QrError::PictureTooLarge`],
/// [`QrError::PictureNoSymbol`].
pub fn read_luma(luma: &[u8], width: u32, height: u32) -> Result<Reading, QrError> {
    read_one(&Picture::new(luma, width, height)?)
}

/// Reads a symbol in dots that are dark or light, row by row from the top, as they are: nothing is put right.
///
/// # Errors
///
/// As [`read_luma`].
pub fn read_dots(is_dark: &[bool], width: u32, height: u32) -> Result<String, QrError> {
    if width > limits::PICTURE_EDGE || height > limits::PICTURE_EDGE {
        return Err(QrError::PictureTooLarge);
    }
    let (Ok(row), true) = (usize::try_from(width), width > 0 && height > 0) else {
        return Err(QrError::PictureMalformed);
    };
    if is_dark.len() as u64 != u64::from(width) * u64::from(height) {
        return Err(QrError::PictureMalformed);
    }
    let dots = bits(is_dark.chunks(row), width, height).ok_or(QrError::PictureMalformed)?;
    let text = detect(&dots, Wanted::First).into_iter().next();
    text.ok_or(QrError::PictureNoSymbol)
}

/// Rows of dots as bits.
fn bits<'a>(rows: impl Iterator<Item = &'a [bool]>, width: u32, height: u32) -> Option<BitMatrix> {
    let mut bits = BitMatrix::new(width, height).ok()?;
    let mut above: &[bool] = &[];
    for (y, row) in (0..height).zip(rows) {
        if row == above {
            // A module is some rows of dots, which are all alike.
            let same = bits.getRow(y - 1);
            bits.setRow(y, &same);
        } else {
            let dark = (0..width).zip(row).filter(|(_, dark)| **dark);
            dark.for_each(|(x, _)| bits.set(x, y));
        }
        above = row;
    }
    Some(bits)
}

/// Reads a symbol in a PNG or JPEG file.
///
/// # Errors
///
/// [`QrError::PictureMalformed`], [`QrError::PictureTooLarge`], [`QrError::PictureNoSymbol`].
#[cfg(feature = "pictures")]
pub fn read_picture(file: &[u8]) -> Result<Reading, QrError> {
    read_one(&Picture::decode(file)?)
}

/// [`read_luma`] for a picture with many symbols: every distinct text, never none.
///
/// # Errors
///
/// As [`read_luma`].
pub fn read_all_luma(luma: &[u8], width: u32, height: u32) -> Result<Vec<Reading>, QrError> {
    read_all(&Picture::new(luma, width, height)?)
}

/// [`read_all_luma`] for dots of red, green, blue and opacity, one byte each, as a browser's canvas has them.
///
/// # Errors
///
/// As [`read_luma`].
pub fn read_all_rgba(rgba: &[u8], width: u32, height: u32) -> Result<Vec<Reading>, QrError> {
    read_all(&Picture::of_rgba(rgba, width, height)?)
}

/// [`read_picture`] for a picture with many symbols: every distinct text, never none.
///
/// # Errors
///
/// As [`read_picture`].
#[cfg(feature = "pictures")]
pub fn read_all_picture(file: &[u8]) -> Result<Vec<Reading>, QrError> {
    read_all(&Picture::decode(file)?)
}

fn read_one(picture: &Picture<'_>) -> Result<Reading, QrError> {
    climb(picture, Wanted::First)
        .next()
        .ok_or(QrError::PictureNoSymbol)
}

fn read_all(picture: &Picture<'_>) -> Result<Vec<Reading>, QrError> {
    let mut readings: Vec<Reading> = Vec::new();
    for reading in climb(picture, Wanted::Every) {
        if readings.iter().all(|known| known.text != reading.text) {
            readings.push(reading);
        }
    }
    if readings.is_empty() {
        Err(QrError::PictureNoSymbol)
    } else {
        Ok(readings)
    }
}

/// Reads a picture step by step; a step is tried when its readings are asked for.
fn climb<'a>(picture: &'a Picture<'a>, wanted: Wanted) -> impl Iterator<Item = Reading> + 'a {
    let mut stretched = None;
    Step::ALL.into_iter().flat_map(move |step| {
        let texts = if step == Step::Raw {
            wanted.local(picture, Polarity::DarkOnLight)
        } else {
            wanted.after(step, stretched.get_or_insert_with(|| picture.stretched()))
        };
        texts.into_iter().map(move |text| Reading { text, step })
    })
}

/// The grounds on which symbols are looked for.
#[derive(Clone, Copy, PartialEq)]
enum Polarity {
    DarkOnLight,
    Both,
}

impl Wanted {
    fn after(self, step: Step, stretched: &Picture<'_>) -> Vec<String> {
        let local = |picture: &Picture<'_>| self.local(picture, Polarity::Both);
        match step {
            Step::Raw | Step::Stretched => local(stretched),
            Step::Threshold => self.global(stretched),
            Step::Blurred => local(&stretched.blurred()),
            Step::Despeckled => local(&stretched.despeckled()),
            Step::Sharpened => local(&stretched.sharpened()),
            Step::Enlarged => stretched.enlarged().as_ref().map(local).unwrap_or_default(),
        }
    }

    /// Finds texts with thresholds that follow the light across the picture.
    fn local(self, picture: &Picture<'_>, polarity: Polarity) -> Vec<String> {
        let texts = |source| self.texts(HybridBinarizer::new(source), polarity);
        source(picture).map(texts).unwrap_or_default()
    }

    /// Finds texts with one threshold for the whole picture.
    fn global(self, picture: &Picture<'_>) -> Vec<String> {
        let texts = |source| self.texts(GlobalHistogramBinarizer::new(source), Polarity::Both);
        source(picture).map(texts).unwrap_or_default()
    }

    fn texts<B: Binarizer>(self, binarizer: B, polarity: Polarity) -> Vec<String> {
        let mut bitmap = BinaryBitmap::new(binarizer);
        let mut texts = detect(bitmap.get_black_matrix(), self);
        if polarity == Polarity::Both && (texts.is_empty() || self == Self::Every) {
            bitmap.invert();
            texts.extend(detect(bitmap.get_black_matrix(), self));
        }
        texts
    }
}

fn source<'a>(picture: &'a Picture<'a>) -> Option<Luma8Source<'a>> {
    Luma8Source::new_with_slice(picture.luma(), picture.width(), picture.height()).ok()
}
