//! Scheme owners, reference labels and random inputs that the tests of several crates share.
//!
//! Nothing here is a vector: a vector stands in a file of its own.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::new_without_default
)]

pub mod large;
pub mod owner;
pub mod random;
pub mod reference;
