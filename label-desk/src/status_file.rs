//! Status files: which label of a signer is in which state, for people and programs to edit.

use std::collections::BTreeMap;
use std::path::Path;

use label_core::{Status, StatusList, UnixTime};
use label_io::Exclusive;
use label_io::files::{self, Access};
use serde::{Deserialize, Serialize};

use crate::error::DeskError;

/// Bytes of a status file: a million exceptions take less.
const LIMIT: usize = 32 * 1_024 * 1_024;

/// The statuses of one address that are not "valid".
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct StatusFile {
    /// The address that the list is published at, which binds it to its signer.
    pub address: String,
    /// Bits of a status: 1, 2, 4 or 8.
    pub bits: u8,
    /// The number of labels that the list has room for.
    pub entries: usize,
    /// Statuses by index, as words.
    pub statuses: BTreeMap<u64, String>,
}

impl StatusFile {
    /// Reads a file, for a look at it.
    ///
    /// # Errors
    ///
    /// Fails where the file cannot be read, or is no status file.
    pub fn read(path: &Path) -> Result<Self, DeskError> {
        Self::decode(path, &files::read(path, LIMIT)?)
    }

    /// Reads a file that is to be changed.
    ///
    /// # Errors
    ///
    /// Fails as [`StatusFile::read`] does.
    pub fn of_held(held: &Exclusive) -> Result<Self, DeskError> {
        Self::decode(held.shown(), &held.read(LIMIT)?)
    }

    fn decode(path: &Path, bytes: &[u8]) -> Result<Self, DeskError> {
        serde_json::from_slice(bytes).map_err(|error| DeskError::Toml {
            file: path.to_owned(),
            line: error.line(),
            column: error.column(),
            reason: error.to_string(),
        })
    }

    /// Writes the file, in place of the one that is there.
    ///
    /// # Errors
    ///
    /// Fails where the file cannot be written.
    pub fn write(&self, held: &Exclusive) -> Result<(), DeskError> {
        let json = serde_json::to_string_pretty(self).map_err(|error| DeskError::Unwritable {
            reason: error.to_string(),
        })?;
        held.replace(format!("{json}\n").as_bytes(), Access::Public)?;
        Ok(())
    }

    /// The status list as of a time.
    ///
    /// # Errors
    ///
    /// Fails where a word is no status, or a status does not fit into the list.
    pub fn list(&self, issued: UnixTime) -> Result<StatusList, DeskError> {
        let mut list = StatusList::new(&self.address, issued, self.bits, self.entries)?;
        for (index, status) in &self.statuses {
            list.set(*index, word(status)?)?;
        }
        Ok(list)
    }

    /// Changes a status; one that is final stays, but for a revocation.
    ///
    /// # Errors
    ///
    /// Fails where the status is final, or does not fit into the list.
    pub fn set(&mut self, index: u64, status: Status) -> Result<(), DeskError> {
        let before = match self.statuses.get(&index) {
            Some(text) => word(text)?,
            None => Status::Valid,
        };
        let is_final = matches!(
            before,
            Status::Revoked | Status::Withdrawn | Status::Superseded
        );
        let may = before == status
            || !is_final
            || (status == Status::Revoked && before != Status::Revoked);
        if !may {
            return Err(DeskError::StatusFinal {
                index,
                status: before.code(),
            });
        }
        match status {
            Status::Valid => self.statuses.remove(&index),
            _ => self.statuses.insert(index, status.code().to_owned()),
        };
        // The list says whether index and status fit into it.
        self.list(UnixTime::default()).map(drop)
    }
}

/// The status of a word.
///
/// # Errors
///
/// Fails where the word is no status.
pub fn word(text: &str) -> Result<Status, DeskError> {
    let mut statuses = (0..=u8::MAX).filter_map(Status::from_value);
    statuses
        .find(|status| status.code() == text)
        .ok_or_else(|| DeskError::StatusUnknown {
            text: text.to_owned(),
        })
}
