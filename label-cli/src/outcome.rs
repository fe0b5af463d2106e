//! The result of a command that ran.

/// The finding of a command that ran; its number is the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Outcome {
    /// It is done; a label is accepted.
    Done = 0,
    /// A label is rejected; elsewhere, something was found that somebody must look at.
    Rejected = 1,
    /// Some input could not be read, which was said already.
    Unread = 2,
    /// There is no answer about a label.
    Undecided = 3,
}
