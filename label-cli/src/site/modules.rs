//! The compiled modules and the page's scripts, from the package that `cargo xtask wasm` makes.

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};

use label_core::{digest, hex};
use label_io::files;
use serde::Deserialize;

use super::Files;
use crate::error::CliError;

/// The scripts and modules of a page in the package.
pub(crate) struct Wanted {
    /// The files of the site: folder and name in the package, and name in the site.
    site: &'static [(&'static str, &'static str, &'static str)],
    /// The whole page as one script, for the single file.
    single: &'static str,
}

/// The page that checks labels.
pub(crate) const CHECKING: Wanted = Wanted {
    site: &[
        ("page", "app.js", "app.js"),
        ("page", "opened.js", "opened.js"),
        ("page", "reader-worker.js", "reader-worker.js"),
        ("page", "sw.js", "sw.js"),
        ("web", "label_reader.js", "label_reader.js"),
        ("web", "label_reader_bg.wasm", "label_reader_bg.wasm"),
        ("web", "label_wasm.js", "label_wasm.js"),
        ("web", "label_wasm_bg.wasm", "label_wasm_bg.wasm"),
    ],
    single: "single.js",
};
/// The page that issues them.
pub(crate) const ISSUING: Wanted = Wanted {
    site: &[
        ("page", "issuer.js", "app.js"),
        ("page", "issuer-worker.js", "issuer-worker.js"),
        ("page", "sw.js", "sw.js"),
        (
            "web",
            "label_issuer_bg.wasm",
            "modules/label_issuer_bg.wasm",
        ),
        (
            "web",
            "label_reader_bg.wasm",
            "modules/label_reader_bg.wasm",
        ),
    ],
    single: "issuer-single.js",
};
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
    /// Reads those of a page from a package, or else from the first place that has one.
    pub(crate) fn find(directory: Option<&Path>, wanted: &Wanted) -> Result<Self, CliError> {
        let places = match directory {
            Some(directory) => vec![directory.to_owned()],
            None => places(),
        };
        match places.iter().find(|place| place.join(BUILD).is_file()) {
            Some(place) => Self::read(place, wanted),
            None => Err(CliError::ModulesMissing { places }),
        }
    }

    fn read(directory: &Path, wanted: &Wanted) -> Result<Self, CliError> {
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
        let read = |folder: &str, name: &str| {
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
        let site = wanted.site.iter();
        let site = site.map(|(folder, name, path)| Ok(((*path).to_owned(), read(folder, name)?)));
        let site = site.collect::<Result<Files, CliError>>()?;
        let single = String::from_utf8(read("page", wanted.single)?);
        let file = directory.join("page").join(wanted.single);
        let single = single.map_err(|_| damaged(&file, "not UTF-8"))?;
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
