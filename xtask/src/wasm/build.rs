//! The modules from their sources: the same bytes on every machine with the same compiler.

use std::env;
use std::path::{Path, PathBuf};

use super::sources;
use crate::command::{Outcome, Program, cargo, program};
use crate::setup;

pub(super) const TARGET: &str = "wasm32-unknown-unknown";
/// Seconds for rustup to fetch a component: where its server is out of reach it hangs without an answer.
const RUSTUP_SECONDS: &str = "60";
/// Debian's own Rust for WebAssembly: a compiler, the source of its standard library, and a linker.
const DEBIAN_PACKAGES: &[&str] = &["rustc-web", "cargo-web", "rust-web-src", "lld-19"];
const DEBIAN_LINKER: &str = "/usr/lib/llvm-19/bin/wasm-ld";

/// The origin of the compiler for WebAssembly. The standard library is always built beside the crate,
/// without what formats and unwinds panics.
#[derive(Clone, Copy)]
pub(crate) enum Toolchain {
    /// The toolchain in use, with the source of its standard library.
    Rustup,
    /// Debian's packages.
    Debian,
}

impl Toolchain {
    /// rustup's, or Debian's where the source of the standard library cannot be had from rustup.
    pub(super) fn at_hand() -> Self {
        let sysroot = program("rustc").args(["--print", "sysroot"]).output();
        let source = sysroot.map(|path| Path::new(&path).join("lib/rustlib/src/rust/library"));
        let has_source = || source.as_ref().is_ok_and(|path| path.is_dir());
        let fetch = || {
            let add = [RUSTUP_SECONDS, "rustup", "component", "add", "rust-src"];
            program("timeout").args(add).run().is_ok()
        };
        match has_source() || (fetch() && has_source()) {
            true => Self::Rustup,
            false => Self::Debian,
        }
    }

    fn cargo(self) -> Outcome<Program> {
        Ok(match self {
            Self::Rustup => cargo(["build"]),
            Self::Debian => {
                setup::debian(DEBIAN_PACKAGES)?;
                // Debian's compiler past the one that rustup put into the environment.
                program("/usr/bin/cargo")
                    .args(["build"])
                    .env("RUSTC", "/usr/bin/rustc")
                    .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", DEBIAN_LINKER)
            }
        })
    }

    fn sysroot(self) -> Outcome<PathBuf> {
        let rustc = match self {
            Self::Rustup => "rustc",
            Self::Debian => "/usr/bin/rustc",
        };
        let sysroot = program(rustc).args(["--print", "sysroot"]).output()?;
        Ok(PathBuf::from(sysroot))
    }
}

/// Builds one module of the workspace in a directory; gives its path.
pub(super) fn module(toolchain: Toolchain, root: &Path, package: &str) -> Outcome<PathBuf> {
    let directory = root.join("target/wasm");
    toolchain
        .cargo()?
        .inside(root)
        .args([
            "-Zbuild-std=std,panic_abort",
            "-Zbuild-std-features=optimize_for_size",
        ])
        .args(["--profile", "wasm", "-p", package, "--target", TARGET])
        .args(["--locked", "--lib", "--target-dir"])
        .args([&directory])
        .env("CARGO_ENCODED_RUSTFLAGS", flags(toolchain, root)?)
        .env("RUSTC_BOOTSTRAP", "1")
        .env("LABEL_BUILD", sources::digest(root)?)
        .run()?;
    let file = format!("{}.wasm", package.replace('-', "_"));
    Ok(directory.join(TARGET).join("wasm").join(file))
}

fn flags(toolchain: Toolchain, root: &Path) -> Outcome<String> {
    let home = env::var_os("CARGO_HOME").map_or_else(default_cargo_home, PathBuf::from);
    let sysroot = toolchain.sysroot()?;
    let remap = |from: &Path, to: &str| format!("--remap-path-prefix={}={to}", from.display());
    // The paths of this machine would make every machine's bytes different.
    let mut flags = vec![
        remap(root, "."),
        remap(&home, "cargo"),
        remap(&sysroot, "rust"),
    ];
    // A panic is a trap; nobody reads the text of one, nor Rust's notation of a value.
    let quiet = [
        "-Zunstable-options",
        "-Cpanic=immediate-abort",
        "-Zlocation-detail=none",
        "-Zfmt-debug=none",
        "--cfg=aes_backend_soft=\"compact\"",
        "--cfg=sha2_backend_soft=\"compact\"",
    ];
    flags.extend(quiet.map(str::to_owned));
    Ok(flags.join("\u{1f}"))
}

fn default_cargo_home() -> PathBuf {
    PathBuf::from(env::var_os("HOME").unwrap_or_default()).join(".cargo")
}
