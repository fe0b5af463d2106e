//! Advice on files and times.

use label_io::IoError;

/// Advice on a file or a time, where there is something to say.
pub(super) fn hint(error: &IoError) -> Option<&'static str> {
    Some(match error {
        IoError::DirectoryNotEmpty { .. } => "name a directory that is new or empty",
        IoError::FileExists { .. } => "choose another name; files are never overwritten",
        IoError::FileTwice { .. } => "give each file a path of its own",
        IoError::LinkDangling { .. } => "make what it leads to, or remove the link",
        IoError::LockUnsupported { .. } => {
            "keep it on a disk of this machine, and copy it from there"
        }
        IoError::Locked { .. } => "wait for it to end, and try again",
        IoError::TimeInvalid { .. } => "write 2027-03-31, 2027-03-31T00:00:00Z or @1806451200",
        _ => return None,
    })
}
