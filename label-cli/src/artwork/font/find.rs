//! Fonts that a system has.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// Open-licence Japanese fonts, best first: regular, and bold where there is one.
const KNOWN: &[(&str, Option<&str>)] = &[
    ("BIZUDPGothic-Regular.ttf", Some("BIZUDPGothic-Bold.ttf")),
    ("NotoSansJP-Regular.otf", Some("NotoSansJP-Bold.otf")),
    ("NotoSansCJK-Regular.ttc", Some("NotoSansCJK-Bold.ttc")),
    ("ipaexg.ttf", None),
];
/// Where fonts are kept, on Debian and elsewhere.
const DIRECTORIES: &[&str] = &[
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/Library/Fonts",
];
/// Directories below those, at most.
const DEPTH: usize = 4;

/// The files of the best known font that is installed.
pub(super) fn best() -> Option<(PathBuf, Option<PathBuf>)> {
    let home = env::var_os("HOME").map(PathBuf::from);
    let own = home
        .iter()
        .flat_map(|home| [home.join(".local/share/fonts"), home.join(".fonts")]);
    let mut found = Vec::new();
    for directory in own.chain(DIRECTORIES.iter().map(PathBuf::from)) {
        collect(&directory, DEPTH, &mut found);
    }
    let named = |name: &str| {
        let mut files = found.iter();
        files.find(|file| file.file_name().is_some_and(|known| known == name))
    };
    KNOWN.iter().find_map(|(regular, bold)| {
        let bold = bold.and_then(named).cloned();
        named(regular).map(|regular| (regular.clone(), bold))
    })
}

/// Collects the files of known names below a directory.
fn collect(directory: &Path, depth: usize, found: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    let is_known = |path: &Path| {
        let name = path.file_name().and_then(|name| name.to_str());
        let mut known = KNOWN
            .iter()
            .flat_map(|(regular, bold)| [Some(*regular), *bold]);
        name.is_some() && known.any(|known| known == name)
    };
    for path in paths {
        if is_known(&path) {
            found.push(path);
        } else if depth > 0 && path.is_dir() {
            collect(&path, depth - 1, found);
        }
    }
}
