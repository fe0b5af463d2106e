//! Times as people write them, and the system clock.

#[cfg(feature = "system")]
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use label_core::UnixTime;
use label_core::limits::LATEST_TIME;

use crate::IoError;

/// The moment of a day that a bare date stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// 00:00:00 UTC of that day.
    Start,
    /// 23:59:59 UTC of that day.
    End,
}

/// The time that a core worked for this thread.
#[cfg(all(feature = "system", target_os = "linux"))]
pub fn of_thread() -> Duration {
    use rustix::time::{ClockId, clock_gettime};
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::try_from(time).unwrap_or_default()
}

/// Zero on systems where the CPU time of a thread is not known.
#[cfg(all(feature = "system", not(target_os = "linux")))]
pub fn of_thread() -> Duration {
    Duration::ZERO
}

/// Reads a time: RFC 3339, `YYYY-MM-DD` in UTC, or `@` and seconds since 1970.
///
/// Fractions of a second are cut off. Times before 1970 are refused.
///
/// # Errors
///
/// Fails where the text is none of these, or a time before 1970 or after the year 9999.
pub fn parse(text: &str, edge: Edge) -> Result<UnixTime, IoError> {
    let invalid = || IoError::TimeInvalid {
        text: text.to_owned(),
    };
    if let Some(seconds) = text.strip_prefix('@') {
        let seconds = seconds.parse::<u64>().map_err(|_| invalid())?;
        let time = UnixTime::from_seconds(seconds);
        return if time <= LATEST_TIME {
            Ok(time)
        } else {
            Err(invalid())
        };
    }
    let time = text
        .parse::<Timestamp>()
        .ok()
        .or_else(|| bound(text, edge))
        .ok_or_else(invalid)?;
    of(time).ok_or_else(invalid)
}

/// The first or the last second of a day written `YYYY-MM-DD`.
fn bound(text: &str, edge: Edge) -> Option<Timestamp> {
    if text.len() != "YYYY-MM-DD".len() {
        return None;
    }
    let date = text.parse::<Date>().ok()?;
    let (hour, minute, second) = match edge {
        Edge::Start => (0, 0, 0),
        Edge::End => (23, 59, 59),
    };
    let time = date.at(hour, minute, second, 0);
    TimeZone::UTC.to_timestamp(time).ok()
}

/// Writes a time as RFC 3339 in UTC; as `@` and the seconds since 1970 past the year 9999.
pub fn format(time: UnixTime) -> String {
    timestamp(time).map_or_else(|| format!("@{}", time.seconds()), |time| time.to_string())
}

/// The time as the calendar has it; `None` past the year 9999.
fn timestamp(time: UnixTime) -> Option<Timestamp> {
    Timestamp::from_second(i64::try_from(time.seconds()).ok()?).ok()
}

/// The time, a fraction of a second cut off; `None` before 1970.
fn of(time: Timestamp) -> Option<UnixTime> {
    let seconds = u64::try_from(time.as_second()).ok()?;
    Some(UnixTime::from_seconds(seconds))
}

/// The last second of a period of whole calendar years, in UTC.
///
/// Starting on 29 February, a year ends where the 28th ends. `None` past the year 9999.
pub fn after_years(from: UnixTime, years: i64) -> Option<UnixTime> {
    let start = timestamp(from)?;
    let span = Span::new().try_years(years).ok()?;
    let end = start.to_zoned(TimeZone::UTC).checked_add(span).ok()?;
    let last = of(end.timestamp())?.seconds().checked_sub(1)?;
    Some(UnixTime::from_seconds(last))
}

/// The system clock; the start of 1970 where it shows an earlier time.
#[cfg(feature = "system")]
pub fn now() -> UnixTime {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    UnixTime::from_seconds(since.map_or(0, |since| since.as_secs()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn times_are_read_in_three_forms() {
        for (text, edge, seconds) in [
            ("@1806451200", Edge::End, 1_806_451_200),
            ("2027-03-31T00:00:00Z", Edge::End, 1_806_451_200),
            ("2027-03-31T09:00:00+09:00", Edge::End, 1_806_451_200),
            ("2027-03-31", Edge::Start, 1_806_451_200),
            ("2027-03-31", Edge::End, 1_806_451_200 + 86_399),
        ] {
            assert_eq!(
                parse(text, edge),
                Ok(UnixTime::from_seconds(seconds)),
                "{text}"
            );
        }
    }

    #[test]
    fn other_texts_are_no_times() {
        for text in [
            "",
            "@",
            "@-1",
            "@99999999999999",
            "2027-02-29",
            "2027-3-1",
            "20270331",
            "1969-12-31",
            "2027-03-31T00:00",
            "tomorrow",
            "12:00",
        ] {
            let error = IoError::TimeInvalid {
                text: text.to_owned(),
            };
            assert_eq!(parse(text, Edge::Start), Err(error));
        }
    }

    #[test]
    fn years_end_a_second_before_their_anniversary() {
        let end = |from| format(after_years(parse(from, Edge::Start).unwrap(), 1).unwrap());
        assert_eq!(end("2026-01-01"), "2026-12-31T23:59:59Z");
        assert_eq!(end("2028-02-29"), "2029-02-27T23:59:59Z");
        assert_eq!(
            after_years(parse("9000-01-01", Edge::Start).unwrap(), 1_000),
            None
        );
    }
}
