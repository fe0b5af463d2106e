//! `label key doctor`: whether a key can be used.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use label_keys::doctor::{Finding, State, examine};
use serde::Serialize;

use crate::args::passphrase::PassphraseArgs;
use crate::error::CliError;
use crate::messages::Messages;
use crate::outcome::Outcome;
use crate::output::{Output, padded};

/// Examine a key: have it sign a test object, and say what is noteworthy
///
/// Of a token it also says what the module is, which mechanisms it offers, how one logs in, and
/// whether the key was made inside and can leave. The test object can be no label, list or certificate.
#[derive(Args, Debug)]
#[command(after_help = "\
EXAMPLES
  label key doctor signer.key
  label key doctor 'pkcs11:token=Desk;object=labels-1' --pkcs11-module /usr/lib/softhsm/libsofthsm2.so

EXIT CODES
  0  the key can be used
  2  it cannot")]
pub(crate) struct Doctor {
    /// A key file, or a pkcs11: URI
    key: PathBuf,
    #[command(flatten)]
    passphrase: PassphraseArgs,
}

impl Doctor {
    /// Runs the command.
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let messages = Messages::new(out.language())?;
        let findings = examine(&self.key, &self.passphrase.source(), out)?;
        let report = Report {
            key: self.key.display().to_string(),
            usable: findings.iter().all(|finding| finding.state != State::Fault),
            findings: findings
                .iter()
                .map(|finding| Said::new(finding, &messages))
                .collect(),
        };
        if out.is_json() {
            out.json(&report)?;
        } else {
            report.print(&messages, out)?;
        }
        Ok(if report.usable {
            Outcome::Done
        } else {
            Outcome::Unread
        })
    }
}

/// The report about a key.
#[derive(Serialize)]
struct Report {
    key: String,
    usable: bool,
    findings: Vec<Said>,
}

/// The report about one finding.
#[derive(Serialize)]
struct Said {
    code: &'static str,
    state: &'static str,
    text: String,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    values: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
}

impl Said {
    fn new(finding: &Finding, messages: &Messages) -> Self {
        let error = finding.error.clone().map(CliError::from);
        let message = error.as_ref().map(ToString::to_string);
        let text = messages.finding(finding.code, &finding.values);
        Self {
            code: finding.code,
            state: match finding.state {
                State::Good => "good",
                State::Note => "note",
                State::Fault => "fault",
            },
            text: text.or_else(|| message.clone()).unwrap_or_default(),
            values: finding.values.clone(),
            message,
            hint: error.as_ref().and_then(CliError::hint),
        }
    }
}

impl Report {
    fn print(&self, messages: &Messages, out: &mut Output) -> Result<(), CliError> {
        for said in &self.findings {
            let state = messages.word(match said.state {
                "good" => "finding_good",
                "note" => "finding_note",
                _ => "finding_fault",
            });
            out.line(format_args!("{}  {}", padded(state, 5), said.text))?;
            let below = [said.message.as_ref(), said.hint.as_ref()];
            for text in below
                .into_iter()
                .flatten()
                .filter(|text| **text != said.text)
            {
                out.line(format_args!("{:5}  {text}", ""))?;
            }
        }
        let (colour, word) = if self.usable {
            ("1;32", "key_usable")
        } else {
            ("1;31", "key_unusable")
        };
        out.painted(colour, messages.word(word))
    }
}
