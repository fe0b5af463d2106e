//! The machine under the labels: files, cores, random numbers and the clock.
//!
//! `label-core` decides about labels and touches none of these. The crates that read, write and
//! sign for it do so through this one, so that a file is there whole or not at all, so that two runs never
//! undo each other's work ([`Exclusive`]), and so that tests can stop a run at each of its writes ([`write_points`]).
//!
//! ```
//! use label_io::files::{self, Access};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let directory = tempfile::tempdir()?;
//! let path = directory.path().join("label.txt");
//! files::write_new(&path, b"one", Access::Public)?;
//! let again = files::write_new(&path, b"two", Access::Public);
//! assert_eq!(again.map_err(|error| error.code()), Err("file_exists"));
//! assert_eq!(files::read(&path, 1_024)?, b"one");
//! # Ok(())
//! # }
//! ```

#![warn(clippy::missing_errors_doc)]

mod error;
mod exclusive;
pub mod files;
pub mod parallel;
pub mod random;
mod staging;
mod temporary;
#[cfg(test)]
mod testing;
pub mod time;
pub mod write_points;

pub use error::{IoError, reason};
pub use exclusive::Exclusive;
pub use staging::Staging;
