//! The directory of a site: the site that stands in it, and its replacement by a new one.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use label_io::files;
use label_io::{Exclusive, IoError, Staging};
use serde::Deserialize;

use super::headers::VERSION;
use super::{BuildFile, Files};
use crate::error::CliError;

/// The file that tells a directory of this command from any other, and lists its files.
pub(super) const BUILD: &str = "build.json";

/// Bytes of the files that are read back; they list some fifty files.
const LIMIT: usize = 256 * 1_024;

/// The fields of `version.json` that outlive a build: somebody may have written no more than this by hand.
#[derive(Deserialize)]
struct StopFile {
    stop: bool,
}

/// A site that stands in a directory.
pub(crate) struct Installed {
    /// True for the site of a specimen.
    pub(crate) specimen: bool,
    /// True for a page that issues labels.
    pub(crate) issuing: bool,
    /// True where it is stopped.
    pub(crate) stop: bool,
}

impl Installed {
    /// The site in a directory; nothing where there is no directory, or an empty one.
    ///
    /// A file in it that no build made is a reason to fail: it would be lost.
    pub(crate) fn find(held: &Exclusive) -> Result<Option<Self>, CliError> {
        let as_given = |path: PathBuf| match path.strip_prefix(held.real()) {
            Ok(below) if below != Path::new("") => held.shown().join(below),
            Ok(_) => held.shown().to_owned(),
            Err(_) => path,
        };
        Self::find_in(held.real()).map_err(|error| match error {
            CliError::SiteForeign { file } => CliError::SiteForeign {
                file: as_given(file),
            },
            CliError::SiteStop { file } => CliError::SiteStop {
                file: as_given(file),
            },
            CliError::Io(IoError::FileIo {
                file,
                action,
                reason,
            }) => CliError::Io(IoError::FileIo {
                file: as_given(file),
                action,
                reason,
            }),
            other => other,
        })
    }

    fn find_in(directory: &Path) -> Result<Option<Self>, CliError> {
        match files::refuse_filled(directory) {
            Ok(()) => return Ok(None),
            Err(IoError::DirectoryNotEmpty { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        let build = Self::build(directory)?;
        let names = build.files.keys().chain(build.others.keys());
        let known: BTreeSet<_> = names.map(|name| directory.join(name)).collect();
        refuse_others(directory, &known, &directory.join(BUILD))?;
        Ok(Some(Self {
            specimen: build.specimen,
            issuing: build.issuing,
            stop: Self::is_stopped(&directory.join(VERSION))?,
        }))
    }

    /// A file that cannot be read is a reason to fail: a stopped site would come back.
    fn is_stopped(version: &Path) -> Result<bool, CliError> {
        let stop = || CliError::SiteStop {
            file: version.to_owned(),
        };
        let bytes = match version.is_file() {
            true => files::read(version, LIMIT)?,
            false => return Err(stop()),
        };
        let file: StopFile = serde_json::from_slice(&bytes).map_err(|_| stop())?;
        Ok(file.stop)
    }

    /// The list of the files of the site in a directory.
    pub(super) fn build(directory: &Path) -> Result<BuildFile, CliError> {
        let path = directory.join(BUILD);
        let bytes = match path.is_file() {
            true => files::read(&path, LIMIT)?,
            false => Vec::new(),
        };
        serde_json::from_slice(&bytes).map_err(|_| CliError::SiteForeign {
            file: directory.to_owned(),
        })
    }
}

/// Fails where something below a directory is neither known nor leads to something known.
fn refuse_others(top: &Path, known: &BTreeSet<PathBuf>, list: &Path) -> Result<(), CliError> {
    let failed = |error| CliError::io(top, "read", &error);
    let mut open = vec![top.to_owned()];
    while let Some(directory) = open.pop() {
        for entry in fs::read_dir(&directory).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let (path, kind) = (entry.path(), entry.file_type().map_err(failed)?);
            let leads = || known.iter().any(|file| file.starts_with(&path));
            match () {
                () if kind.is_file() && (known.contains(&path) || path == list) => {}
                () if kind.is_dir() && leads() => open.push(path),
                () => return Err(CliError::SiteForeign { file: path }),
            }
        }
    }
    Ok(())
}

/// Writes a site in place of the one that is there, if there is one: visitors see the old or the new.
pub(crate) fn replace(held: &Exclusive, files: &Files) -> Result<(), CliError> {
    let mut staging = Staging::replacing(held)?;
    for (path, bytes) in files {
        staging.write(path, bytes)?;
    }
    Ok(staging.commit()?)
}

/// Tells whether exactly these files stand in a directory that a build made.
pub(crate) fn stands(held: &Exclusive, files: &Files) -> bool {
    let same = |(path, bytes): (&String, &Vec<u8>)| {
        let there = fs::read(held.real().join(path));
        there.is_ok_and(|there| there == *bytes)
    };
    files.iter().all(same)
}
