//! QR symbols (ISO/IEC 18004) of labels: encoded, drawn, and read back.
//!
//! Feature `render` encodes and draws, `scan` reads pixels, `pictures` reads PNG and JPEG files too.
//! Nothing here decides about a label: what is read is text for `label_core::verify`.
//!
//! ```
//! use label_qr::{Ecc, Symbol, read_picture};
//!
//! // The address becomes a byte segment, the credential's digits a numeric one.
//! let symbol = Symbol::encode("https://label.example.jp/01/04901234567894#", "1234567", Ecc::M)?;
//! let file = symbol.to_png(8, 600)?; // eight printer dots a module at 600 dpi
//! let reading = read_picture(&file)?;
//! assert_eq!(reading.text, "https://label.example.jp/01/04901234567894#1234567");
//! # Ok::<(), label_qr::QrError>(())
//! ```

#![warn(clippy::missing_errors_doc)]

#[cfg(feature = "scan")]
mod detect;
mod ecc;
#[cfg(feature = "render")]
mod encode;
mod error;
#[cfg(feature = "pictures")]
mod file;
#[cfg(feature = "render")]
mod grid;
#[cfg(feature = "render")]
mod mask;
#[cfg(feature = "render")]
mod module;
#[cfg(feature = "scan")]
mod picture;
#[cfg(feature = "render")]
mod png;
#[cfg(feature = "scan")]
mod read;
#[cfg(feature = "render")]
mod svg;
#[cfg(feature = "render")]
mod terminal;

pub use ecc::Ecc;
#[cfg(feature = "render")]
pub use encode::{Mode, QUIET_ZONE, Run, Segment, Symbol};
pub use error::QrError;
#[cfg(feature = "render")]
pub use module::{Module, ModuleError};
#[cfg(feature = "scan")]
pub use read::{Reading, Step, read_all_luma, read_all_rgba, read_dots, read_luma};
#[cfg(feature = "pictures")]
pub use read::{read_all_picture, read_picture};
#[cfg(feature = "render")]
pub use svg::{SvgOptions, title, xml_text};
#[cfg(feature = "render")]
pub use terminal::TerminalStyle;
