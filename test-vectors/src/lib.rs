//! Test vectors for the label format: one file, one fault, the expected check and code.
//!
//! [`Vector`] is the file format, [`answer`] what this project's verifier says to a vector,
//! [`generate`](generate()) writes all of them. The contract for other implementations stands in
//! `README.md`.

mod client;
mod error;
pub mod files;
pub mod fixtures;
mod generate;
mod run;
mod vector;

pub use client::ask;
pub use error::Error;
pub use files::{load, read, root};
pub use generate::generate;
pub use run::{Answer, Judged, Report, answer, answer_files, judge_files, run, run_with};
pub use vector::{Expect, Input, Update, Vector};
