//! Texts of the command in Japanese: errors by their codes, and everything else by its English.

use std::collections::BTreeMap;

use label_core::{Error, Zone};
use label_desk::DeskError;
use label_desk::label_fields::Problem;
use label_keys::KeysError;
use label_print::PrintError;
use serde::Deserialize;

use super::Messages;
use super::phrases::Phrases;
use super::template::Template;
use crate::error::CliError;
use crate::intake_words::IntakeWords;
use crate::language::Language;

/// The errors of every library but the core, whose own sentences stand with the verdicts.
const ERRORS: &str = include_str!("../../japanese/errors.json");
/// Everything else, by the part of the program that says it.
pub(super) const AREAS: [(&str, &str); 7] = [
    ("advice", include_str!("../../japanese/advice.json")),
    ("clap", include_str!("../../japanese/clap.json")),
    ("commands", include_str!("../../japanese/commands.json")),
    ("desk", include_str!("../../japanese/desk.json")),
    ("help", include_str!("../../japanese/help.json")),
    ("keys", include_str!("../../japanese/keys.json")),
    ("print", include_str!("../../japanese/print.json")),
];

/// The Japanese of what is said in English elsewhere.
pub(crate) struct Japanese {
    errors: BTreeMap<String, Forms>,
    phrases: Phrases,
    messages: Messages,
    intake: IntakeWords,
}

/// The sentence of a code, or several: the first whose values are all there is said.
#[derive(Deserialize)]
#[serde(untagged)]
enum Forms {
    One(String),
    Several(Vec<String>),
}

impl Forms {
    fn as_slice(&self) -> &[String] {
        match self {
            Self::One(form) => std::slice::from_ref(form),
            Self::Several(forms) => forms,
        }
    }
}

impl Japanese {
    /// All of it.
    pub(crate) fn new() -> Result<Self, CliError> {
        let fault = |error: serde_json::Error| CliError::Output {
            reason: error.to_string(),
        };
        let messages = Messages::new(Language::Ja)?;
        let mut phrases = Phrases::new(&AREAS.map(|(_, json)| json)).map_err(fault)?;
        // Errors of the core are quoted by others.
        for error in Error::samples()
            .iter()
            .filter(|error| error.values().is_empty())
        {
            phrases.add(error.to_string(), messages.why_of(error.code()).to_owned());
        }
        Ok(Self {
            errors: serde_json::from_str(ERRORS).map_err(fault)?,
            phrases,
            messages,
            intake: IntakeWords::new()?,
        })
    }

    /// The phrases.
    pub(crate) fn phrases(&self) -> &Phrases {
        &self.phrases
    }

    /// The Japanese of a text, which stays where there is none.
    pub(crate) fn say(&self, english: &str) -> String {
        self.phrases.say(english)
    }

    /// The lines that say what is wrong: one, or one for each fault.
    pub(crate) fn messages(&self, error: &CliError) -> Vec<String> {
        match error {
            CliError::Labels { problems, .. } => {
                let shown = problems.iter().take(CliError::SHOWN);
                let rest = error.rest().map(|rest| self.say(&rest));
                shown
                    .map(|problem| self.problem(problem))
                    .chain(rest)
                    .collect()
            }
            other => vec![self.error(other)],
        }
    }

    /// An error in one sentence.
    pub(crate) fn error(&self, error: &CliError) -> String {
        match error {
            CliError::Core(source) => self.core(source),
            CliError::CoreFile { file, source } => {
                format!("{}: {}", file.display(), self.core(source))
            }
            CliError::Qr(source) => self.coded(source.code(), &source.fields(), source),
            CliError::QrFile { file, source } => {
                let told = self.coded(source.code(), &source.fields(), source);
                format!("{}: {told}", file.display())
            }
            CliError::Io(source) => self.coded(source.code(), &source.fields(), source),
            CliError::Keys(source) => self.keys(source),
            CliError::Desk(source) => self.desk(source, error),
            CliError::Print(PrintError::Module(source)) => {
                self.coded(source.code(), &source.fields(), source)
            }
            CliError::Print(source) => self.coded(source.code(), &source.fields(), source),
            CliError::TrustUnusable { file, source } => {
                let told = self.say("not a usable trust set");
                format!("{}: {told}: {}", file.display(), self.core(source))
            }
            CliError::Labels { problems, .. } => {
                let first = problems.first();
                first.map_or_else(String::new, |problem| self.problem(problem))
            }
            // Its own words have no code of their own.
            CliError::Usage { .. } => self.say(&error.to_string()),
            other => self.coded(other.code(), &other.fields(), other),
        }
    }

    /// A problem of a table, with its place.
    pub(crate) fn problem(&self, problem: &Problem) -> String {
        self.intake.japanese(problem, &self.say(&problem.message))
    }

    /// An error of the core, with times in UTC: no scheme is known here that counts otherwise.
    fn core(&self, error: &Error) -> String {
        let local = self.messages.local(Zone::UTC);
        self.messages.why(error, local, |level| level.to_string())
    }

    fn keys(&self, error: &KeysError) -> String {
        match error {
            KeysError::Token { uri, fault } => {
                format!(
                    "{uri}: {}",
                    self.coded(fault.code(), &fault.fields(), fault)
                )
            }
            other => self.coded(other.code(), &other.fields(), other),
        }
    }

    fn desk(&self, error: &DeskError, whole: &CliError) -> String {
        // These share the code of wrong arguments.
        let own = match error {
            DeskError::AddressUnknown { .. } => "address_unknown",
            DeskError::ServerAddress => "server_address",
            DeskError::StatusFinal { .. } => "status_final",
            DeskError::StatusUnknown { .. } => "status_unknown",
            other => other.code(),
        };
        let mut fields = error.fields();
        if let DeskError::TableEncoding {
            broken: Some((encoding, row)),
            ..
        } = error
        {
            fields.extend([
                ("encoding", (*encoding).to_owned()),
                ("row", row.to_string()),
            ]);
        }
        self.coded(own, &fields, whole)
    }

    /// The sentence of a code with its values; a code without one is told by its English.
    fn coded(&self, code: &str, fields: &[(&str, String)], english: &impl ToString) -> String {
        let forms = self.errors.get(code).map_or(&[][..], Forms::as_slice);
        let fill = |form: &String| {
            Template::parse(form).fill(|place| {
                let value = value(&place.name, fields)?;
                Some(match &place.context {
                    Some(context) => self.phrases.word(context, &value),
                    None => value,
                })
            })
        };
        forms
            .iter()
            .find_map(fill)
            .unwrap_or_else(|| self.say(&english.to_string()))
    }
}

/// The value of a name; `None` where it is empty. A width in micrometres may be asked for in millimetres.
fn value(name: &str, fields: &[(&str, String)]) -> Option<String> {
    let find = |wanted: &str| {
        fields
            .iter()
            .find(|(name, _)| *name == wanted)
            .map(|(_, value)| value.clone())
    };
    let value = find(name).or_else(|| {
        let (micrometres, decimals) = match name {
            "module_mm" => (find("micrometres")?, 3),
            _ => (find(&format!("{}_um", name.strip_suffix("_mm")?))?, 1),
        };
        let width: f64 = micrometres.parse().ok()?;
        Some(format!("{:.decimals$}", width / 1e3))
    })?;
    (!value.is_empty()).then_some(value)
}

#[cfg(test)]
mod tests;
