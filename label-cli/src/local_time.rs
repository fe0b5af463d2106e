//! Times and days as people read them: in the zone of a scheme, never in that of the machine.

use label_core::{Day, SupportEnd, UnixTime, Zone};
use label_io::time;

use crate::language::Language;

/// A zone and how a language writes dates.
#[derive(Clone, Copy)]
pub(crate) struct Local {
    zone: Zone,
    language: Language,
}

impl Local {
    /// The zone of a scheme.
    pub(crate) fn new(language: Language, zone: Zone) -> Self {
        Self { zone, language }
    }

    /// UTC.
    #[cfg(test)]
    pub(crate) fn utc(language: Language) -> Self {
        Self::new(language, Zone::UTC)
    }

    /// The minute in which a time lies, with the zone's offset.
    pub(crate) fn minute(self, time: UnixTime) -> String {
        const DAY: u64 = 86_400;
        let Some(day) = Day::of(time, self.zone) else {
            return time::format(time);
        };
        // Counted from its end: the first day of 1970 began before the first time.
        let left = day.end(self.zone).seconds() - time.seconds();
        let minutes = (DAY - left) / 60;
        let (day, hour, minute) = (self.day(day), minutes / 60, minutes % 60);
        if self.zone == Zone::UTC {
            format!("{day} {hour:02}:{minute:02} UTC")
        } else {
            format!("{day} {hour:02}:{minute:02} {}", self.zone)
        }
    }

    /// The last minute before an end that is not included.
    pub(crate) fn last(self, end: UnixTime) -> String {
        self.minute(end - 1)
    }

    /// The last day before an end that is not included, or the last minute where it is within a day.
    pub(crate) fn until(self, end: UnixTime) -> String {
        // Labels of earlier programs end a second before midnight.
        const WHOLE: u64 = 1;
        let last = Day::last_before(end, self.zone);
        match last.filter(|day| day.end(self.zone) <= end + WHOLE) {
            Some(day) => self.day(day),
            None => self.last(end),
        }
    }

    /// A day, which is the same in every zone.
    pub(crate) fn day(self, day: Day) -> String {
        self.number(day.number())
    }

    /// The end of support; none where the product is not supported.
    pub(crate) fn support_end(self, end: SupportEnd) -> Option<String> {
        (end != SupportEnd::Unsupported).then(|| self.number(end.number()))
    }

    /// The number YYYYMMDD as a day, or as a month where DD is 00.
    fn number(self, number: u64) -> String {
        let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
        match (self.language, day) {
            (Language::Ja, 0) => format!("{year}年{month}月"),
            (Language::Ja, _) => format!("{year}年{month}月{day}日"),
            (Language::En, 0) => format!("{year:04}-{month:02}"),
            (Language::En, _) => format!("{year:04}-{month:02}-{day:02}"),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn tokyo(language: Language) -> Local {
        Local::new(language, Zone::parse("+09:00").unwrap())
    }

    #[test]
    fn times_carry_their_offset() {
        let midnight = UnixTime::from_seconds(1_806_451_200); // 2027-03-31T00:00:00Z
        let minute = |language| tokyo(language).minute(midnight);
        assert_eq!(minute(Language::En), "2027-03-31 09:00 +09:00");
        assert_eq!(minute(Language::Ja), "2027年3月31日 09:00 +09:00");
        let first = tokyo(Language::En).minute(UnixTime::default());
        assert_eq!(first, "1970-01-01 09:00 +09:00");
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
    fn what_ends_with_a_day_is_shown_as_the_day() {
        let end = UnixTime::from_seconds(1_806_505_200); // 2027-03-31T15:00:00Z
        let until = |end| tokyo(Language::En).until(end);
        assert_eq!(until(end), "2027-03-31");
        assert_eq!(until(end - 1), "2027-03-31");
        assert_eq!(until(end - 2), "2027-03-31 23:59 +09:00");
        assert_eq!(until(end + 1), "2027-04-01 00:00 +09:00");
        assert_eq!(tokyo(Language::Ja).until(end), "2027年3月31日");
        let in_utc = Local::utc(Language::En).until(end);
        assert_eq!(in_utc, "2027-03-31 14:59 UTC");
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
