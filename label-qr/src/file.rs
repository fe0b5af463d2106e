//! Pictures in PNG and JPEG files.

use std::io::Cursor;

use image::{DynamicImage, ImageError, ImageReader};

use crate::error::QrError;
use crate::picture::{Picture, on_white};
use label_core::limits;

impl Picture<'static> {
    /// Decodes a PNG or JPEG file; what is transparent lies on white paper.
    pub(super) fn decode(file: &[u8]) -> Result<Self, QrError> {
        let mut bounds = image::Limits::default();
        bounds.max_image_width = Some(limits::PICTURE_EDGE);
        bounds.max_image_height = Some(limits::PICTURE_EDGE);
        bounds.max_alloc = Some(limits::PICTURE_BYTES);
        let reader = ImageReader::new(Cursor::new(file)).with_guessed_format();
        let mut reader = reader.map_err(|_| QrError::PictureMalformed)?;
        reader.limits(bounds);
        let decoded = reader.decode().map_err(|error| match error {
            ImageError::Limits(_) => QrError::PictureTooLarge,
            _ => QrError::PictureMalformed,
        })?;
        let (width, height) = (decoded.width(), decoded.height());
        Self::new(grey(decoded), width, height)
    }
}

/// Grey levels of a decoded picture.
fn grey(picture: DynamicImage) -> Vec<u8> {
    if !picture.color().has_alpha() {
        return picture.into_luma8().into_raw();
    }
    let picture = picture.into_luma_alpha8();
    let pixels = picture.pixels();
    pixels
        .map(|pixel| on_white(pixel.0[0], pixel.0[1]))
        .collect()
}
