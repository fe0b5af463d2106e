//! Reading within limits, and writing so that a file is there whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempPath};

use crate::IoError;
use crate::temporary::{self, parent};
use crate::write_points;

/// The readers of a new file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody whom the umask allows.
    Public,
    /// The owner alone (mode 0600 on Unix).
    Secret,
}

impl Access {
    /// The mode on Unix, before the umask.
    pub(crate) fn mode(self) -> u32 {
        match self {
            Self::Public => 0o666,
            Self::Secret => 0o600,
        }
    }
}

/// Reads a file of at most `limit` bytes; `-` is standard input.
///
/// The buffer never grows, so that a secret leaves no copy of itself behind.
///
/// # Errors
///
/// Fails where the file cannot be read, or is larger.
pub fn read(path: &Path, limit: usize) -> Result<Vec<u8>, IoError> {
    if path == Path::new("-") {
        return read_from(io::stdin().lock(), path, limit);
    }
    let file = File::open(path).map_err(|error| IoError::of(path, "read", &error))?;
    read_from(file, path, limit)
}

/// Reads at most `limit` bytes from an open file that errors call `path`.
///
/// # Errors
///
/// Fails where it cannot be read, or is larger.
pub fn read_from(from: impl Read, path: &Path, limit: usize) -> Result<Vec<u8>, IoError> {
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::with_capacity(limit.saturating_add(1));
    from.take(most)
        .read_to_end(&mut bytes)
        .map_err(|error| IoError::of(path, "read", &error))?;
    if bytes.len() > limit {
        return Err(IoError::FileTooLarge {
            file: path.to_owned(),
            limit,
        });
    }
    Ok(bytes)
}

/// A path without links; only its last part may be missing.
///
/// # Errors
///
/// [`IoError::LinkDangling`] for a link that leads nowhere; [`IoError::FileIo`] where there is no such directory.
pub fn resolve(path: &Path) -> Result<PathBuf, IoError> {
    let failed = |error: &io::Error| IoError::of(path, "open", error);
    match fs::canonicalize(path) {
        Ok(real) => return Ok(real),
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(&error)),
        Err(_) => {}
    }
    // No link: another run has just made the file.
    if fs::symlink_metadata(path).is_ok_and(|there| there.is_symlink()) {
        return Err(IoError::LinkDangling {
            file: path.to_owned(),
        });
    }
    let directory = fs::canonicalize(parent(path)).map_err(|error| failed(&error))?;
    let name = path.file_name();
    let name = name.ok_or_else(|| failed(&io::ErrorKind::NotFound.into()))?;
    Ok(directory.join(name))
}

/// Fails where something of this name is there already, a broken link included.
///
/// For asking early, before a passphrase is typed; [`write_new`] asks again.
///
/// # Errors
///
/// Fails where it is there, and where that cannot be told.
pub fn refuse_existing(path: &Path) -> Result<(), IoError> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(IoError::of(path, "create", &error)),
        Ok(_) => Err(IoError::FileExists {
            file: path.to_owned(),
        }),
    }
}

/// Writes a new file; one that is there already stays as it is.
///
/// # Errors
///
/// Fails where the file exists or cannot be written; then nothing of it is left.
pub fn write_new(path: &Path, bytes: &[u8], access: Access) -> Result<(), IoError> {
    refuse_existing(path)?;
    temporary::clear(path);
    let staged = staged(path, path, bytes, access)?;
    // The check may be out of date by now; this step itself never replaces a file.
    staged.persist_noclobber(path).map_err(|error| {
        if error.error.kind() == io::ErrorKind::AlreadyExists {
            IoError::FileExists {
                file: path.to_owned(),
            }
        } else {
            IoError::of(path, "write", &error.error)
        }
    })?;
    sync_directory(parent(path))
}

/// Writes new files for everybody, all of them or none.
///
/// # Errors
///
/// Fails where one of them exists or cannot be written.
pub fn write_all_new(files: &[(&Path, &[u8])]) -> Result<(), IoError> {
    for (path, _) in files {
        refuse_existing(path)?;
    }
    let mut written = Vec::new();
    for (path, bytes) in files {
        if let Err(error) = write_new(path, bytes, Access::Public) {
            for path in written {
                // It was not there before; that it stays cannot be helped.
                drop(fs::remove_file(path));
            }
            return Err(error);
        }
        written.push(*path);
    }
    Ok(())
}

/// Puts a file in place of the one that is there, if there is one: readers see the old or the new.
///
/// Errors call it `shown`. The directory is for the caller to bring to stable storage.
pub(crate) fn replace(
    path: &Path,
    shown: &Path,
    bytes: &[u8],
    access: Access,
) -> Result<(), IoError> {
    let staged = staged(path, shown, bytes, access)?;
    staged
        .persist(path)
        .map_err(|error| IoError::of(shown, "write", &error.error))?;
    write_point(shown)
}

/// A directory that several runs may fill at once, each file of it whole.
///
/// The files follow from what stands elsewhere, never from those that they replace: for these there is
/// [`Exclusive`](crate::Exclusive).
#[derive(Debug)]
pub struct Outputs {
    directory: PathBuf,
}

impl Outputs {
    /// Makes the directory if there is none, and removes what stopped runs left of files whose names are such as
    /// are written here.
    ///
    /// # Errors
    ///
    /// Fails where the directory cannot be made.
    pub fn open(directory: &Path, is_written: impl Fn(&str) -> bool) -> Result<Self, IoError> {
        write_point(directory)?;
        fs::create_dir_all(directory).map_err(|error| IoError::of(directory, "create", &error))?;
        temporary::clear_of(directory, is_written);
        Ok(Self {
            directory: directory.to_owned(),
        })
    }

    /// Writes a file, in place of the one of that name if there is one: readers see the old or the new.
    ///
    /// # Errors
    ///
    /// Fails where it cannot be written; then the old file is there as before.
    pub fn write(&self, name: &str, bytes: &[u8], access: Access) -> Result<(), IoError> {
        let path = self.directory.join(name);
        replace(&path, &path, bytes, access)
    }

    /// Brings the names of the files to stable storage.
    ///
    /// # Errors
    ///
    /// Fails where the operating system does.
    pub fn sync(&self) -> Result<(), IoError> {
        sync_directory(&self.directory)
    }
}

/// Writes bytes to stable storage under a temporary name beside `path`.
fn staged(
    path: &Path,
    shown: &Path,
    bytes: &[u8],
    access: Access,
) -> Result<NamedTempFile, IoError> {
    let failed = |error: io::Error| IoError::of(shown, "write", &error);
    write_point(shown)?;
    let mut file = temporary::file(path, access.mode()).map_err(failed)?;
    write_point(shown)?;
    file.write_all(bytes).map_err(failed)?;
    // Before the file gets its name: after a crash no name leads to half a file.
    file.as_file().sync_all().map_err(failed)?;
    write_point(shown)?;
    Ok(file)
}

/// A file that another program writes under a temporary name.
///
/// [`Staged::persist_new`] gives it its name; dropped before that, it is removed.
pub struct Staged {
    target: PathBuf,
    path: TempPath,
    /// Around the file: a database locks its file itself, and has others beside it.
    _directory: temporary::Directory,
}

impl Staged {
    /// Makes an empty file beside the target, for its owner alone.
    ///
    /// # Errors
    ///
    /// Fails where no file can be made beside the target.
    pub fn new(target: &Path) -> Result<Self, IoError> {
        let failed = |error: io::Error| IoError::of(target, "create", &error);
        temporary::clear(target);
        let directory = temporary::Directory::new(target, 0o700).map_err(failed)?;
        let path = directory.path().join("file");
        let mut options = OpenOptions::new();
        set_open_mode(options.write(true).create_new(true), Access::Secret);
        options.open(&path).map_err(failed)?;
        Ok(Self {
            target: target.to_owned(),
            path: TempPath::try_from_path(path).map_err(failed)?,
            _directory: directory,
        })
    }

    /// The path to write to.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Gives the file its name, once it is on stable storage; one that is there already stays.
    ///
    /// # Errors
    ///
    /// Fails where the target exists, and where the file cannot be brought to stable storage.
    pub fn persist_new(self) -> Result<(), IoError> {
        let failed = |error: io::Error| IoError::of(&self.target, "write", &error);
        File::open(&self.path)
            .and_then(|file| file.sync_all())
            .map_err(failed)?;
        write_point(&self.target)?;
        let persisted = self.path.persist_noclobber(&self.target);
        persisted.map_err(|error| failed(error.error))?;
        sync_directory(parent(&self.target))
    }
}

/// A point right before a write, at which tests make the run fail.
pub(crate) fn write_point(path: &Path) -> Result<(), IoError> {
    write_points::point().map_err(|error| IoError::of(path, "write", &error))
}

/// Fails unless a directory is absent or empty.
///
/// # Errors
///
/// Fails where the directory holds something, and where it cannot be read.
pub fn refuse_filled(target: &Path) -> Result<(), IoError> {
    match fs::read_dir(target) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(IoError::of(target, "create", &error)),
        Ok(mut entries) => match entries.next() {
            None => Ok(()),
            Some(_) => Err(IoError::DirectoryNotEmpty {
                directory: target.to_owned(),
            }),
        },
    }
}

/// Tells whether others than its owner can read a file.
#[cfg(unix)]
pub fn others_can_read(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata()
        .is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o077 != 0)
}

/// Always false on systems whose files have no such modes.
#[cfg(not(unix))]
pub fn others_can_read(_path: &Path) -> bool {
    false
}

/// Sets who may use the file that the options create, less what the umask takes away.
#[cfg(unix)]
pub(crate) fn set_open_mode(options: &mut OpenOptions, access: Access) {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(access.mode());
}

/// Does nothing on systems where files inherit their access from the directory.
#[cfg(not(unix))]
pub(crate) fn set_open_mode(_options: &mut OpenOptions, _access: Access) {}

/// Brings the names in a directory to stable storage.
///
/// # Errors
///
/// Fails where the operating system does.
#[cfg(unix)]
pub fn sync_directory(directory: &Path) -> Result<(), IoError> {
    File::open(directory)
        .and_then(|directory| directory.sync_all())
        .map_err(|error| IoError::of(directory, "sync", &error))
}

/// Elsewhere the file system does so on its own.
///
/// # Errors
///
/// Fails where the operating system does.
#[cfg(not(unix))]
pub fn sync_directory(_directory: &Path) -> Result<(), IoError> {
    Ok(())
}

#[cfg(test)]
mod tests;
