//! Issuing: labels, signed lists, trust lists, certificates and the keys for them.
//!
//! Everything that feature `issue` adds stands here, also the methods that it gives to types of other
//! storeys, so that lib.rs alone names the feature.

pub mod certificate;
mod cose;
mod filter;
pub(crate) mod key;
pub(crate) mod label;
pub(crate) mod nfc;
mod record;
mod trust_list;
