//! The product's dependencies, held to `deny.toml` by cargo-deny.

use crate::command::{Outcome, cargo, program, target};
use crate::setup;

/// Licences, forbidden crates and features, duplicates and sources; works from the lock file and what is downloaded.
pub(crate) fn check() -> Outcome {
    setup::python()?;
    // cargo-deny reads the manifests of every system's crates.
    cargo(["fetch", "--locked"]).run()?;
    deny(&["--offline", "check", "licenses", "bans", "sources"])
}

/// Known faults of dependencies, from the network: new ones appear without a change here.
pub(crate) fn advisories() -> Outcome {
    setup::python()?;
    deny(&["check", "advisories"])
}

fn deny(arguments: &[&str]) -> Outcome {
    program(target().join("venv/bin/cargo-deny"))
        .args(arguments)
        .run()
}
