//! The scheme owner's desk: the register, batches that are stopped anywhere, and two operators.
//!
//! Everything runs with SQLite and with PostgreSQL, of which a server of its own is started from
//! Debian's package; without it these tests fail.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![allow(
    clippy::indexing_slicing,
    clippy::format_push_string,
    clippy::format_collect
)]

mod anchors;
mod audit;
mod corrections;
mod daily;
mod days;
mod ends;
mod faults;
mod hostile;
mod import;
mod import_outside;
mod import_refused;
mod indices;
mod life;
mod lists;
mod mistakes;
mod moves;
mod network;
mod operators;
mod page;
mod plans;
mod planted;
mod progress;
mod publish;
mod records;
mod reports;
mod restore;
mod roles;
mod server;
mod server_faults;
mod shape;
#[path = "../site_world/mod.rs"]
mod site_world;
mod steps;
mod system_calls;
mod tables;
mod terms;
mod versions;
mod workbook;
mod world;
