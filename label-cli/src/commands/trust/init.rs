//! `label trust init`: a description to begin with.

use std::path::PathBuf;

use clap::Args;
use label_core::{RootSet, hex};
use label_io::files::{self, Access};
use label_keys::certificates;
use serde_json::json;

use super::super::help;
use crate::cli::Outcome;
use crate::error::CliError;
use crate::output::Output;
use crate::trust_spec::TEMPLATE;

/// Write a description of a trust list to fill in
#[derive(Args, Debug)]
#[command(after_help = help!("  label trust init trust.toml --root root-a.pem --root root-b.pem --root root-c.pem --threshold 2"))]
pub(crate) struct Init {
    /// New file for the description, in the directory of the certificates
    #[arg(value_name = "FILE")]
    out: PathBuf,
    /// Root certificate; once for each
    #[arg(long, value_name = "FILE", required = true)]
    root: Vec<PathBuf>,
    /// How many roots must sign
    #[arg(long, value_name = "N")]
    threshold: usize,
    /// Host of the scheme owner's page; may be repeated
    #[arg(long, value_name = "HOST")]
    host: Vec<String>,
    /// Mark every label under this trust as a specimen
    #[arg(long)]
    specimen: bool,
}

impl Init {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let mut roots = Vec::new();
        for path in &self.root {
            roots.extend(certificates::read(path)?);
        }
        let roots = RootSet::new(&roots, self.threshold)?;
        // JSON writes strings and arrays of them as TOML does.
        let text = TEMPLATE
            .replace("{threshold}", &self.threshold.to_string())
            .replace("{roots}", &json!(self.root).to_string())
            .replace("{hosts}", &json!(self.host).to_string())
            .replace("{specimen}", &self.specimen.to_string());
        files::write_new(&self.out, text.as_bytes(), Access::Public)?;
        let fingerprint = hex(&roots.fingerprint());
        if out.is_json() {
            out.json(&json!({ "file": self.out, "root_set": fingerprint }))?;
        } else {
            out.fields(&[
                ("description", self.out.display().to_string()),
                ("root set", fingerprint),
            ])?;
            out.next("fill in the signers, then 'label trust prepare'")?;
        }
        Ok(Outcome::Done)
    }
}
