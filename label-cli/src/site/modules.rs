//! The compiled modules, from the package that `cargo xtask wasm` makes.

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};

use label_core::{digest, hex};
use label_io::files;
use serde::Deserialize;

use super::Files;
use crate::error::CliError;

/// The modules' files, in the package's folder `web/`.
const NAMES: [&str; 4] = [
    "label_reader.js",
    "label_reader_bg.wasm",
    "label_wasm.js",
    "label_wasm_bg.wasm",
];
/// What lists the package's files.
const BUILD: &str = "build.json";
/// Where packages are found, from the directory of this executable: installed beside it, built in
/// this repository, and installed under a prefix.
const PLACES: [&str; 3] = ["label-web", "../wasm-pkg", "../share/label/web"];

/// Bytes of one module: several times the largest.
const MODULE_BYTES: usize = 8 * 1_024 * 1_024;
/// Bytes of the list of files.
const BUILD_BYTES: usize = 64 * 1_024;

/// The four files, compared with the package's own list.
pub(crate) struct Modules(Files);

#[derive(Deserialize)]
struct Package {
    version: String,
    files: BTreeMap<String, String>,
}

impl Modules {
    /// Reads them from a package, or else from the first place that has one.
    pub(crate) fn find(directory: Option<&Path>) -> Result<Self, CliError> {
        let places = match directory {
            Some(directory) => vec![directory.to_owned()],
            None => places(),
        };
        match places.iter().find(|place| place.join(BUILD).is_file()) {
            Some(place) => Self::read(place),
            None => Err(CliError::ModulesMissing { places }),
        }
    }

    fn read(directory: &Path) -> Result<Self, CliError> {
        let list = directory.join(BUILD);
        let damaged = |file: &Path, reason: &str| CliError::ModulesDamaged {
            file: file.to_owned(),
            reason: reason.to_owned(),
        };
        let package: Package = serde_json::from_slice(&files::read(&list, BUILD_BYTES)?)
            .map_err(|error| damaged(&list, &error.to_string()))?;
        if package.version != env!("CARGO_PKG_VERSION") {
            return Err(CliError::ModulesVersion {
                directory: directory.to_owned(),
                version: package.version,
            });
        }
        let mut modules = Files::new();
        for name in NAMES {
            let path = format!("web/{name}");
            let file = directory.join(&path);
            let bytes = files::read(&file, MODULE_BYTES)?;
            match package.files.get(&path) {
                None => return Err(damaged(&list, &format!("does not name {path}"))),
                Some(sha) if *sha != hex(&digest(&bytes)) => {
                    return Err(damaged(&file, "not the file that build.json names"));
                }
                Some(_) => modules.insert(name.to_owned(), bytes),
            };
        }
        Ok(Self(modules))
    }

    /// The files by their paths in the site.
    pub(super) fn files(&self) -> Files {
        self.0.clone()
    }
}

fn places() -> Vec<PathBuf> {
    let executable = env::current_exe().ok();
    let beside = executable.as_deref().and_then(Path::parent);
    let beside = beside.map(|beside| PLACES.map(|place| beside.join(place)).to_vec());
    beside.unwrap_or_default()
}
