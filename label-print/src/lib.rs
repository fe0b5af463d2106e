//! Symbols, whole labels and sheets for the printer: drawn, checked, and read back.

mod check;
mod colour;
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
pub use sheet::{CutMarks, Sheet};
pub use source::{ReadyLabel, Source, sources};
pub use studio::{Studio, write_pages};
pub use svg::Letters;
pub use symbol::{Module, SymbolOptions};
pub use units::thousandths;
pub use words::{LabelWords, Phrase, short_gtin};
