//! Published parts, as the desk reads them.

use label_core::{Bundle, Error, Snapshot, SnapshotToken};

/// The snapshots of a part; their signatures are not verified.
pub(crate) fn snapshots(part: &Bundle) -> Result<Vec<Snapshot>, Error> {
    let tokens = part.snapshots.iter();
    tokens
        .map(|token| SnapshotToken::decode(token)?.unverified())
        .collect()
}
