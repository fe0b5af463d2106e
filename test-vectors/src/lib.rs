//! Test vectors for the label format: one file, one fault, the expected check and code.
//!
//! [`Vector`] is the file format, [`answer`] what this project's verifier says to a vector,
//! [`generate`](generate()) writes all of them. The contract for other implementations stands in
//! `README.md`.

mod client;
mod error;
mod files;
mod generate;
mod run;
mod vector;

pub use client::ask;
pub use error::Error;
pub use files::{load, read, read_trust, root, trust_file, vector_file};
pub use generate::generate;
pub use run::{Answer, Report, answer, run, run_with};
pub use vector::{Expect, Input, Vector};
