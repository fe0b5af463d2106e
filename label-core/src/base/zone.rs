//! The time zones in which schemes count their days.

use std::fmt;

/// A time zone whose clocks differ from UTC by the same minutes all year: from -12:00 to +14:00.
///
/// Shown as RFC 3339 writes it, for example `+09:00`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Zone(i16);

const HOUR: i16 = 60;

impl Zone {
    /// Coordinated Universal Time: for days that no scheme counts.
    pub const UTC: Self = Self(0);

    /// The zone whose clocks are so many minutes ahead of UTC; none outside the limits.
    pub const fn from_minutes(minutes: i16) -> Option<Self> {
        if -12 * HOUR <= minutes && minutes <= 14 * HOUR {
            Some(Self(minutes))
        } else {
            None
        }
    }

    /// The zone that is written `+hh:mm` or `-hh:mm`; UTC is `+00:00`, since RFC 3339 keeps `-00:00` for
    /// a zone that is not known.
    pub fn parse(text: &str) -> Option<Self> {
        let (hours, minutes) = text.get(1..)?.split_once(':')?;
        let number = |digits: &str| {
            let plain = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
            digits.parse::<i16>().ok().filter(|_| plain)
        };
        let minutes = number(minutes).filter(|minutes| *minutes < HOUR)?;
        let minutes = number(hours)? * HOUR + minutes;
        match text.as_bytes().first() {
            Some(b'+') => Self::from_minutes(minutes),
            Some(b'-') if minutes != 0 => Self::from_minutes(-minutes),
            _ => None,
        }
    }

    /// The minutes by which the zone's clocks are ahead of UTC.
    pub const fn minutes(self) -> i16 {
        self.0
    }

    /// The seconds by which the zone's clocks are ahead of UTC.
    pub(crate) fn seconds(self) -> i64 {
        i64::from(self.0) * 60
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { '-' } else { '+' };
        // Days are written with numbers of this size too: a browser downloads one way to write them.
        let minutes = u32::from(self.0.unsigned_abs());
        write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_written_as_they_are_read() {
        for (text, minutes) in [
            ("+09:00", 540),
            ("-05:00", -300),
            ("+05:45", 345),
            ("-00:30", -30),
            ("+00:00", 0),
            ("-12:00", -720),
            ("+14:00", 840),
        ] {
            let zone = Zone::parse(text);
            assert_eq!(zone, Zone::from_minutes(minutes), "{text}");
            assert_eq!(zone.map(|zone| zone.to_string()).as_deref(), Some(text));
        }
    }

    #[test]
    fn other_texts_are_no_zones() {
        for text in [
            "", "+", "Z", "UTC", "+9:00", "09:00", "+0900", "+09:60", "-00:00", "+14:01", "-12:01",
            "+99:00", "+09:00 ", "+0x:00", "＋09:00", "++9:00", "+09:+0",
        ] {
            assert_eq!(Zone::parse(text), None, "{text}");
        }
        assert_eq!(Zone::from_minutes(841), None);
        assert_eq!(Zone::from_minutes(-721), None);
    }
}
