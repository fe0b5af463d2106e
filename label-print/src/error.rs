//! The errors between a label and the printer.

use std::path::{Path, PathBuf};

use label_io::IoError;
use label_qr::{ModuleError, QrError};

label_core::with_fields! {
/// A drawing that cannot be made, or must not be handed over.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PrintError {
    /// A label came without the address that its symbol is to lead to.
    #[error("{}the label comes without an address", place(file.as_deref()))]
    AddressMissing {
        /// The file, where it came in one.
        file: Option<PathBuf>,
    },
    /// Two colours that a scanner cannot tell apart well enough.
    #[error("the symbol's contrast is {percent} %, which is below {least} %")]
    ContrastLow {
        /// The contrast found.
        percent: u8,
        /// The least that is let through.
        least: u8,
    },
    /// The core refused something that no file is to blame for.
    #[error(transparent)]
    Core(#[from] label_core::Error),
    /// The core refused the contents of a file.
    #[error("{}: {source}", file.display())]
    CoreFile {
        /// The file.
        file: PathBuf,
        /// The core's reason.
        source: label_core::Error,
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
    /// A file that cannot be read.
    #[error(transparent)]
    Io(#[from] IoError),
    /// A label narrower than what it must hold.
    #[error("a label of {width:.1} mm is too narrow: it needs {needed:.1} mm", width = f64::from(*width_um) / 1e3, needed = f64::from(*needed_um) / 1e3)]
    LabelNarrow {
        /// The width asked for, in micrometres.
        width_um: u32,
        /// The width needed.
        needed_um: u32,
    },
    /// Two labels whose files would have one name.
    #[error("two labels are called '{id}'")]
    LabelRepeated {
        /// The name, in lower case.
        id: String,
    },
    /// A directory without any label.
    #[error("{}: holds no labels", directory.display())]
    LabelsMissing {
        /// The directory.
        directory: PathBuf,
    },
    /// A mark that cannot be drawn on paper as it is on a screen, or reaches outside itself.
    #[error("{}: not usable as a mark: {reason}", file.display())]
    MarkUnusable {
        /// The file.
        file: PathBuf,
        /// The fault.
        reason: String,
    },
    /// Modules that a retail point of sale may not accept.
    #[error(transparent)]
    Module(#[from] ModuleError),
    /// A PDF that could not be written.
    #[error("the PDF cannot be written: {reason}")]
    Pdf {
        /// The writer's words.
        reason: String,
    },
    /// A symbol that would not survive printing.
    #[error("printed {print}, the symbol cannot be read by {reader}")]
    PrintUnreadable {
        /// The change that printing made.
        print: &'static str,
        /// The reader.
        reader: &'static str,
    },
    /// A symbol that cannot be drawn or read, and no file is to blame.
    #[error(transparent)]
    Qr(#[from] QrError),
    /// A symbol that cannot be drawn from the contents of a file.
    #[error("{}: {source}", file.display())]
    QrFile {
        /// The file.
        file: PathBuf,
        /// The reason.
        source: QrError,
    },
    /// The thing that was drawn or encoded reads back as another.
    #[error("the {what} does not read back as it was made")]
    ReadBack {
        /// The thing that was read.
        what: &'static str,
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
}

impl PrintError {
    /// The stable machine code: lower case words joined by underscores, never reused.
    pub fn code(&self) -> &'static str {
        match self {
            Self::AddressMissing { .. } => "address_missing",
            Self::Core(source) | Self::CoreFile { source, .. } => source.code(),
            Self::ContrastLow { .. } => "contrast_low",
            Self::FontCharacter { .. } => "font_character",
            Self::FontMissing => "font_missing",
            Self::FontRestricted { .. } => "font_restricted",
            Self::FontUnusable { .. } => "font_unusable",
            Self::Io(source) => source.code(),
            Self::LabelNarrow { .. } => "label_narrow",
            Self::LabelRepeated { .. } => "label_repeated",
            Self::LabelsMissing { .. } => "labels_missing",
            Self::MarkUnusable { .. } => "mark_unusable",
            Self::Module(source) => source.code(),
            Self::Pdf { .. } => "pdf",
            Self::PrintUnreadable { .. } => "print_unreadable",
            Self::Qr(source) | Self::QrFile { source, .. } => source.code(),
            Self::ReadBack { .. } => "read_back",
            Self::SheetSmall { .. } => "sheet_small",
            Self::TextDirection { .. } => "text_direction",
        }
    }

    /// True where one label has a text that cannot be set, which says nothing about others.
    pub fn is_of_text(&self) -> bool {
        matches!(
            self,
            Self::FontCharacter { .. } | Self::TextDirection { .. }
        )
    }

    /// Wraps the core's reason about a file.
    pub(crate) fn of_file(file: &Path) -> impl FnOnce(label_core::Error) -> Self {
        |source| Self::CoreFile {
            file: file.to_owned(),
            source,
        }
    }
}

/// The start of a message: the file, where there is one.
fn place(file: Option<&Path>) -> String {
    file.map_or_else(String::new, |file| format!("{}: ", file.display()))
}
