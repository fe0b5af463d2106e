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
use label_core::{Error, Input, Policy, QrText, Trust, UnixTime, Verdict, Verifier, verify};
use label_io::time::{self, Edge};

use self::expect::Expectations;
use self::show::Printer;
use crate::error::CliError;
use crate::input::{self, Form, Scan};
use crate::messages::Messages;
use crate::outcome::Outcome;
use crate::output::Output;
use crate::trust;

/// Check labels against a trust set, without a network
///
/// The text of a QR code, a file that holds it, a label in CBOR and a picture (PNG or JPEG) are
/// told apart by their content. What could not be checked is never taken for passed.
#[derive(Args, Debug)]
#[command(after_help = HELP)]
pub(crate) struct Verify {
    /// Texts or files; - or nothing reads standard input, a label on each line
    #[arg(value_name = "INPUT")]
    inputs: Vec<OsString>,
    /// Take every INPUT as the text itself, never as a file
    #[arg(long)]
    text: bool,
    /// Trust file, or a bundle of certificates in PEM; may be repeated for stores and bundles of
    /// several scheme owners
    #[arg(long, value_name = "FILE", required = true)]
    trust: Vec<PathBuf>,
    /// Time of the check [default: now]
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    #[command(flatten)]
    expectations: Expectations,
}

const HELP: &str = "\
EXAMPLES
  label verify --trust trust.cbor --text -- \"$TEXT\"
  label verify --trust trust.cbor box.jpg --jan 4901234567894 --min-level jc-star:1
  scanner | label verify --trust trust.cbor --json

With --json, standard output has one JSON object on a line for each label, with the fields of a
verdict and also input, trust_made, trust_until, status_made and status_until; line is the line of
standard input. An input that cannot be read gives a line {\"error\":{…}} instead.

An INPUT that names a file is the file, whoever chose the name: a program that hands over what it scanned
gives --text and --, or standard input.

Standard input that is text is judged line by line; blank lines give nothing. Elsewhere a text of
several lines is refused. Of several labels the worst exit code counts: 2, then 1, then 3.

EXIT CODES
  0  every label accepted
  1  a label rejected
  2  wrong use, or not everything could be read: the verdicts say what was
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
        let verifier = trust::load(&self.trust, at, out)?;
        let run = Run {
            verifier: &verifier,
            at,
            policy: &policy,
            messages: &Messages::new(out.language())?,
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

/// The worse of two outcomes: unread is worse than rejected, and rejected worse than undecided.
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
    verifier: &'a Verifier,
    at: UnixTime,
    policy: &'a Policy,
    messages: &'a Messages,
}

/// The answer to one label.
enum Answer<'a> {
    /// A verdict, and the trust set that it was made under.
    Verdict(Box<Verdict>, &'a Trust),
    /// A picture in which no symbol was found, so that nothing was verified; it says of its trust set
    /// what a text without a label would.
    NoSymbol(&'a Trust),
}

/// One thing to answer for.
enum Part<'a> {
    /// A label, with its line where it stands on one of standard input.
    Label(Option<usize>, Input<'a>),
    /// A picture in which no symbol was found.
    NoSymbol,
}

impl<'a> Answer<'a> {
    fn trust(&self) -> &'a Trust {
        match self {
            Self::Verdict(_, trust) | Self::NoSymbol(trust) => trust,
        }
    }

    fn outcome(&self) -> Outcome {
        match self {
            Self::Verdict(verdict, _) => match verdict.outcome() {
                label_core::Outcome::Accepted => Outcome::Done,
                label_core::Outcome::Rejected => Outcome::Rejected,
                label_core::Outcome::CannotDecide => Outcome::Undecided,
            },
            Self::NoSymbol(_) => Outcome::Undecided,
        }
    }
}

impl<'a> Run<'a> {
    /// Answers for every label of an input and returns the worst outcome.
    fn scan(
        &self,
        argument: &OsStr,
        scan: &Scan,
        inputs: usize,
        answered: &mut usize,
        out: &mut Output,
    ) -> Result<Outcome, CliError> {
        let is_stdin = argument == "-";
        let parts = parts(scan, is_stdin);
        if parts.is_empty() {
            let file = PathBuf::from(argument);
            out.error(&CliError::InputEmpty { file });
            return Ok(Outcome::Unread);
        }
        let several = inputs > 1 || parts.len() > 1;
        let argument = argument.to_string_lossy();
        let mut worst = Outcome::Done;
        for part in parts {
            let (line, answer) = match part {
                Part::Label(line, input) => (line, self.verdict(input)),
                Part::NoSymbol => (
                    None,
                    Answer::NoSymbol(self.verifier.trust_for(Input::Text(""))),
                ),
            };
            worst = worse(worst, answer.outcome());
            if out.is_json() {
                out.json(&json::VerdictLine::new(&argument, line, &answer, self))?;
                continue;
            }
            if *answered > 0 {
                out.line("")?;
            }
            *answered += 1;
            let name = several.then(|| short_name(&argument, line));
            Printer::new(self, answer.trust(), out).answer(&answer, name.as_deref())?;
        }
        Ok(worst)
    }

    fn verdict(&self, input: Input<'_>) -> Answer<'a> {
        let trust = self.verifier.trust_for(input);
        Answer::Verdict(Box::new(verify(input, trust, self.at, self.policy)), trust)
    }
}

/// Splits an input into what is to be answered for: only the text of standard input by lines.
fn parts(scan: &Scan, is_stdin: bool) -> Vec<Part<'_>> {
    match scan {
        Scan::Text(text) if is_stdin => {
            let lines = lines(text);
            lines
                .map(|(number, line)| Part::Label(Some(number), Input::Text(line)))
                .collect()
        }
        Scan::Text(text) => vec![Part::Label(None, Input::Text(text))],
        Scan::Credential(bytes) => vec![Part::Label(None, Input::Credential(bytes))],
        Scan::Picture(texts) if texts.is_empty() => vec![Part::NoSymbol],
        Scan::Picture(texts) => {
            let texts = labels_among(texts).into_iter();
            texts
                .map(|text| Part::Label(None, Input::Text(text)))
                .collect()
        }
    }
}

/// The lines that are not blank, with their numbers from one; a line ends in LF, CRLF or CR.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.split('\n');
    let lines = lines.flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r'));
    let numbered = lines.enumerate().map(|(index, line)| (index + 1, line));
    numbered.filter(|(_, line)| !line.trim().is_empty())
}

/// The texts that hold a label, or the first one where none does: a box may carry other codes.
fn labels_among(texts: &[String]) -> Vec<&String> {
    let is_label = |text: &&String| match QrText::parse(text) {
        Err(Error::TextNoCredential | Error::TextGtin) => false,
        // Other codes may have lines too, for example an address book's card.
        Err(Error::TextSeveral) => text.contains("#1"),
        _ => true,
    };
    let labels: Vec<&String> = texts.iter().filter(is_label).collect();
    if labels.is_empty() {
        texts.iter().take(1).collect()
    } else {
        labels
    }
}

/// A name for an input among others: a text is cut before its digits, a line of standard input has its number.
fn short_name(argument: &str, line: Option<usize>) -> String {
    const LONGEST: usize = 60;
    if let Some(line) = line {
        return format!("{argument}:{line}");
    }
    let name = argument.split('#').next().unwrap_or_default();
    let mut short: String = name.chars().take(LONGEST).collect();
    if short.len() < argument.len() {
        short.push('…');
    }
    short
}
