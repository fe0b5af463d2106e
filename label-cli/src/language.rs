//! The language that people are spoken to in.

use std::env;

/// The language of what people read: Japanese or English.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Language {
    Ja,
    En,
}

impl Language {
    /// The language that the environment asks for: Japanese where the locale is, else English.
    pub(crate) fn from_environment() -> Self {
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .filter_map(env::var_os)
            .find(|value| !value.is_empty());
        match locale {
            Some(locale) if locale.to_string_lossy().starts_with("ja") => Self::Ja,
            _ => Self::En,
        }
    }
}
