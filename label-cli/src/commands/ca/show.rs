//! `label ca show`: what certificates say.

use std::path::{Path, PathBuf};

use clap::Args;
use label_keys::Summary;
use label_keys::certificates;
use serde::Serialize;

use crate::commands::help;
use crate::error::CliError;
use crate::outcome::Outcome;
use crate::output::Output;

/// Show certificates, and what keeps them from their use
///
/// Each is checked against its issuer if that is among the files. Time is not checked.
#[derive(Args, Debug)]
#[command(after_help = help!("  label ca show signer.pem\n  label ca show root.pem signer.pem --json"))]
pub(crate) struct Show {
    /// Certificate files, PEM or DER
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

impl Show {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let mut certificates = Vec::new();
        for file in &self.files {
            for certificate in certificates::read(file)? {
                certificates.push((file, certificate));
            }
        }
        let all: Vec<Vec<u8>> = certificates.iter().map(|(_, der)| der.clone()).collect();
        let shown = certificates
            .iter()
            .map(|(file, der)| Shown::new(file, der, &all))
            .collect::<Result<Vec<_>, _>>()?;
        if out.is_json() {
            out.json(&Report {
                certificates: shown,
            })?;
            return Ok(Outcome::Done);
        }
        for (index, certificate) in shown.iter().enumerate() {
            if index > 0 {
                out.line("")?;
            }
            certificate.print(out)?;
        }
        Ok(Outcome::Done)
    }
}

/// Everything that is shown, in JSON.
#[derive(Serialize)]
struct Report {
    certificates: Vec<Shown>,
}

/// A certificate and the file that it stands in.
#[derive(Serialize)]
pub(super) struct Shown {
    file: String,
    #[serde(flatten)]
    summary: Summary,
}

impl Shown {
    /// Sums up a certificate of a file.
    pub(super) fn new(file: &Path, der: &[u8], others: &[Vec<u8>]) -> Result<Self, CliError> {
        let summary = Summary::new(der, others).map_err(CliError::of_file(file))?;
        Ok(Self {
            file: file.display().to_string(),
            summary,
        })
    }

    /// Prints it.
    pub(super) fn print(&self, out: &mut Output) -> Result<(), CliError> {
        if out.is_json() {
            return out.json(self);
        }
        let mut fields = vec![("file", self.file.clone())];
        fields.extend(self.summary.fields());
        out.fields(&fields)
    }
}
