//! The page's own files, which are built in, and what is filled into them.

use std::collections::BTreeMap;

use label_core::scheme::Schemes;

use super::{Base, Files, WORKER};
use crate::error::CliError;

/// Names and contents of files in a directory of this repository.
macro_rules! embedded {
    ($directory:literal: $($name:literal),* $(,)?) => {
        &[$(($name, include_bytes!(concat!("../../../", $directory, "/", $name)))),*]
    };
}

/// The page: every file of `label-wasm/web` but its modules, which `cargo xtask wasm` makes scripts of.
const PAGE: &[(&str, &[u8])] = embedded!["label-wasm/web":
    "icon-192.png",
    "icon-512.png",
    "icon-maskable-512.png",
    "icon.svg",
    "index.html",
    "manifest.webmanifest",
    "style.css",
    "words/easy.json",
    "words/en.json",
    "words/ja.json",
];

/// The page that issues labels, beside what it has from the other.
const ISSUING: &[(&str, &[u8])] = embedded!["label-wasm/web/issuer":
    "index.html",
    "issuer.css",
    "words/en.json",
    "words/ja.json",
];
/// The files that both pages have.
const SHARED: [&str; 2] = ["icon.svg", "style.css"];

/// The sentences of the verdict.
const MESSAGES: &[(&str, &[u8])] = embedded!["label-cli/messages": "en.json", "ja.json"];

/// The words for columns, and for what may be wrong in them.
const INTAKE: &[(&str, &[u8])] = embedded!["label-cli/intake": "words.json"];

/// Every file of the page that checks labels, by its path in the site.
pub(super) fn files() -> Files {
    let own = named("", PAGE).chain(named("messages/", MESSAGES));
    let tables = Schemes::SOURCES.iter();
    let tables =
        tables.map(|(name, json)| (format!("schemes/{name}.json"), json.as_bytes().to_vec()));
    own.chain(tables).collect()
}

/// Every file of the page that issues labels, by its path in the site.
pub(super) fn issuing_files() -> Files {
    let mut shared = named("", PAGE).collect::<Files>();
    shared.retain(|name, _| SHARED.contains(&name.as_str()));
    let own = named("", ISSUING).chain(named("messages/", MESSAGES));
    own.chain(named("intake/", INTAKE)).chain(shared).collect()
}

/// Files that are built in, below a folder of the site.
fn named(
    folder: &'static str,
    files: &'static [(&str, &[u8])],
) -> impl Iterator<Item = (String, Vec<u8>)> {
    let files = files.iter();
    files.map(move |(name, bytes)| (format!("{folder}{name}"), bytes.to_vec()))
}

/// Names of the schemes whose tables are built in.
pub(super) fn schemes() -> Vec<String> {
    let names = Schemes::SOURCES.iter();
    names.map(|(name, _)| (*name).to_owned()).collect()
}

/// `index.html` for a base.
pub(super) fn index(files: &Files, base: &Base) -> Result<Vec<u8>, CliError> {
    let base = format!("<base href=\"{}\">", base.as_str());
    let index = text(files, "index.html")?;
    Ok(filled(index, "index.html", "<base href=\"/\">", &base)?.into_bytes())
}

/// `sw.js` for a build of these files.
pub(super) fn worker(
    template: &[u8],
    build: &str,
    digests: &BTreeMap<String, String>,
) -> Result<Vec<u8>, CliError> {
    let template = str::from_utf8(template).map_err(|_| fault(WORKER, "not UTF-8"))?;
    let digests = serde_json::to_string(digests).map_err(|_| fault(WORKER, "no JSON"))?;
    let with_build = filled(template, WORKER, "\"@BUILD@\"", &format!("\"{build}\""))?;
    Ok(filled(&with_build, WORKER, "\"@FILES@\"", &digests)?.into_bytes())
}

/// The text of a file of the page.
pub(super) fn text<'a>(files: &'a Files, name: &'static str) -> Result<&'a str, CliError> {
    let bytes = files.get(name).ok_or_else(|| fault(name, "not there"))?;
    str::from_utf8(bytes).map_err(|_| fault(name, "not UTF-8"))
}

/// A text with one place filled in; it must be there exactly once.
pub(super) fn filled(
    text: &str,
    name: &'static str,
    place: &str,
    value: &str,
) -> Result<String, CliError> {
    match text.matches(place).count() {
        1 => Ok(text.replace(place, value)),
        _ => Err(fault(name, &format!("{place} is not there once"))),
    }
}

/// A fault of a file of the page or of a module.
pub(super) fn fault(name: &str, reason: &str) -> CliError {
    CliError::Page {
        name: name.into(),
        reason: reason.into(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use label_core::scheme::{Scheme, Schemes};

    use super::*;

    /// Paths of the files below a directory of the repository.
    fn below(directory: &str) -> BTreeSet<String> {
        let top = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("..")
            .join(directory);
        let mut found = BTreeSet::new();
        let mut open = vec![top.clone()];
        while let Some(directory) = open.pop() {
            for entry in fs::read_dir(directory).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    open.push(path);
                } else {
                    let path = path.strip_prefix(&top).unwrap();
                    found.insert(path.to_str().unwrap().replace('\\', "/"));
                }
            }
        }
        found
    }

    #[test]
    fn no_file_is_forgotten() {
        for (directory, files) in [
            ("label-wasm/web", PAGE),
            ("label-wasm/web/issuer", ISSUING),
            ("label-cli/messages", MESSAGES),
        ] {
            let names = files.iter().map(|(name, _)| (*name).to_owned());
            let mut there = below(directory);
            there.retain(|name| {
                let is_script = Path::new(name).extension() == Some("js".as_ref());
                !is_script && !name.starts_with("issuer/")
            });
            assert_eq!(names.collect::<BTreeSet<_>>(), there);
        }
        let files = files();
        let tables = files
            .keys()
            .filter_map(|path| path.strip_prefix("schemes/"));
        let tables: BTreeSet<_> = tables.map(ToOwned::to_owned).collect();
        assert_eq!(tables, below("label-core/schemes"));
    }

    #[test]
    fn every_scheme_has_its_texts() {
        let known = Schemes::builtin();
        let known: BTreeSet<_> = known.iter().map(Scheme::name).collect();
        let there = schemes();
        assert_eq!(
            there.iter().map(String::as_str).collect::<BTreeSet<_>>(),
            known
        );
    }

    #[test]
    fn a_place_that_is_not_there_once_is_a_fault() {
        for text in ["", "\"@BUILD@\" \"@BUILD@\""] {
            let fault = filled(text, "sw.js", "\"@BUILD@\"", "1").unwrap_err();
            assert_eq!(fault.code(), "page");
        }
        assert_eq!(filled("a @ b", "x", "@", "1").unwrap(), "a 1 b");
    }
}
