//! Advice on pictures and symbols.

use label_qr::QrError;

/// Advice on a picture that cannot be read.
pub(super) fn hint(error: &QrError) -> Option<String> {
    let hint = match error {
        QrError::PictureMalformed => "export the picture again as PNG or JPEG",
        QrError::PictureNoSymbol => "take a sharp picture of the whole code with its white border",
        QrError::PictureTooLarge => "cut the picture to the code, or make it smaller",
        _ => return None,
    };
    Some(hint.to_owned())
}
