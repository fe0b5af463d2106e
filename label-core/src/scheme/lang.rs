//! The languages that a scheme table speaks, and its texts.

use std::borrow::Cow;

use serde::Deserialize;

/// A text of a table: static where the table is built in.
pub(super) type Words = Cow<'static, str>;
/// A list of a table: static where the table is built in.
pub(super) type List<T> = Cow<'static, [T]>;

/// A language of the texts for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Japanese.
    Ja,
    /// English.
    En,
}

impl Lang {
    /// Both languages.
    pub const ALL: [Self; 2] = [Self::Ja, Self::En];

    /// Takes a language tag or a locale name, for example `ja`, `en-GB` or `ja_JP.UTF-8`.
    pub fn parse(tag: &str) -> Option<Self> {
        let language = tag.split(['-', '_', '.']).next()?;
        Self::ALL
            .into_iter()
            .find(|lang| language.eq_ignore_ascii_case(lang.tag()))
    }

    /// The language tag (BCP 47).
    pub fn tag(self) -> &'static str {
        match self {
            Self::Ja => "ja",
            Self::En => "en",
        }
    }
}

/// One text in every language.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Text {
    pub(super) ja: Words,
    pub(super) en: Words,
}

impl Text {
    /// The text in a language.
    pub(crate) fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ja => &self.ja,
            Lang::En => &self.en,
        }
    }
}
