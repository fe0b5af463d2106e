//! Bytes and text as they travel: CBOR, DER, decimal digits, Unicode text.

pub(crate) mod cbor;
pub(crate) mod der;
pub mod digits;
pub(crate) mod text;
