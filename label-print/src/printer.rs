//! Symbols and labels in the languages of label printers, as the very dots that were checked.

mod comment;
mod dots;
mod sbpl;
mod zpl;

pub(crate) use self::comment::comment;
pub(crate) use self::dots::Rows;
pub(crate) use self::sbpl::sbpl;
pub(crate) use self::zpl::zpl;
