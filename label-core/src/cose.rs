//! COSE envelopes (RFC 9052): one signature or several.

pub(crate) mod sign;
pub(crate) mod sign1;
