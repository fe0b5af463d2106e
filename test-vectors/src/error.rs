//! Faults of the vector files themselves.

use std::path::PathBuf;

/// Why vectors could not be read, written or run.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file could not be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file or directory.
        path: PathBuf,
        /// The system's own message.
        source: std::io::Error,
    },
    /// A vector file is not JSON of the vector format.
    #[error("{}: {source}", path.display())]
    Json {
        /// The file.
        path: PathBuf,
        /// The fault.
        source: serde_json::Error,
    },
    /// A vector contradicts itself or another one.
    #[error("{id}: {reason}")]
    Vector {
        /// The vector's id.
        id: String,
        /// The fault.
        reason: String,
    },
}

impl Error {
    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }

    pub(crate) fn vector(id: &str, reason: &(impl ToString + ?Sized)) -> Self {
        Self::Vector {
            id: id.to_owned(),
            reason: reason.to_string(),
        }
    }
}
