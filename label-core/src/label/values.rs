//! Small values inside claims: GTINs, days and the end of support.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::base::time::UnixTime;
use crate::base::zone::Zone;
use crate::error::Error;

/// A Global Trade Item Number of 8, 12, 13 or 14 digits (GS1 General Specifications, section 3.3.2).
///
/// ```cddl
/// gtin = 1..99999999999999
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Gtin(u64);

impl Gtin {
    /// Takes a GTIN as a number; its last digit must be the right check digit.
    ///
    /// # Errors
    ///
    /// [`Error::GtinInvalid`] for zero, more than 14 digits or a wrong check digit.
    pub fn new(number: u64) -> Result<Self, Error> {
        if number == 0 || number > 99_999_999_999_999 || !has_check_digit(number) {
            return Err(Error::GtinInvalid);
        }
        Ok(Self(number))
    }

    /// Takes the digits of a GTIN-8, -12, -13 or -14 as people and scanners write them.
    ///
    /// # Errors
    ///
    /// [`Error::GtinInvalid`] for anything else, or a wrong check digit.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits || !matches!(text.len(), 8 | 12 | 13 | 14) {
            return Err(Error::GtinInvalid);
        }
        Self::new(text.parse().map_err(|_| Error::GtinInvalid)?)
    }

    /// The number on the wire.
    pub fn number(self) -> u64 {
        self.0
    }
}

impl TryFrom<String> for Gtin {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        Self::parse(&text)
    }
}

impl From<Gtin> for String {
    fn from(gtin: Gtin) -> Self {
        format!("{gtin}")
    }
}

/// Writes all 14 digits, as a GS1 Digital Link does.
impl fmt::Display for Gtin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:014}", self.0)
    }
}

/// True where the digits, weighted 1 and 3 from the right, sum to a multiple of ten.
fn has_check_digit(number: u64) -> bool {
    let (mut rest, mut weight, mut sum) = (number, 1, 0);
    while rest > 0 {
        sum += rest % 10 * weight;
        weight = 4 - weight;
        rest /= 10;
    }
    sum % 10 == 0
}

/// A calendar day as the number YYYYMMDD, from 1970 to 9999.
///
/// ```cddl
/// day = 19700101..99991231
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(u32);

impl Day {
    /// Takes a day as the number YYYYMMDD.
    pub fn new(yyyymmdd: u64) -> Option<Self> {
        let (year, month, day) = split(yyyymmdd)?;
        der::DateTime::new(year, month, day, 0, 0, 0).ok()?;
        u32::try_from(yyyymmdd).ok().map(Self)
    }

    /// The day in a zone on which a time falls; `None` before 1970 and after the year 9999 there.
    pub fn of(time: UnixTime, zone: Zone) -> Option<Self> {
        let there = time.seconds().checked_add_signed(zone.seconds())?;
        let time = der::DateTime::from_unix_duration(Duration::from_secs(there)).ok()?;
        let (year, month, day) = (time.year(), time.month(), time.day());
        Some(Self(
            u32::from(year) * 10_000 + u32::from(month) * 100 + u32::from(day),
        ))
    }

    /// The last day in a zone of a period whose end is not included; `None` where the calendar has none.
    pub fn last_before(end: UnixTime, zone: Zone) -> Option<Self> {
        Self::of(end - 1, zone)
    }

    /// The first second of the day in a zone.
    pub fn start(self, zone: Zone) -> UnixTime {
        self.midnight(0, zone)
    }

    /// The end of the day in a zone: the first second that does not belong to it.
    pub fn end(self, zone: Zone) -> UnixTime {
        self.midnight(1, zone)
    }

    /// The midnight in a zone with which the day, or the one so many days later, begins.
    fn midnight(self, days: u64, zone: Zone) -> UnixTime {
        let (year, month, day) = split(self.number()).unwrap_or_default();
        let date = der::DateTime::new(year, month, day, 0, 0, 0);
        let in_utc = date.map_or(0, |time| time.unix_duration().as_secs()) + days * DAY_SECONDS;
        UnixTime::from_seconds(in_utc.saturating_add_signed(-zone.seconds()))
    }

    /// The number YYYYMMDD.
    pub fn number(self) -> u64 {
        self.0.into()
    }
}

/// The seconds of a day: zones keep their offset, and leap seconds are not counted.
const DAY_SECONDS: u64 = 86_400;

/// Writes `YYYY-MM-DD`.
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = (self.0 / 10_000, self.0 / 100 % 100, self.0 % 100);
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// The end of a product's security updates.
///
/// ```cddl
/// support-end = 0 / 19700100..99991231 ; 0 = unsupported, YYYYMMDD, DD = 00 for a whole month
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SupportEnd {
    /// The product is not supported.
    Unsupported,
    /// Supported to the end of a month, as the number YYYYMM.
    Month(u32),
    /// Supported to the end of a day.
    Day(Day),
}

impl SupportEnd {
    /// The support end of a number on the wire.
    pub fn from_number(number: u64) -> Option<Self> {
        if number == 0 {
            return Some(Self::Unsupported);
        }
        if number.is_multiple_of(100) {
            Day::new(number + 1)?;
            return u32::try_from(number / 100).ok().map(Self::Month);
        }
        Day::new(number).map(Self::Day)
    }

    /// The number on the wire.
    pub fn number(self) -> u64 {
        match self {
            Self::Unsupported => 0,
            Self::Month(month) => u64::from(month) * 100,
            Self::Day(day) => day.number(),
        }
    }

    /// True where the product is still supported on a day.
    pub fn covers(self, day: Day) -> bool {
        match self {
            Self::Unsupported => false,
            Self::Month(month) => day.0 / 100 <= month,
            Self::Day(end) => day <= end,
        }
    }
}

/// Writes `YYYY-MM-DD`, `YYYY-MM` or `unsupported`.
impl fmt::Display for SupportEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsupported => f.write_str("unsupported"),
            Self::Month(month) => write!(f, "{:04}-{:02}", month / 100, month % 100),
            Self::Day(day) => day.fmt(f),
        }
    }
}

fn split(yyyymmdd: u64) -> Option<(u16, u8, u8)> {
    Some((
        u16::try_from(yyyymmdd / 10_000).ok()?,
        u8::try_from(yyyymmdd / 100 % 100).ok()?,
        u8::try_from(yyyymmdd % 100).ok()?,
    ))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn gtins_need_their_check_digit() {
        assert_eq!(
            Gtin::parse("4901234567894").unwrap().number(),
            4_901_234_567_894
        );
        assert_eq!(
            Gtin::parse("04901234567894").unwrap().to_string(),
            "04901234567894"
        );
        assert_eq!(Gtin::parse("49012347").unwrap().number(), 49_012_347);
        for wrong in [
            "4901234567895",
            "490123456789",
            "",
            "x901234567894",
            "0000000000000",
        ] {
            assert_eq!(Gtin::parse(wrong), Err(Error::GtinInvalid), "{wrong}");
        }
    }

    #[test]
    fn days_follow_the_calendar() {
        assert_eq!(
            Day::of(UnixTime::default(), Zone::UTC).unwrap().to_string(),
            "1970-01-01"
        );
        assert_eq!(
            Day::of(UnixTime::from_seconds(1_795_305_600), Zone::UTC)
                .unwrap()
                .number(),
            20_261_122
        );
        assert!(Day::new(20_280_229).is_some());
        for wrong in [20_270_229, 20_271_301, 20_270_001, 20_270_100, 0, u64::MAX] {
            assert_eq!(Day::new(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_day_begins_and_ends_where_it_is_counted() {
        let day = Day::new(20_281_130).unwrap();
        for (zone, start, end) in [
            ("+09:00", "2028-11-29T15:00:00Z", "2028-11-30T15:00:00Z"),
            ("+00:00", "2028-11-30T00:00:00Z", "2028-12-01T00:00:00Z"),
            ("-05:00", "2028-11-30T05:00:00Z", "2028-12-01T05:00:00Z"),
        ] {
            let zone = Zone::parse(zone).unwrap();
            assert_eq!(day.start(zone).to_string(), start);
            assert_eq!(day.end(zone).to_string(), end);
            assert_eq!(Day::of(day.start(zone), zone), Some(day));
            assert_eq!(Day::last_before(day.end(zone), zone), Some(day));
            assert_ne!(Day::of(day.start(zone) - 1, zone), Some(day));
            assert_ne!(Day::of(day.end(zone), zone), Some(day));
        }
    }

    #[test]
    fn times_outside_the_calendar_have_no_day() {
        let (west, east) = (
            Zone::parse("-05:00").unwrap(),
            Zone::parse("+09:00").unwrap(),
        );
        assert_eq!(Day::of(UnixTime::default(), west), None);
        let last = Day::new(99_991_231).unwrap().end(Zone::UTC) - 1;
        assert_eq!(Day::of(last, east), None);
        assert_eq!(Day::of(UnixTime::from_seconds(u64::MAX), east), None);
        let first = Day::new(19_700_101).unwrap();
        assert_eq!(first.start(east), UnixTime::default());
        assert_eq!(first.end(east).to_string(), "1970-01-01T15:00:00Z");
    }

    #[test]
    fn support_covers_its_last_day() {
        let month = SupportEnd::from_number(20_281_200).unwrap();
        assert_eq!(month.to_string(), "2028-12");
        assert!(month.covers(Day::new(20_281_231).unwrap()));
        assert!(!month.covers(Day::new(20_290_101).unwrap()));
        let day = SupportEnd::from_number(20_281_215).unwrap();
        assert!(day.covers(Day::new(20_281_215).unwrap()));
        assert!(!day.covers(Day::new(20_281_216).unwrap()));
        assert!(!SupportEnd::Unsupported.covers(Day::new(20_200_101).unwrap()));
        assert_eq!(SupportEnd::from_number(20_281_300), None);
    }
}
