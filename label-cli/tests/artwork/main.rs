//! The printer's files, opened and read by programs that have nothing to do with this one.
//!
//! The programs are Poppler, Ghostscript, librsvg and ZBar; `cargo xtask setup` installs them and the font.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod batch;
mod fonts;
mod hostile;
mod labels;
mod made;
mod marks;
mod printer;
mod programs;
mod sheets;
mod symbols;
