//! The compiled modules and the page's scripts, from the package that `cargo xtask wasm` makes.

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};

use label_core::{digest, hex};
use label_io::files;
use serde::Deserialize;

use super::Files;
use crate::error::CliError;

/// The files of the site, by the package's folders.
const SITE: [(&str, &str); 8] = [
    ("page", "app.js"),
    ("page", "opened.js"),
    ("page", "reader-worker.js"),
    ("page", "sw.js"),
    ("web", "label_reader.js"),
    ("web", "label_reader_bg.wasm"),
    ("web", "label_wasm.js"),
    ("web", "label_wasm_bg.wasm"),
];
/// The whole page as one script, for the single file.
const SINGLE: (&str, &str) = ("page", "single.js");
/// The file that lists the package's files.
const BUILD: &str = "build.json";
/// The places of packages, from the directory of this executable: installed beside it, built in
/// this repository, and installed under a prefix.
const PLACES: [&str; 3] = ["label-web", "../wasm-pkg", "../share/label/web"];

/// Bytes of one file: several times the largest.
const FILE_BYTES: usize = 8 * 1_024 * 1_024;
/// Bytes of the list of files.
const BUILD_BYTES: usize = 64 * 1_024;

/// The files, compared with the package's own list.
pub(crate) struct Modules {
    site: Files,
    single: String,
}

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
        let read = |(folder, name): (&str, &str)| {
            let path = format!("{folder}/{name}");
            let file = directory.join(&path);
            let bytes = files::read(&file, FILE_BYTES)?;
            match package.files.get(&path) {
                None => Err(damaged(&list, &format!("does not name {path}"))),
                Some(sha) if *sha != hex(&digest(&bytes)) => {
                    Err(damaged(&file, "not the file that build.json names"))
                }
                Some(_) => Ok(bytes),
            }
        };
        let site = SITE
            .iter()
            .map(|place| Ok((place.1.to_owned(), read(*place)?)));
        let site = site.collect::<Result<Files, CliError>>()?;
        let single = String::from_utf8(read(SINGLE)?);
        let single = single.map_err(|_| damaged(&directory.join("page/single.js"), "not UTF-8"))?;
        Ok(Self { site, single })
    }

    /// The files of the site by their paths in it.
    pub(super) fn files(&self) -> Files {
        self.site.clone()
    }

    /// The script of the single file.
    pub(crate) fn single(&self) -> &str {
        &self.single
    }
}

fn places() -> Vec<PathBuf> {
    let executable = env::current_exe().ok();
    let beside = executable.as_deref().and_then(Path::parent);
    let beside = beside.map(|beside| PLACES.map(|place| beside.join(place)).to_vec());
    beside.unwrap_or_default()
}
