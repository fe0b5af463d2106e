//! The values that a sentence about an error names.

use serde::{Serialize, Serializer};

use crate::base::time::UnixTime;
use crate::error::Error;

/// A value in a sentence about an error, raw: whoever speaks to people puts it into words.
///
/// As data, a number, the name of a claim or a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum ErrorValue {
    /// An assessment, by its number on the wire.
    Assessment(u64),
    /// A claim, by its name in reports.
    Claim(&'static str),
    /// The kind of a record of issued labels, by its code.
    Kind(&'static str),
    /// A level on the ladder of the label's scheme.
    Level(u64),
    /// A count or a limit.
    Number(u64),
    /// A point in time.
    Time(UnixTime),
    /// The end of a period: the first second that does not belong to it.
    Until(UnixTime),
}

/// The values of one error by name; as data, a map.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ErrorValues(Vec<(&'static str, ErrorValue)>);

impl ErrorValues {
    /// Adds a value that is no error's own.
    pub(crate) fn add(&mut self, name: &'static str, value: ErrorValue) {
        self.0.push((name, value));
    }

    /// True where there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every value with its name.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, ErrorValue)> {
        self.0.iter().copied()
    }
}

impl Serialize for ErrorValues {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl Error {
    /// The values that a sentence about this error may name.
    pub fn values(&self) -> ErrorValues {
        use ErrorValue::{Assessment, Claim, Level, Number, Time, Until};
        let count = |number: usize| Number(u64::try_from(number).unwrap_or(u64::MAX));
        ErrorValues(match self {
            Self::Expired { expires, .. }
            | Self::StatusStale { expires, .. }
            | Self::TrustExpired { expires, .. } => vec![("expires", Until(*expires))],
            Self::CertExpired { not_after, .. } => vec![("not_after", Time(*not_after))],
            Self::CertNotYetValid { not_before, .. } => vec![("not_before", Time(*not_before))],
            Self::ClockBeforeTrust { at, issued } | Self::NotYetValid { at, issued } => {
                vec![("at", Time(*at)), ("issued", Time(*issued))]
            }
            Self::ClaimEmpty { claim }
            | Self::ClaimMissing { claim }
            | Self::ClaimRange { claim }
            | Self::ClaimTooLong { claim }
            | Self::ClaimType { claim }
            | Self::SchemeClaimMissing { claim }
            | Self::SchemeClaimUnexpected { claim }
            | Self::TextCharacter { claim }
            | Self::TextNotNfc { claim } => vec![("claim", Claim(claim))],
            Self::AssessmentBelow { asked, stated } => {
                vec![
                    ("asked", Assessment(*asked)),
                    ("stated", Assessment(*stated)),
                ]
            }
            Self::LevelBelow { asked, stated } => {
                vec![("asked", Level(*asked)), ("stated", Level(*stated))]
            }
            Self::ListsStale { since, .. } => vec![("since", Time(*since))],
            Self::RootThreshold { needed, found } => {
                vec![("needed", count(*needed)), ("found", count(*found))]
            }
            Self::InputTooLarge { limit } => vec![("limit", count(*limit))],
            Self::StatusUnknown { value } => vec![("value", Number((*value).into()))],
            _ => Vec::new(),
        })
    }
}
