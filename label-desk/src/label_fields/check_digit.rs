//! Check digits to tell people: the right one, and the mistakes that it does not show.

use label_core::Gtin;

/// The check digit that the digits of a GTIN should end in (GS1 General Specifications, 7.9).
pub(crate) fn of_gtin(digits: &str) -> Option<char> {
    let body = digits.get(..digits.len().checked_sub(1)?)?;
    ('0'..='9').find(|digit| Gtin::parse(&format!("{body}{digit}")).is_ok())
}

/// The check digit that a Japanese corporate number of 13 digits should begin with.
///
/// 9 − (Σ Pn·Qn mod 9), where Pn is the n-th of the other twelve digits from the right and Qn is 1
/// for odd n, 2 for even n (Ordinance of the Ministry of Finance No. 70 of 2014, article 2). It
/// does not tell 0 from 9.
pub(crate) fn of_corporate_number(digits: &str) -> Option<char> {
    let body = digits.get(1..)?;
    let values = body.chars().rev().map(|digit| digit.to_digit(10));
    let sum: u32 = values
        .zip([1, 2].into_iter().cycle())
        .map(|(value, weight)| Some(value? * weight))
        .sum::<Option<u32>>()?;
    char::from_digit(9 - sum % 9, 10)
}

/// The slip that a GTIN's check digit would not show: neighbours that differ by five, exchanged.
pub fn blind_gtin(number: u64) -> Option<String> {
    let digits = number.to_string();
    // The prefix is known: nobody takes a Japanese 49 for 94.
    let (left, right) = (digits.bytes().skip(1), digits.bytes().skip(2));
    let pair = left.zip(right).find(|(a, b)| a.abs_diff(*b) == 5)?;
    let (a, b) = (char::from(pair.0), char::from(pair.1));
    Some(format!(
        "its check digit does not show {a}{b} exchanged for {b}{a}"
    ))
}

/// The slip that a corporate number's check digit would not show: 0 and 9 are the same to it.
pub fn blind_corporate_number(number: u64) -> Option<String> {
    let digits = number.to_string();
    let digit = digits
        .chars()
        .skip(1)
        .find(|digit| matches!(digit, '0' | '9'))?;
    let other = if digit == '0' { '9' } else { '0' };
    Some(format!(
        "its check digit does not show a {digit} that should be {other}"
    ))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn what_is_called_blind_is_blind() {
        let reason = "its check digit does not show 16 exchanged for 61".to_owned();
        assert_eq!(blind_gtin(4_901_600_000_000), Some(reason));
        for digits in ["4901600000000", "4906100000000"] {
            assert!(Gtin::parse(digits).is_ok(), "{digits}");
        }
        assert_eq!(blind_gtin(4_912_345_678_904), None);
        assert_eq!(blind_gtin(12_345_670), None);
        assert_eq!(of_corporate_number("7123456789012"), Some('7'));
        assert_eq!(of_corporate_number("7123456780012"), Some('7'));
        assert!(
            blind_corporate_number(7_123_456_789_012)
                .unwrap()
                .contains("a 9 that should be 0")
        );
        assert_eq!(blind_corporate_number(1_234_567_812_345), None);
    }

    #[test]
    fn check_digits_are_those_of_known_numbers() {
        assert_eq!(of_gtin("4901234567890"), Some('4'));
        assert_eq!(of_gtin("49012345"), Some('7'));
        assert_eq!(of_gtin(""), None);
        assert_eq!(of_corporate_number("0011001098993"), Some('4'));
        assert_eq!(of_corporate_number("7123456789012"), Some('7'));
        assert_eq!(of_corporate_number("x"), Some('9'));
        assert_eq!(of_corporate_number("1a"), None);
    }
}
