//! The files under `/.well-known/`: where the bundle is, and whom to tell about faults.

use label_core::{digest, hex};
use serde_json::json;

use super::{Files, Parts, pretty};
use crate::error::CliError;

/// The directory of them; nothing else there is the page.
pub(super) const DIRECTORY: &str = ".well-known/";
/// The contact for faults (RFC 9116).
pub(super) const SECURITY: &str = ".well-known/security.txt";
/// The place of the bundle, as `docs/SITE.md` defines it.
pub(super) const TRUST: &str = ".well-known/label-trust.json";

/// Days that `security.txt` holds after the bundle was made: less than a year, as RFC 9116 advises.
const SECURITY_DAYS: u64 = 364;
const DAY: u64 = 86_400;

/// An address for reports: `mailto:`, `https:` or `tel:`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Contact(String);

impl Contact {
    /// Reads an address.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let known = ["mailto:", "https://", "tel:"];
        let is_address = |start: &&str| text.len() > start.len() && text.starts_with(*start);
        match known.iter().any(is_address) && text.chars().all(|c| c.is_ascii_graphic()) {
            true => Ok(Self(text.to_owned())),
            false => Err("not an address such as mailto:security@example.jp".to_owned()),
        }
    }
}

/// The files by their paths.
pub(super) fn files(parts: &Parts<'_>) -> Result<Files, CliError> {
    let mut files = Files::from([(TRUST.into(), trust(parts)?)]);
    if let Some(contact) = parts.contact {
        files.insert(SECURITY.into(), security(contact, parts).into_bytes());
    }
    Ok(files)
}

/// The place of the bundle, and the root set that it must lead from.
fn trust(parts: &Parts<'_>) -> Result<Vec<u8>, CliError> {
    let bundle = parts.bundle;
    pretty(&json!({
        "bundle": format!("{}bundle.cbor", parts.config.base.as_str()),
        "bytes": bundle.bytes.len(),
        "sha256": hex(&digest(&bundle.bytes)),
        "root_set": hex(&bundle.root_set),
        "epoch": bundle.epoch,
        "version": bundle.version,
        "issued": bundle.issued.to_string(),
        "expires": bundle.expires.to_string(),
        "lists_issued": bundle.lists.map(|(issued, _)| issued.to_string()),
        "lists_expire": bundle.first_end.map(|time| time.to_string()),
        "specimen": bundle.specimen,
    }))
}

fn security(Contact(contact): &Contact, parts: &Parts<'_>) -> String {
    let expires = parts.bundle.made().saturating_add(SECURITY_DAYS * DAY);
    let canonical = parts.config.host.as_ref();
    let canonical = canonical.map(|host| format!("Canonical: https://{host}/{SECURITY}\n"));
    let canonical = canonical.unwrap_or_default();
    format!("Contact: {contact}\nExpires: {expires}\nPreferred-Languages: ja, en\n{canonical}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_is_an_address() {
        for good in [
            "mailto:a@example.jp",
            "https://example.jp/report",
            "tel:+81-3-0000-0000",
        ] {
            assert!(Contact::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "a@example.jp",
            "mailto:",
            "http://example.jp/",
            "mailto:a\nExpires: x",
            "mailto:あ",
        ] {
            assert!(Contact::parse(bad).is_err(), "{bad}");
        }
    }
}
