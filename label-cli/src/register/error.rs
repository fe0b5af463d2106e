//! What can go wrong between a command and the register.

use std::path::PathBuf;

/// Why the register, or a plan against it, cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum RegisterError {
    /// Nobody is named for the journal.
    #[error("nobody to name in the journal")]
    ByMissing,
    /// A certificate that no server can be believed under.
    #[error("{}: not a root certificate of a server: {reason}", file.display())]
    Authority {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The answer to an inquiry is not one that the scheme has.
    #[error("{number}: its scheme has no answer '{answer}'")]
    AnswerUnexpected {
        /// The registration.
        number: String,
        /// The word.
        answer: String,
    },
    /// A copy that is only read.
    #[error("{place}: a copy of a register, which is only read")]
    Copy {
        /// The copy.
        place: String,
    },
    /// The register holds something that it could not have written.
    #[error("{place}: the register is damaged: {what}")]
    Damaged {
        /// The register.
        place: String,
        /// What is wrong.
        what: String,
    },
    /// There is a register already.
    #[error("{place}: holds a register already")]
    Exists {
        /// Where.
        place: String,
    },
    /// An earlier head of the journal is not in it.
    #[error("journal entry {number} is not the one that was noted")]
    HeadUnknown {
        /// The number of the entry.
        number: u64,
    },
    /// The trust list gives a signer no more indices.
    #[error("{signer}: the trust list gives it indices up to {highest}, and none of them is left")]
    IndexAbove {
        /// The signer.
        signer: String,
        /// The highest index in the trust list.
        highest: u64,
    },
    /// The key failed in the middle of a plan.
    #[error("stopped after {signed} labels, {left} left: {reason}")]
    Interrupted {
        /// Labels of the plan that are signed and stored.
        signed: u64,
        /// Labels that are not.
        left: u64,
        /// What happened.
        reason: String,
    },
    /// A key is known already.
    #[error("{}: the register knows this certificate already", file.display())]
    KeyExists {
        /// The certificate.
        file: PathBuf,
    },
    /// A signer that signs nothing any more.
    #[error("{signer}: this signer was retired ({reason})")]
    KeyRetired {
        /// The signer.
        signer: String,
        /// Why.
        reason: String,
    },
    /// A label that was signed after a copy was made, and does not fit it.
    #[error("{}: cannot be taken over: {reason}", file.display())]
    LabelSince {
        /// The label.
        file: PathBuf,
        /// Why not.
        reason: String,
    },
    /// A key that the register does not know.
    #[error("{}: the register does not know this signer", file.display())]
    KeyUnknown {
        /// The certificate.
        file: PathBuf,
    },
    /// A status list is known with another shape.
    #[error("{address}: the register knows this status list with other entries, bits or order")]
    ListDiffers {
        /// The list.
        address: String,
    },
    /// A status list has no free index.
    #[error("{address}: the status list has no index left")]
    ListFull {
        /// The list.
        address: String,
    },
    /// There is no register.
    #[error("{place}: holds no register")]
    Missing {
        /// Where.
        place: String,
    },
    /// The register was made by a newer program.
    #[error("{place}: a register of version {version}, newer than this program")]
    Newer {
        /// The register.
        place: String,
        /// Its version.
        version: i64,
    },
    /// A database on another machine.
    #[error("--register: a database on another machine needs an encrypted connection")]
    NotLocal,
    /// Nothing is left to be done.
    #[error("{what}")]
    Nothing {
        /// What there is none of.
        what: String,
    },
    /// A plan was begun before.
    #[error("{}: signing of this plan was begun before", file.display())]
    PlanBegun {
        /// The plan.
        file: PathBuf,
    },
    /// A plan was cancelled.
    #[error("{}: this plan was cancelled", file.display())]
    PlanCancelled {
        /// The plan.
        file: PathBuf,
    },
    /// A plan does not fit the register any more.
    #[error("{}: line {line}: {reason}", file.display())]
    PlanDiffers {
        /// The plan.
        file: PathBuf,
        /// The line.
        line: u64,
        /// What has changed.
        reason: String,
    },
    /// A file is no plan, or was changed.
    #[error("{}: line {line}: {reason}", file.display())]
    PlanMalformed {
        /// The file.
        file: PathBuf,
        /// The line.
        line: u64,
        /// What is wrong.
        reason: String,
    },
    /// A plan for another register.
    #[error("{}: made for another register", file.display())]
    PlanOther {
        /// The plan.
        file: PathBuf,
    },
    /// Labels dated before what is published already.
    #[error("labels dated {issued} would be older than the lists published as of {published}")]
    PlanPublished {
        /// The date of the labels.
        issued: String,
        /// The date of the newest lists.
        published: String,
    },
    /// Another part than the newest is given as the one before.
    #[error("{}: not the part that was published last", file.display())]
    PreviousOther {
        /// The file.
        file: PathBuf,
    },
    /// The part that was published last is not given.
    #[error("--previous: the part that was published last is missing")]
    PreviousMissing,
    /// A publication for a time that is still to come.
    #[error("{at} is still to come")]
    PublicationAhead {
        /// The time of the lists.
        at: String,
    },
    /// A publication older than another.
    #[error("lists as of {at} would be older than those published as of {published}")]
    PublicationOlder {
        /// The time of the lists.
        at: String,
        /// The time of the newest lists.
        published: String,
    },
    /// A registration number that the register does not have, or has already.
    #[error("{number}: {problem}")]
    Registration {
        /// The registration.
        number: String,
        /// What is wrong.
        problem: &'static str,
        /// The stable machine code.
        code: &'static str,
    },
    /// A registration is in a state from which the step does not lead.
    #[error("{number}: {state}, so it cannot be {step}")]
    State {
        /// The registration.
        number: String,
        /// Its state.
        state: String,
        /// What was to be done.
        step: &'static str,
    },
    /// The database refused.
    #[error("{place}: {reason}")]
    Storage {
        /// The register.
        place: String,
        /// What the database says.
        reason: String,
    },
}

impl RegisterError {
    /// The stable machine code.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::AnswerUnexpected { .. } => "answer_unexpected",
            Self::Authority { .. } => "register_ca",
            Self::ByMissing => "by_missing",
            Self::Copy { .. } => "register_copy",
            Self::Damaged { .. } => "register_damaged",
            Self::Exists { .. } => "register_exists",
            Self::HeadUnknown { .. } => "journal_head",
            Self::IndexAbove { .. } => "index_above_list",
            Self::Interrupted { .. } => "batch_interrupted",
            Self::KeyExists { .. } => "signer_exists",
            Self::KeyRetired { .. } => "signer_retired",
            Self::LabelSince { .. } => "label_since",
            Self::KeyUnknown { .. } => "signer_not_enrolled",
            Self::ListDiffers { .. } => "status_list_differs",
            Self::ListFull { .. } => "status_list_full",
            Self::Missing { .. } => "register_missing",
            Self::Newer { .. } => "register_newer",
            Self::NotLocal => "register_not_local",
            Self::Nothing { .. } => "nothing_to_do",
            Self::PlanBegun { .. } => "plan_begun",
            Self::PlanCancelled { .. } => "plan_cancelled",
            Self::PlanDiffers { .. } => "plan_differs",
            Self::PlanMalformed { .. } => "plan_malformed",
            Self::PlanOther { .. } => "plan_other_register",
            Self::PlanPublished { .. } => "plan_published",
            Self::PreviousMissing => "previous_missing",
            Self::PreviousOther { .. } => "previous_other",
            Self::PublicationAhead { .. } => "publication_ahead",
            Self::PublicationOlder { .. } => "publication_older",
            Self::Registration { code, .. } => code,
            Self::State { .. } => "registration_state",
            Self::Storage { .. } => "register_storage",
        }
    }

    /// What to do about it, where there is something to say.
    pub(crate) fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::AnswerUnexpected { .. } => "see 'label scheme show' for what the scheme has",
            Self::ByMissing => "say who you are with --by",
            Self::Copy { .. } => "'label register restore' makes a register of it",
            Self::Exists { .. } => "choose another place; registers are never overwritten",
            Self::HeadUnknown { .. } => "the journal was cut or rewritten; compare with a backup",
            Self::IndexAbove { .. } => {
                "raise highest_index with a new trust list, and publish with it"
            }
            Self::Interrupted { .. } => {
                "what is signed is stored; 'label batch resume' goes on with the same plan"
            }
            Self::KeyRetired { .. } => "plan the labels with another signer",
            Self::LabelSince { .. } => "restore a newer copy, which knows its registration",
            Self::KeyUnknown { .. } => "enrol it with 'label register add-signer'",
            Self::ListFull { .. } => "enrol a signer with another status list",
            Self::Missing { .. } => "make one with 'label register init', or give --register",
            Self::NotLocal => "give the root certificate of its server with --register-ca FILE",
            Self::PlanBegun { .. } => "go on with 'label batch resume'",
            Self::PlanCancelled { .. } | Self::PlanDiffers { .. } | Self::PlanPublished { .. } => {
                "make the plan anew with 'label batch plan'"
            }
            Self::PlanMalformed { .. } => {
                "plans are not edited; make the plan anew with 'label batch plan'"
            }
            Self::PreviousMissing | Self::PreviousOther { .. } => {
                "give the part that was published last; if it is lost, say so with --previous-lost"
            }
            Self::PublicationAhead { .. } => {
                "no label can be dated before these lists; if they are meant so, add --future"
            }
            Self::PublicationOlder { .. } => "give a later --at, or none for now",
            Self::State { .. } => "see 'label register show' for what was done so far",
            Self::Storage { .. } => "nothing half-done is left; try again once it is mended",
            _ => return None,
        };
        Some(hint.to_owned())
    }
}
