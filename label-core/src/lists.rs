//! Lists that a scheme owner publishes: status lists, records of issued labels, snapshots.

pub(crate) mod filter;
pub(crate) mod foreign;
pub(crate) mod record;
pub(crate) mod snapshot;
pub(crate) mod status;
