//! Bytes as decimal digits: seven bytes become seventeen digits.
//!
//! Digits fill a QR symbol's numeric mode to 99 % and survive every scanner that types.
//!
//! ```abnf
//! digits = *(17DIGIT) [3DIGIT / 5DIGIT / 8DIGIT / 10DIGIT / 13DIGIT / 15DIGIT]
//! ```
//!
//! A group is its bytes as one big-endian number, zero-padded; the last group holds one to six bytes.

use std::fmt::Write;

use crate::error::Error;

const BYTES: usize = 7;
const DIGITS: usize = 17;
/// Digits of a group of 0 to 7 bytes.
const WIDTHS: [usize; BYTES + 1] = [0, 3, 5, 8, 10, 13, 15, DIGITS];

/// Writes bytes as digits.
pub fn encode(bytes: &[u8]) -> String {
    let mut digits = String::with_capacity(bytes.len() * DIGITS / BYTES + DIGITS);
    for group in bytes.chunks(BYTES) {
        let number = group
            .iter()
            .fold(0, |sum, byte| sum << 8 | u64::from(*byte));
        let width = WIDTHS.get(group.len()).copied().unwrap_or(DIGITS);
        // Writing to a string does not fail.
        let _ = write!(digits, "{number:0width$}");
    }
    digits
}

/// Reads digits back into bytes.
///
/// Refuses other characters, lengths that [`encode`] never makes, and groups whose number does not
/// fit their bytes, so that every byte string has exactly one form.
///
/// # Errors
///
/// [`Error::DigitsCharacter`], [`Error::DigitsLength`] or [`Error::DigitsRange`], in that order.
pub fn decode(digits: &str) -> Result<Vec<u8>, Error> {
    let text = digits.as_bytes();
    if let Some(at) = text.iter().position(|byte| !byte.is_ascii_digit()) {
        return Err(Error::DigitsCharacter { at });
    }
    let tail = WIDTHS
        .iter()
        .position(|width| *width == text.len() % DIGITS);
    let length_error = Error::DigitsLength { digits: text.len() };
    let tail = tail.filter(|_| !text.is_empty()).ok_or(length_error)?;
    let mut bytes = Vec::with_capacity(text.len() / DIGITS * BYTES + tail);
    for (index, group) in text.chunks(DIGITS).enumerate() {
        let length = if group.len() == DIGITS { BYTES } else { tail };
        let number = group
            .iter()
            .fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0'));
        if number >> (8 * length) != 0 {
            return Err(Error::DigitsRange { group: index });
        }
        bytes.extend(number.to_be_bytes().iter().skip(8 - length));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn groups_have_their_width() {
        assert_eq!(encode(&[]), "");
        assert_eq!(encode(&[0xff]), "255");
        assert_eq!(encode(&[0; 7]), "00000000000000000");
        assert_eq!(encode(&[0xff; 7]), "72057594037927935");
        assert_eq!(encode(&[0xff; 9]), "7205759403792793565535");
    }

    #[test]
    fn other_forms_are_refused() {
        assert_eq!(decode(""), Err(Error::DigitsLength { digits: 0 }));
        for digits in [1, 2, 4, 6, 7, 9, 11, 12, 14, 16, 18] {
            assert_eq!(
                decode(&"0".repeat(digits)),
                Err(Error::DigitsLength { digits })
            );
        }
        assert_eq!(decode("256"), Err(Error::DigitsRange { group: 0 }));
        assert_eq!(
            decode("72057594037927936"),
            Err(Error::DigitsRange { group: 0 })
        );
        assert_eq!(
            decode("72057594037927935999"),
            Err(Error::DigitsRange { group: 1 })
        );
        assert_eq!(decode("2a5"), Err(Error::DigitsCharacter { at: 1 }));
        assert_eq!(decode("２５５"), Err(Error::DigitsCharacter { at: 0 }));
    }

    proptest! {
        #[test]
        fn bytes_come_back(bytes in proptest::collection::vec(any::<u8>(), 1..300)) {
            prop_assert_eq!(decode(&encode(&bytes)), Ok(bytes));
        }

        #[test]
        fn digits_that_decode_encode_to_themselves(digits in "[0-9]{1,60}") {
            if let Ok(bytes) = decode(&digits) {
                prop_assert_eq!(encode(&bytes), digits);
            }
        }
    }
}
