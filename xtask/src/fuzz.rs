//! The fuzz targets, which are a workspace of their own.

use std::env;
use std::ffi::OsString;

use crate::command::{Outcome, Program, cargo, target};
use crate::setup;

/// Runs cargo-fuzz, or lists its targets.
pub(crate) fn run(arguments: &[&str]) -> Outcome {
    match arguments {
        [] => tool(&["list"])?.run(),
        arguments => tool(arguments)?.run(),
    }
}

/// The targets must compile, without the fuzzer itself, which is C++.
pub(crate) fn check() -> Outcome {
    cargo(["check", "--manifest-path", "fuzz/Cargo.toml"])
        .args(["--no-default-features", "--target-dir", "target/fuzz"])
        .run()
}

/// cargo-fuzz, which wants a compiler of C++ and one feature that the stable Rust compiler hides.
fn tool(arguments: &[&str]) -> Outcome<Program> {
    setup::debian(&["g++"])?;
    setup::python()?;
    let mut path = OsString::from(target().join("venv/bin"));
    path.push(":");
    path.push(env::var_os("PATH").unwrap_or_default());
    Ok(cargo(["fuzz"])
        .args(arguments)
        .env("PATH", path)
        .env("RUSTC_BOOTSTRAP", "1"))
}
