//! label-wasm as Node and browsers load it.

mod build;
mod package;
mod sources;

pub(crate) use build::Toolchain;

use std::path::{Path, PathBuf};

use crate::command::{Outcome, compiled, program, root, target};
use crate::setup;

/// The crates that become modules.
const MODULES: &[&str] = &["label-wasm", "label-reader", "label-issuer"];
/// The scripts that check the package: the page's sources, its sizes, its declarations, then each of its users.
const CHECKS: &[&str] = &[
    "sources", "sizes", "types", "check", "issuer", "browser", "embed",
];
/// The npm package: `web/` for browsers, `node/` for Node.
const PACKAGE: &str = "target/wasm-pkg";

/// Builds with rustup's toolchain, or with Debian's packages where that cannot build a standard library.
pub(crate) fn all() -> Outcome {
    all_with(Toolchain::at_hand())
}

/// Builds the modules with `toolchain`, makes the package and checks it.
pub(crate) fn all_with(toolchain: Toolchain) -> Outcome {
    setup::node("xtask/wasm")?;
    package::make(&root().join(PACKAGE), &modules(toolchain, root())?)?;
    // It makes what the modules are compared with.
    let label = compiled("label")?;
    CHECKS.iter().try_for_each(|name| script(name, &label))
}

/// Builds the modules from a copy of the sources in another directory: every byte must be the same.
pub(crate) fn reproduce() -> Outcome {
    let toolchain = Toolchain::at_hand();
    let copy = sources::copy(root(), &target().join("elsewhere/and/deeper"))?;
    let pairs = modules(toolchain, root())?.into_iter();
    for (here, elsewhere) in pairs.zip(modules(toolchain, &copy)?) {
        let (digest, other) = (sources::of_file(&here)?, sources::of_file(&elsewhere)?);
        if digest != other {
            return Err(format!(
                "{} and {} differ",
                here.display(),
                elsewhere.display()
            ));
        }
        println!("{digest}  {}", here.display());
    }
    Ok(())
}

fn modules(toolchain: Toolchain, root: &Path) -> Outcome<Vec<PathBuf>> {
    let modules = MODULES.iter();
    modules
        .map(|package| build::module(toolchain, root, package))
        .collect()
}

fn script(name: &str, label: &Path) -> Outcome {
    program("node")
        .args([&format!("xtask/wasm/{name}.mjs"), PACKAGE])
        .env("LABEL_COMMAND", label)
        .run()
}
