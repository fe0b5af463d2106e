//! Writes every vector anew: fixed keys, fixed times, the same bytes each time.

mod areas;
mod case;
mod draft;
mod ed25519;
mod identity;
mod item;
mod offer;
mod times;
mod world;

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::fs;
use std::path::{Path, PathBuf};

use label_core::{CheckName, diagnostic};

use crate::{Error, files};
use case::Case;
use world::World;

/// Writes the list of checks, `vectors/` and `trust/` below a directory, removes what does not
/// belong there, and returns the number of vectors.
pub fn generate(root: &Path) -> Result<usize, Error> {
    let world = World::new();
    let cases = areas::all(&world);
    let mut wanted = BTreeMap::new();
    for (name, list) in checks() {
        wanted.insert(root.join(name), list.into_bytes());
    }
    for (name, trust) in areas::shared_trust(&world) {
        add_trust(&mut wanted, root, name, trust);
    }
    for case in &cases {
        add(&mut wanted, root, case)?;
    }
    for (path, bytes) in &wanted {
        write(path, bytes)?;
    }
    for directory in ["vectors", "trust"] {
        remove_others(&root.join(directory), &wanted)?;
    }
    Ok(cases.len())
}

/// The names of the checks in order, as JSON and as a type of TypeScript.
fn checks() -> [(&'static str, String); 2] {
    let names: Vec<&str> = CheckName::ALL.iter().map(|check| check.code()).collect();
    let json = fixed(serde_json::to_string_pretty(&names));
    let words = names.iter().map(|name| format!("\n  | \"{name}\""));
    let words: String = words.collect();
    let declared = format!("/** The checks, in order. */\nexport type CheckName ={words};\n");
    [
        ("checks.json", format!("{json}\n")),
        ("checks.d.ts", declared),
    ]
}

fn add(wanted: &mut BTreeMap<PathBuf, Vec<u8>>, root: &Path, case: &Case) -> Result<(), Error> {
    let vector = &case.vector;
    let path = files::vector_file(root, vector);
    let mut json = fixed(serde_json::to_vec_pretty(vector));
    json.push(b'\n');
    if wanted.insert(path, json).is_some() {
        return Err(Error::vector(&vector.id, "the id stands twice"));
    }
    if let Some(trust) = &case.own_trust {
        add_trust(wanted, root, &vector.id, trust.clone());
    }
    if let (Some(update), Some(part)) = (&vector.update, &case.own_part) {
        add_trust(wanted, root, &update.part, part.clone());
    }
    Ok(())
}

fn add_trust(wanted: &mut BTreeMap<PathBuf, Vec<u8>>, root: &Path, name: &str, trust: Vec<u8>) {
    let path = files::trust_file(root, name);
    let diag = format!("{}\n", diagnostic(&trust));
    wanted.insert(path.with_extension("diag"), diag.into_bytes());
    wanted.insert(path, trust);
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory).map_err(Error::file(directory))?;
    }
    fs::write(path, bytes).map_err(Error::file(path))
}

/// Removes files of an earlier run that nobody wants any more.
fn remove_others(directory: &Path, wanted: &BTreeMap<PathBuf, Vec<u8>>) -> Result<(), Error> {
    for path in files::entries(directory)? {
        if path.is_dir() {
            remove_others(&path, wanted)?;
        } else if !wanted.contains_key(&path) {
            fs::remove_file(&path).map_err(Error::file(&path))?;
        }
    }
    Ok(())
}

/// The value of a step whose input is fixed: it fails never or always.
#[allow(clippy::panic)] // safe: a failure shows when the vectors are written, before anyone uses them
fn fixed<T, E: Debug>(result: Result<T, E>) -> T {
    result.unwrap_or_else(|error| panic!("{error:?}"))
}
