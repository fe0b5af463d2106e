//! Files and directories that do not have their name yet, and what stopped runs left of them.
//!
//! Their names are those of their targets with twelve random characters: `.store.cbor.k3Jd90aLw2Pq.tmp`. Each is locked by
//! the run that fills it. One that nobody has locked is of a run that was stopped, and goes.

use std::ffi::OsStr;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::Path;

use tempfile::{Builder, NamedTempFile, TempDir};

/// Random characters in a temporary name.
const RANDOM: usize = 12;

/// Ends every temporary name.
const SUFFIX: &str = ".tmp";

/// Bytes of the target's name in names beside it: with what is added, file systems take at most 255.
const STEM_BYTES: usize = 200;

/// A new temporary file beside its target.
///
/// # Errors
///
/// Fails where the operating system does.
pub(crate) fn file(target: &Path, mode: u32) -> io::Result<NamedTempFile> {
    loop {
        let file = made(target, mode, |builder, parent| builder.tempfile_in(parent))?;
        if is_ours(file.as_file(), file.path()) {
            return Ok(file);
        }
    }
}

/// A directory that is filled beside its target.
#[derive(Debug)]
pub(crate) struct Directory {
    directory: TempDir,
    /// Held until the directory has its name, or is gone; some systems open no directories.
    _lock: Option<File>,
}

impl Directory {
    /// A new temporary directory beside its target.
    ///
    /// # Errors
    ///
    /// Fails where the operating system does.
    pub(crate) fn new(target: &Path, mode: u32) -> io::Result<Self> {
        loop {
            let directory = made(target, mode, |builder, parent| builder.tempdir_in(parent))?;
            let lock = File::open(directory.path()).ok();
            let ours = |lock: &File| is_ours(lock, directory.path());
            if lock.as_ref().is_none_or(ours) {
                return Ok(Self {
                    directory,
                    _lock: lock,
                });
            }
        }
    }

    /// The directory.
    pub(crate) fn path(&self) -> &Path {
        self.directory.path()
    }

    /// Leaves the directory where it is: it has got its name.
    pub(crate) fn keep(self) {
        let _ = self.directory.keep();
    }

    /// Removes the directory.
    ///
    /// # Errors
    ///
    /// Fails where the operating system does.
    pub(crate) fn close(self) -> io::Result<()> {
        self.directory.close()
    }
}

/// Makes something under a temporary name; those who may use it are in `mode`, less what the umask takes away.
fn made<T>(
    target: &Path,
    mode: u32,
    make: impl FnOnce(&Builder<'_, '_>, &Path) -> io::Result<T>,
) -> io::Result<T> {
    let prefix = format!(".{}.", stem(target));
    let mut builder = Builder::new();
    builder.prefix(&prefix).suffix(SUFFIX).rand_bytes(RANDOM);
    set_mode(&mut builder, mode);
    make(&builder, parent(target))
}

/// Locks what was just made; false where another run took it for a stopped run's first.
///
/// Nobody takes anything away on a system without locks.
fn is_ours(made: &File, path: &Path) -> bool {
    !matches!(made.try_lock(), Err(TryLockError::WouldBlock)) && path.exists()
}

/// Removes what stopped runs left beside a target. What cannot be removed stays.
pub(crate) fn clear(target: &Path) {
    let stem = stem(target);
    clear_of(parent(target), |of| of == stem);
}

/// Removes what stopped runs left in a directory beside the targets that a closure tells by their names.
pub(crate) fn clear_of(directory: &Path, is_target: impl Fn(&str) -> bool) {
    let Ok(entries) = fs::read_dir(directory) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        if name.to_str().and_then(target_of).is_some_and(&is_target) {
            // It may be another run's that ends at this moment, and removes it itself.
            drop(remove_unlocked(&entry));
        }
    }
}

/// The stem of the target that a temporary name belongs to.
fn target_of(name: &str) -> Option<&str> {
    let inner = name.strip_prefix('.')?.strip_suffix(SUFFIX)?;
    let (stem, random) = inner.rsplit_once('.')?;
    let random_alone = random.len() == RANDOM && random.bytes().all(|c| c.is_ascii_alphanumeric());
    (random_alone && !stem.is_empty()).then_some(stem)
}

/// Removes a file or directory that no run has locked.
fn remove_unlocked(entry: &fs::DirEntry) -> io::Result<()> {
    let (path, kind) = (entry.path(), entry.file_type()?);
    // A link or a pipe is nothing that was made here.
    if !kind.is_file() && !kind.is_dir() {
        return Ok(());
    }
    let lock = File::open(&path)?;
    lock.try_lock()?;
    match kind.is_dir() {
        true => fs::remove_dir_all(&path),
        false => fs::remove_file(&path),
    }
}

/// The name of a target as it stands in names beside it.
pub(crate) fn stem(target: &Path) -> String {
    let name = target.file_name().unwrap_or(OsStr::new("here"));
    let name = name.to_string_lossy();
    let whole = name.get(..name.floor_char_boundary(STEM_BYTES));
    whole.unwrap_or_default().to_owned()
}

/// The directory that a file stands in.
pub(crate) fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    }
}

/// Sets who may use what a builder makes, less what the umask takes away.
#[cfg(unix)]
fn set_mode(builder: &mut Builder<'_, '_>, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(fs::Permissions::from_mode(mode));
}

/// Does nothing on systems where files inherit their access from the directory.
#[cfg(not(unix))]
fn set_mode(_builder: &mut Builder<'_, '_>, _mode: u32) {}

#[cfg(test)]
mod tests;
