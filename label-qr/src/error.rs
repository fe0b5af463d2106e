//! The error of this crate and its stable machine codes.

label_core::with_fields! {
/// A text that cannot be drawn, or a picture that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QrError {
    /// The digits are not decimal digits only.
    #[error("character {at}: not a decimal digit")]
    DigitsCharacter {
        /// Offset in the digits, in characters.
        at: usize,
    },
    /// There is nothing to encode.
    #[error("no credential has {digits} digits")]
    DigitsLength {
        /// Number of digits.
        digits: usize,
    },
    /// A picture that is no PNG or JPEG, or whose size and bytes differ.
    #[error("not a picture that can be read")]
    PictureMalformed,
    /// A picture in which no QR symbol was found.
    #[error("no QR symbol found in the picture")]
    PictureNoSymbol,
    /// A picture is larger than [`PICTURE_EDGE`](label_core::limits::PICTURE_EDGE) or
    /// [`PICTURE_BYTES`](label_core::limits::PICTURE_BYTES).
    #[error("the picture is too large")]
    PictureTooLarge,
    /// The text in front of the digits is not printable ASCII without space.
    #[error("not a lower-case https address without query and fragment")]
    PrefixInvalid,
    /// More than the largest symbol holds.
    #[error("the data does not fit a QR symbol")]
    SymbolTooLarge,
}
}

impl QrError {
    /// Every code that [`QrError::code`] can return, in the order of the variants.
    pub const CODES: &'static [&'static str] = &[
        "digits_character",
        "digits_length",
        "picture_malformed",
        "picture_no_symbol",
        "picture_too_large",
        "prefix_invalid",
        "symbol_too_large",
    ];

    /// The stable machine code: lower case words joined by underscores, never reused.
    ///
    /// A code that label-core has too says the same there.
    pub fn code(&self) -> &'static str {
        match self {
            Self::DigitsCharacter { .. } => "digits_character",
            Self::DigitsLength { .. } => "digits_length",
            Self::PictureMalformed => "picture_malformed",
            Self::PictureNoSymbol => "picture_no_symbol",
            Self::PictureTooLarge => "picture_too_large",
            Self::PrefixInvalid => "prefix_invalid",
            Self::SymbolTooLarge => "symbol_too_large",
        }
    }
}
