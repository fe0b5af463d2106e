//! The web app manifest, under the site's own title.

use serde_json::Value;

use super::page::{fault, text};
use super::{Files, Titles, pretty};
use crate::error::CliError;

/// The file.
pub(super) const NAME: &str = "manifest.webmanifest";

/// The manifest of the page with these names; the language of the names is Japanese.
pub(super) fn named(files: &Files, title: &Titles) -> Result<Vec<u8>, CliError> {
    let mut manifest: Value = serde_json::from_str(text(files, NAME)?)
        .map_err(|error| fault(NAME, &error.to_string()))?;
    let fields = manifest
        .as_object_mut()
        .ok_or_else(|| fault(NAME, "not an object"))?;
    for field in ["name", "short_name"] {
        fields.insert(field.into(), title.ja.clone().into());
    }
    pretty(&manifest)
}
