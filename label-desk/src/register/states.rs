//! The words of the register: states, stages and kinds, as the tables and the journal have them.

use std::fmt;

use label_core::Status;
use serde::{Serialize, Serializer};

/// A word that a cell can hold.
pub(crate) trait Word: Copy + 'static {
    /// Every word of its kind.
    const ALL: &'static [Self];
    /// The word, as the cell has it.
    fn word(self) -> &'static str;
}

/// The word of its kind that a text is.
pub(crate) fn read<W: Word>(text: &str) -> Option<W> {
    W::ALL.iter().copied().find(|word| word.word() == text)
}

/// Declares an enum of words: each variant and its word.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident {
        $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)*
    }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
        }

        impl $name {
            /// Every one, in order.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The word, as the tables and the journal have it.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }
        }

        impl Word for $name {
            const ALL: &'static [Self] = Self::ALL;

            fn word(self) -> &'static str {
                self.as_str()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

words! {
    /// The order in which the indices of a status list are given out.
    Allocation {
        /// One after the other.
        Sequential = "sequential",
        /// At random, so that an index tells nothing of when it was given.
        Random = "random",
    }
}

words! {
    /// The kind of an application.
    ApplicationKind {
        /// A new registration.
        New = "new",
        /// More models under a registration in force.
        Models = "models",
        /// Another term.
        Renewal = "renewal",
        /// Another holder.
        Transfer = "transfer",
    }
}

words! {
    /// The place that gives out the indices of a status list.
    GivenBy {
        /// This register.
        Register = "register",
        /// A signer that issues outside of the register; its labels are imported.
        Outside = "outside",
    }
}

words! {
    /// The answer to a supply-chain inquiry.
    InquiryAnswer {
        /// Nothing stands against it.
        Cleared = "cleared",
        /// Nothing, under conditions.
        Conditions = "conditions",
        /// The applicant's own declaration.
        Declared = "declared",
        /// It is refused.
        Refused = "refused",
    }
}

words! {
    /// The state of a plan whose signing was begun.
    PlanState {
        /// Labels of it wait for their signature.
        Begun = "begun",
        /// Every label is signed, or given up.
        Done = "done",
        /// Somebody gave up the rest.
        Cancelled = "cancelled",
    }
}

words! {
    /// The state of a registration.
    RegistrationState {
        /// Applied for, and never granted yet.
        Applied = "applied",
        /// Refused, or withdrawn before it was granted.
        Refused = "refused",
        /// In force.
        Valid = "valid",
        /// Not in force for now.
        Suspended = "suspended",
        /// Given back by the holder.
        Withdrawn = "withdrawn",
        /// Taken away.
        Revoked = "revoked",
        /// Replaced by another registration.
        Superseded = "superseded",
    }
}

words! {
    /// The reason for which a signer signs nothing any more.
    Retirement {
        /// Another signer takes over; its labels stay as they are.
        EndOfUse = "end-of-use",
        /// Its key may be stolen: the models that it labelled can be labelled anew.
        KeyCompromise = "key-compromise",
    }
}

words! {
    /// The state of a registration at a time: the end of its validity counts.
    Standing {
        /// Applied for, and never granted yet.
        Applied = "applied",
        /// Refused, or withdrawn before it was granted.
        Refused = "refused",
        /// In force.
        Valid = "valid",
        /// Not in force for now.
        Suspended = "suspended",
        /// In force or suspended until its validity ended.
        Expired = "expired",
        /// Given back by the holder.
        Withdrawn = "withdrawn",
        /// Taken away.
        Revoked = "revoked",
        /// Replaced by another registration.
        Superseded = "superseded",
    }
}

words! {
    /// The stage of an application.
    Stage {
        /// Recorded.
        Applied = "applied",
        /// The supply-chain inquiry was sent.
        Inquired = "inquired",
        /// The inquiry was answered: nothing stands against it.
        Cleared = "cleared",
        /// The inquiry was answered with conditions.
        Conditions = "conditions",
        /// The applicant declared the supply chain.
        Declared = "declared",
        /// Refused.
        Refused = "refused",
        /// Granted.
        Granted = "granted",
        /// Closed before it was decided, or overtaken by the end of the registration.
        Withdrawn = "withdrawn",
    }
}

impl RegistrationState {
    /// The status that the labels of the term have; none where there can be no labels.
    pub fn status(self) -> Option<Status> {
        match self {
            Self::Applied | Self::Refused => None,
            Self::Valid => Some(Status::Valid),
            Self::Suspended => Some(Status::Suspended),
            Self::Withdrawn => Some(Status::Withdrawn),
            Self::Revoked => Some(Status::Revoked),
            Self::Superseded => Some(Status::Superseded),
        }
    }
}

impl From<RegistrationState> for Standing {
    fn from(state: RegistrationState) -> Self {
        match state {
            RegistrationState::Applied => Self::Applied,
            RegistrationState::Refused => Self::Refused,
            RegistrationState::Valid => Self::Valid,
            RegistrationState::Suspended => Self::Suspended,
            RegistrationState::Withdrawn => Self::Withdrawn,
            RegistrationState::Revoked => Self::Revoked,
            RegistrationState::Superseded => Self::Superseded,
        }
    }
}

impl InquiryAnswer {
    /// The stage of an application that was answered so.
    pub fn stage(self) -> Stage {
        match self {
            Self::Cleared => Stage::Cleared,
            Self::Conditions => Stage::Conditions,
            Self::Declared => Stage::Declared,
            Self::Refused => Stage::Refused,
        }
    }
}

impl Stage {
    /// The stages of an application that is not decided yet.
    pub const UNDECIDED: &[Self] = &[
        Self::Applied,
        Self::Inquired,
        Self::Cleared,
        Self::Conditions,
        Self::Declared,
    ];

    /// The stages in which an answer to the inquiry is recorded, or corrected.
    pub(crate) const ANSWERABLE: &[Self] = &[
        Self::Inquired,
        Self::Cleared,
        Self::Conditions,
        Self::Declared,
    ];

    /// Tells whether nothing came of the application.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Refused | Self::Withdrawn)
    }
}

impl Word for Status {
    const ALL: &'static [Self] = &[
        Self::Valid,
        Self::Revoked,
        Self::Suspended,
        Self::Withdrawn,
        Self::Superseded,
    ];

    fn word(self) -> &'static str {
        self.code()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_as_they_are_written() {
        for state in RegistrationState::ALL {
            assert_eq!(read(state.as_str()), Some(*state));
        }
        assert_eq!(read::<Stage>("valid"), None);
        assert_eq!(read::<Status>("superseded"), Some(Status::Superseded));
        let all: Vec<_> = (0..=u8::MAX).filter_map(Status::from_value).collect();
        assert_eq!(all, <Status as Word>::ALL);
    }
}
