//! The label: its claims, the credential that carries them, and the text of its QR symbol.

pub(crate) mod claims;
pub(crate) mod codec;
pub(crate) mod credential;
pub(crate) mod qr_text;
pub(crate) mod specimen;
pub(crate) mod values;
