//! The npm package: the modules for browsers and Node, the scripts of the page, and what stands beside them.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::sources;
use crate::command::{Outcome, cargo, program, root};

const MANIFEST: &str = "label-wasm/package.json";
const NO_VERSION: &str = "\"version\": \"0.0.0\"";
const README: &str = "label-wasm/README.md";
const LICENSES: &[&str] = &["LICENSE-APACHE", "LICENSE-MIT"];
/// The features of WebAssembly that the compiler uses. Every browser since 2023 has them.
const FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Options against passes that make fewer bytes, but less that compression finds again: functions that are called once stay
/// functions.
const UNCOMMON: &[&str] = &[
    "--always-inline-max-function-size=0",
    "--one-caller-inline-max-function-size=20",
    "--skip-pass=local-cse",
];

/// Makes the package of `modules` in a directory, anew.
pub(super) fn make(directory: &Path, modules: &[PathBuf]) -> Outcome {
    if directory.exists() {
        fs::remove_dir_all(directory).map_err(failed(directory))?;
    }
    for module in modules {
        cargo(["run", "-p", "xtask-bindgen", "--"])
            .args([module, &directory.to_owned()])
            .run()?;
    }
    for (door, kind) in [("node", "commonjs"), ("web", "module")] {
        write_json(
            &directory.join(door).join("package.json"),
            &json!({ "type": kind }),
        )?;
        for module in modules {
            let stem = module.file_stem().unwrap_or_default().to_string_lossy();
            optimise(&directory.join(door).join(format!("{stem}_bg.wasm")))?;
        }
    }
    program("node")
        .args([Path::new("xtask/wasm/bundle.mjs"), directory])
        .run()?;
    let path = directory.join("package.json");
    fs::write(&path, manifest()?).map_err(failed(&path))?;
    for file in LICENSES.iter().chain(&[README]) {
        let from = root().join(file);
        let to = directory.join(from.file_name().unwrap_or_default());
        fs::copy(&from, to).map_err(failed(&from))?;
    }
    write_json(&directory.join("build.json"), &build(directory)?)
}

fn optimise(module: &Path) -> Outcome {
    program("node")
        .args(["xtask/wasm/node_modules/binaryen/bin/wasm-opt", "-Oz"])
        .args(UNCOMMON)
        .args(FEATURES)
        .args([module, Path::new("-o"), module])
        .run()
}

/// The manifest with the version of the workspace. It stays text, because the order of its conditions counts.
fn manifest() -> Outcome<String> {
    let path = root().join(MANIFEST);
    let text = fs::read_to_string(&path).map_err(failed(&path))?;
    let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    match text.matches(NO_VERSION).count() {
        1 => Ok(text.replace(NO_VERSION, &version)),
        found => Err(format!(
            "{MANIFEST}: {found} times {NO_VERSION}, expected once"
        )),
    }
}

/// The SHA-256 of every file in the package.
fn build(directory: &Path) -> Outcome<Value> {
    let mut paths = Vec::new();
    sources::collect(directory, &mut paths)?;
    let mut files = Map::new();
    for path in paths {
        let name = path.strip_prefix(directory).unwrap_or(&path);
        files.insert(name.display().to_string(), sources::of_file(&path)?.into());
    }
    // A map of serde_json is sorted by its keys.
    Ok(json!({ "version": env!("CARGO_PKG_VERSION"), "files": files }))
}

fn write_json(path: &Path, value: &Value) -> Outcome {
    fs::write(path, format!("{value:#}\n")).map_err(failed(path))
}

fn failed(path: &Path) -> impl Fn(std::io::Error) -> String {
    move |error| format!("{}: {error}", path.display())
}
