//! A message that keys are tried with.

use label_io::random;

use crate::error::KeysError;

/// A message to try a key with: a text that says so, and random bytes.
///
/// It starts with a letter. What this format signs starts with a CBOR array (COSE, RFC 9052, section
/// 4.4), a certificate with a SEQUENCE: a signature of this is none of a label, list or certificate.
pub(crate) fn test_object() -> Result<Vec<u8>, KeysError> {
    let mut message = b"label: test of a key, means nothing else\0".to_vec();
    message.extend(random::bytes::<32>()?);
    Ok(message)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// The object that keys are tried with starts like nothing that is signed in earnest: not like an
    /// array or a map in CBOR, not like a SEQUENCE in DER; and it is never twice the same.
    #[test]
    fn a_test_object_is_no_label_list_or_certificate() {
        let (one, other) = (test_object().unwrap(), test_object().unwrap());
        assert!(one.starts_with(b"label: test of a key"));
        assert_ne!(one, other);
        for first in [0x84, 0x85, 0x30] {
            assert_ne!(one.first(), Some(&first));
        }
    }
}
