//! label-wasm as Node and browsers load it.

mod build;
mod package;
mod sources;

pub(crate) use build::Toolchain;

use crate::command::{Outcome, program, root};
use crate::setup;

/// The crates that become modules.
const MODULES: &[&str] = &["label-wasm", "label-reader"];
/// What checks the package: its sizes, its declarations, then each of its users.
const CHECKS: &[&str] = &["sizes", "types", "check", "browser", "embed"];
/// The npm package: `web/` for browsers, `node/` for Node.
const PACKAGE: &str = "target/wasm-pkg";

/// Builds with rustup's toolchain, or with Debian's packages where that cannot build a standard library.
pub(crate) fn all() -> Outcome {
    all_with(Toolchain::at_hand())
}

/// Builds the modules with `toolchain`, makes the package and checks it.
pub(crate) fn all_with(toolchain: Toolchain) -> Outcome {
    setup::node("xtask/wasm")?;
    let modules = MODULES
        .iter()
        .map(|package| build::module(toolchain, package));
    let modules: Vec<_> = modules.collect::<Outcome<_>>()?;
    package::make(&root().join(PACKAGE), &modules)?;
    CHECKS.iter().try_for_each(|name| script(name))
}

fn script(name: &str) -> Outcome {
    program("node")
        .args([&format!("xtask/wasm/{name}.mjs"), PACKAGE])
        .run()
}
