//! The texts of a scheme for people: its names, its statements and its wording.

use std::borrow::Cow;

use super::lang::Lang;
use super::table::{Category, Level, Scheme};
use crate::label::claims::Code;
use crate::lists::status::Status;

impl Scheme {
    /// The full name of the scheme.
    pub fn title(&self, lang: Lang) -> &str {
        self.table().title.get(lang)
    }

    /// The short name of the scheme.
    pub fn short_title(&self, lang: Lang) -> &str {
        self.table().short_title.get(lang)
    }

    /// The owner of the scheme.
    pub fn owner(&self, lang: Lang) -> &str {
        self.table().owner.get(lang)
    }

    /// The short name of the scheme's owner.
    pub fn short_owner(&self, lang: Lang) -> &str {
        self.table().short_owner.get(lang)
    }

    /// The meaning of a label of the scheme, in a sentence or two.
    pub fn meaning(&self, lang: Lang) -> &str {
        self.table().meaning.get(lang)
    }

    /// The product type that a label's category claim means.
    pub fn category_name<'a>(&'a self, category: &'a Code, lang: Lang) -> Option<&'a str> {
        match category {
            Code::Text(name) => Some(name),
            Code::Number(number) => Some(self.category(*number)?.name(lang)),
        }
    }

    /// The advice to the person at a till.
    pub fn till(&self, lang: Lang) -> &str {
        self.table().till.get(lang)
    }

    /// The scheme's word for the status of a label.
    pub fn status_word(&self, status: Status, lang: Lang) -> &str {
        let words = &self.table().statuses;
        let word = match status {
            Status::Valid => &words.valid,
            Status::Suspended => &words.suspended,
            Status::Withdrawn => &words.withdrawn,
            Status::Revoked => &words.revoked,
            Status::Superseded => &words.superseded,
        };
        word.get(lang)
    }

    /// The statements that the owner demands wherever a label of this level is explained.
    pub fn must_say(&self, level: Option<u64>, lang: Lang) -> impl Iterator<Item = &str> {
        self.table()
            .must_say
            .iter()
            .filter(move |statement| match (&statement.levels, level) {
                (Some(levels), Some(level)) => levels.contains(&level),
                (Some(_), None) => false,
                (None, _) => true,
            })
            .map(move |statement| statement.text.get(lang))
    }

    /// The words that must not be said about a label.
    pub fn must_not_say(&self) -> &[Cow<'static, str>] {
        &self.table().must_not_say
    }

    /// The sources of the table's statements, and which of them are this project's own.
    pub fn sources(&self) -> &[Cow<'static, str>] {
        &self.table().sources
    }

    /// The first forbidden word in a text about a label, whatever its case.
    ///
    /// Words of ASCII letters count as whole words, others anywhere. A word inside the scheme's
    /// or the owner's own name does not count.
    pub fn forbidden_in(&self, text: &str) -> Option<&str> {
        self.table().forbidden_in(text)
    }

    /// The first statement that the owner demands for this level and that a text lacks.
    pub fn unsaid_in(&self, text: &str, level: Option<u64>, lang: Lang) -> Option<&str> {
        self.must_say(level, lang)
            .find(|statement| !text.contains(statement))
    }
}

impl Level {
    /// The name of the level.
    pub fn name(&self, lang: Lang) -> &str {
        self.name.get(lang)
    }

    /// The meaning of the level, in a few plain sentences.
    pub fn meaning(&self, lang: Lang) -> &str {
        self.meaning.get(lang)
    }
}

impl Category {
    /// The name of the product type.
    pub fn name(&self, lang: Lang) -> &str {
        self.name.get(lang)
    }
}
