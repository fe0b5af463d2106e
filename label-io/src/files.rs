//! Reading within limits, and writing so that a file is there whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use crate::IoError;
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
    let staged = staged(path, bytes, access)?;
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

/// Writes a file, in place of one of that name if there is one: readers see the old or the new.
///
/// # Errors
///
/// Fails where it cannot be written; then the old file is there as before.
pub fn write_atomic(path: &Path, bytes: &[u8], access: Access) -> Result<(), IoError> {
    replace(path, bytes, access)?;
    sync_directory(parent(path))
}

/// Does the same as [`write_atomic`], but for the directory, which is for the caller to sync.
///
/// # Errors
///
/// Fails where it cannot be written; then the old file is there as before.
pub fn replace(path: &Path, bytes: &[u8], access: Access) -> Result<(), IoError> {
    let staged = staged(path, bytes, access)?;
    staged
        .persist(path)
        .map_err(|error| IoError::of(path, "write", &error.error))?;
    write_point(path)
}

/// Makes a directory if there is none, and removes the unfinished files of a stopped run from it.
///
/// Nothing is removed while another run writes there: each holds what this gives until its end.
///
/// # Errors
///
/// Fails where the directory cannot be made, or what is unfinished not be removed.
pub fn prepare_directory(directory: &Path) -> Result<Option<File>, IoError> {
    let failed = |error: io::Error| IoError::of(directory, "create", &error);
    write_point(directory)?;
    fs::create_dir_all(directory).map_err(failed)?;
    // Where a directory cannot be locked, what is unfinished stays.
    let Ok(lock) = File::open(directory) else {
        return Ok(None);
    };
    // Unfinished files are removed by a run that is alone: another's may still be in use.
    if lock.try_lock().is_ok() {
        remove_unfinished(directory).map_err(failed)?;
    }
    // Shared from here on: other runs may write beside this one, but none of them cleans up.
    Ok(lock.lock_shared().is_ok().then_some(lock))
}

fn remove_unfinished(directory: &Path) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let unfinished = entry.file_name().to_string_lossy().starts_with(PREFIX);
        if unfinished && entry.file_type().is_ok_and(|kind| kind.is_file()) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Begins the names of unfinished files.
pub(crate) const PREFIX: &str = ".label-";

/// Writes bytes to stable storage under a temporary name beside `path`.
fn staged(path: &Path, bytes: &[u8], access: Access) -> Result<NamedTempFile, IoError> {
    let failed = |error: io::Error| IoError::of(path, "write", &error);
    let mut builder = Builder::new();
    builder.prefix(PREFIX);
    set_mode(&mut builder, access.mode());
    write_point(path)?;
    let mut file = builder.tempfile_in(parent(path)).map_err(failed)?;
    write_point(path)?;
    file.write_all(bytes).map_err(failed)?;
    // Before the file gets its name: after a crash no name leads to half a file.
    file.as_file().sync_all().map_err(failed)?;
    write_point(path)?;
    Ok(file)
}

/// A file that another program writes under a temporary name.
///
/// [`Staged::persist_new`] gives it its name; dropped before that, it is removed.
pub struct Staged {
    target: PathBuf,
    file: NamedTempFile,
}

impl Staged {
    /// Makes an empty file beside the target, for its owner alone.
    ///
    /// # Errors
    ///
    /// Fails where no file can be made beside the target.
    pub fn new(target: &Path) -> Result<Self, IoError> {
        let mut builder = Builder::new();
        builder.prefix(PREFIX);
        set_mode(&mut builder, Access::Secret.mode());
        let file = builder
            .tempfile_in(parent(target))
            .map_err(|error| IoError::of(target, "create", &error))?;
        Ok(Self {
            target: target.to_owned(),
            file,
        })
    }

    /// The path to write to.
    pub fn path(&self) -> &Path {
        self.file.path()
    }

    /// Gives the file its name, once it is on stable storage; one that is there already stays.
    ///
    /// # Errors
    ///
    /// Fails where the target exists, and where the file cannot be brought to stable storage.
    pub fn persist_new(self) -> Result<(), IoError> {
        let failed = |error: &io::Error| IoError::of(&self.target, "write", error);
        self.file
            .as_file()
            .sync_all()
            .map_err(|error| failed(&error))?;
        write_point(&self.target)?;
        let persisted = self.file.persist_noclobber(&self.target);
        persisted.map_err(|error| IoError::of(&self.target, "write", &error.error))?;
        sync_directory(parent(&self.target))
    }
}

/// A point right before a write, at which tests make the run fail.
fn write_point(path: &Path) -> Result<(), IoError> {
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

/// The directory that a file stands in.
pub(crate) fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    }
}

/// Sets who may use what a builder makes, less what the umask takes away.
#[cfg(unix)]
pub(crate) fn set_mode(builder: &mut Builder<'_, '_>, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(fs::Permissions::from_mode(mode));
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

/// Does nothing on systems where files inherit their access from the directory.
#[cfg(not(unix))]
pub(crate) fn set_mode(_builder: &mut Builder<'_, '_>, _mode: u32) {}

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
