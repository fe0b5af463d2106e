//! label-wasm as Node and browsers load it.

use std::env;
use std::path::{Path, PathBuf};

use crate::command::{Outcome, Program, cargo, program, root, target};
use crate::setup;

const TARGET: &str = "wasm32-unknown-unknown";
/// Seconds for rustup to fetch the target: where its server is out of reach it hangs without an answer.
const RUSTUP_SECONDS: &str = "60";
/// Debian's own Rust for WebAssembly: a compiler, the source of its standard library, and a linker.
const DEBIAN_PACKAGES: &[&str] = &["rustc-web", "cargo-web", "rust-web-src", "lld-19"];
const DEBIAN_LINKER: &str = "/usr/lib/llvm-19/bin/wasm-ld";
/// The JavaScript doors: `node/` for Node, `web/` for browsers.
const PACKAGE: &str = "target/wasm-pkg";

/// Where the compiler for WebAssembly comes from.
#[derive(Clone, Copy)]
pub(crate) enum Toolchain {
    /// The toolchain in use, with its target for WebAssembly.
    Rustup,
    /// Debian's packages; the standard library is built beside the crate.
    Debian,
}

/// Builds with rustup's target, or with Debian's packages where that target cannot be had.
pub(crate) fn all() -> Outcome {
    all_with(if rustup_target() {
        Toolchain::Rustup
    } else {
        Toolchain::Debian
    })
}

/// Builds the module with `toolchain`, makes its doors, checks them under Node and prints sizes.
pub(crate) fn all_with(toolchain: Toolchain) -> Outcome {
    build(toolchain)?;
    let module = target()
        .join("wasm")
        .join(TARGET)
        .join("wasm/label_wasm.wasm");
    cargo(["run", "-p", "xtask-bindgen", "--"])
        .args([&module, &root().join(PACKAGE)])
        .run()?;
    program("node")
        .args(["xtask/wasm/check.mjs", PACKAGE])
        .run()?;
    program("node")
        .args(["xtask/wasm/sizes.mjs", PACKAGE])
        .run()
}

/// Whether the toolchain in use has the target for WebAssembly, if need be after fetching it.
fn rustup_target() -> bool {
    let library = program("rustc")
        .args(["--print", "target-libdir", "--target", TARGET])
        .output();
    library.is_ok_and(|path| Path::new(&path).is_dir())
        || program("timeout")
            .args([RUSTUP_SECONDS, "rustup", "target", "add", TARGET])
            .run()
            .is_ok()
}

fn build(toolchain: Toolchain) -> Outcome {
    let program = match toolchain {
        Toolchain::Rustup => cargo(["build"]),
        Toolchain::Debian => {
            setup::debian(DEBIAN_PACKAGES)?;
            debian_cargo()
        }
    };
    program
        .args([
            "--profile",
            "wasm",
            "-p",
            "label-wasm",
            "--target",
            TARGET,
            "--target-dir",
            "target/wasm",
        ])
        .env("CARGO_ENCODED_RUSTFLAGS", without_paths())
        .run()
}

/// Debian's cargo past the one that rustup put into the environment.
fn debian_cargo() -> Program {
    program("/usr/bin/cargo")
        .args(["build", "-Zbuild-std=std,panic_abort"])
        .env("RUSTC", "/usr/bin/rustc")
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", DEBIAN_LINKER)
}

/// Compiler flags that keep this machine's paths out of the module, so that every machine builds the same bytes.
fn without_paths() -> String {
    let home = env::var_os("CARGO_HOME").map_or_else(default_cargo_home, PathBuf::from);
    let flag = |from: &Path, to: &str| format!("--remap-path-prefix={}={to}", from.display());
    [flag(root(), "."), flag(&home, "cargo")].join("\u{1f}")
}

fn default_cargo_home() -> PathBuf {
    PathBuf::from(env::var_os("HOME").unwrap_or_default()).join(".cargo")
}
