//! Running vectors against this project's verifier.

use std::collections::BTreeMap;
use std::path::Path;

use label_core::{Policy, Trust, Verdict, verify};
use serde::{Deserialize, Serialize};

use crate::{Error, Vector, files};

/// What a verifier says to a vector; a client prints it as one JSON object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// `accepted`, `rejected` or `cannot_decide`.
    pub outcome: String,
    /// The check that decides against the label.
    pub check: Option<String>,
    /// The code of that check.
    pub code: Option<String>,
    /// What had to be put right in the scanned text.
    pub repairs: Vec<String>,
    /// The code of every check; a client may leave out those that no vector names.
    #[serde(default)]
    pub lines: BTreeMap<String, String>,
}

/// What came out of running every vector of a directory.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Number of vectors that were run.
    pub vectors: usize,
    /// One line for each difference between an answer and what a vector expects.
    pub mismatches: Vec<String>,
}

/// Runs every vector below a directory with this project's verifier.
pub fn run(root: &Path) -> Result<Report, Error> {
    run_with(root, |vector, _, trust| {
        answer(vector, &files::read_trust(trust)?)
    })
}

/// Runs every vector below a directory; `ask` gets it with the paths of its file and its trust file.
pub fn run_with(
    root: &Path,
    ask: impl Fn(&Vector, &Path, &Path) -> Result<Answer, Error>,
) -> Result<Report, Error> {
    let mut report = Report::default();
    for vector in files::load(root)?.values() {
        let (file, trust) = (
            files::vector_file(root, vector),
            files::trust_file(root, &vector.trust),
        );
        let found = ask(vector, &file, &trust)?;
        report.vectors += 1;
        report.mismatches.extend(vector.mismatches(&found));
    }
    Ok(report)
}

/// What the verifier says to a vector with the bytes of its trust file.
pub fn answer(vector: &Vector, trust: &[u8]) -> Result<Answer, Error> {
    let policy: Policy = serde_json::from_value(vector.policy.clone())
        .map_err(|error| vector.error(&format!("policy: {error}")))?;
    let at = vector.seconds()?;
    let credential = vector.credential()?;
    let input = match (&vector.input.text, &credential) {
        (Some(text), None) => label_core::Input::Text(text),
        (None, Some(bytes)) => label_core::Input::Credential(bytes),
        _ => return Err(vector.error("needs one of text and credential_hex")),
    };
    Ok(Answer::new(&match Trust::from_file(trust) {
        Ok(trust) => verify(input, &trust, at, &policy),
        Err(fault) => Verdict::without_trust(at, fault),
    }))
}

impl Answer {
    /// The exit code of a client: 0 accepted, 1 rejected, 3 cannot decide.
    pub fn exit_code(&self) -> u8 {
        match self.outcome.as_str() {
            "accepted" => 0,
            "rejected" => 1,
            _ => 3,
        }
    }

    /// The answer as a client prints it.
    pub fn to_json(&self) -> String {
        // Strings and maps of strings always become JSON.
        serde_json::to_string(self).unwrap_or_default()
    }

    fn new(verdict: &Verdict) -> Self {
        let decisive = verdict.decisive();
        let checks = verdict.checks().iter();
        Self {
            outcome: verdict.outcome().code().to_owned(),
            check: decisive.map(|check| check.name.code().to_owned()),
            code: decisive.map(|check| check.code().to_owned()),
            repairs: verdict
                .repairs()
                .iter()
                .map(|repair| repair.code().to_owned())
                .collect(),
            lines: checks
                .map(|check| (check.name.code().to_owned(), check.code().to_owned()))
                .collect(),
        }
    }
}

impl Vector {
    /// One line for each difference between an answer and the expected one.
    pub fn mismatches(&self, answer: &Answer) -> Vec<String> {
        let expect = &self.expect;
        let mut lines = Vec::new();
        let mut compare = |what: &str, expected: &dyn ToString, found: &dyn ToString| {
            let (expected, found) = (expected.to_string(), found.to_string());
            if expected != found {
                lines.push(format!("{}: {what} is {found}, not {expected}", self.id));
            }
        };
        let text = |code: &Option<String>| code.clone().unwrap_or_else(|| "null".to_owned());
        compare("outcome", &expect.outcome, &answer.outcome);
        compare("check", &text(&expect.check), &text(&answer.check));
        compare("code", &text(&expect.code), &text(&answer.code));
        compare(
            "repairs",
            &expect.repairs.join(" "),
            &answer.repairs.join(" "),
        );
        for (check, code) in &expect.lines {
            compare(check, code, &text(&answer.lines.get(check).cloned()));
        }
        lines
    }

    /// The time of the check, in seconds since 1970.
    pub fn seconds(&self) -> Result<u64, Error> {
        let time: jiff::Timestamp = self.time.parse().map_err(|error| self.error(&error))?;
        u64::try_from(time.as_second()).map_err(|error| self.error(&error))
    }

    /// The credential's bytes, where the input is a credential.
    pub fn credential(&self) -> Result<Option<Vec<u8>>, Error> {
        let decoded = self.input.credential_hex.as_deref().map(unhex);
        match decoded {
            Some(None) => Err(self.error("credential_hex is not hexadecimal")),
            Some(bytes) => Ok(bytes),
            None => Ok(None),
        }
    }

    pub(crate) fn error(&self, reason: &(impl ToString + ?Sized)) -> Error {
        Error::vector(&self.id, reason)
    }
}

/// The bytes of lower-case hexadecimal digits.
fn unhex(digits: &str) -> Option<Vec<u8>> {
    let pairs = digits.as_bytes().chunks(2);
    let bytes: Option<Vec<u8>> = pairs
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect();
    bytes.filter(|bytes| label_core::hex(bytes) == digits)
}
