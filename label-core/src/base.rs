//! The ground floor: what every other floor may use.

pub(crate) mod collect;
pub(crate) mod digest;
pub(crate) mod hex;
pub(crate) mod time;
pub(crate) mod version;
pub(crate) mod zone;
