//! Signed IoT security labels: the format, the certificates behind it and the verdict.

extern crate alloc;

mod error;
pub mod limits;
pub mod qr;

pub use error::Error;
