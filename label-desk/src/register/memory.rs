//! The end of the journal, remembered outside of the database: an older copy that was put in its place,
//! or a tail that was cut or rewritten, does not have it.

use std::path::{Path, PathBuf};

use label_io::files::{self, Access};
use label_io::{Exclusive, IoError};

use super::Head;

/// Bytes of a memory.
const BYTES: usize = 256;

/// The file in which the end of a register's journal is remembered.
pub(crate) struct Memory {
    file: PathBuf,
}

impl Memory {
    pub(crate) fn new(file: PathBuf) -> Self {
        Self { file }
    }

    /// The file, for findings.
    pub(crate) fn file(&self) -> &Path {
        &self.file
    }

    /// The identity of the register and the end of its journal; none where nothing is remembered.
    pub(crate) fn recall(&self) -> Option<(String, Head)> {
        let bytes = files::read(&self.file, BYTES).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let (id, head) = text.trim_end().split_once(' ')?;
        let (number, hash) = head.split_once(':')?;
        let head = Head {
            number: number.parse().ok()?,
            hash: hash.to_owned(),
        };
        Some((id.to_owned(), head))
    }

    /// Remembers the end of the journal, in place of whatever was remembered.
    ///
    /// The register keeps what is written in it whether or not this succeeds, so a failure stops nothing:
    /// an audit says up to which entry the journal was remembered.
    pub(crate) fn begin(&self, id: &str, head: &Head) {
        drop(self.write(id, head, |_| true));
    }

    /// Remembers a later end of the journal, if it `holds` the one that is remembered: otherwise that
    /// stays, for the next audit.
    pub(crate) fn note(&self, id: &str, head: &Head, holds: impl FnOnce(&Head) -> bool) {
        let follows =
            |(of, last): &(String, Head)| of == id && last.number < head.number && holds(last);
        drop(self.write(id, head, follows));
    }

    fn write(
        &self,
        id: &str,
        head: &Head,
        replaces: impl FnOnce(&(String, Head)) -> bool,
    ) -> Result<(), IoError> {
        if let Some(directory) = self.file.parent() {
            // If that fails, so does what follows.
            drop(std::fs::create_dir_all(directory));
        }
        let exclusive = Exclusive::open(&self.file, "the last action")?;
        if self.recall().as_ref().is_some_and(|known| !replaces(known)) {
            return Ok(());
        }
        let line = format!("{id} {}:{}\n", head.number, head.hash);
        exclusive.replace(line.as_bytes(), Access::Public)
    }
}
