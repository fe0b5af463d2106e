//! Writing of plan files.

use std::fmt::Write as _;
use std::path::Path;

use label_core::{Claims, hex};
use label_io::files::{self, Access};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::file::{End, Header, Line};
use crate::error::DeskError;

/// A plan that was made and is not written yet.
pub struct NewPlan {
    /// The digest of all that is planned.
    pub id: String,
    text: String,
}

impl NewPlan {
    /// Makes a plan.
    ///
    /// # Errors
    ///
    /// Fails where claims have no form in CBOR.
    pub fn new(header: &Header, labels: &[Claims]) -> Result<Self, DeskError> {
        Self::of_rows(header, labels.iter().map(|claims| (claims, None)))
    }

    /// Makes a plan whose labels may have names.
    pub(super) fn of_rows<'a>(
        header: &Header,
        rows: impl Iterator<Item = (&'a Claims, Option<&'a str>)>,
    ) -> Result<Self, DeskError> {
        let mut text = String::new();
        line(&mut text, header)?;
        for (claims, name) in rows {
            line(
                &mut text,
                &Line {
                    registration: claims.registration.clone(),
                    models: claims.label.models.clone(),
                    claims: hex(&claims.encode()?),
                    name: name.map(str::to_owned),
                },
            )?;
        }
        let sha256 = hex(&Sha256::digest(&text));
        let id = sha256.clone();
        line(&mut text, &End { sha256 })?;
        Ok(Self { id, text })
    }

    /// Writes it to a new file.
    ///
    /// # Errors
    ///
    /// Fails where the file exists or cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), DeskError> {
        Ok(files::write_new(
            path,
            self.text.as_bytes(),
            Access::Public,
        )?)
    }
}

fn line(text: &mut String, value: &impl Serialize) -> Result<(), DeskError> {
    let json = serde_json::to_string(value).map_err(|error| DeskError::Unwritable {
        reason: error.to_string(),
    })?;
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{json}");
    Ok(())
}
