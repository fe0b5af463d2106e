//! What can go wrong between a label and the printer.

use std::path::PathBuf;

/// Artwork that cannot be made, or must not be handed over.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum ArtworkError {
    /// Two colours that a scanner cannot tell apart well enough.
    #[error("the symbol's contrast is {percent} %, which is below {least} %")]
    ContrastLow {
        /// The contrast found.
        percent: u8,
        /// The least that is let through.
        least: u8,
    },
    /// No font has a character.
    #[error("{}: no glyph for '{character}' (U+{:04X})", file.display(), u32::from(*character))]
    FontCharacter {
        /// The first font.
        file: PathBuf,
        /// The character.
        character: char,
    },
    /// No font was given and none is installed.
    #[error("no Japanese font found")]
    FontMissing,
    /// A font whose licence bits forbid embedding.
    #[error("{}: the font may not be embedded", file.display())]
    FontRestricted {
        /// The file.
        file: PathBuf,
    },
    /// A file that is no usable font.
    #[error("{}: not an OpenType font with outlines", file.display())]
    FontUnusable {
        /// The file.
        file: PathBuf,
    },
    /// A label narrower than what it must hold.
    #[error("a label of {width:.1} mm is too narrow: it needs {needed:.1} mm", width = f64::from(*width_um) / 1e3, needed = f64::from(*needed_um) / 1e3)]
    LabelNarrow {
        /// The width asked for, in micrometres.
        width_um: u32,
        /// The width needed.
        needed_um: u32,
    },
    /// A mark that cannot be drawn on paper as it is on a screen, or reaches outside itself.
    #[error("{}: not usable as a mark: {reason}", file.display())]
    MarkUnusable {
        /// The file.
        file: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// Modules above what a retail point of sale accepts.
    #[error("a module of {:.3} mm is above the 0.990 mm that GS1 allows", f64::from(*micrometres) / 1e3)]
    ModuleLarge {
        /// Width of a module.
        micrometres: u32,
    },
    /// Modules below what a retail point of sale accepts.
    #[error("a module of {:.3} mm is below the 0.396 mm that GS1 asks for", f64::from(*micrometres) / 1e3)]
    ModuleSmall {
        /// Width of a module.
        micrometres: u32,
    },
    /// A PDF that could not be written.
    #[error("the PDF cannot be written: {reason}")]
    Pdf {
        /// What the writer says.
        reason: String,
    },
    /// A symbol that would not survive printing.
    #[error("printed {print}, the symbol cannot be read by {reader}")]
    PrintUnreadable {
        /// What printing did to it.
        print: &'static str,
        /// The reader.
        reader: &'static str,
    },
    /// A page without room for one label.
    #[error("the page has no room for a label of {width:.1} x {height:.1} mm", width = f64::from(*width_um) / 1e3, height = f64::from(*height_um) / 1e3)]
    SheetSmall {
        /// Width of the label, in micrometres.
        width_um: u32,
        /// Height of the label.
        height_um: u32,
    },
    /// Writing that runs from right to left.
    #[error("'{text}': writing from right to left is not set")]
    TextDirection {
        /// The text.
        text: String,
    },
}

impl ArtworkError {
    /// The stable machine code.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::ContrastLow { .. } => "contrast_low",
            Self::FontCharacter { .. } => "font_character",
            Self::FontMissing => "font_missing",
            Self::FontRestricted { .. } => "font_restricted",
            Self::FontUnusable { .. } => "font_unusable",
            Self::LabelNarrow { .. } => "label_narrow",
            Self::MarkUnusable { .. } => "mark_unusable",
            Self::ModuleLarge { .. } => "module_large",
            Self::ModuleSmall { .. } => "module_small",
            Self::Pdf { .. } => "pdf",
            Self::PrintUnreadable { .. } => "print_unreadable",
            Self::SheetSmall { .. } => "sheet_small",
            Self::TextDirection { .. } => "text_direction",
        }
    }

    /// What to do about it, where there is something to say.
    pub(crate) fn hint(&self) -> Option<&'static str> {
        let hint = match self {
            Self::ContrastLow { .. } => {
                "choose a darker --dark or a lighter --light; scanners see red as white"
            }
            Self::FontCharacter { .. } => "give a font that has it with one more --font FILE",
            Self::FontMissing => {
                "install BIZ UDPGothic (on Debian: fonts-morisawa-bizud-gothic), or give --font FILE"
            }
            Self::FontRestricted { .. } | Self::FontUnusable { .. } => {
                "give a TTF or OTF file with an open licence, for example BIZ UDPGothic"
            }
            Self::LabelNarrow { .. } => "give a larger --width-mm, or a smaller module",
            Self::MarkUnusable { .. } => {
                "draw it with plain shapes in solid colours, texts turned into outlines"
            }
            Self::ModuleLarge { .. } => "give a smaller --module-mm or --dots, or --allow-large",
            Self::ModuleSmall { .. } => "give a larger --module-mm or --dots, or --allow-small",
            Self::PrintUnreadable { .. } => "give a larger --module-mm or --dots",
            Self::SheetSmall { .. } => "choose a larger --paper, or smaller margins and labels",
            Self::Pdf { .. } | Self::TextDirection { .. } => return None,
        };
        Some(hint)
    }
}
