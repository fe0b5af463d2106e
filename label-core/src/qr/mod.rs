//! QR symbols (ISO/IEC 18004): encode a label's address and digits, draw the symbol, read it back.
//!
//! Feature `render` encodes and draws, feature `scan` reads pixels, `pictures` also PNG and JPEG files.

#[cfg(feature = "scan")]
mod detect;
mod ecc;
#[cfg(feature = "render")]
mod encode;
#[cfg(feature = "pictures")]
mod file;
#[cfg(feature = "render")]
mod grid;
#[cfg(feature = "render")]
mod mask;
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
#[cfg(feature = "scan")]
pub use read::{Reading, Step, read_all_luma, read_all_rgba, read_luma};
#[cfg(feature = "pictures")]
pub use read::{read_all_picture, read_picture};
#[cfg(feature = "render")]
pub use svg::{SvgOptions, xml_text};
#[cfg(feature = "render")]
pub use terminal::TerminalStyle;
