//! Labels and trust bundles checked by implementations that share no code with this one.

use crate::command::{Outcome, program, target};

/// The directory of the demonstration that is checked.
pub(crate) const DEMO: &str = "target/demo";

/// Runs every test vector through the second verifier, which shares no code with the first.
pub(crate) fn second_verifier() -> Outcome {
    program(target().join("venv/bin/python"))
        .args([
            "test-vectors/python/label_verify.py",
            "--all",
            "test-vectors",
        ])
        .run()
}

/// Checks the labels and the bundle in `directory` with Python, zxing-cpp, zbar and OpenSSL.
pub(crate) fn check(directory: &str) -> Outcome {
    program(target().join("venv/bin/python"))
        .args(["xtask/interop/check.py", directory])
        .run()
}
