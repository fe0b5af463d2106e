//! Standard output and standard error: the only place that prints.
//!
//! Results go to standard output, as lines for people or as JSON; everything else goes to standard
//! error. Each line is made visible by [`crate::visible`].

use std::env;
use std::fmt::Display;
use std::io::{self, BufWriter, IsTerminal, Write};

use label_desk::label_fields::Problem;
use label_io::reason;
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use crate::error::CliError;
use crate::language::Language;
use crate::messages::japanese::Japanese;
use crate::visible::{Visible, visible_json};

/// The form of results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// Lines for people.
    Text,
    /// One JSON value.
    Json,
}

/// The printer of a command.
pub(crate) struct Output {
    stdout: Box<dyn Write>,
    stderr: Box<dyn Write>,
    format: Format,
    language: Language,
    /// The words for what is written in English, where Japanese is asked for.
    japanese: Option<Japanese>,
    notes: bool,
    /// True where standard error takes colour.
    colour: bool,
    /// True where standard output takes colour.
    paint: bool,
}

impl Output {
    /// Prints to the process's own standard output and standard error.
    ///
    /// `quiet` leaves out what is only advice. Colour is used on a terminal, unless the
    /// environment sets `NO_COLOR` or a dumb terminal.
    pub(crate) fn new(format: Format, language: Language, quiet: bool) -> Self {
        let refused = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
            || env::var_os("TERM").is_some_and(|value| value == "dumb");
        Self {
            stdout: Box::new(BufWriter::new(io::stdout())),
            stderr: Box::new(io::stderr()),
            format,
            language,
            japanese: (language == Language::Ja)
                .then(Japanese::new)
                .and_then(Result::ok),
            notes: !quiet && format == Format::Text,
            colour: io::stderr().is_terminal() && !refused,
            paint: io::stdout().is_terminal() && !refused,
        }
    }

    /// Prints lines for people to where a test reads them.
    #[cfg(test)]
    pub(crate) fn to(stdout: Box<dyn Write>, language: Language) -> Self {
        Self {
            stdout,
            ..Self::new(Format::Text, language, true)
        }
    }

    /// The language to show verdicts in.
    pub(crate) fn language(&self) -> Language {
        self.language
    }

    /// Tells whether results are wanted as JSON.
    pub(crate) fn is_json(&self) -> bool {
        self.format == Format::Json
    }

    /// An English text in the language that is asked for.
    pub(crate) fn told(&self, english: impl Display) -> String {
        let english = english.to_string();
        match &self.japanese {
            Some(japanese) => japanese.say(&english),
            None => english,
        }
    }

    /// A word that the program made, in its context, in the language that is asked for.
    pub(crate) fn word(&self, context: &str, english: &str) -> String {
        match &self.japanese {
            Some(japanese) => japanese.phrases().word(context, english),
            None => english.to_owned(),
        }
    }

    /// A problem of a table in one sentence.
    pub(crate) fn problem(&self, problem: &Problem) -> String {
        match &self.japanese {
            Some(japanese) => japanese.problem(problem),
            None => problem.to_string(),
        }
    }

    /// Prints one line.
    pub(crate) fn line(&mut self, text: impl Display) -> Result<(), CliError> {
        write_line(&mut self.stdout, "", text).map_err(|error| output_error(&error))
    }

    /// Prints one line that stands out, in a colour (SGR parameters) where there is a terminal.
    pub(crate) fn painted(&mut self, colour: &str, text: impl Display) -> Result<(), CliError> {
        if !self.paint {
            return self.line(text);
        }
        let text = Visible(text);
        writeln!(self.stdout, "\u{1b}[{colour}m{text}\u{1b}[0m")
            .map_err(|error| output_error(&error))
    }

    /// Prints names and values in two columns, in the language that is asked for; a value below another one has
    /// an empty name.
    ///
    /// Names are the command's own; values are told in another language where the command makes them.
    pub(crate) fn fields(&mut self, fields: &[(&str, String)]) -> Result<(), CliError> {
        self.named_columns("", fields)
    }

    /// Prints names and values in the same way, below what the line before names.
    pub(crate) fn indented(&mut self, fields: &[(&str, String)]) -> Result<(), CliError> {
        self.named_columns("  ", fields)
    }

    fn named_columns(&mut self, indent: &str, fields: &[(&str, String)]) -> Result<(), CliError> {
        let told = self.named(fields);
        let told = told
            .iter()
            .map(|(name, value)| (name.as_str(), value.clone()));
        self.columns(indent, &told.collect::<Vec<_>>())
    }

    /// Names and values of the command's own in the language that is asked for.
    pub(crate) fn named(&self, fields: &[(&str, String)]) -> Vec<(String, String)> {
        let phrases = self.japanese.as_ref().map(Japanese::phrases);
        let told = fields.iter().map(|(name, value)| {
            let told = phrases.and_then(|phrases| phrases.value("field", name));
            let own = phrases.and_then(|phrases| phrases.value(name, value));
            let name = told.unwrap_or_else(|| (*name).to_owned());
            (name, own.unwrap_or_else(|| value.clone()))
        });
        told.collect()
    }

    /// Prints names and values as they are, in two columns.
    pub(crate) fn pairs(&mut self, pairs: &[(&str, String)]) -> Result<(), CliError> {
        self.columns("", pairs)
    }

    /// Prints an empty line, a heading, and names and values as they are below it.
    pub(crate) fn section(
        &mut self,
        heading: &str,
        pairs: &[(&str, String)],
    ) -> Result<(), CliError> {
        self.line("")?;
        self.painted("1", heading)?;
        self.columns("  ", pairs)
    }

    fn columns(&mut self, indent: &str, pairs: &[(&str, String)]) -> Result<(), CliError> {
        let width = pairs.iter().map(|(name, _)| name.width()).max();
        let width = width.unwrap_or_default();
        pairs.iter().try_for_each(|(name, value)| {
            let name = padded(name, width);
            self.line(format_args!("{indent}{name}  {value}"))
        })
    }

    /// Prints rows with their columns below each other.
    pub(crate) fn aligned<R: AsRef<[String]>>(
        &mut self,
        indent: &str,
        rows: &[R],
    ) -> Result<(), CliError> {
        let mut widths: Vec<usize> = Vec::new();
        for row in rows {
            for (place, cell) in row.as_ref().iter().enumerate() {
                match widths.get_mut(place) {
                    Some(width) => *width = (*width).max(cell.width()),
                    None => widths.push(cell.width()),
                }
            }
        }
        rows.iter().try_for_each(|row| {
            let cells = row.as_ref().iter().zip(&widths);
            let cells: Vec<String> = cells.map(|(cell, width)| padded(cell, *width)).collect();
            self.line(
                format_args!("{indent}{}", cells.join("  "))
                    .to_string()
                    .trim_end(),
            )
        })
    }

    /// Prints one JSON value on one line.
    pub(crate) fn json(&mut self, value: &impl Serialize) -> Result<(), CliError> {
        let text = serde_json::to_string(value).map_err(|error| CliError::Output {
            reason: error.to_string(),
        })?;
        self.bytes(visible_json(&text).as_bytes())?;
        self.bytes(b"\n")
    }

    /// Prints bytes as they are: only for what this command made itself.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> Result<(), CliError> {
        self.stdout.write_all(bytes).map_err(|e| output_error(&e))
    }

    /// Says what to do next, on standard error; nothing with `--quiet` or `--json`.
    pub(crate) fn next(&mut self, text: impl Display) -> Result<(), CliError> {
        self.try_next(text).map_err(|error| output_error(&error))
    }

    /// Does the same as [`Output::next`], with the error of the operating system.
    pub(crate) fn try_next(&mut self, text: impl Display) -> io::Result<()> {
        match self.notes {
            true => self.say("next", "36", self.told(text)),
            false => Ok(()),
        }
    }

    /// Warns on standard error.
    pub(crate) fn warning(&mut self, text: impl Display) -> Result<(), CliError> {
        self.try_warning(text).map_err(|error| output_error(&error))
    }

    /// Does the same as [`Output::warning`], with the error of the operating system.
    pub(crate) fn try_warning(&mut self, text: impl Display) -> io::Result<()> {
        self.say("warning", "33", self.told(text))
    }

    /// Reports why a command could not run.
    ///
    /// The report goes to standard error, and to standard output as well where JSON is wanted:
    /// `{"error":{"code":…,"message":…,"hint":…}}`, and `problems` and `more` for [`CliError::Labels`].
    /// Failure to report has nowhere to go.
    pub(crate) fn error(&mut self, error: &CliError) {
        let hint = error.hint().map(|hint| self.told(hint));
        let (messages, message) = match &self.japanese {
            Some(japanese) => (japanese.messages(error), japanese.error(error)),
            None => (error.messages(), error.to_string()),
        };
        let mut report = || {
            for message in &messages {
                self.say("error", "1;31", message)
                    .map_err(|error| output_error(&error))?;
            }
            if let Some(hint) = &hint {
                self.say("hint", "36", hint)
                    .map_err(|error| output_error(&error))?;
            }
            if self.is_json() {
                let problems = match error {
                    CliError::Labels { problems, more } => Some((problems.as_slice(), *more)),
                    _ => None,
                };
                self.json(&Failure {
                    error: FailureReport {
                        code: error.code(),
                        message: message.clone(),
                        hint: hint.as_deref(),
                        problems: problems.map(|(problems, _)| problems),
                        more: problems.map(|(_, more)| more),
                        would: match error {
                            CliError::ConsentMissing { would } => Some(would),
                            _ => None,
                        },
                        registrations: match error {
                            CliError::RegistrationCount { registrations, .. } => {
                                Some(registrations)
                            }
                            _ => None,
                        },
                    },
                })?;
            }
            self.flush()
        };
        drop(report());
    }

    /// Writes out what is still held back.
    pub(crate) fn flush(&mut self) -> Result<(), CliError> {
        self.stdout.flush().map_err(|error| output_error(&error))
    }

    /// Prints `label: kind: text` on standard error, after what standard output still holds back.
    fn say(&mut self, kind: &str, colour: &str, text: impl Display) -> io::Result<()> {
        drop(self.flush());
        let kind = match &self.japanese {
            Some(japanese) => japanese.phrases().word("kind", kind),
            None => kind.to_owned(),
        };
        let prefix = if self.colour {
            format!("label: \u{1b}[{colour}m{kind}:\u{1b}[0m ")
        } else {
            format!("label: {kind}: ")
        };
        write_line(&mut self.stderr, &prefix, text)
    }
}

/// An error in JSON.
#[derive(Serialize)]
struct Failure<'a> {
    error: FailureReport<'a>,
}

#[derive(Serialize)]
struct FailureReport<'a> {
    code: &'static str,
    message: String,
    hint: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problems: Option<&'a [Problem]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    more: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    would: Option<&'a serde_json::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    registrations: Option<&'a [String]>,
}

/// A text and as many spaces as it lacks to a number of columns.
pub(crate) fn padded(text: &str, columns: usize) -> String {
    let spaces = columns.saturating_sub(text.width());
    format!("{text}{:spaces$}", "")
}

fn write_line(to: &mut impl Write, prefix: &str, text: impl Display) -> io::Result<()> {
    writeln!(to, "{prefix}{}", Visible(text))
}

fn output_error(error: &io::Error) -> CliError {
    CliError::Output {
        reason: reason(error),
    }
}
