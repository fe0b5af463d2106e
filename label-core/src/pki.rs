//! Keys, certificates and the path from a signer to a root.

pub(crate) mod certificate;
pub(crate) mod key;
pub(crate) mod name;
pub(crate) mod path;
pub(crate) mod purpose;
pub(crate) mod signer;
