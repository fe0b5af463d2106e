//! Status files: which label of a signer is in which state, for people and programs to edit.

use std::collections::BTreeMap;
use std::path::Path;

use label_core::{Status, StatusList};
use label_io::files::{self, Access};
use serde::{Deserialize, Serialize};

use crate::error::CliError;

/// Bytes of a status file: a million exceptions take less.
const LIMIT: usize = 32 * 1_024 * 1_024;

/// The statuses of one address that are not "valid".
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StatusFile {
    /// Where the list is published: what binds it to its signer.
    pub(crate) address: String,
    /// Bits of a status: 1, 2, 4 or 8.
    pub(crate) bits: u8,
    /// How many labels the list has room for.
    pub(crate) entries: usize,
    /// Statuses by index, as words.
    pub(crate) statuses: BTreeMap<u64, String>,
}

impl StatusFile {
    /// Reads a file.
    pub(crate) fn read(path: &Path) -> Result<Self, CliError> {
        let bytes = files::read(path, LIMIT)?;
        serde_json::from_slice(&bytes).map_err(|error| CliError::Toml {
            file: path.to_owned(),
            line: error.line(),
            column: error.column(),
            reason: error.to_string(),
        })
    }

    /// Writes the file, in place of the one that is there.
    pub(crate) fn write(&self, path: &Path) -> Result<(), CliError> {
        let json = serde_json::to_string_pretty(self).map_err(|error| CliError::Output {
            reason: error.to_string(),
        })?;
        files::write_atomic(path, format!("{json}\n").as_bytes(), Access::Public)?;
        Ok(())
    }

    /// The status list as of a time in seconds since 1970.
    pub(crate) fn list(&self, issued: u64) -> Result<StatusList, CliError> {
        let mut list = StatusList::new(&self.address, issued, self.bits, self.entries)?;
        for (index, status) in &self.statuses {
            list.set(*index, word(status)?)?;
        }
        Ok(list)
    }

    /// Changes a status; one that is final stays, but for a revocation.
    pub(crate) fn set(&mut self, index: u64, status: Status) -> Result<(), CliError> {
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
            return Err(CliError::Usage {
                message: format!("index {index} is {}, which is final", before.code()),
                hint: "issue a new label with an index of its own".into(),
            });
        }
        match status {
            Status::Valid => self.statuses.remove(&index),
            _ => self.statuses.insert(index, status.code().to_owned()),
        };
        // The list says whether index and status fit into it.
        self.list(0).map(drop)
    }
}

/// The status of a word.
pub(crate) fn word(text: &str) -> Result<Status, CliError> {
    let mut statuses = (0..=u8::MAX).filter_map(Status::from_value);
    statuses
        .find(|status| status.code() == text)
        .ok_or_else(|| CliError::Usage {
            message: format!("'{text}' is no status"),
            hint: "use valid, suspended, withdrawn, revoked or superseded".into(),
        })
}
