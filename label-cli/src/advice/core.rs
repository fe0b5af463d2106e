//! Words about what the core refuses: times as dates, and what to do.

use label_core::Error;

/// An error of the core, with times that people can read.
pub(crate) fn message(error: &Error) -> String {
    match error {
        Error::ClockBeforeTrust { at, issued } => {
            format!("the clock shows {at}, but something here was issued at {issued}")
        }
        Error::NotYetValid { at, issued } => {
            format!("the label says it was issued at {issued}, after {at}")
        }
        Error::SignerRetired { since } => {
            format!("the signer retired at {since}, before this was issued")
        }
        Error::SignerRevoked { since } => format!("the signer was revoked at {since}"),
        Error::SnapshotRollback { seen, issued } => {
            format!("the snapshot of {issued} is older than one of {seen} seen before")
        }
        Error::TrustExpired { at, expires } => {
            format!("the trust list expired at {expires}; the clock shows {at}")
        }
        Error::CoseTag => "not the kind of signed object that belongs here".to_owned(),
        other => other.to_string(),
    }
}

/// Advice on an error of the core that a person at the desk can mend.
pub(super) fn hint(error: &Error) -> Option<String> {
    let hint = match error {
        Error::CertKeyMismatch => {
            "the key given for the authority is not the one in its certificate"
        }
        Error::CertNotCa | Error::CertPathLength => "see what it may issue with 'label ca show'",
        Error::ClaimRange { claim: "country" } => "write two capital letters, for example JP",
        Error::ClaimRange { claim: "validity" } => "it must end after it starts, before 10000",
        Error::DigitsVersion => "a newer version of this program may read it",
        Error::TextGtin => "give the text of the label's QR code, not that of the bar code",
        Error::TextSeveral => "give one code on one line",
        Error::TextNoCredential => "give the whole text of the code, with the digits after #1",
        Error::ListsStale { .. } => "get the bundle of today",
        Error::CertNotNested => "see the authority's validity with 'label ca show'; give --to",
        other => return of_trust(other).map(ToOwned::to_owned),
    };
    Some(hint.to_owned())
}

/// Advice on a trust list, a bundle or a store that is refused.
fn of_trust(error: &Error) -> Option<&'static str> {
    Some(match error {
        Error::BundleUnreferenced => "use lists and snapshot of one 'label status publish'",
        Error::CertExtendedKeyUsage => "see what a certificate is for with 'label ca show'",
        Error::ClockBeforeTrust { .. } => "set the clock, or give the time with --at",
        Error::CoseTag | Error::CoseTyp => {
            "see what it is with 'label inspect' or 'label trust show'"
        }
        Error::KeyRepeated => "give each certificate a key of its own, a renewed one too",
        Error::ListSigner | Error::SignerRetired { .. } => {
            "sign with a list signer that the trust list names for this address"
        }
        Error::RecordBaseMissing => {
            "nothing was changed; give the part with the whole record of issued labels"
        }
        Error::RecordWeaker => {
            "nothing was changed; give the bundle for tills, which has the exact record of issued labels"
        }
        Error::RootEpoch => {
            "add the lists that changed the root set, as 'label trust build --change' does"
        }
        Error::RootOther => {
            "nothing was changed; ask the scheme owner for the fingerprint, and if the store is wrong, make a new one"
        }
        Error::RootPin => "do not install it; ask the scheme owner for the fingerprint",
        Error::RootRepeated => "each root of the set has a key of its own and signs once",
        Error::RootThreshold { .. } => "have more roots sign, and give every file that they signed",
        Error::SnapshotFork => "use the part of one of them only, or publish again",
        Error::SnapshotMixed => "publish again with this trust list",
        Error::RecordMismatch | Error::SnapshotRollback { .. } | Error::TrustRollback { .. } => {
            "nothing was changed; get the current files from the scheme owner"
        }
        Error::SignerUnrevoked | Error::StatusMissing | Error::StatusUnrevoked { .. } => {
            "nothing was changed; what was revoked must stay revoked"
        }
        Error::TrustExpired { .. } => "get the current trust list from the scheme owner",
        Error::TrustFork => "only one of them can be right: ask the scheme owner",
        Error::TrustListMissing => "give a whole bundle first; parts are for updates",
        _ => return None,
    })
}
