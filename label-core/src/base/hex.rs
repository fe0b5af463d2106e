//! Bytes as text.

use std::fmt::Write;

/// Bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The bytes of hexadecimal digits; none where there are other characters, or half a byte.
pub fn from_hex(digits: &str) -> Option<Vec<u8>> {
    let byte = |pair: &[u8]| {
        let digit = |digit: &u8| char::from(*digit).to_digit(16);
        let (high, low) = (digit(pair.first()?)?, digit(pair.get(1)?)?);
        u8::try_from(high << 4 | low).ok()
    };
    digits.as_bytes().chunks(2).map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_become_the_bytes_that_they_came_from() {
        let bytes: Vec<u8> = (0..=255).collect();
        assert_eq!(from_hex(&hex(&bytes)), Some(bytes.clone()));
        assert_eq!(from_hex(&hex(&bytes).to_uppercase()), Some(bytes));
        assert_eq!(from_hex(""), Some(Vec::new()));
        for other in ["0", "000", "0g", "+1", " 1", "é"] {
            assert_eq!(from_hex(other), None, "{other}");
        }
    }
}
