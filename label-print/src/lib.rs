//! Symbols, whole labels and sheets for the printer: drawn, checked, and read back.
//!
//! A [`Drawing`] is a symbol with its text. It becomes a picture in any [`Format`], or stands on a
//! whole label that a [`Studio`] draws with the fonts, words and mark that it was given; a [`Sheet`]
//! lays labels on pages. A [`Source`] finds what is to be drawn in files and directories.
//!
//! Nothing leaves unread. Every picture is read from its own bytes by a QR reader before it is
//! returned, and the text in it must be the one that was drawn, byte for byte. A [`PrintCheck`] also
//! draws the symbol as paper will show it, blurred and with more or less ink, and has two readers
//! read each print. Whether a label is genuine and valid is for `label_core::verify` to say.
//!
//! ```
//! use label_core::QrText;
//! use label_qr::{Ecc, Module};
//! use label_print::{Colours, Drawing, Format, PrintCheck, SymbolOptions};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let text = QrText::parse(include_str!("../tests/label.txt").trim())?;
//! let (module, colours) = (Module::narrowest(300), Colours::default());
//! let options = SymbolOptions { ecc: Ecc::M, module, svg: false, png: false };
//! let drawing = Drawing::new(&text, None, &options)?;
//!
//! let check = PrintCheck::new(&drawing, module, colours)?;
//! assert!(check.summary().ends_with("read 8 of 8 times"));
//!
//! let zpl = drawing.picture(Format::Zpl, module, colours)?;
//! assert!(zpl.starts_with(b"^XA"));
//! # Ok(())
//! # }
//! ```

mod check;
mod colour;
mod dots;
mod drawing;
mod eps;
mod error;
mod files;
mod font;
mod format;
#[cfg(test)]
mod hostile;
mod label;
mod mark;
mod outline;
mod pdf;
mod printer;
mod raster;
mod read_back;
mod scene;
mod sheet;
mod source;
mod studio;
mod svg;
mod symbol;
mod text;
mod units;
mod words;

pub use check::PrintCheck;
pub use colour::{BLACK, Colours, Rgb, WHITE};
pub use drawing::Drawing;
pub use error::PrintError;
pub use files::LabelFiles;
pub use font::Fonts;
pub use format::Format;
pub use label::{DrawnLabel, LabelOptions};
pub use mark::Mark;
pub use scene::{PlacedSymbol, Scene};
pub use sheet::{CutMarks, Foot, FootWords, Gap, Pages, Sheet};
pub use source::{LabelName, ReadyLabel, Source, sources};
pub use studio::{Studio, write_pages};
pub use svg::Letters;
pub use symbol::SymbolOptions;
pub use units::thousandths;
pub use words::{LabelWords, Phrase, short_gtin};
