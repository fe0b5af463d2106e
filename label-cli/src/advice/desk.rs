//! Words about the register, plans and publications: the arguments that are at fault, and what to do.

use label_desk::DeskError;

/// An error of the desk, with the argument that is at fault in front where it is one.
pub(crate) fn message(error: &DeskError) -> String {
    match error {
        DeskError::NotEncrypted
        | DeskError::NotLocal
        | DeskError::ServerAddress
        | DeskError::ServerPassword => format!("--register: {error}"),
        DeskError::PreviousMissing => format!("--previous: {error}"),
        other => other.to_string(),
    }
}

/// Advice on an error of the desk, where there is something to say.
pub(super) fn hint(error: &DeskError) -> Option<String> {
    let hint = match error {
        DeskError::ByMissing => "say who you are with --by",
        DeskError::Copy { .. } => "'label register restore' makes a register of it",
        DeskError::Exists { .. } => "choose another place; registers are never overwritten",
        DeskError::HeadUnknown { .. } => "the journal was cut or rewritten; compare with a backup",
        DeskError::IndexAbove { .. } => {
            "raise highest_index with a new trust list, and publish with it"
        }
        DeskError::Interrupted { .. } => {
            "what is signed is stored; 'label batch resume' goes on with the same plan"
        }
        DeskError::KeyRetired { .. } => "plan the labels with another signer",
        DeskError::LabelSince { .. } => "restore a newer copy, which knows its registration",
        DeskError::KeyUnknown { .. } => "enrol it with 'label register add-signer'",
        DeskError::ListFull { .. } => "enrol a signer with another status list",
        DeskError::PlanBegun { .. } => "go on with 'label batch resume'",
        DeskError::PlanCancelled { .. }
        | DeskError::PlanDiffers { .. }
        | DeskError::PlanPublished { .. } => "make the plan anew with 'label batch plan'",
        DeskError::PlanMalformed { .. } => {
            "plans are not edited; make the plan anew with 'label batch plan'"
        }
        DeskError::PlanRepeated { .. } => "date the labels later, in the column 'issued'",
        DeskError::PreviousMissing | DeskError::PreviousOther { .. } => {
            "give the part that was published last; if it is lost, say so with --previous-lost"
        }
        DeskError::PublicationAhead { .. } => {
            "no label can be dated before these lists; if they are meant so, add --future"
        }
        DeskError::ActEarly { .. } | DeskError::PublicationOlder { .. } => {
            "give a later --at, or none for now"
        }
        DeskError::PublishedUnknown { .. } => {
            "labels were signed after the copy was made: give them with --labels"
        }
        DeskError::Storage { .. } => "nothing half-done is left; try again once it is mended",
        DeskError::AddressUnknown { .. } => {
            "compare it with status_list in the description of the list"
        }
        DeskError::StatusFinal { .. } => "issue a new label with an index of its own",
        DeskError::StatusUnknown { .. } => "use valid, suspended, withdrawn, revoked or superseded",
        _ => return registration_hint(error),
    };
    Some(hint.to_owned())
}

/// Advice on steps of registrations.
fn registration_hint(error: &DeskError) -> Option<String> {
    let hint = match error {
        DeskError::ActAhead { .. } => "if it is meant so, add --future",
        DeskError::AnswerAhead { .. } => "give the day of the answer, counted where its scheme is",
        DeskError::AnswerUnexpected { .. } => "see 'label scheme show' for what the scheme has",
        DeskError::ChangedSince { .. } => "run the command again, and look at what it shows",
        DeskError::GrantNotLast { .. } => {
            "only the last deed is taken back; see 'label register show'"
        }
        DeskError::LabelSigned { .. } => {
            "correct it with 'label registration amend', or end it with 'label registration revoke'"
        }
        DeskError::ModelUnknown { .. } => {
            "name it with --model; 'label register show' lists the models"
        }
        DeskError::State { .. } => "see 'label register show' for what was done so far",
        _ => return place_hint(error),
    };
    Some(hint.to_owned())
}

/// Advice on files of other programs, and on the place of a register.
fn place_hint(error: &DeskError) -> Option<String> {
    let hint = match error {
        DeskError::Missing { .. } => "make one with 'label register init', or give --register",
        DeskError::Moved { .. } => "give its new place, which its journal names, with --register",
        DeskError::Moving { .. } => {
            "'label register move' goes on with it; at the old place, --back takes it back"
        }
        DeskError::NotEncrypted | DeskError::NotLocal => {
            "give the root certificate of its server with --register-ca FILE"
        }
        DeskError::ServerAddress => "give for example postgres://desk@localhost/register",
        DeskError::ServerPassword => {
            "change that password, and give the new one with --register-password-file FILE"
        }
        DeskError::SheetUnknown { .. } => "name one of them with --sheet",
        DeskError::Spreadsheet { .. } => "save it again as 'Excel workbook', or as 'CSV UTF-8'",
        DeskError::TableEncoding { .. } => "save it as 'CSV UTF-8'",
        DeskError::Toml { .. } => {
            "correct that place; 'label policy show shop' and 'label trust init' write examples"
        }
        _ => return outside_hint(error),
    };
    Some(hint.to_owned())
}

/// Advice on what is signed outside of the register.
fn outside_hint(error: &DeskError) -> Option<String> {
    let hint = match error {
        DeskError::PlanExported { .. } => {
            "give the plan that they are of; 'label register import-issued' takes back what was signed"
        }
        DeskError::SignerOutside { .. } => {
            "its labels come with 'label register import-issued'; plan these with another signer"
        }
        _ => return None,
    };
    Some(hint.to_owned())
}
