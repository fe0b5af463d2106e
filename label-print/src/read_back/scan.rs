//! Numbers and parts of texts, and the symbol in dots.

use label_qr::QrError;
use label_qr::read_luma;

use crate::raster::Raster;

/// Texts that are all numbers.
pub(super) fn numbers<const N: usize>(texts: [&str; N]) -> Option<[usize; N]> {
    let numbers: Option<Vec<usize>> = texts.iter().map(|text| text.parse().ok()).collect();
    numbers?.try_into().ok()
}

/// The text between two others.
pub(super) fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(start)?;
    rest.split_once(end).map(|(found, _)| found)
}

/// The text in the symbol of a raster.
pub(super) fn read(raster: &Raster) -> Result<String, QrError> {
    let [width, height] = [raster.width, raster.height]
        .map(|edge| u32::try_from(edge).map_err(|_| QrError::PictureTooLarge));
    read_luma(&raster.luma, width?, height?).map(|reading| reading.text)
}
