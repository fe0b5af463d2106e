//! The floors that the crates of the product stand on.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::tree::Tree;
use crate::command::{Outcome, cargo, root};

/// A crate names only crates of the floors before its own.
const FLOORS: &[&[&str]] = &[
    &["label-core"],
    &["label-qr", "label-io"],
    &["label-keys", "label-print"],
    &["label-desk"],
    &["label-cli", "label-wasm", "label-reader", "label-issuer"],
];
/// The parser of command lines; only the command knows of it.
const PARSER: &str = "clap";
/// The crate with the command.
const COMMAND: &str = "label-cli";
/// The crates of the product are called so; the others are for developers.
const PREFIX: &str = "label-";

/// A crate of the product.
pub(super) struct Package {
    pub(super) name: String,
    /// The files of its library and programs, from the root of the workspace.
    pub(super) roots: Vec<PathBuf>,
    /// Its dependencies, without those of its tests.
    dependencies: Vec<String>,
}

/// Every crate of the product, as cargo knows it.
pub(super) fn of_product() -> Outcome<Vec<Package>> {
    let text = cargo([
        "metadata",
        "--no-deps",
        "--offline",
        "--format-version",
        "1",
    ])
    .output()?;
    let all: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let packages = list(&all, "packages");
    let packages = packages.filter(|package| text_of(package, "name").starts_with(PREFIX));
    Ok(packages.map(package).collect())
}

fn package(package: &Value) -> Package {
    let kinds = ["lib", "cdylib", "bin"];
    let targets = list(package, "targets").filter(|target| {
        let kind = target.pointer("/kind/0").and_then(Value::as_str);
        kind.is_some_and(|kind| kinds.contains(&kind))
    });
    let inside = |target: &Value| {
        let path = Path::new(text_of(target, "src_path"));
        path.strip_prefix(root()).unwrap_or(path).to_owned()
    };
    let dependencies = list(package, "dependencies");
    let built = dependencies.filter(|one| one.get("kind").and_then(Value::as_str) != Some("dev"));
    Package {
        name: text_of(package, "name").to_owned(),
        roots: targets.map(inside).collect(),
        dependencies: built.map(|one| text_of(one, "name").to_owned()).collect(),
    }
}

fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value
        .get(key)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

fn text_of<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// Arrows up between crates, and libraries that are built with a command line.
pub(super) fn faults(packages: &[Package]) -> Vec<String> {
    let mut faults = Vec::new();
    for package in packages {
        let name = &package.name;
        let Some(own) = floor(name) else {
            faults.push(format!("{name}: on no floor"));
            continue;
        };
        for other in &package.dependencies {
            if floor(other).is_some_and(|floor| floor >= own) {
                faults.push(format!("{name}: depends on {other}, which is not below it"));
            }
            if other.starts_with(PARSER) && name != COMMAND {
                faults.push(format!("{name}: depends on {other}; only {COMMAND} may"));
            }
        }
    }
    faults
}

/// Every place in a library's sources that names the parser of command lines.
pub(super) fn named_parser(package: &Package, tree: &Tree) -> Vec<String> {
    if package.name == COMMAND {
        return Vec::new();
    }
    let mut faults = Vec::new();
    for module in &tree.modules {
        let imports = module.imports.iter().map(|import| &import.mention);
        for mention in imports.chain(&module.mentions) {
            if mention.path.first().is_some_and(|name| name == PARSER)
                && let Some(source) = tree.files.get(module.file)
            {
                let file = source.path.display();
                faults.push(format!("{file}:{}: a library names {PARSER}", mention.line));
            }
        }
    }
    faults
}

fn floor(name: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&name))
}
