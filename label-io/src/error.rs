//! The errors of files, random numbers and times.

use std::io;
use std::path::{Path, PathBuf};

label_core::with_fields! {
/// A request that the machine did not meet, or a text that is no time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IoError {
    /// A directory that must be new or empty holds something.
    #[error("{}: the directory is not empty", directory.display())]
    DirectoryNotEmpty {
        /// The directory.
        directory: PathBuf,
    },
    /// A file is there already.
    #[error("{}: the file exists already", file.display())]
    FileExists {
        /// The file.
        file: PathBuf,
    },
    /// The operating system refused.
    #[error("{}: cannot {action}: {reason}", file.display())]
    FileIo {
        /// The file or directory.
        file: PathBuf,
        /// The deed that was tried: `read`, `write` and the like.
        action: &'static str,
        /// The words of the operating system.
        reason: String,
    },
    /// A file is larger than anything of its kind.
    #[error("{}: larger than the limit of {limit} bytes", file.display())]
    FileTooLarge {
        /// The file.
        file: PathBuf,
        /// The limit, in bytes.
        limit: usize,
    },
    /// Two paths lead to one file, where two files are written.
    #[error("{}: another file is to be written here too", file.display())]
    FileTwice {
        /// The second path.
        file: PathBuf,
    },
    /// A symbolic link leads to nothing.
    #[error("{}: a symbolic link that leads nowhere", file.display())]
    LinkDangling {
        /// The link.
        file: PathBuf,
    },
    /// The file system has no locks, without which two runs could undo each other's work.
    #[error("{}: the file system gives no lock: {reason}", file.display())]
    LockUnsupported {
        /// The file.
        file: PathBuf,
        /// The words of the operating system.
        reason: String,
    },
    /// Another run is changing a file.
    #[error("{}: in use by {}", file.display(), holder.as_deref().unwrap_or("another process"))]
    Locked {
        /// The file.
        file: PathBuf,
        /// That run, where it said who it is.
        holder: Option<String>,
    },
    /// The operating system gives no random numbers.
    #[error("no random numbers: {reason}")]
    Random {
        /// The words of the operating system.
        reason: String,
    },
    /// A text is no time.
    #[error("'{text}' is not a time")]
    TimeInvalid {
        /// The text.
        text: String,
    },
}
}

impl IoError {
    /// Wraps an error of the operating system about a file; `action` is a verb such as `read`.
    pub fn of(file: &Path, action: &'static str, error: &io::Error) -> Self {
        Self::FileIo {
            file: file.to_owned(),
            action,
            reason: reason(error),
        }
    }

    /// The stable machine code: lower case words joined by underscores, never reused.
    pub fn code(&self) -> &'static str {
        match self {
            Self::DirectoryNotEmpty { .. } => "directory_not_empty",
            Self::FileExists { .. } => "file_exists",
            Self::FileIo { .. } => "file_io",
            Self::FileTooLarge { .. } => "file_too_large",
            Self::FileTwice { .. } => "file_twice",
            Self::LinkDangling { .. } => "link_dangling",
            Self::LockUnsupported { .. } => "lock_unsupported",
            Self::Locked { .. } => "locked",
            Self::Random { .. } => "random",
            Self::TimeInvalid { .. } => "time_invalid",
        }
    }
}

/// The words of the operating system in the style of the other messages: no capital, no number.
pub fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(characters).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_of_the_operating_system_lose_their_number() {
        let error = io::Error::from_raw_os_error(2);
        assert_eq!(reason(&error), "no such file or directory");
    }
}
