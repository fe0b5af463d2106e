//! `label trust init`: a description to begin with.

use std::path::PathBuf;

use clap::Args;
use label_core::{RootSet, hex};
use label_io::files::{self, Access};
use label_keys::certificates;
use serde_json::json;

use crate::commands::help;
use crate::error::CliError;
use crate::outcome::Outcome;
use crate::output::Output;

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

/// A description to begin with; `{roots}`, `{threshold}`, `{hosts}` and `{specimen}` are filled in.
const TEMPLATE: &str = r#"# The trust list: whom verifiers trust. Paths are relative to this file; certificates are PEM.
# 'label trust prepare' makes a list of it, which the roots then sign with 'label trust sign'.

threshold = {threshold}                # roots that must sign
roots = {roots}
earlier_roots = []           # former roots, above signers whose labels still count
days = 400                   # how long a list holds
hosts = {hosts}
specimen = {specimen}             # true: every verdict says that the label is a specimen

# Who signs labels. The file holds the signer's certificate and those between it and the root.
[[label_signer]]
certificate = "labels-1.pem"
schemes = ["jc-star"]
# numbers = ["JC-26-", ["JC-25-000001", "JC-25-000999"]]   # prefixes and ranges; any without this
status_list = "https://label.example.jp/status/1"
# highest_index = 9999       # the highest status index that it was given
# retired = "2027-04-01"     # signs nothing from then on; what it signed before counts
# revoked = "2027-04-01"     # nothing that it ever signed counts

# Who signs status lists and snapshots.
[[list_signer]]
certificate = "lists-1.pem"
addresses = ["https://label.example.jp/status/1"]
"#;
