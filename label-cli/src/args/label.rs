//! The style of whole labels, and the words on them.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use label_core::scheme::Lang;
use label_core::{Assessment, Day, Zone};
use label_print::{Fonts, LabelOptions, LabelWords, Letters, Mark, Phrase, Studio};

use super::millimetres;
use crate::error::CliError;
use crate::language::Language;
use crate::messages::Messages;

/// The style of whole labels.
#[derive(Args, Debug)]
pub(crate) struct LabelArgs {
    /// Languages of the words on the label
    #[arg(long, value_name = "LANG", default_value = "both")]
    words: Wording,
    /// Width of the label; its height follows
    #[arg(long, value_name = "MM", default_value = "60", value_parser = width)]
    width_mm: f64,
    /// Font file, TTF or OTF; several are tried in order for each character [default: BIZ UDPGothic,
    /// Noto Sans JP or IPAexGothic, where installed]
    #[arg(long, value_name = "FILE")]
    font: Vec<PathBuf>,
    /// Font file for what is set in bold [default: the bold one of the font that was found]
    #[arg(long, value_name = "FILE")]
    bold_font: Option<PathBuf>,
    /// Mark of the level as SVG, in place of neutral stars
    #[arg(long, value_name = "FILE")]
    mark: Option<PathBuf>,
    /// Turn text in SVG files into outlines, which look the same where the font is missing
    #[arg(long)]
    outlines: bool,
}

/// The languages of a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Wording {
    Ja,
    En,
    /// Japanese and English.
    Both,
}

impl LabelArgs {
    /// Reads fonts and mark.
    pub(crate) fn studio(&self) -> Result<Studio, CliError> {
        let options = LabelOptions {
            width: self.width_mm,
            mark: self.mark.as_deref().map(Mark::read).transpose()?,
            words: self.words.words()?,
            letters: if self.outlines {
                Letters::Outlines
            } else {
                Letters::Text
            },
        };
        let fonts = Fonts::new(&self.font, self.bold_font.as_deref())?;
        Ok(Studio::new(fonts, options))
    }
}

impl Wording {
    /// The words of each language.
    fn words(self) -> Result<Vec<Box<dyn LabelWords>>, CliError> {
        let languages: &[Language] = match self {
            Self::Ja => &[Language::Ja],
            Self::En => &[Language::En],
            Self::Both => &[Language::Ja, Language::En],
        };
        let words = languages.iter().map(|language| {
            let words: Box<dyn LabelWords> = Box::new(Words {
                messages: Messages::new(*language)?,
            });
            Ok(words)
        });
        words.collect()
    }
}

/// The command's own words, on labels.
struct Words {
    messages: Messages,
}

impl LabelWords for Words {
    fn lang(&self) -> Lang {
        self.messages.lang()
    }

    fn phrase(&self, phrase: Phrase) -> String {
        let messages = &self.messages;
        let word = match phrase {
            Phrase::Check => messages.word("art_check"),
            Phrase::Expires => messages.word("art_expires"),
            Phrase::Gtin => messages.word("art_gtin"),
            Phrase::Holder => messages.word("art_holder"),
            Phrase::Models => messages.word("art_models"),
            Phrase::MoreModels(number) => {
                return messages
                    .word("art_more")
                    .replace("{n}", &number.to_string());
            }
            Phrase::NoExpiry => messages.word("no_expiry"),
            Phrase::Product => messages.word("art_product"),
            Phrase::Registration => messages.word("art_registration"),
            Phrase::Specimen => messages.word("art_specimen"),
        };
        word.to_owned()
    }

    fn assessment(&self, assessment: Assessment) -> String {
        self.messages.assessment(assessment.number()).to_owned()
    }

    fn day(&self, day: Day) -> String {
        // A day is written alike in every zone.
        self.messages.local(Zone::UTC).day(day)
    }
}

fn width(text: &str) -> Result<f64, String> {
    millimetres(text, 20..=1_000)
}
