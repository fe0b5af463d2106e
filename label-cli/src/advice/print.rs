//! The errors of drawings, in the command's words.

use label_print::PrintError;
use label_qr::ModuleError;

/// The advice about a drawing that was refused, where there is some.
pub(super) fn hint(error: &PrintError) -> Option<&'static str> {
    let hint = match error {
        PrintError::ContrastLow { .. } => {
            "choose a darker --dark or a lighter --light; scanners see red as white"
        }
        PrintError::FontCharacter { .. } => "give a font that has it with one more --font FILE",
        PrintError::FontMissing => {
            "install BIZ UDPGothic (on Debian: fonts-morisawa-bizud-gothic), or give --font FILE"
        }
        PrintError::FontRestricted { .. } | PrintError::FontUnusable { .. } => {
            "give a TTF or OTF file with an open licence, for example BIZ UDPGothic"
        }
        PrintError::LabelNarrow { .. } => "give a larger --width-mm, or a smaller module",
        PrintError::MarkUnusable { .. } => {
            "draw it with plain shapes in solid colours, texts turned into outlines"
        }
        PrintError::Module(ModuleError::Large { .. }) => {
            "give a smaller --module-mm or --dots, or --allow-large"
        }
        PrintError::Module(ModuleError::Small { .. }) => {
            "give a larger --module-mm or --dots, or --allow-small"
        }
        PrintError::PrintUnreadable { .. } => "give a larger --module-mm or --dots",
        PrintError::SheetSmall { .. } => "choose a larger --paper, or smaller margins and labels",
        _ => return None,
    };
    Some(hint)
}
