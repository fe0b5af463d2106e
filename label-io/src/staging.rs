//! Many files that appear together.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use crate::IoError;
use crate::exclusive::Exclusive;
use crate::files::{Access, refuse_filled, set_open_mode, sync_directory};
use crate::temporary::{self, parent};

/// Many files that appear together as a directory, or not at all.
///
/// They are written to a temporary directory beside the target, which [`Staging::commit`] renames.
/// Dropped before that, they are removed.
#[derive(Debug)]
pub struct Staging {
    target: PathBuf,
    /// True where the present content of the target goes.
    replaces: bool,
    directory: temporary::Directory,
    directories: Vec<PathBuf>,
    files: Vec<PathBuf>,
}

impl Staging {
    /// Starts; the target must be an empty directory, or nothing at all in a directory that exists.
    ///
    /// # Errors
    ///
    /// Fails where the target holds something, and where there is no directory to start in.
    pub fn new(target: &Path) -> Result<Self, IoError> {
        refuse_filled(target)?;
        Self::beside(target, false)
    }

    /// Starts in place of whatever stands under a name that is held, which [`Staging::commit`] removes.
    ///
    /// # Errors
    ///
    /// Fails where there is no directory to start in.
    pub fn replacing(held: &Exclusive) -> Result<Self, IoError> {
        Self::beside(held.real(), true)
    }

    fn beside(target: &Path, replaces: bool) -> Result<Self, IoError> {
        temporary::clear(target);
        let directory = temporary::Directory::new(target, 0o777)
            .map_err(|error| IoError::of(target, "create", &error))?;
        Ok(Self {
            target: target.to_owned(),
            replaces,
            directories: vec![directory.path().to_owned()],
            directory,
            files: Vec::new(),
        })
    }

    /// Adds a file; its name may have directories in it, but no way out of the target.
    ///
    /// # Errors
    ///
    /// Fails where the name leads out of the target or stands twice, and where it cannot be written.
    pub fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), IoError> {
        self.add(name, bytes, Access::Public)
    }

    /// Adds a file for its owner alone.
    ///
    /// # Errors
    ///
    /// Fails as [`Staging::write`] does.
    pub fn write_secret(&mut self, name: &str, bytes: &[u8]) -> Result<(), IoError> {
        self.add(name, bytes, Access::Secret)
    }

    fn add(&mut self, name: &str, bytes: &[u8], access: Access) -> Result<(), IoError> {
        let shown = self.target.join(name);
        let failed = |error: io::Error| IoError::of(&shown, "write", &error);
        let plain = |part: Component<'_>| matches!(part, Component::Normal(_));
        if name.is_empty() || !Path::new(name).components().all(plain) {
            return Err(failed(io::ErrorKind::InvalidFilename.into()));
        }
        let path = self.directory.path().join(name);
        let directory = parent(&path);
        if !self.directories.iter().any(|known| known == directory) {
            fs::create_dir_all(directory).map_err(failed)?;
            self.directories.push(directory.to_owned());
        }
        let mut options = OpenOptions::new();
        set_open_mode(options.write(true).create_new(true), access);
        let mut file = options.open(&path).map_err(failed)?;
        file.write_all(bytes).map_err(failed)?;
        self.files.push(path);
        Ok(())
    }

    /// Makes all files appear under the target name, having brought them to stable storage.
    ///
    /// # Errors
    ///
    /// Fails where the files cannot be brought to stable storage or the target has been filled
    /// meanwhile; then it is as before.
    pub fn commit(self) -> Result<(), IoError> {
        let failed = |error: io::Error| IoError::of(&self.target, "create", &error);
        // Contents first, then the names in the directory, then its own name: a crash leaves all or nothing.
        for path in &self.files {
            File::open(path)
                .and_then(|file| file.sync_all())
                .map_err(failed)?;
        }
        self.directories
            .iter()
            .try_for_each(|path| sync_directory(path))?;
        if self.replaces && refuse_filled(&self.target).is_err() {
            exchange(self.directory.path(), &self.target).map_err(failed)?;
            // The old files are temporary now; that they stay cannot be helped.
            drop(self.directory.close());
        } else {
            fs::rename(self.directory.path(), &self.target).map_err(failed)?;
            // Renamed, it is no longer temporary.
            self.directory.keep();
        }
        sync_directory(parent(&self.target))
    }
}

/// Gives two directories each other's name, at once where the file system can.
fn exchange(new: &Path, old: &Path) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        if renameat_with(CWD, new, CWD, old, RenameFlags::EXCHANGE).is_ok() {
            return Ok(());
        }
    }
    rename_around(new, old)
}

/// Exchanges two directories in three renames; if the second fails, the old one gets its name back.
fn rename_around(new: &Path, old: &Path) -> io::Result<()> {
    let away = temporary::Directory::new(old, 0o700)?;
    let aside = away.path().join("old");
    fs::rename(old, &aside)?;
    let renamed = fs::rename(new, old);
    fs::rename(&aside, if renamed.is_ok() { new } else { old })?;
    renamed
}

#[cfg(test)]
mod tests;
