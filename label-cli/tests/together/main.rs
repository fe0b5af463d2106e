//! Two commands that write one file at once, commands that are stopped while they write, and links.
//!
//! `LABEL_ROUNDS` says how often each pair runs at once: 20 times by default, 200 in `cargo xtask soak race`.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing
)]

#[cfg(unix)]
mod held;
#[cfg(unix)]
mod links;
mod pairs;
#[cfg(unix)]
mod stopped;
mod world;
