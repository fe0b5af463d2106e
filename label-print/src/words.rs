//! The words on labels, in one language or two.

use label_core::scheme::{Lang, Schemes};
use label_core::{Assessment, Code, Day, Gtin, UnixTime, Zone};

/// The words of a label in one language, which the caller supplies.
pub trait LabelWords: Send + Sync {
    /// The language, as scheme tables name it.
    fn lang(&self) -> Lang;

    /// A caption or a fixed phrase.
    fn phrase(&self, phrase: Phrase) -> String;

    /// The kind of assessment, in words that become a sentence of their own.
    fn assessment(&self, assessment: Assessment) -> String;

    /// A day of the calendar.
    fn day(&self, day: Day) -> String;
}

/// A caption or a fixed phrase on a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phrase {
    /// The caption of the address at which the label can be checked.
    Check,
    /// The caption of the last day.
    Expires,
    /// The caption of the GTIN.
    Gtin,
    /// The caption of the holder.
    Holder,
    /// The caption of the models.
    Models,
    /// A note of so many models that are not listed.
    MoreModels(usize),
    /// A note that the label does not expire.
    NoExpiry,
    /// The caption of the product.
    Product,
    /// The caption of the registration number.
    Registration,
    /// The word for a label that is none.
    Specimen,
}

/// The words of a label's languages.
pub(crate) struct Words(Vec<Box<dyn LabelWords>>);

impl Words {
    /// Takes the words of each language, in the order in which they are set.
    pub(crate) fn new(words: Vec<Box<dyn LabelWords>>) -> Self {
        Self(words)
    }

    /// A phrase in each language, once where they are the same.
    pub(crate) fn phrase(&self, phrase: Phrase, between: &str) -> String {
        joined(&self.each(|words| words.phrase(phrase)), between)
    }

    /// A phrase in each language, those that differ.
    pub(crate) fn each_phrase(&self, phrase: Phrase) -> Vec<String> {
        let mut texts = self.each(|words| words.phrase(phrase));
        texts.dedup();
        texts
    }

    /// The scheme's name.
    pub(crate) fn scheme(&self, schemes: &Schemes, scheme: &Code) -> String {
        let names = self.each(|words| {
            schemes.get(scheme).map_or_else(
                || scheme.to_string(),
                |table| table.short_title(words.lang()).to_owned(),
            )
        });
        joined(&names, " / ")
    }

    /// The kind of assessment, a sentence in each language.
    pub(crate) fn assessment(&self, assessment: Assessment) -> Vec<String> {
        self.each(|words| capitalised(&words.assessment(assessment)))
    }

    /// The last day of a label where its scheme is, in figures where there are two languages.
    pub(crate) fn until(&self, expires: Option<UnixTime>, zone: Zone) -> String {
        match (expires, self.0.last()) {
            (Some(end), Some(words)) => {
                Day::last_before(end, zone).map_or_else(|| end.to_string(), |day| words.day(day))
            }
            _ => self.phrase(Phrase::NoExpiry, " / "),
        }
    }

    /// A note of so many that are not listed.
    pub(crate) fn more(&self, number: usize) -> String {
        match self.0.as_slice() {
            [words] => words.phrase(Phrase::MoreModels(number)),
            _ => format!("+{number}"),
        }
    }

    fn each(&self, say: impl Fn(&dyn LabelWords) -> String) -> Vec<String> {
        self.0.iter().map(|words| say(words.as_ref())).collect()
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

/// A GTIN with the digits that stand on the box.
pub fn short_gtin(gtin: Gtin) -> String {
    let number = gtin.number();
    match number {
        ..=99_999_999 => format!("{number:08}"),
        100_000_000..=999_999_999_999 => format!("{number:012}"),
        _ => number.to_string(),
    }
}
