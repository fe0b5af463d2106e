//! Advice: what a person can do about every error, and which arguments are at fault.

pub(crate) mod arguments;
pub(crate) mod core;
pub(crate) mod desk;
mod io;
mod keys;
mod labels;
mod print;
mod qr;

use crate::error::CliError;
use crate::secrets::masked;

impl CliError {
    /// The advice on it, where there is some.
    pub(crate) fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Core(source) | Self::CoreFile { source, .. } => return core::hint(source),
            Self::Qr(source) | Self::QrFile { source, .. } => return qr::hint(source),
            Self::Io(source) => io::hint(source)?,
            Self::Desk(source) => return desk::hint(source),
            Self::Keys(source) => return keys::hint(source),
            Self::Labels { problems, .. } => labels::hint(problems, Self::SHOWN)?,
            Self::Usage { hint, .. } => return Some(masked(hint)),
            Self::BundleMissing { .. } => "make one with 'label trust build'",
            Self::ConsentMissing { .. } => "look at what it would do, then add --yes",
            Self::RegistrationCount { registrations, .. } => {
                let found = registrations.len();
                return Some(format!(
                    "look at them; if all are meant, add --expect {found}"
                ));
            }
            Self::InputEmpty { .. } => "scan the code again; - reads what is piped in",
            Self::InputForm { .. } => "convert it to PNG or JPEG, text to UTF-8",
            Self::InputPrivateKey { .. } => "'label key show' says which key a file holds",
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
            Self::SiteMixed { .. } => "name another directory; sites of two kinds are never mixed",
            Self::SiteStop { .. } => "write {\"stop\": true} or {\"stop\": false} into it",
            Self::RootSetMissing { .. } => {
                "give --root-set with the fingerprint that came another way; --trust-on-first-use believes the bundle as it stands"
            }
            Self::RootMissing { .. } => "add the scheme owner's root certificate to it",
            Self::TrustUnusable { .. } => {
                "give --trust a store, a bundle, a trust file or certificates in PEM"
            }
            _ => return None,
        };
        Some(hint.to_owned())
    }
}
