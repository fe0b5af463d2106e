//! `label verify`: whether labels hold.

mod expect;
mod json;
mod show;
#[cfg(test)]
mod tests;

use std::ffi::{OsStr, OsString};
use std::io::{self, IsTerminal};
use std::path::PathBuf;

use clap::Args;
use label_core::{Error, Input, Policy, QrText, Trust, Verdict, verify};
use label_io::time::{self, Edge};

use self::expect::Expectations;
use self::show::Printer;
use crate::cli::Outcome;
use crate::error::CliError;
use crate::input::{self, Form, Scan};
use crate::local::Local;
use crate::messages::Messages;
use crate::output::Output;
use crate::trust;

/// Check labels against a trust set, without a network
///
/// The text of a QR code, a file that holds it, a label in CBOR and a picture (PNG or JPEG) are
/// told apart by their content. What could not be checked is never taken for passed.
#[derive(Args, Debug)]
#[command(after_help = HELP)]
pub(crate) struct Verify {
    /// Texts or files; - or nothing reads standard input
    #[arg(value_name = "INPUT")]
    inputs: Vec<OsString>,
    /// Take every INPUT as the text itself, never as a file
    #[arg(long)]
    text: bool,
    /// Trust file, or a bundle of certificates in PEM
    #[arg(long, value_name = "FILE")]
    trust: PathBuf,
    /// Time of the check [default: now]
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    #[command(flatten)]
    expectations: Expectations,
}

const HELP: &str = "\
EXAMPLES
  label verify --trust trust.cbor 'https://label.example.jp/01/04901234567894#1…'
  label verify --trust trust.cbor box.jpg --jan 4901234567894 --min-level jc-star:1
  scanner | label verify --trust trust.cbor --json

With --json, standard output has one JSON object on a line for each label, with the fields of a
verdict and also input, trust_made, trust_until, status_made and status_until. An input that cannot
be read gives a line {\"error\":{…}} instead.

EXIT CODES
  0  every label accepted
  1  a label rejected
  2  wrong use, or a file that cannot be used
  3  a label that cannot be decided on, and none rejected";

impl Verify {
    /// Runs the command.
    pub(crate) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let at = match &self.at {
            Some(text) => time::parse(text, Edge::Start)?,
            None => time::now(),
        };
        if self.inputs.is_empty() && io::stdin().is_terminal() {
            out.next("scan the label, then press Ctrl-D")?;
        }
        let policy = self.expectations.policy()?;
        let trust = trust::load(&self.trust, at, out)?;
        let run = Run {
            trust: &trust,
            at,
            policy,
            messages: &Messages::new(out.language())?,
            local: &Local::new(out.language()),
        };
        let form = if self.text { Form::Text } else { Form::Any };
        let stdin = [OsString::from("-")];
        let inputs = if self.inputs.is_empty() {
            &stdin[..]
        } else {
            &self.inputs
        };
        let mut answered = 0;
        let mut worst = Outcome::Done;
        for argument in inputs {
            let outcome = match input::read(argument, form) {
                Ok(scan) => run.scan(argument, &scan, inputs.len(), &mut answered, out)?,
                Err(error) => {
                    out.error(&error);
                    Outcome::Unread
                }
            };
            worst = worse(worst, outcome);
        }
        Ok(worst)
    }
}

/// Unread is worse than rejected, that worse than undecided.
fn worse(one: Outcome, other: Outcome) -> Outcome {
    let rank = |outcome| match outcome {
        Outcome::Done => 0,
        Outcome::Undecided => 1,
        Outcome::Rejected => 2,
        Outcome::Unread => 3,
    };
    if rank(other) > rank(one) { other } else { one }
}

/// Everything that the verdicts of one command share.
struct Run<'a> {
    trust: &'a Trust,
    at: u64,
    policy: Policy,
    messages: &'a Messages,
    local: &'a Local,
}

/// The answer to one label.
enum Answer {
    Verdict(Box<Verdict>),
    /// A picture in which no symbol was found, so that nothing was verified.
    NoSymbol,
}

impl Answer {
    fn outcome(&self) -> Outcome {
        match self {
            Self::Verdict(verdict) => match verdict.outcome() {
                label_core::Outcome::Accepted => Outcome::Done,
                label_core::Outcome::Rejected => Outcome::Rejected,
                label_core::Outcome::CannotDecide => Outcome::Undecided,
            },
            Self::NoSymbol => Outcome::Undecided,
        }
    }
}

impl Run<'_> {
    /// Answers for every label of an input and returns the worst outcome.
    fn scan(
        &self,
        argument: &OsStr,
        scan: &Scan,
        inputs: usize,
        answered: &mut usize,
        out: &mut Output,
    ) -> Result<Outcome, CliError> {
        let answers = self.answers(scan);
        let several = inputs > 1 || answers.len() > 1;
        let argument = argument.to_string_lossy();
        let mut worst = Outcome::Done;
        for answer in answers {
            worst = worse(worst, answer.outcome());
            if out.is_json() {
                out.json(&json::Line::new(&argument, &answer, self))?;
                continue;
            }
            if *answered > 0 {
                out.line("")?;
            }
            *answered += 1;
            let name = several.then(|| short_name(&argument));
            Printer::new(self, out).answer(&answer, name.as_deref())?;
        }
        Ok(worst)
    }

    fn answers(&self, scan: &Scan) -> Vec<Answer> {
        match scan {
            Scan::Text(text) => vec![self.verdict(Input::Text(text))],
            Scan::Credential(bytes) => vec![self.verdict(Input::Credential(bytes))],
            Scan::Picture(texts) if texts.is_empty() => vec![Answer::NoSymbol],
            Scan::Picture(texts) => {
                let texts = labels_among(texts);
                let texts = texts.iter();
                texts.map(|text| self.verdict(Input::Text(text))).collect()
            }
        }
    }

    fn verdict(&self, input: Input<'_>) -> Answer {
        Answer::Verdict(Box::new(verify(input, self.trust, self.at, &self.policy)))
    }
}

/// The texts that hold a label, or the first one where none does: a box may carry other codes.
fn labels_among(texts: &[String]) -> Vec<&String> {
    let is_label = |text: &&String| QrText::parse(text) != Err(Error::TextNoCredential);
    let labels: Vec<&String> = texts.iter().filter(is_label).collect();
    if labels.is_empty() {
        texts.iter().take(1).collect()
    } else {
        labels
    }
}

/// A name for an input among others: a text is cut before its digits.
fn short_name(argument: &str) -> String {
    const LONGEST: usize = 60;
    let name = argument.split('#').next().unwrap_or_default();
    let mut short: String = name.chars().take(LONGEST).collect();
    if short.len() < argument.len() {
        short.push('…');
    }
    short
}
