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
/// Directories of data, where the system does not name them (XDG Base Directory Specification).
const DATA: &str = "/usr/local/share:/usr/share";
/// Directories of fonts on other systems, in the user's home and for everybody.
const OWN: &[&str] = &[".fonts", "Library/Fonts"];
const SHARED: &str = "/Library/Fonts";
/// Directories below those, at most.
const DEPTH: usize = 4;

/// The files of the best known font that is installed.
pub(super) fn best() -> Option<(PathBuf, Option<PathBuf>)> {
    let mut found = Vec::new();
    for directory in directories() {
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

/// The directories of fonts, the user's own first.
fn directories() -> Vec<PathBuf> {
    let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
    let home = set("HOME").map(PathBuf::from);
    let below_home = |path: &str| home.as_ref().map(|home| home.join(path));
    let own = set("XDG_DATA_HOME").map(PathBuf::from);
    let own = own.or_else(|| below_home(".local/share"));
    let data = set("XDG_DATA_DIRS").unwrap_or_else(|| DATA.into());
    let data: Vec<PathBuf> = env::split_paths(&data).collect();
    let fonts = |data: PathBuf| data.join("fonts");
    let mut directories: Vec<PathBuf> = own.map(fonts).into_iter().collect();
    directories.extend(OWN.iter().filter_map(|path| below_home(path)));
    directories.extend(data.into_iter().map(fonts));
    directories.push(SHARED.into());
    // A relative path would find another font in another working directory.
    directories.retain(|directory| directory.is_absolute());
    directories
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
