//! The whole test run.

use std::fs;

use crate::command::{Outcome, cargo, root};
use crate::steps::{Step, run};
use crate::{browser, interop, setup, vectors, wasm};

const STEPS: &[Step] = &[
    Step {
        name: "setup",
        run: setup::all,
    },
    Step {
        name: "format",
        run: || cargo(["fmt", "--all", "--check"]).run(),
    },
    Step {
        name: "clippy",
        run: clippy,
    },
    Step {
        name: "docs",
        run: docs,
    },
    Step {
        name: "tests",
        run: || cargo(["test", "--workspace"]).run(),
    },
    Step {
        name: "fuzz",
        run: fuzz,
    },
    Step {
        name: "vectors",
        run: vectors::up_to_date,
    },
    Step {
        name: "second",
        run: interop::second_verifier,
    },
    Step {
        name: "release",
        run: || cargo(["build", "--release", "-p", "label-cli", "--bin", "label"]).run(),
    },
    Step {
        name: "hostile",
        run: hostile,
    },
    Step {
        name: "demo",
        run: demo,
    },
    Step {
        name: "interop",
        run: || interop::check(interop::DEMO),
    },
    Step {
        name: "wasm",
        run: wasm::all,
    },
    Step {
        name: "browser",
        run: browser::all,
    },
];

/// Runs every step, or only those `asked` for by name.
pub(crate) fn test(asked: &[&str]) -> Outcome {
    run(STEPS, asked)
}

fn clippy() -> Outcome {
    cargo([
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ])
    .run()
}

/// The fuzz targets must compile; `cargo xtask fuzz` runs them.
fn fuzz() -> Outcome {
    cargo([
        "check",
        "--manifest-path",
        "fuzz/Cargo.toml",
        "--target-dir",
        "target/fuzz",
    ])
    .run()
}

/// A million inputs into every parser, at the speed of release.
fn hostile() -> Outcome {
    let test = |package, arguments: &[&str]| {
        cargo(["test", "--release", "-p", package])
            .args(arguments)
            .run()
    };
    test("label-core", &["--test", "hostile"])?;
    test("label-cli", &["--bin", "label", "hostile"])
}

fn docs() -> Outcome {
    cargo([
        "doc",
        "--workspace",
        "--no-deps",
        "--document-private-items",
    ])
    .env("RUSTDOCFLAGS", "-D warnings")
    .run()
}

/// Makes the demonstration anew, so that the checks after it see this build's output.
fn demo() -> Outcome {
    let directory = root().join(interop::DEMO);
    if directory.exists() {
        fs::remove_dir_all(&directory)
            .map_err(|error| format!("{}: {error}", directory.display()))?;
    }
    cargo([
        "run",
        "--release",
        "-p",
        "label-cli",
        "--bin",
        "label",
        "--",
        "demo",
        interop::DEMO,
    ])
    .run()
}
