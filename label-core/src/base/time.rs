//! Points in time.

use std::fmt;
use std::ops::{Add, Sub};
use std::time::Duration;

use ciborium::Value;
use serde::Serialize;

/// A point in time: whole seconds since 1970-01-01T00:00:00Z, leap seconds not counted.
///
/// Shown as RFC 3339 in UTC, and as the bare number after the year 9999; as data it is the number.
/// Sums and differences with seconds stop at the first and the last time that fit; none overflows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct UnixTime(u64);

impl UnixTime {
    /// The time so many seconds after the start of 1970.
    pub const fn from_seconds(seconds: u64) -> Self {
        Self(seconds)
    }

    /// The seconds since the start of 1970.
    pub const fn seconds(self) -> u64 {
        self.0
    }

    /// The time as a claim states it.
    pub(crate) fn to_value(self) -> Value {
        self.0.into()
    }

    /// The time so many seconds later, or the last one that fits.
    #[must_use]
    pub const fn saturating_add(self, seconds: u64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// The time so many seconds earlier, or the start of 1970.
    #[must_use]
    pub const fn saturating_sub(self, seconds: u64) -> Self {
        Self(self.0.saturating_sub(seconds))
    }
}

impl Add<u64> for UnixTime {
    type Output = Self;

    fn add(self, seconds: u64) -> Self {
        self.saturating_add(seconds)
    }
}

impl Sub<u64> for UnixTime {
    type Output = Self;

    fn sub(self, seconds: u64) -> Self {
        self.saturating_sub(seconds)
    }
}

impl fmt::Display for UnixTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match der::DateTime::from_unix_duration(Duration::from_secs(self.0)) {
            Ok(time) => write!(f, "{time}"),
            Err(_) => write!(f, "{}", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAST: UnixTime = UnixTime::from_seconds(u64::MAX);

    #[test]
    fn times_are_shown_in_utc_as_long_as_years_have_four_digits() {
        let shown = |seconds| UnixTime::from_seconds(seconds).to_string();
        assert_eq!(UnixTime::default().to_string(), "1970-01-01T00:00:00Z");
        assert_eq!(shown(1_795_305_600), "2026-11-22T00:00:00Z");
        assert_eq!(shown(253_402_300_799), "9999-12-31T23:59:59Z");
        assert_eq!(shown(253_402_300_800), "253402300800");
    }

    #[test]
    fn sums_stop_at_the_ends() {
        assert_eq!(UnixTime::from_seconds(7) + 3, UnixTime::from_seconds(10));
        assert_eq!(UnixTime::from_seconds(7) - 3, UnixTime::from_seconds(4));
        assert_eq!(LAST + 1, LAST);
        assert_eq!(UnixTime::default() - 1, UnixTime::default());
    }

    #[test]
    fn as_data_a_time_is_its_seconds() {
        let json = serde_json::to_string(&UnixTime::from_seconds(7));
        assert_eq!(json.ok().as_deref(), Some("7"));
    }
}
