//! Running vectors against this project's verifier.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use label_core::{
    Anchor, Bundle, Filters, Opened, Policy, Store, Trust, UnixTime, Verdict, verify,
};
use serde::{Deserialize, Serialize};

use crate::{Error, Vector, files};

/// The answer of a verifier to a vector; a client prints it as one JSON object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// `accepted`, `rejected` or `cannot_decide`.
    pub outcome: String,
    /// The check that decides against the label.
    pub check: Option<String>,
    /// The code of that check.
    pub code: Option<String>,
    /// The repairs to the scanned text.
    pub repairs: Vec<String>,
    /// The result of the update, where there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub update: Option<String>,
    /// The kind of the record of issued labels that was asked, `exact` or `filter`; there if one was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// The code of every check; a client may leave out those that no vector names.
    #[serde(default)]
    pub lines: BTreeMap<String, String>,
}

/// The result of running every vector of a directory.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Number of vectors that were run.
    pub vectors: usize,
    /// One line for each difference between an answer and what a vector expects.
    pub mismatches: Vec<String>,
}

/// Runs every vector below a directory with this project's verifier.
pub fn run(root: &Path) -> Result<Report, Error> {
    run_with(root, answer_files)
}

/// Runs every vector below a directory; `ask` gets it with the paths of its files ([`files::of`]).
pub fn run_with(
    root: &Path,
    ask: impl Fn(&Vector, &[PathBuf]) -> Result<Answer, Error>,
) -> Result<Report, Error> {
    let mut report = Report::default();
    for vector in files::load(root)?.values() {
        let found = ask(vector, &files::of(root, vector))?;
        report.vectors += 1;
        report.mismatches.extend(vector.mismatches(&found));
    }
    Ok(report)
}

/// A vector's verdict with what it was made from.
#[derive(Clone, Debug)]
pub struct Judged {
    /// The trust set, or why it could not be opened.
    pub trust: Result<Trust, label_core::Error>,
    /// The verdict.
    pub verdict: Verdict,
    /// The answer of the update, where there was one.
    pub update: Option<String>,
}

/// The answer to a vector with its files: its own, the trust set, and a part if there is an update.
pub fn answer_files(vector: &Vector, files: &[PathBuf]) -> Result<Answer, Error> {
    judge_files(vector, files).map(|judged| Answer::new(&judged))
}

/// The answer to a vector with the bytes of the trust set, and of the part.
pub fn answer(vector: &Vector, trust: &[u8], part: &[u8]) -> Result<Answer, Error> {
    judge(vector, trust, part).map(|judged| Answer::new(&judged))
}

/// The verdict on a vector with its files.
pub fn judge_files(vector: &Vector, files: &[PathBuf]) -> Result<Judged, Error> {
    let bytes = files.iter().skip(1).map(|path| files::read_bytes(path));
    let bytes = bytes.collect::<Result<Vec<_>, _>>()?;
    match (bytes.as_slice(), &vector.update) {
        ([trust], None) => judge(vector, trust, &[]),
        ([trust, part], Some(_)) => judge(vector, trust, part),
        _ => Err(vector.error("needs a part where it has an update, and only there")),
    }
}

fn judge(vector: &Vector, trust: &[u8], part: &[u8]) -> Result<Judged, Error> {
    let policy: Policy = serde_json::from_value(vector.policy.clone())
        .map_err(|error| vector.error(&format!("policy: {error}")))?;
    let at = vector.time(&vector.time)?;
    let credential = vector.credential()?;
    let input = match (&vector.input.text, &credential) {
        (Some(text), None) => label_core::Input::Text(text),
        (None, Some(bytes)) => label_core::Input::Credential(bytes),
        _ => return Err(vector.error("needs one of text and credential_hex")),
    };
    let zeros = vec![0; vector.zeros.unwrap_or_default()];
    let trust = [trust, &zeros].concat();
    let (trust, update) = match &vector.update {
        None => (open(vector, &trust, at)?, None),
        Some(update) => {
            let store = Store::decode(&trust);
            let store = store.map_err(|_| vector.error("an update needs a store"))?;
            let (trust, said) = updated(&store, part, vector.time(&update.time)?, at);
            (trust, Some(said))
        }
    };
    let verdict = match &trust {
        Ok(trust) => verify(input, trust, at, &policy),
        Err(fault) => Verdict::without_trust(at, fault.clone()),
    };
    Ok(Judged {
        trust,
        verdict,
        update,
    })
}

/// Opens a store, a bundle or a trust file at a time.
fn open(
    vector: &Vector,
    bytes: &[u8],
    at: UnixTime,
) -> Result<Result<Trust, label_core::Error>, Error> {
    let pin = vector.root_set.as_deref().map(unhex);
    let pin: Option<[u8; 32]> = match pin.map(|pin| pin.and_then(|pin| pin.try_into().ok())) {
        Some(None) => return Err(vector.error("root_set is not a fingerprint")),
        pin => pin.flatten(),
    };
    let opened = || {
        if Bundle::is_bundle(bytes) {
            let anchor = pin.as_ref().map_or(Anchor::Nothing, Anchor::RootSet);
            return Bundle::decode(bytes)?
                .open(anchor, at)
                .map(Opened::into_trust);
        }
        if Store::is_store(bytes) {
            return Store::decode(bytes)?.open(at).map(Opened::into_trust);
        }
        Trust::from_file(bytes)
    };
    Ok(opened())
}

/// Updates a store and opens it, or the one before where the update is refused; and what it says.
fn updated(
    store: &Store,
    part: &[u8],
    update: UnixTime,
    at: UnixTime,
) -> (Result<Trust, label_core::Error>, String) {
    let next = Bundle::decode(part).and_then(|part| store.update(&part, update, Filters::Refuse));
    let (trust, said) = match next {
        Ok((next, _)) => (next.open(at), "ok"),
        Err(fault) => (store.open(at), fault.code()),
    };
    (trust.map(Opened::into_trust), said.to_owned())
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

    fn new(judged: &Judged) -> Self {
        let verdict = &judged.verdict;
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
            update: judged.update.clone(),
            record: verdict.record().map(|kind| kind.code().to_owned()),
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
        compare("update", &text(&expect.update), &text(&answer.update));
        if expect.record.is_some() {
            compare("record", &text(&expect.record), &text(&answer.record));
        }
        for (check, code) in &expect.lines {
            compare(check, code, &text(&answer.lines.get(check).cloned()));
        }
        lines
    }

    /// A time of the vector.
    fn time(&self, text: &str) -> Result<UnixTime, Error> {
        let time: jiff::Timestamp = text.parse().map_err(|error| self.error(&error))?;
        let seconds = u64::try_from(time.as_second()).map_err(|error| self.error(&error))?;
        Ok(UnixTime::from_seconds(seconds))
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
