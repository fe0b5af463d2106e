//! The end of the journal, remembered outside of the database: an older copy that was put in its place,
//! or a tail that was cut or rewritten, does not have it.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use label_io::files::{self, Access};
use label_io::{Exclusive, IoError};

use super::Head;
use crate::error::DeskError;

/// Bytes of a memory.
const BYTES: usize = 256;
/// Hexadecimal digits of a register's identity.
const ID_DIGITS: usize = 32;
/// Hexadecimal digits of a hash.
const HASH_DIGITS: usize = 64;

/// The file in which the end of a register's journal is remembered.
pub(crate) struct Memory {
    file: PathBuf,
}

/// The content of a memory.
pub(crate) struct Remembered {
    /// The identity of the register.
    pub(crate) id: String,
    /// The end of its journal.
    pub(crate) head: Head,
}

impl Memory {
    pub(crate) fn new(file: PathBuf) -> Self {
        Self { file }
    }

    /// The file, for findings.
    pub(crate) fn file(&self) -> &Path {
        &self.file
    }

    /// The content of the memory; none where there is no such file.
    ///
    /// # Errors
    ///
    /// Fails where the file cannot be read, or is no memory: it may be all that shows an older copy.
    pub(crate) fn recall(&self) -> Result<Option<Remembered>, DeskError> {
        if !self.is_there() {
            return Ok(None);
        }
        let damaged = |reason: String| DeskError::MemoryDamaged {
            file: self.file.clone(),
            reason,
        };
        let bytes = files::read(&self.file, BYTES).map_err(|error| match error {
            IoError::FileIo { reason, .. } => damaged(format!("cannot be read: {reason}")),
            other => damaged(other.to_string()),
        })?;
        let remembered = parse(&bytes);
        let remembered =
            remembered.ok_or_else(|| damaged("does not say which entry was the last".to_owned()));
        remembered.map(Some)
    }

    /// Begins anew for a register that is about to appear here, in place of whatever is remembered; the register
    /// must appear before what this gives is dropped.
    ///
    /// Begun before the register is there: stopped between the two, nothing is remembered that a later one lacks.
    /// `vacant` is asked once nobody else can begin one.
    ///
    /// # Errors
    ///
    /// Fails where `vacant` does, and where something is remembered that cannot be replaced. Where nothing is and
    /// nothing can be, the register is made all the same: an audit says so.
    pub(crate) fn begin(
        &self,
        id: &str,
        head: &Head,
        vacant: impl FnOnce() -> Result<(), DeskError>,
    ) -> Result<Option<Exclusive>, DeskError> {
        let lock = match self.hold() {
            Err(_) if !self.is_there() => return Ok(None),
            lock => lock?,
        };
        vacant()?;
        match write(&lock, id, head) {
            Err(_) if !self.is_there() => Ok(None),
            written => Ok(written.map(|()| Some(lock))?),
        }
    }

    /// Remembers a later end of the journal, if it `holds` the one that is remembered: otherwise that
    /// stays, for the next audit, as does a memory that is damaged.
    ///
    /// The register keeps what is written in it whether or not this succeeds, so a failure stops nothing:
    /// an audit says up to which entry the journal was remembered.
    pub(crate) fn note(&self, id: &str, head: &Head, holds: impl FnOnce(&Head) -> bool) {
        let noted = || -> Result<(), DeskError> {
            let lock = self.hold()?;
            let follows = self.recall()?.is_none_or(|last| {
                last.id == id && last.head.number < head.number && holds(&last.head)
            });
            match follows {
                true => Ok(write(&lock, id, head)?),
                false => Ok(()),
            }
        };
        drop(noted());
    }

    fn hold(&self) -> Result<Exclusive, IoError> {
        if let Some(directory) = self.file.parent() {
            // If that fails, so does what follows.
            drop(fs::create_dir_all(directory));
        }
        Exclusive::open(&self.file, "the last action")
    }

    /// False only where the system says that there is no such file.
    fn is_there(&self) -> bool {
        let there = fs::symlink_metadata(&self.file);
        there.map_or_else(|error| error.kind() != ErrorKind::NotFound, |_| true)
    }
}

/// Reads the one line of a memory.
fn parse(bytes: &[u8]) -> Option<Remembered> {
    let line = str::from_utf8(bytes).ok()?.strip_suffix('\n')?;
    let (id, head) = line.split_once(' ')?;
    let (number, hash) = head.split_once(':')?;
    let digits = |text: &str, count| {
        text.len() == count && text.bytes().all(|digit| digit.is_ascii_hexdigit())
    };
    if !digits(id, ID_DIGITS) || !digits(hash, HASH_DIGITS) {
        return None;
    }
    Some(Remembered {
        id: id.to_owned(),
        head: Head {
            number: number.parse().ok()?,
            hash: hash.to_owned(),
        },
    })
}

fn write(lock: &Exclusive, id: &str, head: &Head) -> Result<(), IoError> {
    let line = format!("{id} {}:{}\n", head.number, head.hash);
    lock.replace(line.as_bytes(), Access::Public)
}
