//! The sources of the modules, as one digest.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::command::{Outcome, program};

/// Files and directories that a module is built from and with, beside its compiler.
const SOURCES: &[&str] = &[
    "Cargo.lock",
    "Cargo.toml",
    "label-core/Cargo.toml",
    "label-core/build",
    "label-core/presets",
    "label-core/schemes",
    "label-core/src",
    "label-desk/Cargo.toml",
    "label-desk/src",
    "label-io/Cargo.toml",
    "label-io/src",
    "label-keys/Cargo.toml",
    "label-keys/src",
    "label-qr/Cargo.toml",
    "label-qr/src",
    "label-wasm/Cargo.toml",
    "label-wasm/issuer",
    "label-wasm/reader",
    "label-wasm/src",
    "test-vectors/checks.d.ts",
    "xtask/bindgen",
    "xtask/src/wasm",
    "xtask/src/wasm.rs",
    "xtask/wasm/package-lock.json",
];

/// The SHA-256 over the path and the SHA-256 of every source, sorted by path, in hex.
pub(super) fn digest(root: &Path) -> Outcome<String> {
    let mut files = Vec::new();
    for source in SOURCES {
        collect(&root.join(source), &mut files)?;
    }
    files.sort();
    let mut lines = String::new();
    for file in &files {
        let path = file.strip_prefix(root).unwrap_or(file);
        // Writing to a string does not fail.
        let _ = writeln!(lines, "{}  {}", of_file(file)?, path.display());
    }
    Ok(of_bytes(lines.as_bytes()))
}

/// Copies what git knows of the workspace to a new directory; gives its path.
pub(super) fn copy(root: &Path, to: &Path) -> Outcome<PathBuf> {
    let failed = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    if to.exists() {
        fs::remove_dir_all(to).map_err(|error| failed(to, error))?;
    }
    let files = program("git").args(["ls-files"]).output()?;
    for file in files.lines() {
        let (from, to) = (root.join(file), to.join(file));
        let directory = to.parent().unwrap_or(&to);
        fs::create_dir_all(directory).map_err(|error| failed(directory, error))?;
        fs::copy(&from, &to).map_err(|error| failed(&from, error))?;
    }
    Ok(to.to_owned())
}

/// The SHA-256 of a file in hex.
pub(super) fn of_file(path: &Path) -> Outcome<String> {
    let bytes = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(of_bytes(&bytes))
}

/// Every file in a directory and below it, or the file itself.
pub(super) fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Outcome {
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let failed = |error: std::io::Error| format!("{}: {error}", path.display());
    for entry in fs::read_dir(path).map_err(failed)? {
        collect(&entry.map_err(failed)?.path(), files)?;
    }
    Ok(())
}

fn of_bytes(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
