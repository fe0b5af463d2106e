//! The purpose of a signer certificate: its one extended key usage (RFC 5280, section 4.2.1.12).

use der::oid::ObjectIdentifier;

/// The one thing that a signer certificate allows its key to sign.
///
/// The object identifiers stand under the documentation arc 1.3.6.1.4.1.32473 (RFC 5612).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Labels: 1.3.6.1.4.1.32473.2.1.
    LabelSigning,
    /// Status lists: 1.3.6.1.4.1.32473.2.2.
    StatusSigning,
}

impl Purpose {
    /// Every purpose, in the order of the identifiers.
    pub const ALL: [Self; 2] = [Self::LabelSigning, Self::StatusSigning];

    /// The object identifier in the extended key usage extension.
    pub fn oid(self) -> ObjectIdentifier {
        match self {
            Self::LabelSigning => ObjectIdentifier::new_unwrap("1.3.6.1.4.1.32473.2.1"),
            Self::StatusSigning => ObjectIdentifier::new_unwrap("1.3.6.1.4.1.32473.2.2"),
        }
    }

    /// The purpose of an object identifier; `None` for every other.
    pub fn from_oid(oid: ObjectIdentifier) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.oid() == oid)
    }

    /// The name in commands and in machine-readable output: `label` or `status`.
    pub fn name(self) -> &'static str {
        match self {
            Self::LabelSigning => "label",
            Self::StatusSigning => "status",
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn identifiers_lead_back_to_their_purpose() {
        for purpose in Purpose::ALL {
            assert_eq!(Purpose::from_oid(purpose.oid()), Some(purpose));
        }
        let server_auth = ObjectIdentifier::new("1.3.6.1.5.5.7.3.1").unwrap();
        assert_eq!(Purpose::from_oid(server_auth), None);
    }
}
