//! The words on labels, in one language or two.

use label_core::scheme::Schemes;
use label_core::{Assessment, Code};

use crate::error::CliError;
use crate::local_time::Local;
use crate::messages::Messages;
use crate::output::Language;

/// The languages of a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Wording {
    Ja,
    En,
    /// Japanese and English.
    Both,
}

/// The words of a label's languages.
pub(super) struct Words(Vec<(Messages, Local)>);

impl Words {
    /// Reads the words.
    pub(super) fn new(wording: Wording) -> Result<Self, CliError> {
        let languages: &[Language] = match wording {
            Wording::Ja => &[Language::Ja],
            Wording::En => &[Language::En],
            Wording::Both => &[Language::Ja, Language::En],
        };
        let words = languages
            .iter()
            .map(|language| Ok((Messages::new(*language)?, Local::new(*language))));
        words.collect::<Result<_, CliError>>().map(Self)
    }

    /// What each language says.
    fn each(&self, say: impl Fn(&Messages) -> String) -> Vec<String> {
        let words = self.0.iter();
        words.map(|(messages, _)| say(messages)).collect()
    }

    /// A word in each language, once where they are the same.
    pub(super) fn word(&self, key: &str, between: &str) -> String {
        joined(
            &self.each(|messages| messages.word(key).to_owned()),
            between,
        )
    }

    /// What the scheme is called.
    pub(super) fn scheme(&self, schemes: &Schemes, scheme: &Code) -> String {
        let names = self.each(|messages| {
            schemes.get(scheme).map_or_else(
                || scheme.to_string(),
                |table| table.short_title(messages.lang()).to_owned(),
            )
        });
        joined(&names, " / ")
    }

    /// How the product was assessed, a sentence in each language.
    pub(super) fn assessment(&self, assessment: Assessment) -> Vec<String> {
        self.each(|messages| capitalised(messages.assessment(assessment.number())))
    }

    /// The last day of a label, in figures where there are two languages.
    pub(super) fn until(&self, expires: Option<u64>) -> String {
        match (expires, self.0.last()) {
            (Some(end), Some((_, local))) => local.last_day(end),
            _ => self.word("no_expiry", " / "),
        }
    }

    /// That there are more than are listed.
    pub(super) fn more(&self, number: usize) -> String {
        match self.0.as_slice() {
            [(messages, _)] => messages
                .word("art_more")
                .replace("{n}", &number.to_string()),
            _ => format!("+{number}"),
        }
    }
}

/// Texts beside each other, each once.
fn joined(texts: &[String], between: &str) -> String {
    match texts {
        [first, second] if first == second => first.clone(),
        texts => texts.join(between),
    }
}

/// A sentence that stands alone.
fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next();
    first
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(characters)
        .collect()
}
