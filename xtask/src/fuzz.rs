//! The fuzz targets, which are a workspace of their own.

use std::env;
use std::ffi::OsString;
use std::fs;

use crate::command::{Outcome, Program, cargo, root, target};
use crate::setup;

/// Seconds that each target runs in a soak.
const SECONDS: u32 = 60;
/// Inputs to begin with: what the test vectors trust, and what they trust wrongly.
const SEEDS: &str = "test-vectors/trust";

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

/// Runs every target for a while.
pub(crate) fn soak() -> Outcome {
    let targets = tool(&["list"])?.output()?;
    let time = format!("-max_total_time={SECONDS}");
    for name in targets.lines() {
        // What is found goes into the first directory.
        let corpus = format!("fuzz/corpus/{name}");
        fs::create_dir_all(root().join(&corpus)).map_err(|error| format!("{corpus}: {error}"))?;
        tool(&["run", "--sanitizer", "none", name, &corpus, SEEDS])?
            .args(["--", &time, "-verbosity=0", "-print_final_stats=1"])
            .run()?;
    }
    Ok(())
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
