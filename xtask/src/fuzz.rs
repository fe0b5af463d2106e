//! The fuzz targets, which are a workspace of their own.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::num::NonZero;
use std::sync::Mutex;
use std::thread;

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

/// Runs every target for a while, as many at once as there are cores: each keeps one busy.
pub(crate) fn soak() -> Outcome {
    tool(&["build", "--sanitizer", "none"])?.run()?;
    let targets = tool(&["list"])?.output()?;
    let left = Mutex::new(targets.lines());
    let next = || left.lock().ok().and_then(|mut left| left.next());
    let lane = || {
        while let Some(name) = next() {
            target_for_a_while(name)?;
        }
        Ok(())
    };
    let lanes = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        let lanes: Vec<_> = (0..lanes).map(|_| scope.spawn(lane)).collect();
        let ended = lanes.into_iter().map(|lane| {
            let panicked = |_| Err("a target could not be run".to_owned());
            lane.join().unwrap_or_else(panicked)
        });
        // Each is waited for, also after the first failure.
        ended.fold(Ok(()), Outcome::and)
    })
}

fn target_for_a_while(name: &str) -> Outcome {
    // New inputs go into the first directory.
    let corpus = format!("fuzz/corpus/{name}");
    fs::create_dir_all(root().join(&corpus)).map_err(|error| format!("{corpus}: {error}"))?;
    let time = format!("-max_total_time={SECONDS}");
    tool(&["run", "--sanitizer", "none", name, &corpus, SEEDS])?
        .args(["--", &time, "-verbosity=0", "-print_final_stats=1"])
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
