//! Days and months as people in Japan and their spreadsheets write them.

use label_core::{Day, UnixTime, Zone};

/// Names of eras, and the year before the first of each.
const ERAS: [(&str, u64); 5] = [
    ("令和", 2018),
    ("㋿", 2018),
    ("R", 2018),
    ("平成", 1988),
    ("H", 1988),
];

/// Numbers that Excel shows as the days from 1954-10-03 to 2119-01-10.
const EXCEL_DAYS: std::ops::RangeInclusive<u64> = 20_000..=80_000;

/// The number of 1970-01-01 in Excel's calendar.
const EXCEL_EPOCH: u64 = 25_569;

/// Tells whether a date names a day or a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Precision {
    Day,
    Month,
}

/// Reads `YYYY-MM-DD` and `YYYY-MM`, what spreadsheets make of them with `/`, and Japanese dates (`2031年3月31日`,
/// `令和13年3月`, `R13.3.31`), as the number YYYYMMDD with day 00 for a month; whether the day exists is not checked.
pub(super) fn calendar(text: &str) -> Option<(u64, Precision)> {
    let era = ERAS.iter().find_map(|(name, before)| {
        let begins = text.get(..name.len())?.eq_ignore_ascii_case(name);
        begins
            .then(|| text.get(name.len()..))?
            .map(|rest| (*before, rest.trim_start()))
    });
    match era {
        Some((before, rest)) => parts(rest, Some(before)),
        None => parts(text, None),
    }
}

fn parts(text: &str, era: Option<u64>) -> Option<(u64, Precision)> {
    let (year, rest, separator) = split_year(text)?;
    let year = match era {
        Some(before) if year == "元" => before + 1,
        Some(before) => before + digits(year, 1, 2)?,
        None => digits(year, 4, 4)?,
    };
    // With hyphens both digits are written, as ISO 8601 has it.
    let shortest = if separator == '-' && era.is_none() {
        2
    } else {
        1
    };
    let (month, day) = match separator {
        '年' => {
            let (month, day) = rest.split_once('月')?;
            match day.trim() {
                "" => (month, None),
                day => (month, Some(day.strip_suffix('日')?)),
            }
        }
        separator => match rest.split_once(separator) {
            Some((month, day)) => (month, Some(day)),
            None => (rest, None),
        },
    };
    let number = year * 10_000 + digits(month, shortest, 2)? * 100;
    match day {
        None => Some((number, Precision::Month)),
        Some(day) => {
            let day = digits(day, shortest, 2).filter(|day| *day > 0)?;
            Some((number + day, Precision::Day))
        }
    }
}

/// The year, the rest, and the character between them.
fn split_year(text: &str) -> Option<(&str, &str, char)> {
    let at = text.find(['年', '/', '-', '.'])?;
    let separator = text.get(at..)?.chars().next()?;
    let rest = text.get(at + separator.len_utf8()..)?;
    Some((text.get(..at)?, rest, separator))
}

fn digits(text: &str, shortest: usize, longest: usize) -> Option<u64> {
    let fits = (shortest..=longest).contains(&text.len());
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    (fits && plain).then(|| text.parse().ok())?
}

/// The day that Excel shows for a number, if a cell is likely to have held one.
pub(super) fn excel_day(text: &str) -> Option<Day> {
    let number = digits(text, 5, 5).filter(|number| EXCEL_DAYS.contains(number))?;
    let seconds = (number - EXCEL_EPOCH.min(number)) * 86_400;
    (number >= EXCEL_EPOCH).then(|| Day::of(UnixTime::from_seconds(seconds), Zone::UTC))?
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn eras_are_years() {
        for (text, number) in [
            ("令和13年3月31日", 20_310_331),
            ("令和元年5月1日", 20_190_501),
            ("平成31年4月30日", 20_190_430),
            ("R13.3.31", 20_310_331),
            ("r13/3/31", 20_310_331),
            ("R13-03-31", 20_310_331),
            ("㋿13年3月31日", 20_310_331),
            ("2031年3月31日", 20_310_331),
            ("2031.3.31", 20_310_331),
        ] {
            assert_eq!(calendar(text), Some((number, Precision::Day)), "{text}");
        }
        for text in ["令和13年3月", "2031年3月", "2031-03", "R13.3"] {
            assert_eq!(
                calendar(text),
                Some((20_310_300, Precision::Month)),
                "{text}"
            );
        }
        for text in [
            "令和",
            "令和13",
            "令和年3月",
            "13年3月",
            "明治45年1月1日",
            "2031年3月31",
            "2031年3",
            "R",
            "元年3月",
            "令和013年3月",
            "2031年-3月",
        ] {
            assert_eq!(calendar(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_of_days_are_known() {
        assert_eq!(excel_day("47938").unwrap().number(), 20_310_331);
        for text in ["1", "19999", "80001", "479380", "4793a", "21000"] {
            assert_eq!(excel_day(text), None, "{text}");
        }
    }
}
