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

/// The GTINs that its check digit would not tell from this one: neighbours that differ by five, exchanged.
pub fn exchanged_gtins(number: u64) -> impl Iterator<Item = u64> {
    let digit = move |place: u32| number / 10_u64.pow(place) % 10;
    // The prefix is known: nobody takes a Japanese 49 for 94.
    (0..11_u32).filter_map(move |place| {
        let (low, high) = (digit(place), digit(place + 1));
        let by = 9 * 10_u64.pow(place);
        match (low.abs_diff(high) == 5, low > high) {
            (false, _) => None,
            (true, true) => Some(number + (low - high) * by),
            (true, false) => Some(number - (high - low) * by),
        }
    })
}

/// The corporate numbers that its check digit would not tell from this one: 0 and 9 are the same to it.
pub fn exchanged_corporate_numbers(number: u64) -> impl Iterator<Item = u64> {
    (0..12_u32).filter_map(move |place| {
        let by = 9 * 10_u64.pow(place);
        match number / 10_u64.pow(place) % 10 {
            0 => Some(number + by),
            9 => Some(number - by),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn what_is_called_exchanged_has_the_same_check_digit() {
        let gtins: Vec<u64> = exchanged_gtins(4_901_600_000_000).collect();
        assert_eq!(gtins, [4_906_100_000_000]);
        for number in gtins.iter().chain([&4_901_600_000_000]) {
            assert!(Gtin::new(*number).is_ok(), "{number}");
        }
        assert_eq!(exchanged_gtins(4_912_345_678_904).count(), 0);
        let numbers: Vec<u64> = exchanged_corporate_numbers(7_123_456_789_012).collect();
        assert_eq!(numbers, [7_123_456_789_912, 7_123_456_780_012]);
        for number in numbers {
            assert_eq!(
                of_corporate_number(&number.to_string()),
                Some('7'),
                "{number}"
            );
        }
        assert_eq!(exchanged_corporate_numbers(1_234_567_812_345).count(), 0);
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
