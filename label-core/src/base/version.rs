//! The order of trust lists.

/// The place of a trust list in the order of lists: by epoch, within an epoch by version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ListVersion {
    /// Counts root sets, from 1.
    pub epoch: u64,
    /// Counts lists within an epoch, from 1.
    pub version: u64,
}

impl std::fmt::Display for ListVersion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.epoch, self.version)
    }
}
