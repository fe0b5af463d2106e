//! Issuing: labels, signed lists and certificates.

pub mod certificate;
pub(crate) mod label;
