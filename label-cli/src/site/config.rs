//! The settings of the page.

use label_core::{Policy, hex};
use serde::Serialize;

use super::base::Base;
use super::{SiteBundle, page};

/// The titles of the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Titles {
    pub(crate) ja: String,
    pub(crate) en: String,
}

impl Titles {
    /// The titles that were given, or else the usual ones; those of a specimen say so.
    pub(crate) fn new(ja: Option<&str>, en: Option<&str>, specimen: bool) -> Self {
        let (ja, en) = (ja.unwrap_or("ラベルの確認"), en.unwrap_or("Label check"));
        let marked = |mark: &str, title: &str| match specimen && !title.contains(mark) {
            true => format!("{mark}: {title}"),
            false => title.to_owned(),
        };
        Self {
            ja: marked("見本", ja),
            en: marked("SPECIMEN", en),
        }
    }
}

/// `config.json`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Config {
    /// Fingerprint of the root set that the first bundle must have.
    root_set: String,
    /// The page's own host, where it is known.
    pub(crate) host: Option<String>,
    pub(crate) base: Base,
    policy: Policy,
    pub(crate) specimen: bool,
    schemes: Vec<String>,
    languages: [&'static str; 2],
    pub(crate) title: Titles,
    /// The address of help for people.
    help: Option<String>,
}

impl Config {
    /// Everything that follows from the bundle, and what was chosen.
    pub(crate) fn new(
        bundle: &SiteBundle,
        base: Base,
        host: Option<String>,
        policy: Policy,
        title: Titles,
        help: Option<String>,
    ) -> Self {
        Self {
            root_set: hex(&bundle.root_set),
            host,
            base,
            policy,
            specimen: bundle.specimen,
            schemes: page::schemes(),
            languages: ["ja", "en"],
            title,
            help,
        }
    }
}

/// Reads a host name, in lower case and with at least one dot.
pub(crate) fn host(text: &str) -> Result<String, String> {
    let plain = |part: &str| {
        let character = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        !part.is_empty() && part.len() < 64 && part.chars().all(character)
    };
    match text.contains('.') && text.len() < 254 && text.split('.').all(plain) {
        true => Ok(text.to_owned()),
        false => Err("not a host name such as label.example.jp, in small letters".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_a_name_in_small_letters() {
        assert!(host("label.example.jp").is_ok());
        for bad in [
            "",
            "label",
            "Label.example.jp",
            "a..b",
            "a.b/",
            "a b.c",
            "a.b:8443",
            "x.y;",
        ] {
            assert!(host(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn titles_of_a_specimen_say_so() {
        let plain = Titles::new(None, Some("Look"), false);
        assert_eq!(
            (plain.ja.as_str(), plain.en.as_str()),
            ("ラベルの確認", "Look")
        );
        let marked = Titles::new(Some("見本の確認"), Some("Look"), true);
        assert_eq!(marked.ja, "見本の確認");
        assert_eq!(marked.en, "SPECIMEN: Look");
    }
}
