//! Points in time as people write them.

use label_core::{Day, UnixTime, Zone};

/// A point in time, or a day that is counted where its scheme is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// A day.
    Day(Day),
    /// A point in time.
    Time(UnixTime),
}

impl Moment {
    /// The time, or the first second of the day.
    pub fn start(self, zone: Zone) -> UnixTime {
        match self {
            Self::Day(day) => day.start(zone),
            Self::Time(time) => time,
        }
    }

    /// The time, or the first second after the day.
    pub fn end(self, zone: Zone) -> UnixTime {
        match self {
            Self::Day(day) => day.end(zone),
            Self::Time(time) => time,
        }
    }
}
