//! The machine code of every error, and what a person can do about it.

use label_io::IoError;
use label_qr::QrError;

use super::{CliError, desk, keys, print, trust};

impl CliError {
    /// The stable machine code: lower case words joined by underscores, never reused.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Core(source)
            | Self::CoreFile { source, .. }
            | Self::TrustUnusable { source, .. } => source.code(),
            Self::Qr(source) | Self::QrFile { source, .. } => source.code(),
            Self::BundleMissing { .. } => "bundle_missing",
            Self::Io(source) => source.code(),
            Self::Desk(source) => source.code(),
            Self::Keys(source) => source.code(),
            Self::InputEmpty { .. } => "input_empty",
            Self::InputForm { .. } => "input_form",
            Self::KeyIsAuthority => "key_is_authority",
            Self::KeyOther { .. } => "key_other",
            Self::LabelCount { .. } => "label_count",
            Self::Labels { .. } => "labels",
            Self::Listen { .. } => "listen",
            Self::ModulesDamaged { .. } => "modules_damaged",
            Self::ModulesMissing { .. } => "modules_missing",
            Self::ModulesVersion { .. } => "modules_version",
            Self::Output { .. } => "output",
            Self::Page { .. } => "page",
            Self::Print(source) => source.code(),
            Self::ReadBack { .. } => "read_back",
            Self::SiteForeign { .. } => "site_foreign",
            Self::SiteHost { .. } => "site_host",
            Self::SiteMixed { .. } => "site_mixed",
            Self::SiteStop { .. } => "site_stop",
            Self::RootMissing { .. } => "root_missing",
            Self::Usage { .. } => "usage",
        }
    }

    /// The advice on the error, where there is any.
    pub(crate) fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Core(source) | Self::CoreFile { source, .. } => return core_hint(source),
            Self::Qr(source) | Self::QrFile { source, .. } => return qr_hint(source),
            Self::Io(source) => io_hint(source)?,
            Self::Desk(source) => return desk::hint(source),
            Self::Keys(source) => return keys::hint(source),
            Self::Usage { hint, .. } => hint,
            Self::BundleMissing { .. } => "make one with 'label trust build'",
            Self::InputEmpty { .. } => "scan the code again; - reads what is piped in",
            Self::InputForm { .. } => "convert it to PNG or JPEG, text to UTF-8",
            Self::KeyIsAuthority => "make a key of its own with 'label key new'",
            Self::Print(source) => print::hint(source)?,
            Self::Listen { .. } => "give another --port; 0 takes any that is free",
            Self::ModulesDamaged { .. } | Self::ModulesVersion { .. } => {
                "build them anew with 'cargo xtask wasm'"
            }
            Self::ModulesMissing { .. } => {
                "build them with 'cargo xtask wasm', and give the package with --modules"
            }
            Self::SiteForeign { .. } => {
                "name a directory with nothing in it but what 'label site build' made"
            }
            Self::SiteHost { hosts, .. } => {
                return Some(format!("it names {}", hosts.join(", ")));
            }
            Self::SiteMixed { .. } => "name another directory; the two are never mixed",
            Self::SiteStop { .. } => "write {\"stop\": true} or {\"stop\": false} into it",
            Self::RootMissing { .. } => "add the scheme owner's root certificate to it",
            Self::TrustUnusable { .. } => {
                "give --trust a store, a bundle, a trust file or certificates in PEM"
            }
            _ => return None,
        };
        Some(hint.to_owned())
    }
}

/// The advice on an error about a file or a time.
fn io_hint(error: &IoError) -> Option<&'static str> {
    Some(match error {
        IoError::DirectoryNotEmpty { .. } => "name a directory that is new or empty",
        IoError::FileExists { .. } => "choose another name; files are never overwritten",
        IoError::TimeInvalid { .. } => "write 2027-03-31, 2027-03-31T00:00:00Z or @1806451200",
        _ => return None,
    })
}

/// The advice on an error of the core that a person at the desk can mend.
fn core_hint(error: &label_core::Error) -> Option<String> {
    use label_core::Error;
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
        other => return trust::hint(other).map(ToOwned::to_owned),
    };
    Some(hint.to_owned())
}

/// The advice on a picture that cannot be read.
fn qr_hint(error: &QrError) -> Option<String> {
    let hint = match error {
        QrError::PictureMalformed => "export the picture again as PNG or JPEG",
        QrError::PictureNoSymbol => "take a sharp picture of the whole code with its white border",
        QrError::PictureTooLarge => "cut the picture to the code, or make it smaller",
        _ => return None,
    };
    Some(hint.to_owned())
}
