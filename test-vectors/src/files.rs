//! The vector files on disk: `vectors/<area>/<id>.json` and `trust/<name>.cbor`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::{Error, Vector};

/// The directory of the vectors that belong to this crate.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Reads every vector below `vectors/`, by id.
///
/// Errs where something else lies there, or where an id is not that of its file and area or stands
/// twice.
pub fn load(root: &Path) -> Result<BTreeMap<String, Vector>, Error> {
    let mut vectors = BTreeMap::new();
    for area in entries(&root.join("vectors"))? {
        for path in entries(&area)? {
            let vector = read(&path)?;
            let name = path.file_name().unwrap_or_default();
            if *name != *format!("{}.json", vector.id) {
                return Err(Error::vector(&vector.id, "the file has another name"));
            }
            let area = area.file_name().unwrap_or_default().to_string_lossy();
            if !vector.id.starts_with(&format!("{area}_")) {
                return Err(Error::vector(&vector.id, "the file is in another area"));
            }
            if let Some(twice) = vectors.insert(vector.id.clone(), vector) {
                return Err(Error::vector(&twice.id, "the id stands twice"));
            }
        }
    }
    Ok(vectors)
}

/// The path of what is trusted, by its name.
pub(crate) fn trust_file(root: &Path, name: &str) -> PathBuf {
    root.join("trust").join(format!("{name}.cbor"))
}

/// The files of a vector: its own, what is trusted, and the part where it has an update.
pub fn of(root: &Path, vector: &Vector) -> Vec<PathBuf> {
    let part = vector.update.iter().map(|update| &update.part);
    let trusted = [&vector.trust].into_iter().chain(part);
    let trusted = trusted.map(|name| trust_file(root, name));
    [vector_file(root, vector)]
        .into_iter()
        .chain(trusted)
        .collect()
}

/// The path of a vector.
pub(crate) fn vector_file(root: &Path, vector: &Vector) -> PathBuf {
    let area = vector.id.split('_').next().unwrap_or_default();
    let name = format!("{}.json", vector.id);
    root.join("vectors").join(area).join(name)
}

/// Reads one vector.
pub fn read(path: &Path) -> Result<Vector, Error> {
    let json = fs::read(path).map_err(Error::file(path))?;
    serde_json::from_slice(&json).map_err(|source| Error::Json {
        path: path.to_owned(),
        source,
    })
}

/// Reads the bytes of a file.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, Error> {
    fs::read(path).map_err(Error::file(path))
}

/// The entries of a directory, sorted.
pub(crate) fn entries(directory: &Path) -> Result<Vec<PathBuf>, Error> {
    let list = fs::read_dir(directory).map_err(Error::file(directory))?;
    let paths = list.map(|entry| entry.map(|entry| entry.path()));
    let mut paths: Vec<_> = paths
        .collect::<Result<_, _>>()
        .map_err(Error::file(directory))?;
    paths.sort();
    Ok(paths)
}
