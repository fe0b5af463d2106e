//! Times and days as people read them: in the local zone, which is named.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use label_core::{Day, SupportEnd, UnixTime};
use label_io::time;

use crate::output::Language;

/// The local zone and how a language writes dates.
pub(crate) struct Local {
    zone: TimeZone,
    language: Language,
}

impl Local {
    /// The zone of this system, or UTC where it has none.
    pub(crate) fn new(language: Language) -> Self {
        let zone = TimeZone::try_system().unwrap_or(TimeZone::UTC);
        Self { zone, language }
    }

    /// UTC.
    #[cfg(test)]
    pub(crate) fn utc(language: Language) -> Self {
        let zone = TimeZone::UTC;
        Self { zone, language }
    }

    /// The minute in which a time lies, with the zone's name.
    pub(crate) fn minute(&self, time: UnixTime) -> String {
        let Some(stamp) = timestamp(time) else {
            return time::format(time);
        };
        let time = stamp.to_zoned(self.zone.clone());
        let format = match self.language {
            Language::Ja => "%Y年%-m月%-d日 %H:%M %Z",
            Language::En => "%Y-%m-%d %H:%M %Z",
        };
        time.strftime(format).to_string()
    }

    /// The last minute before an end that is not included.
    pub(crate) fn last(&self, end: UnixTime) -> String {
        self.minute(end.saturating_sub(1))
    }

    /// The last day of a time whose end is not included.
    pub(crate) fn last_day(&self, end: UnixTime) -> String {
        timestamp(end.saturating_sub(1)).map_or_else(
            || time::format(end),
            |time| {
                let date = time.to_zoned(self.zone.clone()).date();
                let (year, month, day) = (date.year(), date.month(), date.day());
                match self.language {
                    Language::Ja => format!("{year}年{month}月{day}日"),
                    Language::En => format!("{year:04}-{month:02}-{day:02}"),
                }
            },
        )
    }

    /// A day, which is the same in every zone.
    pub(crate) fn day(&self, day: Day) -> String {
        self.number(day.number())
    }

    /// The end of support; none where the product is not supported.
    pub(crate) fn support_end(&self, end: SupportEnd) -> Option<String> {
        (end != SupportEnd::Unsupported).then(|| self.number(end.number()))
    }

    /// The number YYYYMMDD as a day, or as a month where DD is 00.
    fn number(&self, number: u64) -> String {
        let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
        match (self.language, day) {
            (Language::Ja, 0) => format!("{year}年{month}月"),
            (Language::Ja, _) => format!("{year}年{month}月{day}日"),
            (Language::En, 0) => format!("{year:04}-{month:02}"),
            (Language::En, _) => format!("{year:04}-{month:02}-{day:02}"),
        }
    }
}

/// The time as the calendar has it; none after the year 9999.
fn timestamp(time: UnixTime) -> Option<Timestamp> {
    Timestamp::from_second(i64::try_from(time.seconds()).ok()?).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn tokyo(language: Language) -> Local {
        let zone = TimeZone::posix("JST-9").unwrap();
        Local { zone, language }
    }

    #[test]
    fn times_name_their_zone() {
        let midnight = UnixTime::from_seconds(1_806_451_200); // 2027-03-31T00:00:00Z
        let last = |language| tokyo(language).last(midnight + 15 * 3_600);
        assert_eq!(last(Language::En), "2027-03-31 23:59 JST");
        assert_eq!(last(Language::Ja), "2027年3月31日 23:59 JST");
        assert_eq!(
            Local::utc(Language::En).minute(midnight),
            "2027-03-31 00:00 UTC"
        );
        assert_eq!(
            Local::utc(Language::En).minute(UnixTime::from_seconds(u64::MAX)),
            format!("@{}", u64::MAX)
        );
    }

    #[test]
    fn days_have_no_zone() {
        let day = Day::new(20_281_201).unwrap();
        assert_eq!(tokyo(Language::Ja).day(day), "2028年12月1日");
        assert_eq!(tokyo(Language::En).day(day), "2028-12-01");
        let month = SupportEnd::from_number(20_281_200).unwrap();
        assert_eq!(
            tokyo(Language::Ja).support_end(month).unwrap(),
            "2028年12月"
        );
        assert_eq!(tokyo(Language::En).support_end(month).unwrap(), "2028-12");
        assert_eq!(
            tokyo(Language::En).support_end(SupportEnd::Unsupported),
            None
        );
    }
}
