//! What goes to the printer: symbols in the languages of printers and presses, labels, sheets.

pub(crate) mod check;
pub(crate) mod colour;
pub(crate) mod draw;
pub(crate) mod eps;
pub(crate) mod error;
pub(crate) mod font;
pub(crate) mod format;
pub(crate) mod label;
pub(crate) mod mark;
pub(crate) mod outline;
pub(crate) mod pdf;
pub(crate) mod printer;
pub(crate) mod raster;
pub(crate) mod scene;
pub(crate) mod sheet;
pub(crate) mod svg;
pub(crate) mod text;
pub(crate) mod units;
pub(crate) mod words;
