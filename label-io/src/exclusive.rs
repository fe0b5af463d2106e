//! A file or directory that is read, changed and replaced by one run at a time.
//!
//! A run that is to replace it locks a file beside it, `.store.cbor.lock`, because the file itself gets another name's
//! contents with every replacement. Readers lock nothing: what they read is whole, old or new.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::thread;
use std::time::{Duration, Instant};

use crate::IoError;
use crate::files::{self, Access, sync_directory, write_point};
use crate::temporary::{self, parent};

/// The time that a run waits for another: many times what a replacement takes.
const WAIT: Duration = Duration::from_secs(5);

/// The time between two tries.
const POLL: Duration = Duration::from_millis(10);

/// Bytes of the note on who holds a lock that are read.
const NOTE_BYTES: u64 = 100;

/// A file or directory that no other run replaces as long as this is held; there may be nothing of that name yet.
///
/// Whoever replaces a file must have opened it so, and whatever the new contents follow from must be read
/// after that. Passphrases are asked for before: others wait meanwhile.
///
/// ```
/// use label_io::Exclusive;
/// use label_io::files::Access;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let directory = tempfile::tempdir()?;
/// # let path = directory.path().join("count.txt");
/// let held = Exclusive::open(&path, "an example")?;
/// assert_eq!(held.read_if_there(1_024)?, None);
/// held.replace(b"1", Access::Public)?;
/// assert_eq!(held.read(1_024)?, b"1");
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Exclusive {
    /// The path as it was given.
    shown: PathBuf,
    /// The path without links.
    real: PathBuf,
    lock: File,
    lock_path: PathBuf,
}

impl Exclusive {
    /// Waits some seconds until no other run holds the file, and holds it.
    ///
    /// Links are followed once: what they lead to is read and replaced. `holder` tells other runs who holds it.
    /// Leftovers of stopped runs beside the file are removed.
    ///
    /// # Errors
    ///
    /// [`IoError::Locked`] where another run goes on holding it; [`IoError::LockUnsupported`] where the file
    /// system has no locks; [`IoError::LinkDangling`] for a link that leads nowhere; [`IoError::FileIo`]
    /// where there is no such directory, or it cannot be written to.
    pub fn open(path: &Path, holder: &str) -> Result<Self, IoError> {
        Self::hold(path, files::resolve(path)?, holder)
    }

    /// Holds several files, in the order of their real paths: runs that want the same ones never wait for each
    /// other in a circle, however the paths are spelt.
    ///
    /// # Errors
    ///
    /// The errors of [`open`](Self::open); [`IoError::FileTwice`] where two paths lead to one file.
    pub fn open_all<'a>(
        paths: impl IntoIterator<Item = &'a Path>,
        holder: &str,
    ) -> Result<Vec<Self>, IoError> {
        let mut files = BTreeMap::new();
        for path in paths {
            if files.insert(files::resolve(path)?, path).is_some() {
                return Err(IoError::FileTwice {
                    file: path.to_owned(),
                });
            }
        }
        let files = files.into_iter();
        files
            .map(|(real, path)| Self::hold(path, real, holder))
            .collect()
    }

    fn hold(path: &Path, real: PathBuf, holder: &str) -> Result<Self, IoError> {
        let lock_path = parent(&real).join(format!(".{}.lock", temporary::stem(&real)));
        write_point(path)?;
        let lock = acquire(&lock_path, path)?;
        let held = Self {
            shown: path.to_owned(),
            real,
            lock,
            lock_path,
        };
        // On a full disk nobody learns who holds it, which is no reason to fail.
        let _ = held.note(holder);
        write_point(path)?;
        temporary::clear(&held.real);
        Ok(held)
    }

    /// Reads at most `limit` bytes of the file.
    ///
    /// # Errors
    ///
    /// Fails where there is none, where it cannot be read, or is larger.
    pub fn read(&self, limit: usize) -> Result<Vec<u8>, IoError> {
        let file = File::open(&self.real);
        let file = file.map_err(|error| IoError::of(&self.shown, "read", &error))?;
        files::read_from(file, &self.shown, limit)
    }

    /// Reads at most `limit` bytes of the file, or nothing where there is none.
    ///
    /// # Errors
    ///
    /// Fails where it cannot be read, or is larger.
    pub fn read_if_there(&self, limit: usize) -> Result<Option<Vec<u8>>, IoError> {
        match fs::symlink_metadata(&self.real) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            _ => self.read(limit).map(Some),
        }
    }

    /// Fails where there is a file.
    ///
    /// # Errors
    ///
    /// [`IoError::FileExists`] then; [`IoError::FileIo`] where that cannot be told.
    pub fn refuse_existing(&self) -> Result<(), IoError> {
        match files::refuse_existing(&self.real) {
            Err(IoError::FileExists { .. }) => Err(IoError::FileExists {
                file: self.shown.clone(),
            }),
            other => other,
        }
    }

    /// Puts bytes in place of the file: readers see the old or the new.
    ///
    /// # Errors
    ///
    /// Fails where it cannot be written; then the old file is there as before.
    pub fn replace(&self, bytes: &[u8], access: Access) -> Result<(), IoError> {
        files::replace(&self.real, &self.shown, bytes, access)?;
        sync_directory(parent(&self.real))
    }

    /// The path as it was given, for errors.
    pub fn shown(&self) -> &Path {
        &self.shown
    }

    /// The path that is read and replaced: without links.
    pub fn real(&self) -> &Path {
        &self.real
    }

    /// Notes who holds the lock, for those who wait.
    fn note(&self, holder: &str) -> io::Result<()> {
        self.lock.set_len(0)?;
        writeln!(&self.lock, "{} {holder}", process::id())
    }
}

impl Drop for Exclusive {
    /// Removes the lock file, which is still locked, so that nobody has it meanwhile.
    fn drop(&mut self) {
        if cfg!(unix) && is_current(&self.lock, &self.lock_path) {
            // One that stays is free, as the system ends every lock with its process.
            let _ = fs::remove_file(&self.lock_path);
        }
    }
}

/// The locked lock file.
fn acquire(lock_path: &Path, shown: &Path) -> Result<File, IoError> {
    let failed = |error: &io::Error| IoError::of(shown, "lock", error);
    let end = Instant::now() + WAIT;
    loop {
        // A link here would have another file written to.
        if fs::symlink_metadata(lock_path).is_ok_and(|there| !there.is_file()) {
            return Err(failed(&ErrorKind::AlreadyExists.into()));
        }
        let lock = open_lock(lock_path).map_err(|error| failed(&error))?;
        match lock.try_lock() {
            // Its last holder may have removed it after it was opened here.
            Ok(()) if is_current(&lock, lock_path) => return Ok(lock),
            Ok(()) => continue,
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Interrupted => {}
            Err(TryLockError::Error(error)) => {
                return Err(IoError::LockUnsupported {
                    file: shown.to_owned(),
                    reason: crate::reason(&error),
                });
            }
        }
        if Instant::now() >= end {
            return Err(IoError::Locked {
                file: shown.to_owned(),
                holder: holder(lock),
            });
        }
        thread::sleep(POLL);
    }
}

/// Opens a lock file, and makes it where there is none.
fn open_lock(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    match options.open(path) {
        // Another user's stopped run left it; to lock it, reading is enough.
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            File::open(path).map_err(|_| error)
        }
        opened => opened,
    }
}

/// True where a path still leads to the file that was opened.
#[cfg(unix)]
fn is_current(lock: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let (Ok(opened), Ok(there)) = (lock.metadata(), fs::symlink_metadata(path)) else {
        return false;
    };
    (opened.dev(), opened.ino()) == (there.dev(), there.ino())
}

/// True elsewhere: lock files stay.
#[cfg(not(unix))]
fn is_current(_lock: &File, _path: &Path) -> bool {
    true
}

/// The process that holds a lock and what it does, as it noted them; nothing where they cannot be read.
fn holder(lock: File) -> Option<String> {
    let mut note = String::new();
    lock.take(NOTE_BYTES).read_to_string(&mut note).ok()?;
    let (process, holder) = note.strip_suffix('\n')?.split_once(' ')?;
    // Others may write into the directory, and this is shown on a terminal.
    let plain = holder.chars().all(|c| c.is_ascii_graphic() || c == ' ');
    let process: u32 = process.parse().ok()?;
    plain.then(|| format!("process {process} ({holder})"))
}

#[cfg(test)]
mod tests;
