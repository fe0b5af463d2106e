//! The machine under the labels: files, cores, random numbers and the clock.
//!
//! `label-core` decides about labels and touches none of these. The crates that read, write and
//! sign for it do so through this one, so that a file is there whole or not at all, so that two runs never
//! undo each other's work ([`Exclusive`]), and so that tests can stop a run at each of its writes ([`write_points`]).
//! Without feature `system` only times remain, as people write them: all that a browser can use.
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
#[cfg(feature = "system")]
mod exclusive;
#[cfg(feature = "system")]
pub mod files;
#[cfg(feature = "system")]
pub mod parallel;
#[cfg(feature = "system")]
pub mod random;
#[cfg(feature = "system")]
mod staging;
#[cfg(feature = "system")]
mod temporary;
#[cfg(all(test, feature = "system"))]
mod testing;
pub mod time;
#[cfg(feature = "system")]
pub mod write_points;

pub use error::{IoError, reason};
#[cfg(feature = "system")]
pub use exclusive::Exclusive;
#[cfg(feature = "system")]
pub use staging::Staging;
