//! The files that people install: a tarball, a Debian package, the npm package, their checksums and a bill of materials.

mod check;
mod debian;
mod notices;
mod prefix;
mod soak;

use std::fs;
use std::path::{Path, PathBuf};

use crate::command::{Outcome, Program, cargo, program, remove, root, target};
use crate::{setup, wasm};

pub(crate) use check::check;
pub(crate) use soak::{clean_root, twice};

/// The directory for everything, below the target directory.
const DIRECTORY: &str = "dist";
/// The npm package that `cargo xtask wasm` makes, below the target directory.
const NPM: &str = "wasm-pkg";
/// The profile, and the directory that cargo names after it.
const PROFILE: &str = "shipped";
const SUMS: &str = "SHA256SUMS";
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Builds with the profile of what is shipped, and writes `target/dist`.
pub(crate) fn all() -> Outcome {
    wasm::all()?;
    let files = make(&shipped()?, &target().join(DIRECTORY))?;
    println!("{files}");
    Ok(())
}

/// The command as it is shipped.
pub(crate) fn shipped() -> Outcome<PathBuf> {
    build().run()?;
    Ok(target().join(PROFILE).join("label"))
}

fn build() -> Program {
    cargo(["build", "--profile", PROFILE, "--locked"]).args(["-p", "label-cli", "--bin", "label"])
}

/// Packages a compiled command; gives the list of checksums.
fn make(command: &Path, directory: &Path) -> Outcome<String> {
    setup::python()?;
    anew(directory)?;
    let moment = moment()?;
    let stage = directory.join("stage");
    let name = format!("label-{VERSION}-{}-linux", std::env::consts::ARCH);
    let tree = stage.join(&name);
    prefix::lay(&tree, command)?;
    tarball(
        &stage,
        &name,
        &directory.join(format!("{name}.tar.gz")),
        &moment,
    )?;
    debian::package(&stage, &tree, directory, &moment)?;
    npm(directory)?;
    bill(
        &directory.join(format!("label-{VERSION}.cdx.json")),
        &moment,
    )?;
    remove(&stage)?;
    sums(directory)
}

/// Seconds of the last commit, which every date in a package is: the same sources make the same bytes.
fn moment() -> Outcome<String> {
    match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(given) => Ok(given),
        Err(_) => program("git").args(["log", "-1", "--format=%ct"]).output(),
    }
}

/// A directory packed in an order, with owners, rights and dates that no machine changes.
fn tarball(inside: &Path, name: &str, to: &Path, moment: &str) -> Outcome {
    program("tar")
        .args(["--sort=name", "--owner=0", "--group=0", "--numeric-owner"])
        .args(["--mode=u=rwX,go=rX", "--format=gnu"])
        .args([
            &format!("--mtime=@{moment}"),
            "--use-compress-program=gzip -n9",
        ])
        .args(["--create".as_ref(), "--file".as_ref(), to.as_os_str()])
        .args(["--directory".as_ref(), inside.as_os_str(), name.as_ref()])
        .run()
}

fn npm(directory: &Path) -> Outcome {
    program("npm")
        .args(["pack", "--silent"])
        .args([target().join(NPM)])
        .args(["--pack-destination".as_ref(), directory.as_os_str()])
        .output()
        .map(drop)
}

/// Everything that the command is built from, in CycloneDX.
fn bill(to: &Path, moment: &str) -> Outcome {
    program(target().join("venv/bin/python"))
        .args([&root().join("xtask/dist/bill.py"), to])
        .env(
            "CARGO",
            std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()),
        )
        .env("SOURCE_DATE_EPOCH", moment)
        .run()
}

/// Writes and gives the SHA-256 of every file, as `sha256sum --check` reads them.
fn sums(directory: &Path) -> Outcome<String> {
    let files = files(directory)?;
    let names = files.iter().filter_map(|path| path.file_name());
    let text = program("sha256sum")
        .inside(directory)
        .args(names)
        .output()?
        + "\n";
    write(&directory.join(SUMS), &text)?;
    Ok(text)
}

/// The files of a directory, sorted.
fn files(directory: &Path) -> Outcome<Vec<PathBuf>> {
    let entries = fs::read_dir(directory).map_err(failed(directory))?;
    let paths = entries.map(|entry| entry.map(|entry| entry.path()));
    let mut paths: Vec<PathBuf> = paths.collect::<Result<_, _>>().map_err(failed(directory))?;
    paths.retain(|path| path.is_file());
    paths.sort();
    Ok(paths)
}

/// An empty directory.
fn anew(directory: &Path) -> Outcome {
    remove(directory)?;
    fs::create_dir_all(directory).map_err(failed(directory))
}

/// Writes a file, and the directories that it needs.
fn write(path: &Path, content: impl AsRef<[u8]>) -> Outcome {
    let directory = path.parent().unwrap_or(path);
    fs::create_dir_all(directory).map_err(failed(directory))?;
    fs::write(path, content).map_err(failed(path))
}

fn read(path: &Path) -> Outcome<String> {
    fs::read_to_string(path).map_err(failed(path))
}

fn failed(path: &Path) -> impl Fn(std::io::Error) -> String {
    move |error| format!("{}: {error}", path.display())
}
