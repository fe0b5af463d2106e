//! Trust: signed lists, bundles and stores, and the set of signers that a verdict rests on.

pub(crate) mod builder;
pub(crate) mod bundle;
pub(crate) mod file;
pub(crate) mod list;
pub(crate) mod open;
pub(crate) mod root_set;
pub(crate) mod set;
pub(crate) mod signer;
pub(crate) mod state;
pub(crate) mod store;
