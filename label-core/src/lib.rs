//! Signed IoT security labels: the format, the certificates behind it and the verdict.

extern crate alloc;

mod error;
pub mod limits;

pub use error::Error;
