//! Check digits that people get told.

use label_core::Gtin;

/// The check digit that the digits of a GTIN should end in (GS1 General Specifications, 7.9).
pub(super) fn of_gtin(digits: &str) -> Option<char> {
    let body = digits.get(..digits.len().checked_sub(1)?)?;
    ('0'..='9').find(|digit| Gtin::parse(&format!("{body}{digit}")).is_ok())
}

/// The check digit that a Japanese corporate number of 13 digits should begin with.
///
/// 9 − (Σ Pn·Qn mod 9), where Pn is the n-th of the other twelve digits from the right and Qn is 1
/// for odd n, 2 for even n (Ordinance of the Ministry of Finance No. 70 of 2014, article 2). It
/// does not tell 0 from 9.
pub(super) fn of_corporate_number(digits: &str) -> Option<char> {
    let body = digits.get(1..)?;
    let values = body.chars().rev().map(|digit| digit.to_digit(10));
    let sum: u32 = values
        .zip([1, 2].into_iter().cycle())
        .map(|(value, weight)| Some(value? * weight))
        .sum::<Option<u32>>()?;
    char::from_digit(9 - sum % 9, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

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
