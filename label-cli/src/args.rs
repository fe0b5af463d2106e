//! Arguments that several commands share.

pub(crate) mod operator;
pub(crate) mod passphrase;
pub(crate) mod register;
