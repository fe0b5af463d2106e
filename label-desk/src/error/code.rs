//! The machine codes of errors.

use super::DeskError;

impl DeskError {
    /// The stable machine code: lower case words joined by underscores, never reused.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Core(source) | Self::CoreFile { source, .. } => source.code(),
            Self::Io(source) => source.code(),
            Self::Labels { .. } => "labels",
            Self::PlanMalformed { .. } => "plan_malformed",
            Self::PlanNotReserved { .. } => "plan_not_reserved",
            Self::PlanOtherSigner { .. } => "plan_other_signer",
            Self::ReadBack { .. } => "read_back",
            Self::SheetUnknown { .. } => "sheet_unknown",
            Self::Spreadsheet { .. } => "spreadsheet",
            Self::TableEncoding { .. } => "table_encoding",
            #[cfg(feature = "register")]
            _ => self.code_of_register(),
        }
    }

    #[cfg(feature = "register")]
    fn code_of_register(&self) -> &'static str {
        match self {
            Self::AddressUnknown { .. }
            | Self::ServerAddress
            | Self::StatusFinal { .. }
            | Self::StatusUnknown { .. } => "usage",
            Self::ActAhead { .. } => "act_ahead",
            Self::ActEarly { .. } => "act_before_grant",
            Self::AnswerAhead { .. } => "answer_ahead",
            Self::AnswerEarly { .. } => "answer_before_inquiry",
            Self::AnswerUnexpected { .. } => "answer_unexpected",
            Self::Authority { .. } => "register_ca",
            Self::ByMissing => "by_missing",
            Self::ChangedSince { .. } => "changed_since",
            Self::Copy { .. } => "register_copy",
            Self::Damaged { .. } => "register_damaged",
            Self::Exists { .. } => "register_exists",
            Self::GtinRegistered { .. } => "gtin_registered",
            Self::GrantNotLast { .. } => "grant_not_last",
            Self::HeadUnknown { .. } => "journal_head",
            Self::IndexAbove { .. } => "index_above_list",
            Self::Interrupted { .. } => "batch_interrupted",
            Self::KeyExists { .. } => "signer_exists",
            Self::KeyRetired { .. } => "signer_retired",
            Self::KeyUnknown { .. } => "signer_not_enrolled",
            Self::Keys(source) => source.code(),
            Self::LabelSigned { .. } => "grant_labelled",
            Self::LabelSince { .. } => "label_since",
            Self::LabelUnknown { .. } => "label_unknown",
            Self::ListDiffers { .. } => "status_list_differs",
            Self::ListFull { .. } => "status_list_full",
            Self::MemoryDamaged { .. } => "memory_damaged",
            Self::Missing { .. } => "register_missing",
            Self::ModelRegistered { .. } => "model_registered",
            Self::ModelUnknown { .. } => "model_unknown",
            Self::Moved { .. } => "register_moved",
            Self::Moving { .. } => "register_moving",
            Self::Newer { .. } => "register_newer",
            Self::NotEncrypted => "register_not_encrypted",
            Self::NotLocal => "register_not_local",
            Self::Nothing { .. } => "nothing_to_do",
            _ => self.code_of_plans(),
        }
    }

    /// The codes of the second half of the alphabet.
    #[cfg(feature = "register")]
    fn code_of_plans(&self) -> &'static str {
        match self {
            Self::PlanBegun { .. } => "plan_begun",
            Self::PlanCancelled { .. } => "plan_cancelled",
            Self::PlanDiffers { .. } => "plan_differs",
            Self::PlanExported { .. } => "plan_exported",
            Self::PlanOther { .. } => "plan_other_register",
            Self::PlanPublished { .. } => "plan_published",
            Self::PlanRepeated { .. } => "plan_repeated",
            Self::PreviousMissing => "previous_missing",
            Self::PreviousOther { .. } => "previous_other",
            Self::PublicationAhead { .. } => "publication_ahead",
            Self::PublicationOlder { .. } => "publication_older",
            Self::PublishedUnknown { .. } => "published_unknown",
            Self::RegistrationExists { .. } => "registration_exists",
            Self::RegistrationUnknown { .. } => "registration_unknown",
            Self::ReplacesNothing { .. } => "replaces_nothing",
            Self::ServerPassword => "register_password",
            Self::SignerOutside { .. } => "signer_outside",
            Self::State { .. } => "registration_state",
            Self::Storage { .. } => "register_storage",
            Self::SuccessorNamed { .. } => "successor_named",
            Self::SupplyChainUnanswered { .. } => "supply_chain_unanswered",
            Self::Toml { .. } => "toml",
            Self::Unwritable { .. } => "output",
            _ => "usage",
        }
    }
}
